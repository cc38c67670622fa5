/**
 * Partitions by step (six hours UTC): made when missing, listed, dropped.
 * A partition is made as a table of its own and then attached, which does not stop readers or writers; an advisory lock keeps
 * two processes from making the same one. There is no default partition: a record of a missing step makes it.
 * Names are `<table>_<yyyymmdd>_<hh>`.
 */
import type pg from "pg";
import { STEP_SECONDS } from "../block/blockSlice.ts";

/** Tables of this schema that are partitioned by step. */
export const STEPPED_TABLES = ["span_block", "log_block", "point_block", "trace_index", "ingest_tally"] as const;
export type SteppedTable = (typeof STEPPED_TABLES)[number];

/** Any number that nothing else of this product takes. */
const PARTITION_LOCK = 0x70617274;

export function stepOfMs(ms: number): number {
  return Math.floor(ms / 1000 / STEP_SECONDS);
}

export function stepStartMs(step: number): number {
  return step * STEP_SECONDS * 1000;
}

export function partitionName(table: string, step: number): string {
  const text = new Date(stepStartMs(step)).toISOString();
  return `${table}_${text.slice(0, 10).replaceAll("-", "")}_${text.slice(11, 13)}`;
}

function creation(table: SteppedTable, step: number): string {
  const name = partitionName(table, step);
  const tuning = table.endsWith("_block")
    ? `ALTER TABLE telemetry.${name} SET (autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_scale_factor = 0.05);`
    : "";
  return `CREATE TABLE IF NOT EXISTS telemetry.${name} (LIKE telemetry.${table} INCLUDING ALL); ${tuning}
    ALTER TABLE telemetry.${table} ATTACH PARTITION telemetry.${name} FOR VALUES FROM (${step}) TO (${step + 1});`;
}

/** Makes the partitions of these steps that are missing, in a transaction of its own. */
export async function createPartitions(
  client: pg.ClientBase,
  tables: readonly SteppedTable[],
  steps: readonly number[],
): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL lock_timeout = '5s'");
    await client.query("SELECT pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
    const names = tables.flatMap((table) => steps.map((step) => ({ table, step, name: partitionName(table, step) })));
    const { rows } = await client.query<{ relname: string }>(
      `SELECT relname FROM pg_class WHERE relnamespace = 'telemetry'::regnamespace AND relispartition AND relname = ANY ($1)`,
      [names.map(({ name }) => name)],
    );
    const present = new Set(rows.map(({ relname }) => relname));
    for (const { table, step, name } of names) if (!present.has(name)) await client.query(creation(table, step));
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** Remembers which partitions are there, so that a flush asks only about new steps. */
export class KnownPartitions {
  private readonly known = new Set<string>();

  async ensure(client: pg.ClientBase, tables: readonly SteppedTable[], steps: readonly number[]): Promise<void> {
    const missing = steps.filter((step) => tables.some((table) => !this.known.has(`${table}:${step}`)));
    if (missing.length === 0) return;
    await createPartitions(client, tables, missing);
    for (const step of missing) for (const table of tables) this.known.add(`${table}:${step}`);
  }

  /** After a partition was found missing (retention dropped it): ask again. */
  forget(): void {
    this.known.clear();
  }
}
