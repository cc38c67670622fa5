/**
 * The steps of an endpoint, one after another (or side by side), as the instance that serves it takes them.
 * A step that fails ends the request with that failure, unless it is optional.
 */
import type { Activity, Failure } from "./activity.ts";
import { callExternal, callService } from "./call.ts";
import { readCache, runQuery } from "./data.ts";
import { lognormal } from "./random.ts";
import { begin, compute, finish } from "./serve.ts";
import type { Task } from "./simulator.ts";
import type { AllStep, CommitStep, LogStep, PublishStep, Step, WorkStep } from "./topology.ts";
import type { World } from "./world.ts";

const COMMIT_MS = 2;

/** Takes these steps for an activity; the first failure that is not optional ends it. */
export function* takeSteps(world: World, parent: Activity, steps: readonly Step[]): Task<Failure | null> {
  for (const step of steps) {
    if (step.chance !== undefined && world.random.next() >= step.chance) continue;
    const failure = yield* takeStep(world, parent, step);
    if (failure && !("optional" in step && step.optional)) return failure;
  }
  return null;
}

function* takeStep(world: World, parent: Activity, step: Step): Task<Failure | null> {
  switch (step.do) {
    case "call":
      return yield* callService(world, parent, step);
    case "external":
      return yield* callExternal(world, parent, step);
    case "query":
      return yield* runQuery(world, parent, step);
    case "cache":
      return yield* readCache(world, parent, step, (onMiss) => takeSteps(world, parent, onMiss));
    case "publish":
      return yield* publish(world, parent, step);
    case "commit":
      return yield* commit(world, parent, step);
    case "work":
      return yield* workOn(world, parent, step);
    case "log":
      return note(world, parent, step);
    case "all":
      return yield* takeAll(world, parent, step);
  }
}

function* takeAll(world: World, parent: Activity, step: AllStep): Task<Failure | null> {
  let open = step.steps.length;
  let first: Failure | null = null;
  return (yield (resume) => {
    for (const one of step.steps) {
      world.simulator.spawn(takeSteps(world, parent, [one]), (failure) => {
        first ??= failure;
        if (--open === 0) resume(first);
      });
    }
  }) as Failure | null;
}

function* workOn(world: World, parent: Activity, step: WorkStep): Task<Failure | null> {
  const activity = begin(world, parent.instance, { type: "work", name: step.name }, placeOf(parent));
  yield* compute(world, parent.instance, step.cpuMs);
  finish(world, activity, null);
  return null;
}

function* publish(world: World, parent: Activity, step: PublishStep): Task<Failure | null> {
  const { instance } = parent;
  const queue = world.queue(step.queue, instance.region.name);
  const partition = parent.token % queue.spec.partitions;
  const activity = begin(world, instance, { type: "publish", queue: step.queue, partition }, placeOf(parent));
  yield 0.8 + world.random.next() * 2.4;
  const publishedMs = world.simulator.nowMs;
  const originMs = parent.work.type === "consume" ? parent.work.originMs : publishedMs;
  queue.publish({ place: activity, publishedMs, originMs, token: parent.token });
  finish(world, activity, null);
  return null;
}

function* commit(world: World, parent: Activity, step: CommitStep): Task<Failure | null> {
  const queue = world.queue(step.queue, parent.instance.region.name);
  const activity = begin(world, parent.instance, { type: "commit", queue: step.queue }, placeOf(parent));
  yield lognormal(world.random, COMMIT_MS * queue.slowness, 0.3);
  finish(world, activity, null);
  return null;
}

function note(world: World, parent: Activity, step: LogStep): null {
  const line = { severity: step.severity, message: step.message, failure: null };
  world.recorder.logged(world.simulator.nowMs, parent.instance, line, parent);
  return null;
}

/** What an activity's children are begun with. */
export function placeOf(parent: Activity) {
  return { parent, token: parent.token };
}
