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

/** Ends an activity now. Of a process that was killed nobody hears any more. */
export function finish(world: World, activity: Activity, failure: Failure | null): void {
  if (activity.instance.down) return;
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
  const pauseMs = remember(world, instance);
  yield* compute(world, instance, endpoint.cpuMs, pauseMs);
  const late = expired(world, endpoint, activity);
  if (late) return late;
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

/** A message that has waited too long along its way, with what the consumer says of it; null for every other. */
function expired(world: World, endpoint: EndpointSpec, activity: Activity): Failure | null {
  const { work, instance } = activity;
  if (work.type !== "consume" || endpoint.expiresMs === undefined) return null;
  const ageMs = world.simulator.nowMs - work.originMs;
  if (ageMs <= endpoint.expiresMs) return null;
  const message = `message of ${work.queue} expired: ${Math.round(ageMs / 1000)} s old, worth ${endpoint.expiresMs / 1000} s`;
  const failure: Failure = { kind: "expired", status: 500, message };
  world.recorder.logged(world.simulator.nowMs, instance, { severity: "ERROR", message, failure }, activity);
  return failure;
}

/** Occupies a core for this much work; longer on a slow one, when memory runs out, and when it pauses to collect. */
export function* compute(world: World, instance: Instance, cpuMs: number, pauseMs = 0): Task {
  if (!instance.cores.tryAcquire()) yield* instance.cores.acquire();
  yield pauseMs + lognormal(world.random, cpuMs * instance.cpuFactor * instance.pressure, CPU_SPREAD);
  instance.cores.release();
}

/** Memory of one request, and how long the process pauses for it; one that has none left is killed and starts again some seconds later. */
function remember(world: World, instance: Instance): number {
  instance.served++;
  instance.bytesIn += 900 + world.random.next() * 800;
  instance.bytesOut += 2_000 + world.random.next() * 6_000;
  const pauseMs = instance.allocate();
  if (instance.outOfMemory && !instance.down && !instance.retired) {
    world.recorder.killed?.(instance);
    instance.down = true;
    world.simulator.after(RESTART_MS, () => {
      if (instance.retired) return;
      const fresh = world.restart(instance);
      world.recorder.restarted?.(fresh);
    });
  }
  return pauseMs;
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
