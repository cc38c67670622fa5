/**
 * One consistent look at the derived series: the tiers, and the increments that the fold has not reached, in one snapshot. So an
 * answer is the same before, while and after something is folded, and holds whatever was acknowledged.
 */
import type pg from "pg";
import { decodeIncrements, type Increments } from "../../../model/increments.ts";
import type { TierPart } from "./readPlan.ts";

export interface DerivedSnapshot {
  readonly client: pg.ClientBase;
  readonly tenant: number;
  readonly slots: readonly number[];
  /** Not folded yet, of any time. */
  readonly pending: readonly Increments[];
}

const SLOTS = `WITH RECURSIVE writer AS (
    (SELECT slot FROM telemetry.derived_increment WHERE tenant = $1 ORDER BY slot LIMIT 1)
    UNION ALL
    SELECT n.slot FROM writer w, LATERAL (
      SELECT slot FROM telemetry.derived_increment i WHERE i.tenant = $1 AND i.slot > w.slot ORDER BY slot LIMIT 1) n
  )
  SELECT s.slot, coalesce(c.xid, '0')::text AS xid, coalesce(c.increment_id, 0)::text AS id
  FROM (SELECT slot FROM writer UNION SELECT slot FROM telemetry.fold_cursor WHERE tenant = $1) s
  LEFT JOIN telemetry.fold_cursor c ON c.tenant = $1 AND c.slot = s.slot`;

const PENDING = `SELECT payload FROM telemetry.derived_increment
  WHERE tenant = $1 AND slot = $2 AND (xid, increment_id) > ($3::xid8, $4::int8)`;

export async function withSnapshot<T>(
  pool: pg.Pool,
  tenant: number,
  read: (snapshot: DerivedSnapshot) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let failure: unknown;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await client.query<{ slot: number; xid: string; id: string }>(SLOTS, [tenant]);
    const pending: Increments[] = [];
    for (const { slot, xid, id } of rows) {
      const unfolded = await client.query<{ payload: Buffer }>(PENDING, [tenant, slot, xid, id]);
      for (const { payload } of unfolded.rows) pending.push(decodeIncrements(payload));
    }
    const answer = await read({ client, tenant, slots: rows.map(({ slot }) => slot), pending });
    await client.query("COMMIT");
    return answer;
  } catch (error) {
    failure = error;
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release(failure !== undefined);
  }
}

/** Bodies of one kind in these parts, of one subject or of all. */
export async function readBodies(
  { client, tenant, slots }: DerivedSnapshot,
  parts: readonly TierPart[],
  kind: number,
  subject?: string,
): Promise<Increments[]> {
  const found: Increments[] = [];
  for (const part of parts) {
    const { rows } = await client.query<{ body: Buffer }>(
      `SELECT t.body FROM ${rowsOf(part, subject)}`,
      parametersOf({ tenant, slots }, part, kind, subject),
    );
    for (const { body } of rows) found.push(decodeIncrements(body));
  }
  return found;
}

/** Heads of services, one after the other per service. */
export async function readHeads(
  { client, tenant, slots }: DerivedSnapshot,
  parts: readonly TierPart[],
  kind: number,
  subject?: string,
): Promise<{ subject: string; heads: Buffer }[]> {
  const found: { subject: string; heads: Buffer }[] = [];
  for (const part of parts) {
    const { rows } = await client.query<{ subject: string; heads: Buffer }>(
      `SELECT t.subject, string_agg(t.head, ''::bytea) AS heads FROM ${rowsOf(part, subject)} GROUP BY t.subject`,
      parametersOf({ tenant, slots }, part, kind, subject),
    );
    found.push(...rows);
  }
  return found;
}

/** One subject is looked up step by step, since the key has the bucket first; all subjects are a range of it. */
function rowsOf({ tier }: TierPart, subject: string | undefined): string {
  if (subject === undefined)
    return `telemetry.${tier.table} t WHERE t.tenant = $1 AND t.slot = ANY ($2) AND t.kind = $3 AND t.bucket >= $4 AND t.bucket < $5`;
  return `generate_series($4::int4, $5::int4 - 1, ${tier.buckets}) AS b (bucket)
    JOIN telemetry.${tier.table} t ON t.tenant = $1 AND t.slot = ANY ($2) AND t.kind = $3 AND t.bucket = b.bucket
      AND t.bucket >= $4 AND t.bucket < $5 AND t.subject = $6`;
}

function parametersOf(
  { tenant, slots }: Pick<DerivedSnapshot, "tenant" | "slots">,
  { from, to }: TierPart,
  kind: number,
  subject: string | undefined,
): unknown[] {
  return [tenant, slots, kind, from, to, ...(subject === undefined ? [] : [subject])];
}
