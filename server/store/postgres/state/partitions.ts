/**
 * Partitions of the history's tables by time: made when missing, listed, dropped. Names are `<table>_p<start in minutes of Unix time>`.
 * A partition is made as a table of its own and then attached, which stops nobody.
 */
import type pg from "pg";
import { inTransaction } from "../writerConnection.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Any number that nothing else of this product takes. */
const PARTITION_LOCK = 0x73746174;

export interface TimedTable {
  readonly name: string;
  /** Length of a partition. */
  readonly spanMs: number;
  /** How long it is kept; null: as long as the state. */
  readonly keptMs: number | null;
}
export const EVENTS: TimedTable = { name: "state_event", spanMs: DAY_MS, keptMs: null };
export const SNAPSHOTS: TimedTable = { name: "state_snapshot", spanMs: DAY_MS, keptMs: null };
export const FRAMES_10S: TimedTable = { name: "state_frame_10s", spanMs: 6 * HOUR_MS, keptMs: 2 * DAY_MS };
export const FRAMES_1M: TimedTable = { name: "state_frame_1m", spanMs: DAY_MS, keptMs: 30 * DAY_MS };
export const FRAMES_10M: TimedTable = { name: "state_frame_10m", spanMs: 30 * DAY_MS, keptMs: 395 * DAY_MS };
export const FRAMES_1H: TimedTable = { name: "state_frame_1h", spanMs: 30 * DAY_MS, keptMs: 395 * DAY_MS };
export const TIMED_TABLES: readonly TimedTable[] = [EVENTS, SNAPSHOTS, FRAMES_10S, FRAMES_1M, FRAMES_10M, FRAMES_1H];

export const startOf = ({ spanMs }: TimedTable, atMs: number) => Math.floor(atMs / spanMs) * spanMs;
const nameOf = (table: TimedTable, startMs: number) => `${table.name}_p${startMs / MINUTE_MS}`.replace("-", "m");

export interface TimedPartition {
  readonly name: string;
  readonly startMs: number;
}

export async function listTimed(client: pg.ClientBase | pg.Pool, table: TimedTable): Promise<TimedPartition[]> {
  const { rows } = await client.query<{ relname: string; bound: string }>(
    `SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass($1)`,
    [`telemetry.${table.name}`],
  );
  return rows
    .map(({ relname, bound }) => ({ name: relname, startMs: Number(/FROM \('?(-?\d+)'?\)/.exec(bound)?.[1] ?? 0) }))
    .sort((a, b) => a.startMs - b.startMs);
}

function creation(table: TimedTable, startMs: number): string {
  const name = nameOf(table, startMs);
  return `CREATE TABLE IF NOT EXISTS telemetry.${name} (LIKE telemetry.${table.name} INCLUDING ALL);
    ALTER TABLE telemetry.${name} SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
    ALTER TABLE telemetry.${table.name} ATTACH PARTITION telemetry.${name} FOR VALUES FROM (${startMs}) TO (${startMs + table.spanMs});`;
}

/** Makes the partitions with these starts that are missing, in a transaction of its own. */
async function createTimed(client: pg.ClientBase, table: TimedTable, starts: readonly number[]): Promise<void> {
  await inTransaction(client, async () => {
    await client.query("SET LOCAL lock_timeout = '5s'");
    await client.query("SELECT pg_advisory_xact_lock($1)", [PARTITION_LOCK]);
    const present = new Set((await listTimed(client, table)).map(({ startMs }) => startMs));
    for (const start of starts) if (!present.has(start)) await client.query(creation(table, start));
    return true;
  });
}

/** Remembers which partitions are there, so that writers ask only about new ones. */
export class TimedPartitions {
  private readonly known = new Set<string>();

  /** Call outside of a transaction. */
  async ensure(client: pg.ClientBase, table: TimedTable, instants: Iterable<number>): Promise<void> {
    const missing = new Set<number>();
    for (const atMs of instants) {
      const start = startOf(table, atMs);
      if (!this.known.has(nameOf(table, start))) missing.add(start);
    }
    if (missing.size === 0) return;
    await createTimed(client, table, [...missing]);
    for (const start of missing) this.known.add(nameOf(table, start));
  }

  /** After partitions were dropped. */
  forget(): void {
    this.known.clear();
  }
}

export async function makeTimedAhead(client: pg.ClientBase, nowMs: number, tables = TIMED_TABLES): Promise<void> {
  for (const table of tables) {
    const start = startOf(table, nowMs);
    await createTimed(client, table, [start, start + table.spanMs]);
  }
}
