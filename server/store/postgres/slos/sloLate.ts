/**
 * What was stored late, for counting: as server/store/postgres/derived/late.ts tells it for the history, with a mark of its own. What
 * the increments say is emptied an hour after it was folded; whoever has not counted for so long counts the last day again.
 */
import type pg from "pg";
import { DomainError } from "../../../errors.ts";
import type { LateTelemetry } from "../../stateStore.ts";

/** Of each slot the flushes since `seen`, by the index that the fold goes by. */
const LATE = `WITH RECURSIVE slots AS (
    (SELECT slot FROM telemetry.derived_increment WHERE tenant = $1 ORDER BY slot LIMIT 1)
    UNION ALL
    SELECT n.slot FROM slots w, LATERAL (
      SELECT slot FROM telemetry.derived_increment i WHERE i.tenant = $1 AND i.slot > w.slot ORDER BY slot LIMIT 1) n
  )
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS token, least(
    (SELECT until_ms - 86400000 FROM telemetry.slo_told WHERE tenant = $1 AND at < now() - interval '50 minutes'),
    (SELECT min(i.touched_ms) FROM telemetry.slo_told h, slots s, LATERAL (
       SELECT touched_ms FROM telemetry.derived_increment
       WHERE tenant = $1 AND slot = s.slot AND xid >= h.seen AND touched_ms < h.until_ms) i
     WHERE h.tenant = $1))::float8 AS late`;

export async function readCountsLate(pool: pg.Pool, tenant: number): Promise<LateTelemetry> {
  const query = { name: "read slo late", text: LATE, values: [tenant] };
  const { rows } = await pool.query<{ token: string; late: number | null }>(query);
  return { fromMs: rows[0]?.late ?? null, token: rows[0]?.token ?? "0" };
}

export async function forgetCountsLate(pool: pg.Pool, tenant: number, token: string, untilMs: number): Promise<void> {
  if (!/^\d{1,20}$/.test(token))
    throw new DomainError("INVALID", "This token of late telemetry was made by another store.");
  await pool.query(
    `INSERT INTO telemetry.slo_told AS t (tenant, until_ms, seen, at) VALUES ($1, $2, $3::xid8, now())
     ON CONFLICT (tenant) DO UPDATE SET until_ms = excluded.until_ms, seen = greatest(t.seen, excluded.seen), at = now()`,
    [tenant, Math.ceil(untilMs), token],
  );
}
