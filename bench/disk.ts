/**
 * Bytes on disk for each record, from Postgres's own accounts: all files of a signal's partitions with their indexes, over the records
 * in them. After compaction the tables are rewritten without the space that was freed, which Postgres keeps for reuse.
 */
import pg from "pg";
import type { Signal } from "../server/model/columns.ts";
import { createPostgresStore } from "../server/store/postgres/postgresStore.ts";
import { BARS, type Bar } from "./bars.ts";
import { type Bench, count } from "./bench.ts";
import { countSamples } from "./promSamples.ts";

const TABLES: Readonly<Record<Signal, readonly string[]>> = {
  traces: ["span_block", "trace_index"],
  metrics: ["point_block"],
  logs: ["log_block"],
};
const NOUNS: Readonly<Record<Signal, string>> = { traces: "span", metrics: "point", logs: "log record" };
const USUAL: Readonly<Record<Signal, Bar>> = {
  traces: BARS.spanBytes,
  metrics: BARS.pointBytes,
  logs: BARS.logBytes,
};
const COMPACTION_MS = 120_000;

async function bytesOf(client: pg.Client, tables: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(
    `SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0)::float8 AS bytes FROM pg_inherits
     WHERE inhparent = ANY (SELECT oid FROM pg_class WHERE relnamespace = 'telemetry'::regnamespace AND relname = ANY ($1))`,
    [tables],
  );
  return rows[0]?.bytes ?? 0;
}

export async function withDatabase<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  // It is told again by the question that fails.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function records(client: pg.Client, signal: Signal): Promise<number> {
  const sql = `SELECT coalesce(sum(n), 0)::float8 AS n FROM telemetry.${TABLES[signal][0]}`;
  return (await client.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
}

/** One figure per signal. */
export async function tellBytes(bench: Bench, client: pg.Client, when: string, compacted: boolean): Promise<void> {
  for (const signal of ["traces", "metrics", "logs"] as const) {
    const n = await records(client, signal);
    if (n === 0) continue;
    const bytes = await bytesOf(client, TABLES[signal]);
    const bar = compacted && signal === "metrics" ? BARS.pointBytesCompacted : USUAL[signal];
    bench.figure(`bytes on disk a ${NOUNS[signal]}, ${when}`, `${(bytes / n).toFixed(1)} B (${count(n)} of them)`, bar);
    if (signal === "metrics") await tellSamples(bench, client, when, bytes);
  }
}

/** The same bytes of points by what Prometheus calls a sample, and what exemplars are of them. */
async function tellSamples(bench: Bench, client: pg.Client, when: string, bytes: number): Promise<void> {
  const { points, samples, exemplarBytes } = await countSamples(client);
  const own = bytes - exemplarBytes;
  bench.figure(
    `the same a sample as Prometheus counts them, ${when}`,
    `${(bytes / samples).toFixed(2)} B (${count(samples)} of them), without exemplars ${(own / samples).toFixed(2)} B; ` +
      `a point without exemplars ${(own / points).toFixed(1)} B`,
  );
}

/** Compacts all there is, and tells what a record takes then. */
export async function compactAndTell(bench: Bench, connectionString: string): Promise<void> {
  // Bytes shall not depend on what else runs here: a busy machine leaves full blocks of points as they are.
  const store = createPostgresStore({ connectionString, isIdle: () => true });
  const from = performance.now();
  let whole = true;
  // Ten minutes from now every block is old enough.
  while ((await store.compact(Date.now() + 600_000)) > 0) {
    whole = performance.now() - from < (bench.quick ? 3_000 : COMPACTION_MS);
    if (!whole) break;
  }
  await store.close();
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  bench.figure("compacting what was left", whole ? `${seconds} s` : `not over after ${seconds} s`);
  await withDatabase(connectionString, async (client) => {
    for (const table of Object.values(TABLES).flat()) await client.query(`VACUUM FULL telemetry.${table}`);
    await tellBytes(bench, client, whole ? "compacted" : "partly compacted", true);
  });
}
