/**
 * What was stored late: for instants of which the history of the system had been told already.
 *
 * Every flush notes the earliest instant it touches beside its increments (`touched_ms`, from server/ingest/deriveTotals.ts), so nothing
 * more is written while telemetry comes in, and folding needs to mark nothing: what is late is the least of these among the flushes
 * that no telling has looked at. Flushes are told apart by their transaction, as in follow.ts. The token is the oldest transaction that
 * still ran when it was given (xmin of the snapshot): all before it have ended, and what they stored is seen by every read that
 * comes later, folded or not; what ends later has a higher number and is looked at the next time. So whoever asks, then reads and tells
 * what is late and what is new, and then forgets, misses nothing: neither a flush that commits meanwhile nor one that is folded later.
 * A crash in between only makes the same stretch be told once more.
 *
 * Increments are emptied when they are folded and an hour old. What was late in them and not told anew by then is kept in
 * telemetry.state_late (`keepLate`).
 * Errors: passing troubles of the database as UNAVAILABLE; INVALID for a token of another store.
 */
import type pg from "pg";
import { DomainError } from "../../../errors.ts";
import type { LateTelemetry } from "../../stateStore.ts";
import { withStoreErrors } from "../databaseErrors.ts";

/** Of each slot the flushes since `seen`, by the index that the fold goes by. */
const LATE = `WITH RECURSIVE slots AS (
    (SELECT slot FROM telemetry.derived_increment WHERE tenant = $1 ORDER BY slot LIMIT 1)
    UNION ALL
    SELECT n.slot FROM slots w, LATERAL (
      SELECT slot FROM telemetry.derived_increment i WHERE i.tenant = $1 AND i.slot > w.slot ORDER BY slot LIMIT 1) n
  )
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS token, least(
    (SELECT min(from_ms) FROM telemetry.state_late WHERE tenant = $1),
    (SELECT min(i.touched_ms) FROM telemetry.history_told h, slots s, LATERAL (
       SELECT touched_ms FROM telemetry.derived_increment
       WHERE tenant = $1 AND slot = s.slot AND xid >= h.seen AND touched_ms < h.until_ms) i
     WHERE h.tenant = $1))::float8 AS late`;

/** Ask before reading what is to be told; nothing is late as long as nothing was told. */
export function readLate(pool: pg.Pool, tenant: number): Promise<LateTelemetry> {
  return withStoreErrors(async () => {
    const { rows } = await pool.query<{ token: string; late: number | null }>({
      name: "read late",
      text: LATE,
      values: [tenant],
    });
    return { fromMs: rows[0]?.late ?? null, token: rows[0]?.token ?? "0" };
  });
}

/** What the token covers has been told anew, and all that is new besides. */
export function forgetLate(pool: pg.Pool, tenant: number, token: string): Promise<void> {
  if (!/^\d{1,20}$/.test(token))
    throw new DomainError("INVALID", "This token of late telemetry was made by another store.");
  return withStoreErrors(async () => {
    await pool.query(
      `WITH gone AS (DELETE FROM telemetry.state_late WHERE tenant = $1 AND xid < $2::xid8)
       UPDATE telemetry.history_told SET seen = greatest(seen, $2::xid8) WHERE tenant = $1`,
      [tenant, token],
    );
  });
}

/** Notes, in the transaction that tells it, that history is told up to here. */
export async function noteTold(client: pg.ClientBase, tenant: number, untilMs: number): Promise<void> {
  await client.query(
    `INSERT INTO telemetry.history_told AS h (tenant, until_ms) VALUES ($1, $2)
     ON CONFLICT (tenant) DO UPDATE SET until_ms = excluded.until_ms WHERE h.until_ms < excluded.until_ms`,
    [tenant, Math.ceil(untilMs)],
  );
}

/** Keeps what is late in a table of increments that is about to be emptied, in the same transaction. */
export async function keepLate(client: pg.ClientBase, table: string): Promise<void> {
  await client.query(
    `INSERT INTO telemetry.state_late (tenant, from_ms)
     SELECT h.tenant, min(i.touched_ms) FROM ${table} i JOIN telemetry.history_told h USING (tenant)
     WHERE i.xid >= h.seen AND i.touched_ms < h.until_ms GROUP BY h.tenant`,
  );
}
