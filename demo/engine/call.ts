/**
 * The client's side of a call: choose an instance, cross the network, wait no longer than the time-out, try again.
 * A caller that gives up does not stop the callee, which works on for nobody: that is how retries multiply load.
 * Units: milliseconds.
 */
import type { Activity, Failure, Work } from "./activity.ts";
import type { Instance } from "./instance.ts";
import { lognormal } from "./random.ts";
import { begin, finish, serve } from "./serve.ts";
import type { Resume, Task } from "./simulator.ts";
import type { CallStep, EndpointSpec, ExternalStep } from "./topology.ts";
import type { World } from "./world.ts";

const CONNECT_TIMEOUT_MS = 3_000;
const JITTER = 0.2;

/** Calls another service with the step's time-out and retries. */
export function* callService(world: World, parent: Activity, step: CallStep): Task<Failure | null> {
  const service = world.service(step.service);
  const endpoint = service.endpoints.get(step.endpoint);
  if (!endpoint) throw new Error(`The service ${step.service} has no endpoint ${step.endpoint}.`);
  let failure: Failure | null = null;
  const retries = world.retriesOf(parent.instance, step);
  for (let attempt = 0; attempt <= retries; attempt++) {
    if (attempt > 0) yield backoffMs(world, step.backoffMs, attempt);
    failure = yield* attemptCall(world, parent, step, endpoint, attempt);
    if (!failure || failure.kind === "rejected") return failure;
  }
  return failure;
}

/** How long to wait before this further attempt. */
export function backoffMs(world: World, firstMs = 100, attempt = 1): number {
  return firstMs * 2 ** (attempt - 1) * (1 - JITTER + 2 * JITTER * world.random.next());
}

function* attemptCall(
  world: World,
  parent: Activity,
  step: CallStep,
  endpoint: EndpointSpec,
  attempt: number,
): Task<Failure | null> {
  const here = parent.instance.region.name;
  const target = chooseInstance(world, step.service, here);
  const work: Work = { type: "call", endpoint, service: step.service, target, attempt };
  const activity = begin(world, parent.instance, work, { parent, token: parent.token });
  const failure = target
    ? yield* exchange(world, activity, target, endpoint, step.timeoutMs)
    : refused(`no endpoints available for ${step.service}`);
  finish(world, activity, failure);
  return failure && asCaller(step, failure);
}

function* exchange(
  world: World,
  activity: Activity,
  target: Instance,
  endpoint: EndpointSpec,
  timeoutMs: number,
): Task<Failure | null> {
  const here = activity.instance.region.name;
  const there = target.region.name;
  if (world.severed(activity.instance, there, target.spec.name)) {
    yield Math.min(timeoutMs, CONNECT_TIMEOUT_MS);
    return { kind: "unreachable", status: 504, message: `connect to ${target.spec.name}.${there}: i/o timeout` };
  }
  yield world.latencyMs(here, there);
  if (target.down || target.retired) {
    yield world.latencyMs(there, here);
    return refused(`connect to ${target.spec.name}.${there}: connection refused`);
  }
  const request = { endpoint, parent: activity, token: activity.token };
  return (yield (resume) => {
    const answer = once(resume);
    world.simulator.spawn(serve(world, target, request), (failure) => {
      const heard = target.down ? refused(`read from ${target.spec.name}.${there}: connection reset by peer`) : failure;
      world.simulator.after(world.latencyMs(there, here), () => answer(heard));
    });
    world.simulator.after(timeoutMs, () => answer(timedOut(target.spec.name, timeoutMs)));
  }) as Failure | null;
}

/** Calls something outside that sends no telemetry of its own. */
export function* callExternal(world: World, parent: Activity, step: ExternalStep): Task<Failure | null> {
  const peer = world.peer(step.peer);
  const { spec } = peer;
  const work: Work = { type: "external", peer: spec.name, address: spec.address, method: step.method, path: step.path };
  const activity = begin(world, parent.instance, work, { parent, token: parent.token });
  const takes = lognormal(world.random, spec.medianMs * peer.slowness, 0.4);
  yield Math.min(takes, step.timeoutMs);
  let failure: Failure | null = null;
  if (takes > step.timeoutMs) failure = timedOut(spec.name, step.timeoutMs);
  else if (world.random.next() < peer.failRatio) {
    failure = { kind: "upstream", status: 502, message: `${spec.name} answered 502` };
  }
  finish(world, activity, failure);
  return failure;
}

/** One of the service's instances that run here, else in the nearest region that has any; null when none runs. */
function chooseInstance(world: World, service: string, region: string): Instance | null {
  const here = world.instancesFor(service, region);
  const up = here.filter((instance) => !instance.down);
  const choices = up.length > 0 ? up : here;
  return choices[Math.floor(world.random.next() * choices.length)] ?? null;
}

/** What the callee's failure looks like to whoever called the caller. */
function asCaller(step: CallStep, failure: Failure): Failure {
  if (failure.kind === "rejected") return failure;
  const status =
    failure.kind === "timeout" || failure.kind === "unreachable" ? 504 : failure.status === 503 ? 503 : 502;
  return { kind: "upstream", status, message: `${step.service} ${step.endpoint}: ${failure.message}` };
}

function refused(message: string): Failure {
  return { kind: "refused", status: 503, message };
}

function timedOut(service: string, timeoutMs: number): Failure {
  return { kind: "timeout", status: 504, message: `${service} did not answer within ${timeoutMs} ms` };
}

function once(resume: Resume): Resume {
  let done = false;
  return (value) => {
    if (done) return;
    done = true;
    resume(value);
  };
}
