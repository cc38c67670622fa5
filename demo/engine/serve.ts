/**
 * The server's side of a request: wait for a worker, compute, take the endpoint's steps, answer.
 *
 *   arrive -> line (bounded) -> worker -> cpu -> step, step, ... -> answer
 *
 * Nothing here knows of scenarios: a slow core, a full line, a spent pool have their effects by themselves.
 */
import type { Activity, Failure, TracePlace, Work } from "./activity.ts";
import type { Instance } from "./instance.ts";
import { lognormal } from "./random.ts";
import type { Task } from "./simulator.ts";
import { takeSteps } from "./steps.ts";
import type { EndpointSpec } from "./topology.ts";
import type { World } from "./world.ts";

const CPU_SPREAD = 0.3;
const RESTART_MS = 9_000;

export interface Request {
  readonly endpoint: EndpointSpec;
  /** Null: this request begins a trace. */
  readonly parent: TracePlace | null;
  readonly token: number;
}

/** Begins an activity of this instance, now. `links` and the times are the caller's to set. */
export function begin(
  world: World,
  instance: Instance,
  work: Work,
  request: { readonly parent: TracePlace | null; readonly token: number },
  links: readonly TracePlace[] = [],
): Activity {
  return {
    instance,
    work,
    traceId: request.parent?.traceId ?? idOf(world, 16),
    spanId: idOf(world, 8),
    parentSpanId: request.parent?.spanId ?? null,
    links,
    token: request.token,
    startMs: world.simulator.nowMs,
    endMs: 0,
    failure: null,
  };
}

/** Ends an activity now. */
export function finish(world: World, activity: Activity, failure: Failure | null): void {
  activity.endMs = world.simulator.nowMs;
  activity.failure = failure;
  world.recorder.finished(activity);
}

/** Serves one request on this instance and returns how it failed, or null. */
export function* serve(
  world: World,
  instance: Instance,
  request: Request,
  work: Work = { type: "serve", endpoint: request.endpoint },
  links: readonly TracePlace[] = [],
): Task<Failure | null> {
  const activity = begin(world, instance, work, request, links);
  instance.active++;
  const admitted = yield* instance.workers.acquire();
  let failure: Failure | null;
  if (admitted === "acquired") {
    failure = yield* respond(world, instance, request.endpoint, activity);
    instance.workers.release();
  } else {
    failure = {
      kind: "overloaded",
      status: 503,
      message: `${instance.spec.workers} workers busy and the queue is full`,
    };
  }
  instance.active--;
  finish(world, activity, failure);
  return failure;
}

function* respond(world: World, instance: Instance, endpoint: EndpointSpec, activity: Activity): Task<Failure | null> {
  remember(world, instance);
  yield* compute(world, instance, endpoint.cpuMs);
  const { rejects } = endpoint;
  if (rejects && world.random.next() < rejects.ratio) {
    return { kind: "rejected", status: rejects.status, message: rejects.message };
  }
  if (world.random.next() < instance.bugRatio + (endpoint.bugRatio ?? 0)) {
    const failure: Failure = { kind: "bug", status: 500, message: bugOf(instance, endpoint) };
    world.recorder.logged(
      world.simulator.nowMs,
      instance,
      { severity: "ERROR", message: failure.message, failure },
      activity,
    );
    return failure;
  }
  return yield* takeSteps(world, activity, endpoint.steps);
}

/** Occupies a core for this much work; longer on a slow one, and when memory runs out. */
export function* compute(world: World, instance: Instance, cpuMs: number): Task {
  if (!instance.cores.tryAcquire()) yield* instance.cores.acquire();
  yield lognormal(world.random, cpuMs * instance.cpuFactor * instance.pressure, CPU_SPREAD);
  instance.cores.release();
}

/** Memory of one request; a process that has none left is killed and starts again some seconds later. */
function remember(world: World, instance: Instance): void {
  instance.served++;
  instance.bytesIn += 900 + world.random.next() * 800;
  instance.bytesOut += 2_000 + world.random.next() * 6_000;
  instance.allocate();
  if (!instance.outOfMemory || instance.down) return;
  instance.down = true;
  world.simulator.after(RESTART_MS, () => {
    if (!instance.retired) world.replace(instance);
  });
}

/** The call of `endpoint` fails in a line that this version got wrong. */
function bugOf(instance: Instance, endpoint: EndpointSpec): string {
  const what = endpoint.name.split(/[/ ]/).pop() ?? endpoint.name;
  const wrong: Record<string, string> = {
    java: `Cannot invoke "Customer.id()" because "customer" is null`,
    go: "runtime error: invalid memory address or nil pointer dereference",
    nodejs: "Cannot read properties of undefined (reading 'id')",
    python: "'NoneType' object has no attribute 'id'",
    dotnet: "Object reference not set to an instance of an object.",
  };
  return `${wrong[instance.spec.language]} (${what})`;
}

function idOf(world: World, length: number): Uint8Array {
  const id = new Uint8Array(length);
  for (let i = 0; i < length; i += 4) {
    const bits = world.random.bits();
    id[i] = bits;
    id[i + 1] = bits >>> 8;
    id[i + 2] = bits >>> 16;
    id[i + 3] = bits >>> 24;
  }
  // All zeros is no id.
  id[length - 1] = (id[length - 1] ?? 0) | 1;
  return id;
}
