/** Folding and reading on real Postgres: exactly once, the same answer whatever is folded, tiers that agree. */
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DurationHistogram } from "../../../model/derived.ts";
import { durationHistogram } from "../../../model/durationCells.ts";
import { encodeIncrements, type Increments, NO_INCREMENTS } from "../../../model/increments.ts";
import { mergeCells } from "../../../model/incrementTotals.ts";
import { FLUSH, FLUSHES, INCREMENTS_BASE_MS } from "../../../testing/arbitraryIncrements.ts";
import { type FreshDatabase, freshDatabase } from "../../../testing/database.ts";
import type { DerivedReader } from "../../derivedReader.ts";
import type { PlacedReader } from "../../placedReader.ts";
import { createDerivedReader } from "./derivedStore.ts";
import { foldDerived } from "./fold.ts";
import { dropExpiredDerived, listPartitions, makeDerivedPartitionsAhead } from "./partitions.ts";
import { TIER_10S, TIERS } from "./tiers.ts";

const TENANT = 1;
const HOUR_MS = 3_600_000;
const BASE_MS = INCREMENTS_BASE_MS;
const BASE = BASE_MS / 10_000;
const WINDOW = { startMs: BASE_MS, endMs: BASE_MS + 2 * HOUR_MS };

let database: FreshDatabase;
let pool: pg.Pool;
let reader: DerivedReader & PlacedReader;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 4 });
  pool.on("error", () => undefined);
  reader = createDerivedReader({ pool, now: () => BASE_MS + 3 * HOUR_MS });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  const tables = [...TIERS.map(({ table }) => table), "derived_increment", "fold_cursor", "resource"];
  await pool.query(`TRUNCATE ${tables.map((table) => `telemetry.${table}`).join(", ")}`);
});

async function append(increments: Increments, slot = 0, client: pg.Pool | pg.ClientBase = pool): Promise<void> {
  const payload = Buffer.from(encodeIncrements(increments));
  await client.query("INSERT INTO telemetry.derived_increment (tenant, slot, payload) VALUES ($1, $2, $3)", [
    TENANT,
    slot,
    payload,
  ]);
}

async function fold(step?: number): Promise<number> {
  const client = await pool.connect();
  try {
    return await foldDerived(client, { step });
  } finally {
    client.release();
  }
}

async function readAll(stepMs: number, window = WINDOW) {
  const query = { tenant: TENANT, window, stepMs };
  return {
    services: await reader.readServices(query),
    cart: await reader.readOperations({ ...query, service: "cart" }),
    edges: await reader.readEdges(query),
    cartEdges: await reader.readEdges({ ...query, service: "cart" }),
    logs: await reader.readLogCounts(query),
    instances: await reader.readInstances(query),
    placements: await reader.readPlacements(query),
    cartPlacements: await reader.readPlacements({ ...query, service: "cart" }),
    placedEdges: await reader.readPlacedEdges(query),
    exceptions: await reader.readExceptions(query),
    cartExceptions: await reader.readExceptions({ ...query, service: "cart" }),
  };
}

function call(over: Partial<Increments["operations"][number]> = {}): Increments {
  const operation = { bucket: BASE, service: "cart", name: "GET /", kind: 2, status: 0, overflow: false, sumNano: 5e6 };
  return { ...NO_INCREMENTS, operations: [{ ...operation, cells: { index: [100], count: [1] }, ...over }] };
}

const callsOf = async (window = WINDOW) =>
  (await reader.readServices({ tenant: TENANT, window, stepMs: HOUR_MS * 24 })).series.map((it) => [
    it.service,
    it.calls[0],
  ]);

const summed = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0);
const merged = (histograms: readonly DurationHistogram[]) =>
  histograms.reduce((sum, { zero, index, count }) => {
    const { index: indices, count: counts } = mergeCells(sum, { index, count });
    return { zero: sum.zero + zero, index: indices, count: counts };
  });

