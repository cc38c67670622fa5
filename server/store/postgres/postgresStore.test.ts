/**
 * The Postgres store against the contract, and what only an engine of transactions can get wrong: commits out of order, a backend
 * that dies in the middle of a COPY, a database that goes away.
 */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  attributesOf,
  gaugeOf,
  metricsFrom,
  NOON_MS,
  pointColumns,
  pointOf,
  spanColumns,
  spanIdOf,
  spanOf,
  spansFrom,
  traceIdOf,
} from "../../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../testing/database.ts";
import type { SeriesCursor } from "../seriesReader.ts";
import { flushOf, storeContract, TENANT, traceOf } from "../storeContract.ts";
import { followedTraces, followSome } from "../storeContractFollow.ts";
import type { FollowCursor, TelemetryReader } from "../telemetryStore.ts";
import { createPostgresStore } from "./postgresStore.ts";

storeContract("Postgres", async ({ retentionMs }) => {
  const database = await freshDatabase();
  const store = createPostgresStore({ connectionString: database.connectionString, retentionMs });
  return {
    store,
    async close() {
      await store.close();
      await database.drop();
    },
  };
});

describe("Postgres store", () => {
  let database: FreshDatabase;
  let admin: pg.Client;
  beforeAll(async () => {
    database = await freshDatabase();
    admin = new pg.Client({ connectionString: database.connectionString });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.drop();
  });

  const columnsOf = (trace: number, count = 1) =>
    spanColumns(
      spansFrom(
        "shop",
        Array.from({ length: count }, (_, i) => spanOf({ traceId: traceIdOf(trace), spanId: spanIdOf(i + 1) })),
      ),
    );

  /** Waits until a backend of this application waits for a lock. */
  async function untilBlocked(): Promise<number> {
    for (;;) {
      const { rows } = await admin.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
         AND application_name = 'chronoscope ingest' AND wait_event_type = 'Lock'`,
      );
      if (rows[0]) return rows[0].pid;
    }
  }

  it("follows two writers that commit out of order without skipping one", async () => {
    const early = createPostgresStore({ connectionString: database.connectionString });
    const late = createPostgresStore({ connectionString: database.connectionString });
    const blocker = new pg.Client({ connectionString: database.connectionString });
    await blocker.connect();
    await early.append(flushOf(columnsOf(1)));
    await late.append(flushOf(columnsOf(2)));
    const [, second] = await followSome(early, "0:0" as FollowCursor, 2);
    await blocker.query("BEGIN; LOCK TABLE telemetry.derived_increment IN SHARE MODE");
    const held = early.append({ ...flushOf(columnsOf(3)), increments: new Uint8Array([1]) });
    await untilBlocked();
    await late.append(flushOf(columnsOf(4)));
    const followed = followSome(late, second?.cursor ?? null, 2);
    await late.append(flushOf(columnsOf(5)));
    await blocker.query("COMMIT");
    await held;
    expect((await followed).flatMap(followedTraces)).toEqual([3, 4]);
    await Promise.all([early.close(), late.close(), blocker.end()]);
  });

  it("stores nothing of a flush whose backend is killed inside its transaction, and everything of the next try", async () => {
    const store = createPostgresStore({ connectionString: database.connectionString });
    await store.append(flushOf(columnsOf(10)));
    await admin.query("BEGIN; LOCK TABLE telemetry.trace_index IN SHARE MODE");
    const flush = flushOf(columnsOf(11, 5000));
    const failed = store.append(flush);
    failed.catch(() => undefined);
    await admin.query("SELECT pg_terminate_backend($1)", [await untilBlocked()]);
    await expect(failed).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await admin.query("COMMIT");
    expect(await traceOf(store, 11)).toBeNull();
    expect(await store.append(flush)).toEqual({ repeats: [] });
    expect((await traceOf(store, 11))?.[0]?.scopeSpans[0]?.spans).toHaveLength(5000);
    await store.close();
  });

  it("says UNAVAILABLE while the database cannot be reached", async () => {
    const store = createPostgresStore({ connectionString: "postgres://nobody@127.0.0.1:1/none" });
    await expect(store.append(flushOf(columnsOf(20)))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(store.readTrace({ tenant: TENANT, traceId: traceIdOf(1) })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    await store.close();
  });

  it("makes partitions ahead, again and at once from two processes", async () => {
    const stores = [1, 2].map(() => createPostgresStore({ connectionString: database.connectionString }));
    await Promise.all(stores.map((store) => store.makePartitionsAhead(Date.UTC(2031, 0, 1))));
    await Promise.all(stores.map((store) => store.makePartitionsAhead(Date.UTC(2031, 0, 1))));
    const { partitions } = await (stores[0] ?? expect.unreachable()).storageReport({ tenant: TENANT });
    expect(partitions.filter(({ name }) => /^log_block_20310(101|102)_/.test(name))).toHaveLength(5);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("merges full blocks of points of a closed step only while the machine is idle", async () => {
    let isBusy = true;
    const store = createPostgresStore({ connectionString: database.connectionString, isIdle: () => !isBusy });
    const points = (from: number) => Array.from({ length: 6500 }, (_, i) => pointOf({ timeMs: NOON_MS + from + i }));
    for (const from of [0, 1]) {
      await store.append(flushOf(pointColumns(metricsFrom("full", [gaugeOf("load", points(from * 10_000))]))));
    }
    const origins = async () => {
      while ((await store.compact(Date.now() + 7 * 86_400_000)) > 0);
      const { rows } = await admin.query("SELECT origin, sum(n)::int4 AS n FROM telemetry.point_block GROUP BY origin");
      return rows;
    };
    expect(await origins()).toEqual([{ origin: 0, n: 13_000 }]);
    isBusy = false;
    await expect.poll(origins, { timeout: 10_000 }).toEqual([{ origin: 1, n: 13_000 }]);
    await store.close();
  });

  it("lists a series whose transaction began before a listing and committed after it", async () => {
    const store = createPostgresStore({ connectionString: database.connectionString });
    const names = async (after: SeriesCursor | null) => {
      const { series, cursor } = await store.listSeries({ tenant: TENANT, after });
      return { ids: new Set(series.map(({ id }) => id)), cursor };
    };
    const put = (name: string) =>
      store.append(flushOf(pointColumns(metricsFrom("slow", [gaugeOf(name, [pointOf()])]))));
    await put("slow.first");
    await admin.query("BEGIN");
    const { rows } = await admin.query<{ id: string }>(
      `INSERT INTO telemetry.series (tenant, slot, kind, hash, name, service, definition)
       SELECT tenant, slot, kind, 'late'::bytea, name, service, definition FROM telemetry.series WHERE name = 'slow.first'
       RETURNING series_id AS id`,
    );
    await put("slow.second");
    const before = await names(null);
    const late = Number(rows[0]?.id);
    expect(before.ids.has(late)).toBe(false);
    await admin.query("COMMIT");
    const after = await names(before.cursor);
    expect(after.ids.has(late)).toBe(true);
    await put("slow.third");
    expect((await names(after.cursor)).ids.size).toBeGreaterThan(0);
    await admin.query("DELETE FROM telemetry.series WHERE hash = 'late'");
    await store.close();
  });

  it("forgets series that no kept block can cite, and numbers them anew when they come back", async () => {
    const retentionMs = 3_600_000;
    const put = async (host: string) => {
      const store = createPostgresStore({ connectionString: database.connectionString, retentionMs });
      const attributes = attributesOf({ host });
      const timeMs = Date.now();
      await store.append(
        flushOf(pointColumns(metricsFrom("gone", [gaugeOf("gone", [pointOf({ attributes, timeMs })])]))),
      );
      return store;
    };
    const ids = async (store: TelemetryReader) =>
      (await store.listSeries({ tenant: TENANT, after: null, names: ["gone"] })).series.map(({ id }) => id);
    const store = await put("a");
    await (await put("b")).close();
    const [a, b] = await ids(store);
    await admin.query("UPDATE telemetry.series SET seen_at = now() - interval '26 hours' WHERE series_id = $1", [a]);
    await store.dropExpired(Date.now());
    expect(await ids(store)).toEqual([b]);
    await (await put("a")).close();
    const again = await ids(store);
    expect(again).toHaveLength(2);
    expect(again).not.toContain(a);
    await admin.query("UPDATE telemetry.series SET seen_at = now() - interval '26 hours' WHERE series_id = $1", [b]);
    await (await put("b")).close();
    await store.dropExpired(Date.now());
    expect(await ids(store)).toEqual(again);
    await store.close();
  });

  it("drops the oldest steps when the disk budget is exceeded, never the current one", async () => {
    const store = createPostgresStore({ connectionString: database.connectionString, diskBudgetBytes: 1 });
    const dropped = await store.dropExpired(Date.UTC(2031, 0, 1, 13));
    expect(dropped).toContain("span_block_20310101_06");
    expect(dropped).not.toContain("span_block_20310101_12");
    await store.close();
  });
});
