/**
 * Partitions of the tiers, made ahead or when the fold needs one, dropped when retention no longer covers them; and the ring of
 * increments, emptied hour by hour once folded.
 * Names are `<tier>_p<first bucket>`. A partition is made as a table of its own and then attached, which stops nobody.
 */
import type pg from "pg";
import { BUCKET_MS } from "../../../model/increments.ts";
import { keepLate } from "./late.ts";
import { TIERS, type Tier } from "./tiers.ts";

/** Any number that nothing else of this product takes. */
const PARTITION_LOCK = 0x74696572;
const RING = [0, 1, 2, 3, 4, 5, 6, 7];

export function partitionStart(tier: Tier, bucket: number): number {
  return Math.floor(bucket / tier.partition) * tier.partition;
}

const nameOf = (tier: Tier, start: number) => `${tier.table}_p${start}`;

/** Makes these partitions of a tier when they are missing. Call inside a transaction. */
export async function ensurePartitions(client: pg.ClientBase, tier: Tier, starts: readonly number[]): Promise<void> {
  const present = new Set((await listPartitions(client, tier)).map(({ start }) => start));
  const missing = starts.filter((start) => !present.has(start));
  if (missing.length === 0) return;
  await client.query("SELECT pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
  const since = new Set((await listPartitions(client, tier)).map(({ start }) => start));
  for (const start of missing.filter((candidate) => !since.has(candidate))) {
    const name = nameOf(tier, start);
    // Bodies go out of line, so that heads lie close together.
    await client.query(
      `CREATE TABLE telemetry.${name} (LIKE telemetry.${tier.table} INCLUDING ALL) WITH (toast_tuple_target = 256);
       ALTER TABLE telemetry.${name} SET (autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_scale_factor = 0.05);
       ALTER TABLE telemetry.${tier.table} ATTACH PARTITION telemetry.${name}
         FOR VALUES FROM (${start}) TO (${start + tier.partition});`,
    );
  }
}

export interface TierPartition {
  readonly tier: Tier;
  readonly name: string;
  /** First bucket. */
  readonly start: number;
}

export async function listPartitions(client: pg.ClientBase, tier: Tier): Promise<TierPartition[]> {
  const { rows } = await client.query<{ relname: string }>(
    `SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass($1) ORDER BY c.relname`,
    [`telemetry.${tier.table}`],
  );
  return rows.map(({ relname }) => ({ tier, name: relname, start: Number(relname.slice(tier.table.length + 2)) }));
}

/** Makes the partitions of now and of the next one of each tier. */
export async function makeDerivedPartitionsAhead(client: pg.ClientBase, nowMs: number): Promise<void> {
  const now = Math.floor(nowMs / BUCKET_MS);
  for (const tier of TIERS) {
    const start = partitionStart(tier, now);
    await inOwnTransaction(client, () => ensurePartitions(client, tier, [start, start + tier.partition]));
  }
}

/** Without a length nothing of its kind expires. */
export interface DerivedRetention {
  /** Of the tiers of 10 s and 1 min. */
  readonly retentionMs?: number;
  /** Of the tiers of 5 min and 1 h. */
  readonly retentionSeriesMs?: number;
}

/** Drops tier partitions that lie wholly before what is kept, and empties folded hours of the ring. Resolves to their names. */
export async function dropExpiredDerived(
  client: pg.ClientBase,
  nowMs: number,
  retention: DerivedRetention,
): Promise<string[]> {
  const dropped: string[] = [];
  for (const tier of TIERS) {
    const kept = tier.kept === "raw" ? retention.retentionMs : retention.retentionSeriesMs;
    if (kept === undefined) continue;
    const oldest = Math.floor((nowMs - kept) / BUCKET_MS);
    for (const { name, start } of await listPartitions(client, tier)) {
      if (start + tier.partition > oldest) continue;
      await inOwnTransaction(client, () => client.query(`DROP TABLE telemetry.${name}`));
      dropped.push(name);
    }
  }
  if (retention.retentionSeriesMs !== undefined) {
    await client.query("DELETE FROM telemetry.resource WHERE last_seen < to_timestamp($1)", [
      (nowMs - retention.retentionSeriesMs) / 1000,
    ]);
  }
  for (const ring of RING) if (await emptyRing(client, ring)) dropped.push(`derived_increment_${ring}`);
  return dropped;
}

/** Truncates one hour of the ring when everything in it was folded and is an hour old; true when it did. */
async function emptyRing(client: pg.ClientBase, ring: number): Promise<boolean> {
  const table = `telemetry.derived_increment_${ring}`;
  const waiting = `SELECT 1 FROM ${table} i LEFT JOIN telemetry.fold_cursor c USING (tenant, slot)
    WHERE i.at > now() - interval '1 hour' OR c.xid IS NULL OR (i.xid, i.increment_id) > (c.xid, c.increment_id) LIMIT 1`;
  const judge = async () => {
    const { rows } = await client.query<{ filled: boolean; waits: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM ${table}) AS filled, EXISTS (${waiting}) AS waits`,
    );
    return rows[0]?.filled === true && !rows[0].waits;
  };
  if (!(await judge())) return false;
  return inOwnTransaction(client, async () => {
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    if (!(await judge())) return false;
    await keepLate(client, table);
    await client.query(`TRUNCATE ${table}`);
    return true;
  });
}

async function inOwnTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL lock_timeout = '2s'");
    const answer = await work();
    await client.query("COMMIT");
    return answer;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
