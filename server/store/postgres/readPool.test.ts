/** Connections that die in somebody's hands: the query fails, the process lives (an error that nobody hears fails this run). */
import pg from "pg";
import { expect, it } from "vitest";
import { freshDatabase } from "../../testing/database.ts";
import { openReadPool } from "./readPool.ts";

it("outlives the death of a connection that is held, and hands out another", async () => {
  const database = await freshDatabase();
  const pool = openReadPool({ connectionString: database.connectionString });
  const admin = new pg.Client({ connectionString: database.connectionString });
  await admin.connect();
  const held = await pool.connect();
  const { rows } = await held.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const ended = new Promise<void>((done) => held.once("end", () => done()));
  await admin.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
  await ended;
  await expect(held.query("SELECT 1")).rejects.toThrow();
  held.release(true);
  expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await admin.end();
  await pool.end();
  await database.drop();
});
