/** Late telemetry on real Postgres: whatever commits when, and whenever it is folded, the history is told of it or knows that it is late. */
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeIncrements, NO_INCREMENTS } from "../../../model/increments.ts";
import { INCREMENTS_BASE_MS } from "../../../testing/arbitraryIncrements.ts";
import { type FreshDatabase, freshDatabase } from "../../../testing/database.ts";
import { foldDerived } from "./fold.ts";
import { forgetLate, noteTold, readLate } from "./late.ts";
import { dropExpiredDerived } from "./partitions.ts";
import { TIERS } from "./tiers.ts";

const TENANT = 1;
const T = INCREMENTS_BASE_MS;

let database: FreshDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 4 });
  pool.on("error", () => undefined);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  const tables = [...TIERS.map(({ table }) => table), "derived_increment", "fold_cursor", "history_told", "state_late"];
  await pool.query(`TRUNCATE ${tables.map((table) => `telemetry.${table}`).join(", ")}`);
});

/** A flush that counts one exception at this instant. */
async function append(touchedMs: number, client: pg.Pool | pg.ClientBase = pool, slot = 0): Promise<void> {
  const exception = { bucket: Math.floor(touchedMs / 10_000), service: "cart", type: "E", count: 1 };
  await client.query(
    "INSERT INTO telemetry.derived_increment (tenant, slot, payload, touched_ms) VALUES ($1, $2, $3, $4)",
    [TENANT, slot, Buffer.from(encodeIncrements({ ...NO_INCREMENTS, exceptions: [exception] })), touchedMs],
  );
}

async function onClient<R>(work: (client: pg.PoolClient) => Promise<R>): Promise<R> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** As a telling does: asks what is late, tells everything up to `untilMs`, and forgets. What was late. */
async function tell(untilMs: number): Promise<number | null> {
  const { fromMs, token } = await readLate(pool, TENANT);
  await onClient((client) => noteTold(client, TENANT, untilMs));
  await forgetLate(pool, TENANT, token);
  return fromMs;
}

const lateNow = async () => (await readLate(pool, TENANT)).fromMs;
const fold = () => onClient((client) => foldDerived(client));

describe("late telemetry", () => {
  it("is none as long as nothing was told, and none that lies where nothing was told yet", async () => {
    await append(T);
    expect(await lateNow()).toBeNull();
    expect(await tell(T + 60_000)).toBeNull();
    await append(T + 60_000);
    expect(await lateNow()).toBeNull();
  });

  it("is the earliest instant touched since history was told, of all slots, until it is forgotten", async () => {
    await tell(T + 60_000);
    await append(T + 40_000);
    await append(T + 20_000, pool, 3);
    await append(T + 90_000);
    expect(await lateNow()).toBe(T + 20_000);
    expect(await tell(T + 100_000)).toBe(T + 20_000);
    expect(await lateNow()).toBeNull();
  });

  it("is not what a telling saw before it was folded", async () => {
    await tell(T + 60_000);
    await append(T + 70_000);
    expect(await tell(T + 100_000)).toBeNull();
    expect(await lateNow()).toBeNull();
    expect(await fold()).toBe(1);
    expect(await lateNow()).toBeNull();
  });

  it("is what commits while history is told, also when it began before and folds long after", async () => {
    await onClient(async (slow) => {
      await slow.query("BEGIN");
      await append(T + 10_000, slow);
      await append(T + 50_000);
      expect(await tell(T + 60_000)).toBeNull();
      // It may have been seen or not: the transaction before it still runs.
      expect(await lateNow()).toBe(T + 50_000);
      await slow.query("COMMIT");
    });
    expect(await lateNow()).toBe(T + 10_000);
    await fold();
    expect(await tell(T + 70_000)).toBe(T + 10_000);
    expect(await lateNow()).toBeNull();
  });

  it("is not lost when a telling forgets what it asked for before more came late", async () => {
    await tell(T + 60_000);
    await append(T + 40_000);
    const asked = await readLate(pool, TENANT);
    await append(T + 20_000);
    await forgetLate(pool, TENANT, asked.token);
    expect(await lateNow()).toBe(T + 20_000);
    await forgetLate(pool, TENANT, asked.token);
    expect(await lateNow()).toBe(T + 20_000);
  });

  it("is told again when the telling died before it forgot", async () => {
    await tell(T + 60_000);
    await append(T + 40_000);
    await readLate(pool, TENANT);
    await onClient((client) => noteTold(client, TENANT, T + 80_000));
    expect(await lateNow()).toBe(T + 40_000);
  });

  it("outlives the increments it was found in", async () => {
    await tell(T + 60_000);
    await append(T + 40_000);
    await append(T + 30_000);
    await fold();
    await pool.query("UPDATE telemetry.derived_increment SET at = at - interval '61 minutes'");
    expect(await onClient((client) => dropExpiredDerived(client, T, {}))).toHaveLength(1);
    expect(await lateNow()).toBe(T + 30_000);
    expect(await tell(T + 60_000)).toBe(T + 30_000);
    expect(await lateNow()).toBeNull();
  });

  it("never moves back how far history is told", async () => {
    await tell(T + 60_000);
    await tell(T + 30_000);
    await append(T + 40_000);
    expect(await lateNow()).toBe(T + 40_000);
  });

  it("refuses a token that is not its own", async () => {
    expect(() => forgetLate(pool, TENANT, "0:1")).toThrow("another store");
  });
});
