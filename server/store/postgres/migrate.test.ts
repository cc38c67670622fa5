/** The migration runner on a real Postgres: once, together, and refused when the database is newer or a file has changed. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { type FreshDatabase, freshDatabase } from "../../testing/database.ts";
import { migrateTelemetry } from "./migrate.ts";

const open: FreshDatabase[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.drop()));
});

async function emptyDatabase(): Promise<string> {
  const database = await freshDatabase({ empty: true });
  open.push(database);
  return database.connectionString;
}

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "migrations-"));
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
  return folder;
}

async function rowsOf(connectionString: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}

const ONE = { "0001_one.sql": "CREATE TABLE telemetry.one (n int); SELECT pg_sleep(0.05);" };
const TWO = { ...ONE, "0002_two.sql": "ALTER TABLE telemetry.one ADD COLUMN m int;" };

describe("migrateTelemetry", () => {
  it("applies what is missing, in order, and nothing twice", async () => {
    const database = await emptyDatabase();
    expect(await migrateTelemetry(database, folderOf(ONE))).toEqual(["0001_one"]);
    expect(await migrateTelemetry(database, folderOf(TWO))).toEqual(["0002_two"]);
    expect(await migrateTelemetry(database, folderOf(TWO))).toEqual([]);
    expect(await rowsOf(database, "SELECT n, m FROM telemetry.one")).toEqual([]);
  });

  it("lets five processes start at once and one of them do the work", async () => {
    const database = await emptyDatabase();
    const folder = folderOf(TWO);
    const done = await Promise.all(Array.from({ length: 5 }, () => migrateTelemetry(database, folder)));
    expect(done.filter((names) => names.length === 2)).toHaveLength(1);
    expect(done.filter((names) => names.length === 0)).toHaveLength(4);
  });

  it("refuses a database that a newer version has migrated", async () => {
    const database = await emptyDatabase();
    await migrateTelemetry(database, folderOf(TWO));
    await expect(migrateTelemetry(database, folderOf(ONE))).rejects.toThrow(/0002_two.*newer version/);
  });

  it("refuses a file that has changed since it was applied", async () => {
    const database = await emptyDatabase();
    await migrateTelemetry(database, folderOf(ONE));
    const changed = folderOf({ "0001_one.sql": "CREATE TABLE telemetry.other (n int);" });
    await expect(migrateTelemetry(database, changed)).rejects.toThrow(/0001_one.*other content/);
  });

  it("rolls a failing file back whole and names it", async () => {
    const database = await emptyDatabase();
    const folder = folderOf({ ...ONE, "0002_bad.sql": "CREATE TABLE telemetry.half (n int); SELECT 1/0;" });
    await expect(migrateTelemetry(database, folder)).rejects.toThrow(/0002_bad failed and was rolled back/);
    expect(await rowsOf(database, "SELECT to_regclass('telemetry.half') AS half")).toEqual([{ half: null }]);
    expect(await rowsOf(database, "SELECT name FROM telemetry.migration")).toEqual([{ name: "0001_one" }]);
  });
});