describe("derived series on Postgres", () => {
  it("answer the same before, between and after folding steps, from two slots", async () => {
    await fc.assert(
      fc.asyncProperty(FLUSHES, async (stream) => {
        await pool.query("TRUNCATE telemetry.derived_increment, telemetry.fold_cursor");
        for (const { table } of TIERS) await pool.query(`TRUNCATE telemetry.${table}`);
        for (const { slot, increments } of stream) await append(increments, slot);
        const before = await readAll(60_000);
        await fold(1);
        expect(await readAll(60_000)).toEqual(before);
        while ((await fold(2)) > 0);
        expect(await readAll(60_000)).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });

  it("have equal sums on every tier in whole steps", async () => {
    const stream = fc.sample(FLUSH, { numRuns: 40, seed: 7 });
    for (const increments of stream) await append(increments);
    while ((await fold()) > 0);
    const wholes = [];
    for (const stepMs of [10_000, 60_000, 300_000, HOUR_MS, 24 * HOUR_MS]) {
      const all = await readAll(stepMs);
      expect(all.services.stepMs).toBe(Math.min(stepMs, 2 * HOUR_MS));
      wholes.push({
        services: all.services.series.map((it) => [
          it.service,
          it.entry,
          summed(it.calls),
          summed(it.errors),
          summed(it.durationSumSeconds).toFixed(6),
          merged(it.duration),
        ]),
        cart: all.cart.series.map((it) => [it.name, it.kind, summed(it.calls), merged(it.duration)]),
        edges: all.edges.series.map((it) => [
          it.client,
          it.server,
          it.type,
          summed(it.calls),
          merged(it.serverDuration),
        ]),
        logs: all.logs.series.map((it) => [it.service, it.severity, summed(it.records)]),
        placements: all.placements.series.map((it) => [
          it.service,
          it.region,
          it.entry,
          summed(it.calls),
          summed(it.errors),
          merged(it.duration),
        ]),
        placedEdges: all.placedEdges.series.map((it) => [
          [it.client, it.clientRegion, it.server, it.serverRegion, it.type],
          summed(it.calls),
          summed(it.errors),
          merged(it.duration),
        ]),
        exceptions: all.exceptions.series.map((it) => [it.service, it.type, summed(it.count)]),
      });
    }
    for (const whole of wholes) expect(whole).toEqual(wholes[0]);
  });

  it("count each operation by hand", async () => {
    await append(call());
    await append(call({ bucket: BASE + 6, status: 2, sumNano: 7e6, cells: { index: [0, 100], count: [1, 2] } }), 3);
    await fold();
    await append(call({ kind: 3, name: "SELECT" }));
    const { series, startMs, stepMs, bucketCount } = await reader.readServices({
      tenant: TENANT,
      window: { startMs: BASE_MS, endMs: BASE_MS + 120_000 },
      stepMs: 60_000,
    });
    expect({ startMs, stepMs, bucketCount }).toEqual({ startMs: BASE_MS, stepMs: 60_000, bucketCount: 2 });
    expect(series).toEqual([
      {
        service: "cart",
        entry: true,
        calls: [1, 3],
        errors: [0, 3],
        durationSumSeconds: [0.005, 0.007],
        duration: [
          durationHistogram({ index: [100], count: [1] }),
          durationHistogram({ index: [0, 100], count: [1, 2] }),
        ],
      },
    ]);
    const operations = await reader.readOperations({
      tenant: TENANT,
      window: WINDOW,
      stepMs: HOUR_MS,
      service: "cart",
    });
    expect(operations.series.map((it) => [it.name, it.kind, it.calls, it.errors])).toEqual([
      ["GET /", 2, [4, 0], [3, 0]],
      ["SELECT", 3, [1, 0], [0, 0]],
    ]);
  });

  it("count all spans of a service that has no SERVER or CONSUMER span in the window", async () => {
    await append(call({ kind: 1 }));
    await append(call({ kind: 2, bucket: BASE + 360 }));
    await fold();
    expect(await callsOf()).toEqual([["cart", 1]]);
    expect(await callsOf({ startMs: BASE_MS, endMs: BASE_MS + HOUR_MS })).toEqual([["cart", 1]]);
    const firstHour = { startMs: BASE_MS, endMs: BASE_MS + HOUR_MS };
    const { series } = await reader.readServices({ tenant: TENANT, window: firstHour, stepMs: HOUR_MS });
    expect(series[0]?.entry).toBe(false);
  });

  it("lose and double nothing when the fold dies between writing rows and committing", async () => {
    await append(call());
    await append(call({ bucket: BASE + 1 }));
    const client = new pg.Client({ connectionString: database.connectionString });
    client.on("error", () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const query = client.query.bind(client) as (...input: unknown[]) => Promise<unknown>;
    client.query = (async (...input: unknown[]) => {
      if (input[0] === "COMMIT") await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      return query(...input);
    }) as unknown as typeof client.query;
    await expect(foldDerived(client)).rejects.toThrow();
    await client.end().catch(() => undefined);
    expect(await callsOf()).toEqual([["cart", 2]]);
    expect(await fold()).toBe(2);
    expect(await fold()).toBe(0);
    expect(await callsOf()).toEqual([["cart", 2]]);
    const { rows: stored } = await pool.query("SELECT 1 FROM telemetry.tier_10s");
    expect(stored).toHaveLength(2);
  });

  it("fold what an older transaction commits late, in the order of commits", async () => {
    const slow = await pool.connect();
    try {
      await slow.query("BEGIN");
      await append(call(), 0, slow);
      await append(call({ bucket: BASE + 1 }));
      expect(await fold()).toBe(0);
      expect(await callsOf()).toEqual([["cart", 1]]);
      await slow.query("COMMIT");
    } finally {
      slow.release();
    }
    expect(await callsOf()).toEqual([["cart", 2]]);
    expect(await fold()).toBe(2);
    expect(await callsOf()).toEqual([["cart", 2]]);
  });

  it("fold in the order of transactions also where their numbers gain a digit", async () => {
    await pool.query(
      `INSERT INTO telemetry.derived_increment (tenant, slot, xid, payload)
      SELECT 1, 0, x::xid8, $1 FROM unnest('{9,10,99,100}'::text[]) x`,
      [Buffer.from(encodeIncrements(call()))],
    );
    while ((await fold(1)) > 0);
    expect(await callsOf()).toEqual([["cart", 4]]);
  });

  it("let young flushes wait when asked to, unless a whole step of them is there", async () => {
    const client = await pool.connect();
    try {
      await append(call());
      expect(await foldDerived(client, { minAgeMs: 60_000 })).toBe(0);
      expect(await foldDerived(client, { minAgeMs: 60_000, step: 1 })).toBe(1);
      await append(call());
      await client.query("UPDATE telemetry.derived_increment SET at = at - interval '2 minutes'");
      expect(await foldDerived(client, { minAgeMs: 60_000 })).toBe(1);
      expect(await callsOf()).toEqual([["cart", 2]]);
    } finally {
      client.release();
    }
  });

  it("take two folders at once for one", async () => {
    for (let i = 0; i < 20; i++) await append(call({ bucket: BASE + i }));
    const counts = await Promise.all([fold(3), fold(3), fold(3)]);
    expect(summed(counts)).toBe(9);
    while ((await fold(3)) > 0);
    expect(await callsOf()).toEqual([["cart", 20]]);
  });

  it("add data that comes days late to the rows of its time", async () => {
    await append(call());
    await fold();
    const days = 5 * 8_640;
    await append(call({ bucket: BASE - days }));
    await append(call());
    await fold();
    expect(await callsOf()).toEqual([["cart", 2]]);
    expect(await callsOf({ startMs: BASE_MS - days * 10_000, endMs: BASE_MS })).toEqual([["cart", 1]]);
  });

  it("describe instances from the table of resources and before it", async () => {
    const instance = {
      bucket: BASE,
      hash: "0123456789abcdef",
      service: "cart",
      entry: { calls: 1, errors: 0, sumNano: 1e9 },
      all: { calls: 4, errors: 1, sumNano: 2e9 },
      firstSeenMs: BASE_MS + 1,
      lastSeenMs: BASE_MS + 2,
      description: {
        instance: "cart-1",
        version: "1.2",
        environment: "prod",
        region: "eu",
        zone: "eu-a",
        host: "h\0",
        bytes: new Uint8Array([1, 2]),
      },
    };
    await append({ ...NO_INCREMENTS, instances: [instance] });
    const query = { tenant: TENANT, window: WINDOW, service: "cart" };
    const [before] = await reader.readInstances(query);
    expect(before).toMatchObject({ instance: "cart-1", region: "eu", calls: 1, errors: 0, durationSumSeconds: 1 });
    await fold();
    await append({ ...NO_INCREMENTS, instances: [{ ...instance, description: null, lastSeenMs: BASE_MS + 9 }] });
    expect(await reader.readInstances(query)).toEqual([
      { ...before, host: "h\uFFFD", calls: 2, durationSumSeconds: 2, lastSeenMs: BASE_MS + 9 },
    ]);
    expect(await reader.readInstances({ ...query, service: "shop" })).toEqual([]);
  });

  it("make partitions ahead, and drop those that retention passed, the coarse tiers by their own", async () => {
    const client = await pool.connect();
    try {
      const day = 24 * HOUR_MS;
      await append(call());
      await fold();
      const later = BASE_MS + 20 * day;
      await makeDerivedPartitionsAhead(client, later);
      const retention = { retentionMs: 7 * day, retentionSeriesMs: 400 * day };
      const dropped = await dropExpiredDerived(client, later, retention);
      expect(dropped.some((name) => name.startsWith("tier_10s_p"))).toBe(true);
      expect(dropped.some((name) => name.startsWith("tier_5m"))).toBe(false);
      expect((await listPartitions(client, TIER_10S)).map(({ start }) => start)).toEqual([
        Math.floor((BASE + 20 * 8_640) / 8_640) * 8_640,
        Math.floor((BASE + 21 * 8_640) / 8_640) * 8_640,
      ]);
      const old = createDerivedReader({ pool, now: () => later, retentionMs: retention.retentionMs });
      const { series, stepMs } = await old.readServices({ tenant: TENANT, window: WINDOW, stepMs: 10_000 });
      expect(stepMs).toBe(300_000);
      expect(series.map((it) => summed(it.calls))).toEqual([1]);
    } finally {
      client.release();
    }
  });

  it("empty an hour of increments only when it was folded and an hour went by", async () => {
    const client = await pool.connect();
    const drop = () => dropExpiredDerived(client, BASE_MS, {});
    try {
      await append(call());
      expect(await drop()).toEqual([]);
      await fold();
      expect(await drop()).toEqual([]);
      await client.query("UPDATE telemetry.derived_increment SET at = at - interval '61 minutes'");
      expect(await drop()).toHaveLength(1);
      expect(await callsOf()).toEqual([["cart", 1]]);
      await append(call());
      await client.query("UPDATE telemetry.derived_increment SET at = at - interval '61 minutes'");
      expect(await drop()).toEqual([]);
    } finally {
      client.release();
    }
  });
});
