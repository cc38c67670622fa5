/** Visiting operations on real Postgres: each once, whatever is folded. */
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellTotal } from "../../../model/durationCells.ts";
import { encodeIncrements } from "../../../model/increments.ts";
import { FLUSH, INCREMENTS_BASE_MS } from "../../../testing/arbitraryIncrements.ts";
import { type FreshDatabase, freshDatabase } from "../../../testing/database.ts";
import type { DerivedReader } from "../../derivedReader.ts";
import { createDerivedReader } from "./derivedStore.ts";
import { foldDerived } from "./fold.ts";

const TENANT = 1;
const WINDOW = { startMs: INCREMENTS_BASE_MS, endMs: INCREMENTS_BASE_MS + 7_200_000 };

let database: FreshDatabase;
let pool: pg.Pool;
let reader: DerivedReader;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 4 });
  reader = createDerivedReader({ pool });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function fold(step: number): Promise<number> {
  const client = await pool.connect();
  try {
    return await foldDerived(client, { step });
  } finally {
    client.release();
  }
}

/** What scanOperations visits, summed per operation, status and bucket of its grid. */
async function visitAll(query: { tenant: number; window: typeof WINDOW; stepMs: number; service?: string }) {
  const seen: [key: string, bucket: number, sumNano: number, calls: number, inCells: number][] = [];
  const grid = await reader.scanOperations(
    { ...query, withCells: true },
    () => (at, service, name, kind, status, _, sum, calls, cells) => {
      seen.push([
        `${service.replace("\0", "\uFFFD")}|${name}|${kind}|${status}`,
        at,
        sum,
        calls,
        cells ? cellTotal(cells) : -1,
      ]);
    },
  );
  const sums = new Map<string, number[]>();
  for (const [key, bucket, ...numbers] of seen) {
    const at = `${key}|${Math.floor((bucket * 10_000 - grid.startMs) / grid.stepMs)}`;
    sums.set(
      at,
      (sums.get(at) ?? [0, 0, 0]).map((sum, i) => sum + (numbers[i] ?? 0)),
    );
  }
  return { grid, sums: [...sums].sort() };
}

describe("operations visited", () => {
  it("visit every operation once, with its cells or without, of one service or of all", async () => {
    for (const increments of fc.sample(FLUSH, { numRuns: 30, seed: 3 })) {
      await pool.query("INSERT INTO telemetry.derived_increment (tenant, slot, payload) VALUES ($1, 0, $2)", [
        TENANT,
        Buffer.from(encodeIncrements(increments)),
      ]);
    }
    const query = { tenant: TENANT, window: WINDOW, stepMs: 60_000 };
    const { grid, sums } = await visitAll(query);
    await fold(20);
    expect((await visitAll(query)).sums).toEqual(sums);
    while ((await fold(20)) > 0);
    expect((await visitAll(query)).sums).toEqual(sums);
    const { series } = await reader.readOperations({ ...query, service: "cart" });
    const calls = series.flatMap((it) =>
      it.calls.flatMap((count, i) => (count > 0 ? [[`${it.name}|${it.kind}|${i}`, count]] : [])),
    );
    const visited = new Map<string, number>();
    for (const [key, [, count = 0, inCells]] of sums) {
      expect(inCells).toBe(count);
      const [service, name, kind, , place] = key.split("|");
      const at = `${name}|${kind}|${place}`;
      if (service === "cart") visited.set(at, (visited.get(at) ?? 0) + count);
    }
    expect([...visited].sort()).toEqual(calls.sort());
    expect((await visitAll({ ...query, service: "cart" })).sums).toEqual(
      sums.filter(([key]) => key.startsWith("cart|")),
    );
    expect(grid).toEqual({ startMs: INCREMENTS_BASE_MS, stepMs: 60_000, bucketCount: 120 });
    let bare = 0;
    await reader.scanOperations({ ...query, withCells: false }, () => (...[, , , , , , , count, cells]) => {
      expect(cells).toBeNull();
      bare += count;
    });
    expect(bare).toBe(sums.reduce((sum, [, [, count = 0]]) => sum + count, 0));
  });
});
