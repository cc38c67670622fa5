/**
 * Partitions made ahead, dropped when they expire, and reported. Dropping waits only briefly for its lock and tries again, so that
 * no queue of readers and writers builds up behind it.
 */
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { StorageReport } from "../telemetryStore.ts";
import { sqlState } from "./databaseErrors.ts";
import {
  createPartitions,
  partitionName,
  STEPPED_TABLES,
  type SteppedTable,
  stepOfMs,
  stepStartMs,
} from "./partitions.ts";

const STEPS_AHEAD = 4;
const LOCK_ATTEMPTS = 20;
const LOCK_NOT_AVAILABLE = "55P03";
const STEP_MS = stepStartMs(1);

export async function makeSteppedAhead(client: pg.ClientBase, nowMs: number): Promise<void> {
  const now = stepOfMs(nowMs);
  await createPartitions(
    client,
    STEPPED_TABLES,
    Array.from({ length: STEPS_AHEAD + 1 }, (_, i) => now + i),
  );
}

export interface SteppedPartition {
  readonly table: SteppedTable;
  readonly name: string;
  readonly step: number;
  readonly bytes: number;
}

/** Every partition by step, oldest first. */
export async function listStepped(client: pg.ClientBase | pg.Pool): Promise<SteppedPartition[]> {
  const { rows } = await client.query<{ parent: SteppedTable; name: string; bytes: string; bound: string }>(
    `SELECT parent.relname AS parent, child.relname AS name, pg_total_relation_size(child.oid) AS bytes,
       pg_get_expr(child.relpartbound, child.oid) AS bound
     FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
     WHERE parent.relnamespace = 'telemetry'::regnamespace AND parent.relkind = 'p' AND parent.relname = ANY ($1)`,
    [[...STEPPED_TABLES]],
  );
  return rows
    .map(({ parent, name, bytes, bound }) => ({
      table: parent,
      name,
      bytes: Number(bytes),
      step: Number(/FROM \('?(-?\d+)'?\)/.exec(bound)?.[1] ?? 0),
    }))
    .sort((a, b) => a.step - b.step || a.name.localeCompare(b.name));
}

export interface Retention {
  /** Null: nothing expires by age. */
  readonly retentionMs: number | null;
  readonly diskBudgetBytes: number | null;
}

/** Drops what is too old, then the oldest steps while the database is over its budget (never the current one). */
export async function dropExpiredSteps(client: pg.ClientBase, nowMs: number, retention: Retention): Promise<string[]> {
  const partitions = await listStepped(client);
  const doomed = new Set<number>();
  if (retention.retentionMs !== null) {
    const oldest = nowMs - retention.retentionMs;
    for (const { step } of partitions) if (stepStartMs(step + 1) <= oldest) doomed.add(step);
  }
  if (retention.diskBudgetBytes !== null) {
    let bytes = await databaseBytes(client);
    for (const { step, bytes: size } of partitions) if (doomed.has(step)) bytes -= size;
    for (const step of new Set(partitions.map((partition) => partition.step))) {
      if (bytes <= retention.diskBudgetBytes || step >= stepOfMs(nowMs)) break;
      if (doomed.has(step)) continue;
      doomed.add(step);
      for (const partition of partitions) if (partition.step === step) bytes -= partition.bytes;
    }
  }
  const dropped: string[] = [];
  for (const step of doomed) {
    const names = partitions.filter((partition) => partition.step === step).map(({ name }) => name);
    await dropTogether(client, names);
    dropped.push(...names);
  }
  return dropped;
}

/** Blocks and trace index of a step go in one transaction, so that no index names a block that is gone. */
async function dropTogether(client: pg.ClientBase, names: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query("BEGIN");
      await client.query("SET LOCAL lock_timeout = '300ms'");
      await client.query(`DROP TABLE IF EXISTS ${names.map((name) => `telemetry.${name}`).join(", ")}`);
      await client.query("COMMIT");
      return;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined);
      if (sqlState(error) !== LOCK_NOT_AVAILABLE || attempt >= LOCK_ATTEMPTS) throw error;
      await delay(100);
    }
  }
}

async function databaseBytes(client: pg.ClientBase | pg.Pool): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>("SELECT pg_database_size(current_database()) AS bytes");
  return Number(rows[0]?.bytes ?? 0);
}

const REPORTED = { span_block: "traces", log_block: "logs", point_block: "metrics" } as const;

export async function reportStorage(pool: pg.Pool, nowMs: number, retentionMs: number | null): Promise<StorageReport> {
  const stepped = await listStepped(pool);
  const counts = new Map<string, { blocks: number; records: number }>();
  for (const table of Object.keys(REPORTED) as (keyof typeof REPORTED)[]) {
    const { rows } = await pool.query<{ step: number; blocks: string; records: string }>(
      `SELECT step, count(*) AS blocks, sum(n) AS records FROM telemetry.${table} GROUP BY step`,
    );
    for (const { step, blocks, records } of rows) {
      counts.set(partitionName(table, step), { blocks: Number(blocks), records: Number(records) });
    }
  }
  const indexBytes = new Map(
    stepped.filter(({ table }) => table === "trace_index").map(({ step, bytes }) => [step, bytes]),
  );
  const raw = stepped.flatMap(({ table, name, step, bytes }) => {
    if (table === "trace_index" || table === "ingest_tally") return [];
    const window = { startMs: stepStartMs(step), endMs: stepStartMs(step) + STEP_MS };
    const { blocks = 0, records = 0 } = counts.get(name) ?? {};
    const whole = bytes + (table === "span_block" ? (indexBytes.get(step) ?? 0) : 0);
    return [{ signal: REPORTED[table], name, window, records, blocks, bytes: whole }];
  });
  const oldest = stepped[0];
  return {
    partitions: [...raw, ...(await derivedPartitions(pool))],
    databaseBytes: await databaseBytes(pool),
    keptSinceMs: retentionMs !== null ? nowMs - retentionMs : oldest ? stepStartMs(oldest.step) : nowMs,
  };
}

/** Partitions of the derived tiers, which count in buckets of 10 s. */
async function derivedPartitions(pool: pg.Pool): Promise<StorageReport["partitions"]> {
  const { rows } = await pool.query<{ name: string; bytes: string; rows: number; bound: string }>(
    `SELECT child.relname AS name, pg_total_relation_size(child.oid) AS bytes, greatest(child.reltuples, 0)::float8 AS rows,
       pg_get_expr(child.relpartbound, child.oid) AS bound
     FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
     WHERE parent.relnamespace = 'telemetry'::regnamespace AND parent.relkind = 'p' AND parent.relname LIKE 'tier\\_%'
     ORDER BY child.relname`,
  );
  return rows.map(({ name, bytes, rows: records, bound }) => {
    const [, from = "0", to = "0"] = /FROM \('?(-?\d+)'?\) TO \('?(-?\d+)'?\)/.exec(bound) ?? [];
    const window = { startMs: Number(from) * 10_000, endMs: Number(to) * 10_000 };
    return { signal: "derived" as const, name, window, records, blocks: records, bytes: Number(bytes) };
  });
}
