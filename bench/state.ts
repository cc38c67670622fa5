/**
 * The history of the system in the store alone: a month of 16,000 things, told through the store's own writer an eighth of a day at a
 * time, snapshots made as it goes; the same questions after a tenth of the month and after all of it. Readers start with nothing but
 * the dictionary in memory; instants are random over the whole history, so that nearly each needs a snapshot of its own.
 * Run: npm run bench -- state
 */
import { join } from "node:path";
import pg from "pg";
import { placeOf, type StateEvent, thingId } from "../server/model/state.ts";
import { stateDiffOf } from "../server/routers/stateDifferences.ts";
import { migrateTelemetry } from "../server/store/postgres/migrate.ts";
import { openReadPool } from "../server/store/postgres/readPool.ts";
import { createStateStore } from "../server/store/postgres/state/stateStore.ts";
import { startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import { BARS } from "./bars.ts";
import { type Bench, count, spread, timed } from "./bench.ts";
import { random } from "./derivedWorkload.ts";
import { dataDirectory } from "./product.ts";
import { withScratch } from "./scratch.ts";
import { frameAt, SystemStory } from "./stateWorkload.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 9, 1);
const TENANT = 1;
const PER_DAY = 200_000;
const PIECE_MS = DAY_MS / 8;

type Store = ReturnType<typeof createStateStore>["store"];

/** `days` of history instead of a month, for a look at a part. */
export async function benchState(bench: Bench, [days = "30"]: readonly string[]): Promise<void> {
  const month = Number(days);
  await withScratch(async (folder) => {
    const server = await startEmbeddedPostgres({
      directory: join(dataDirectory(folder), "postgres"),
      log: () => undefined,
    });
    const client = new pg.Client({ connectionString: server.connectionString("postgres") });
    await client.connect();
    await client.query("CREATE DATABASE chronoscope");
    await client.end();
    await migrateTelemetry(server.connectionString());
    const pool = openReadPool({ connectionString: server.connectionString(), statementTimeoutMs: 300_000 });
    const perDay = bench.quick ? PER_DAY / 50 : PER_DAY;
    const writer = open(pool);
    const story = new SystemStory();
    await fill(bench, pool, writer, story, perDay, [0, month / 10]);
    await ask(bench, pool, month / 10);
    await fill(bench, pool, writer, story, perDay, [month / 10, month]);
    await ask(bench, pool, month);
    await benchFrames(bench, pool, writer);
    await pool.end();
    await server.stop();
  });
}

const open = (pool: pg.Pool): Store =>
  createStateStore({ pool, retentionMs: Number.POSITIVE_INFINITY, now: Date.now }).store;

async function fill(
  bench: Bench,
  pool: pg.Pool,
  store: Store,
  story: SystemStory,
  perDay: number,
  [fromDay, untilDay]: readonly [number, number],
): Promise<void> {
  const began = performance.now();
  let snapshots = 0;
  const perPiece = (perDay * PIECE_MS) / DAY_MS;
  for (let startMs = START_MS + fromDay * DAY_MS; startMs < START_MS + untilDay * DAY_MS; startMs += PIECE_MS) {
    const endMs = startMs + PIECE_MS;
    const happenings = Array.from({ length: perPiece }, (_, i) =>
      story.happening(startMs + Math.floor((i * PIECE_MS) / perPiece)),
    );
    const window = { startMs, endMs };
    const cursor = { untilMs: endMs, memo: null };
    await store.rewriteHistory({ tenant: TENANT, derivation: "inventory", window, happenings, knownMs: endMs, cursor });
    for (let made = 1; made > 0; snapshots += made) made = await store.keepSnapshots({ tenant: TENANT });
  }
  const seconds = (performance.now() - began) / 1_000;
  const events = perDay * (untilDay - fromDay);
  // As autovacuum does behind a history that grows by the second.
  await pool.query("VACUUM (ANALYZE) telemetry.state_event");
  bench.figure(
    `telling days ${fromDay} to ${untilDay}`,
    `${count(events)} events at ${count(events / seconds)}/s, ${snapshots} snapshots with them`,
  );
}

async function bytesOf(pool: pg.Pool, table: string): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    `SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0) AS bytes FROM pg_inherits WHERE inhparent = $1::regclass`,
    [`telemetry.${table}`],
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function reportBytes(bench: Bench, pool: pg.Pool, days: number): Promise<void> {
  const { rows } = await pool.query<{ events: string }>("SELECT count(*) AS events FROM telemetry.state_event");
  const events = Number(rows[0]?.events);
  const [rowBytes, snapshotBytes] = [await bytesOf(pool, "state_event"), await bytesOf(pool, "state_snapshot")];
  const each = (bytes: number) => (bytes / events).toFixed(0);
  bench.figure(
    `bytes of ${days} days`,
    `${each(rowBytes + snapshotBytes)} B an event (rows and five indexes ${each(rowBytes)}, snapshots ${each(snapshotBytes)}); ${((rowBytes + snapshotBytes) / days / 1e6).toFixed(0)} MB a day`,
    BARS.stateBytes,
  );
}

async function ask(bench: Bench, pool: pg.Pool, days: number): Promise<void> {
  await reportBytes(bench, pool, days);
  const store = open(pool);
  const next = random(days);
  const instant = () => START_MS + Math.floor(next() * days * DAY_MS);
  const runs = bench.quick ? 10 : 100;
  await store.readState({ tenant: TENANT, atMs: instant() });
  const states = await timed(runs, () => store.readState({ tenant: TENANT, atMs: instant() }));
  bench.figure(`state at a random instant of ${days} days`, spread(states), BARS.state);
  const then = await timed(runs / 2, () => {
    const atMs = instant();
    return store.readState({ tenant: TENANT, atMs, asKnownAtMs: atMs + PIECE_MS });
  });
  bench.figure(`the same as it was known three hours later, ${days} days`, spread(then));
  const fromMs = instant();
  const near = await timed(runs * 2, (run) => store.readState({ tenant: TENANT, atMs: fromMs + run * 10_000 }));
  bench.figure(`state 10 s further on, ${days} days`, spread(near.slice(1)), BARS.stateStep);
  const pairs = await timed(runs / 2, () =>
    Promise.all([0, 1].map(() => store.readState({ tenant: TENANT, atMs: instant() }))),
  );
  bench.figure(`two states to be compared, ${days} days`, spread(pairs));
  for (const [apart, length] of [
    ["an hour", DAY_MS / 24],
    ["a day", DAY_MS],
  ] as const) {
    const diffs = await timed(runs / 5, () => {
      const aMs = instant();
      return stateDiffOf(store, { tenant: TENANT, aMs, bMs: aMs + length, nowMs: START_MS + 60 * DAY_MS });
    });
    bench.figure(`what differs ${apart} apart, and since when, ${days} days`, spread(diffs));
  }
  await benchSteps(bench, store, instant, days, runs * 3);
  const window = { startMs: START_MS, endMs: START_MS + days * DAY_MS };
  const counted = await timed(5, () => store.countEvents({ tenant: TENANT, window, steps: 240 }));
  bench.figure(`events of ${days} days counted by kind in 240 steps`, spread(counted));
}

async function benchSteps(
  bench: Bench,
  store: Store,
  instant: () => number,
  days: number,
  runs: number,
): Promise<void> {
  let at: StateEvent | null = null;
  const step = async (more: Partial<Parameters<Store["stepEvent"]>[0]>) => {
    const found: StateEvent | null = await store.stepEvent({
      tenant: TENANT,
      from: { atMs: instant() },
      direction: "next",
      ...more,
    });
    at = found ?? at;
  };
  const next = await timed(runs, () => step({}));
  const previous = await timed(runs, () => step({ direction: "previous" }));
  bench.figure(`next event after an instant, ${days} days`, spread(next), BARS.stateStep);
  bench.figure(`event before an instant, ${days} days`, spread(previous), BARS.stateStep);
  const on = await timed(runs, () => step(at ? { from: placeOf(at) } : {}));
  bench.figure(`next event, step by step, ${days} days`, spread(on), BARS.stateStep);
  const problem = await timed(runs, () => step({ problemsOnly: true }));
  bench.figure(`next problem, ${days} days`, spread(problem), BARS.stateStep);
  const kinds = await timed(runs, () => step({ kinds: ["deployed", "scaled", "alert"] }));
  bench.figure(`next of three kinds, two of them absent, ${days} days`, spread(kinds), BARS.stateStep);
  const things = [0, 1, 2, 3].map((i) => thingId("service", `service-${i * 200}`));
  const touching = await timed(runs, () => step({ things, direction: "previous" }));
  bench.figure(`event before, of four services, ${days} days`, spread(touching), BARS.stateStep);
}

/** Two hours of frames of 10 s after sixteen of one a minute, all through the writer. */
async function benchFrames(bench: Bench, pool: pg.Pool, store: Store): Promise<void> {
  const startMs = START_MS + 40 * DAY_MS;
  const hours = bench.quick ? 2 : 18;
  const fineMs = startMs + (hours - (bench.quick ? 1 : 2)) * 3_600_000;
  let told = 0;
  const began = performance.now();
  for (let at = startMs; at < startMs + hours * 3_600_000; at += 600_000) {
    const stepMs = at < fineMs ? 60_000 : 10_000;
    const frames = Array.from({ length: 600_000 / stepMs }, (_, i) => frameAt(at + (i + 1) * stepMs));
    told += frames.length;
    const window = { startMs: at, endMs: at + 600_000 };
    const cursor = { untilMs: window.endMs, memo: null };
    await store.rewriteHistory({
      tenant: TENANT,
      derivation: "health",
      window,
      happenings: [],
      knownMs: window.endMs,
      frames,
      cursor,
    });
  }
  const each = (performance.now() - began) / told;
  const { rows } = await pool.query<{ frames: string }>("SELECT count(*) AS frames FROM telemetry.state_frame_10s");
  const bytes = (await bytesOf(pool, "state_frame_10s")) / Number(rows[0]?.frames);
  bench.figure(
    "a frame of 6,000 things",
    `${each.toFixed(1)} ms to write with the coarser ones, ${(bytes / 1_000).toFixed(1)} kB; ${((bytes * 17_280) / 1e6).toFixed(0)} MB for two days of 10 s, ${((bytes * (43_200 + 56_880 + 9_480)) / 1e9).toFixed(1)} GB for all coarser ones when full`,
  );
  const endMs = startMs + hours * 3_600_000;
  for (const minutes of [20, 60, 118, 1_060]) {
    if (minutes * 60_000 > endMs - startMs) continue;
    const window = { startMs: endMs - minutes * 60_000, endMs };
    const took = await timed(bench.quick ? 2 : 5, () => open(pool).readFrames({ tenant: TENANT, window, steps: 120 }));
    bench.figure(`120 frames of ${minutes} min, 6,000 things`, spread(took), BARS.stateFrames);
  }
  const window = { startMs, endMs };
  const strips = await timed(bench.quick ? 2 : 20, () => store.readStrip({ tenant: TENANT, window, steps: 240 }));
  bench.figure(`strip of ${hours} h in 240 bars`, spread(strips));
}
