/**
 * Reading and writing data: a query takes a connection from the instance's pool and one of the server's, a cache answers or
 * misses. A pool whose connections are all held makes its callers wait, then fails them: so a database takes its users down.
 * Units: milliseconds.
 */
import type { Activity, Failure } from "./activity.ts";
import { backoffMs } from "./call.ts";
import type { Database } from "./database.ts";
import type { Instance } from "./instance.ts";
import { lognormal } from "./random.ts";
import type { Semaphore } from "./semaphore.ts";
import { begin, finish } from "./serve.ts";
import type { Task } from "./simulator.ts";
import type { CacheStep, QueryStep, Step } from "./topology.ts";
import type { World } from "./world.ts";

/** A wait for a connection that is worth a span of its own. */
const NOTICED_WAIT_MS = 2;

/** Runs a statement, again when it fails and the step says so. */
export function* runQuery(world: World, parent: Activity, step: QueryStep): Task<Failure | null> {
  let failure: Failure | null = null;
  const retries = world.retriesOf(parent.instance, step);
  for (let attempt = 0; attempt <= retries; attempt++) {
    if (attempt > 0) yield backoffMs(world, step.backoffMs, attempt);
    failure = yield* attemptQuery(world, parent, step);
    if (!failure) return null;
  }
  return failure;
}

/** One attempt: pool, connection, network, work. */
function* attemptQuery(world: World, parent: Activity, step: QueryStep): Task<Failure | null> {
  const { instance } = parent;
  const database = world.database(step.database, instance.region.name);
  const pool = instance.pools.get(step.database);
  if (!pool) throw new Error(`The service ${instance.spec.name} has no pool for ${step.database}.`);
  const spent = yield* connect(world, parent, database, pool);
  if (spent) return spent;
  const statement = database.statement(instance.statements.get(step.statement) ?? step.statement);
  const work = {
    type: "query",
    database: step.database,
    namespace: database.spec.namespace,
    region: database.region,
    statement,
  } as const;
  const activity = begin(world, instance, work, { parent, token: parent.token });
  const worksMs = database.durationMs(world.random, statement);
  database.running++;
  const takesMs = worksMs + 2 * world.latencyMs(instance.region.name, database.region);
  const timeoutMs = step.timeoutMs ?? Number.POSITIVE_INFINITY;
  let failure: Failure | null = null;
  if (takesMs <= timeoutMs) {
    yield takesMs;
    database.answered();
  } else {
    // Whoever gives up closes the connection; the server notices only when it has the answer.
    world.simulator.after(takesMs, () => database.answered());
    yield timeoutMs;
    failure = { kind: "timeout", status: 504, message: `${step.database} did not answer within ${timeoutMs} ms` };
  }
  pool.release();
  finish(world, activity, failure);
  return failure;
}

/** Takes a connection of the pool and one of the server, or says why there is none. */
function* connect(world: World, parent: Activity, database: Database, pool: Semaphore): Task<Failure | null> {
  if (world.severed(parent.instance, database.region, database.spec.name)) {
    return yield* wait(world, parent, database, 2_000, "the network is unreachable");
  }
  if (pool.tryAcquire()) {
    if (database.connections.tryAcquire()) return null;
    pool.release();
  }
  const timeoutMs = parent.instance.spec.pools?.[database.spec.name]?.acquireTimeoutMs ?? 1_000;
  const activity = begin(
    world,
    parent.instance,
    { type: "pool", database: database.spec.name },
    { parent, token: parent.token },
  );
  const spent = yield* acquireBoth(world, parent.instance, database, pool, timeoutMs);
  if (!spent && world.simulator.nowMs - activity.startMs < NOTICED_WAIT_MS) return null;
  finish(world, activity, spent);
  if (spent) complain(world, parent, spent);
  return spent;
}

function* acquireBoth(
  world: World,
  instance: Instance,
  database: Database,
  pool: Semaphore,
  timeoutMs: number,
): Task<Failure | null> {
  const begun = world.simulator.nowMs;
  const size = pool.capacity;
  if ((yield* pool.acquire(timeoutMs)) !== "acquired") {
    return poolFailure(
      `timed out after ${timeoutMs} ms waiting for a connection to ${database.spec.name} (${size}/${size} in use)`,
    );
  }
  const left = timeoutMs - (world.simulator.nowMs - begun);
  if ((yield* database.connections.acquire(Math.max(left, 1))) === "acquired") return null;
  pool.release();
  database.refused++;
  instance.connectTimeouts.set(database.spec.name, (instance.connectTimeouts.get(database.spec.name) ?? 0) + 1);
  return poolFailure(
    `timed out after ${timeoutMs} ms connecting to ${database.spec.name}: FATAL: sorry, too many clients already`,
  );
}

function* wait(world: World, parent: Activity, database: Database, ms: number, why: string): Task<Failure> {
  const activity = begin(
    world,
    parent.instance,
    { type: "pool", database: database.spec.name },
    { parent, token: parent.token },
  );
  yield ms;
  const failure: Failure = { kind: "unreachable", status: 503, message: `connect to ${database.spec.name}: ${why}` };
  finish(world, activity, failure);
  complain(world, parent, failure);
  return failure;
}

function complain(world: World, parent: Activity, failure: Failure): void {
  const line = { severity: "ERROR", message: failure.message, failure } as const;
  world.recorder.logged(world.simulator.nowMs, parent.instance, line, parent);
}

function poolFailure(message: string): Failure {
  return { kind: "pool", status: 503, message };
}

/** Asks a cache; a miss takes the steps that find the answer elsewhere. */
export function* readCache(
  world: World,
  parent: Activity,
  step: CacheStep,
  miss: (steps: readonly Step[]) => Task<Failure | null>,
): Task<Failure | null> {
  const cache = world.cache(step.cache);
  const hit = step.hitRatio === undefined ? null : world.random.next() < step.hitRatio * cache.hitFactor;
  const work = { type: "cache", cache: step.cache, command: step.command, hit } as const;
  const activity = begin(world, parent.instance, work, { parent, token: parent.token });
  yield lognormal(world.random, cache.spec.medianMs, 0.3);
  if (hit === true) cache.hits++;
  if (hit === false) cache.misses++;
  finish(world, activity, null);
  return hit === false && step.onMiss ? yield* miss(step.onMiss) : null;
}
