/** What is counted by region is in the flush's transaction: a kill in its middle stores none of it, and the retry all of it, once. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOON_MS, resourceOf, spanColumns, spanOf, spansFrom } from "../../../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../../testing/database.ts";
import { incrementsOf } from "../../../testing/increments.ts";
import { flushOf, TENANT } from "../../storeContract.ts";
import { createPostgresStore } from "../postgresStore.ts";

describe("increments by region", () => {
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

  it("are not stored when the flush's backend is killed, and counted once when it is tried again", async () => {
    const store = createPostgresStore({ connectionString: database.connectionString });
    const columns = spanColumns({
      ...spansFrom("", [spanOf()]),
      resource: resourceOf("cart", { "cloud.region": "eu" }),
    });
    const flush = { ...flushOf(columns), increments: incrementsOf([columns], NOON_MS), touchedMs: NOON_MS };
    const calls = async () => {
      const window = { startMs: NOON_MS, endMs: NOON_MS + 60_000 };
      const { series } = await store.readPlacements({ tenant: TENANT, window, stepMs: 60_000 });
      return series.map((it) => [it.service, it.region, it.calls[0]]);
    };
    await admin.query("BEGIN; LOCK TABLE telemetry.derived_increment IN SHARE MODE");
    const failed = store.append(flush);
    failed.catch(() => undefined);
    const blocked = `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
      AND application_name = 'chronoscope ingest' AND wait_event_type = 'Lock'`;
    let pid: number | undefined;
    // Within a transaction the statistics would stay as they were at first.
    while (pid === undefined && (await admin.query("SELECT pg_stat_clear_snapshot()")))
      pid = (await admin.query<{ pid: number }>(blocked)).rows[0]?.pid;
    await admin.query("SELECT pg_terminate_backend($1)", [pid]);
    await expect(failed).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await admin.query("COMMIT");
    expect(await calls()).toEqual([]);
    expect(await store.append(flush)).toEqual({ repeats: [] });
    expect(await store.append(flush)).toEqual({ repeats: [0] });
    expect(await calls()).toEqual([["cart", "eu", 1]]);
    const { rows } = await admin.query("SELECT touched_ms::float8 AS touched FROM telemetry.derived_increment");
    expect(rows).toEqual([{ touched: NOON_MS }]);
    await store.close();
  });
});
