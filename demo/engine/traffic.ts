/**
 * What sets a world in motion: visitors of each region by the time of day, and consumers of the queues.
 * Arrivals are a Poisson process whose rate follows a daily curve; their chance is their own, so what happens inside the
 * system never moves them.
 * Units: requests per second, Unix milliseconds.
 */
import { exponential, hashOf, pick, type Random, randomOf } from "./random.ts";
import { serve } from "./serve.ts";
import type { Task } from "./simulator.ts";
import type { RegionSpec, VisitSpec } from "./topology.ts";
import type { Instance, World } from "./world.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Visitors at this instant against the day's average: a calm night, a full evening, and a little unrest by the minute. */
export function loadAt(region: RegionSpec, atMs: number): number {
  const hour = (atMs / HOUR_MS) % 24;
  const wave = Math.cos(((hour - region.peakHour) / 24) * 2 * Math.PI);
  const minute = Math.floor(atMs / MINUTE_MS);
  const unrest = 0.94 + 0.12 * (hashOf("unrest", region.name, minute) / 4_294_967_296);
  return (1 + 0.35 * wave + 0.08 * wave * wave) * unrest;
}

/** Starts visitors and consumers; no visitor comes at or after the world's end. */
export function startTraffic(world: World): void {
  for (const region of world.topology.regions) {
    const random = randomOf("arrivals", world.options.seed, region.name);
    world.simulator.spawn(visitors(world, region, random));
  }
  for (const spec of world.topology.services) {
    if (!spec.consumes) continue;
    for (const region of world.topology.regions) {
      world.instances(spec.name, region.name).forEach((_, index) => {
        for (let i = 0; i < (spec.consumes?.concurrency ?? 0); i++) {
          world.simulator.spawn(consume(world, spec.name, region.name, index));
        }
      });
    }
  }
}

function* visitors(world: World, region: RegionSpec, random: Random): Task {
  for (;;) {
    const rate = region.requestsPerSecond * loadAt(region, world.simulator.nowMs);
    yield exponential(random, 1000 / rate);
    if (world.simulator.nowMs >= world.endMs) return;
    visit(world, region, pick(random, world.topology.visits), random.bits() >>> 8);
  }
}

/** One visitor's request, at the edge of its region. */
export function visit(world: World, region: RegionSpec, spec: VisitSpec, token: number): void {
  const service = world.service(spec.service);
  const endpoint = service.endpoints.get(spec.endpoint);
  if (!endpoint) throw new Error(`The service ${spec.service} has no endpoint ${spec.endpoint}.`);
  const running = world.instances(spec.service, region.name).filter((instance) => !instance.down);
  const instance = running[token % running.length];
  if (instance) world.simulator.spawn(serve(world, instance, { endpoint, parent: null, token }));
}

/** One consumer: takes what waits, up to its batch, and works on it. A single message continues its producer's trace. */
function* consume(world: World, service: string, region: string, index: number): Task {
  const { spec, endpoints } = world.service(service);
  const { queue: name, batch } = spec.consumes ?? { queue: "", batch: 1 };
  const queue = world.queue(name, region);
  const endpoint = endpoints.get(name);
  if (!endpoint) throw new Error(`The service ${service} has no endpoint for the queue ${name}.`);
  for (;;) {
    yield queue.arrival();
    const instance: Instance | undefined = world.instances(service, region)[index];
    if (!instance || instance.down) {
      yield 1_000;
      continue;
    }
    const messages = queue.take(batch);
    const first = messages[0];
    if (!first) continue;
    const queuedMs = world.simulator.nowMs - first.publishedMs;
    const parent = batch === 1 ? first.place : null;
    const links = messages.map((message) => message.place);
    const originMs = Math.min(...messages.map((message) => message.originMs));
    const work = { type: "consume", queue: name, endpoint, queuedMs, originMs } as const;
    yield* serve(world, instance, { endpoint, parent, token: first.token }, work, links);
  }
}
