/**
 * What the store knows of the series of some data points that are about to come in: whether it has met them, and their newest
 * sample. Windows are read from the newest back, each twice as long as the one before, so that a series that is alive costs an hour.
 * Errors: the store's. Reading that takes longer than READ_WITHIN_MS ends, and series not found by then count as silent.
 */
import { createHash } from "node:crypto";
import type pg from "pg";
import type { PointColumns } from "../../model/columns.ts";
import { writeDefinition, writeMetricPart } from "../block/seriesDefinition.ts";
import type { SeriesStandingQuery, SeriesStandings } from "../telemetryStore.ts";
import { SLOTS } from "./blockReads.ts";
import { PointBlocks } from "./pointBlocks.ts";
import { readSeriesSamples } from "./readSeries.ts";
import { postgresText } from "./seriesDictionary.ts";

const HOUR_MS = 3_600_000;
const READ_WITHIN_MS = 1_500;
const SAMPLES_AT_ONCE = 2_000_000;

export async function readStandings(pool: pg.Pool, query: SeriesStandingQuery): Promise<SeriesStandings> {
  const { tenant, columns, records, names } = query;
  const hashes = definitionHashes(columns, records);
  const [ids, counts] = await Promise.all([numbersOf(pool, tenant, hashes), countsOf(pool, tenant, names)]);
  const newest = await newestOf(pool, query, [...ids.values()].flat());
  const series = hashes.map((hash) => {
    const own = ids.get(hash.toString("hex"));
    if (own === undefined) return null;
    const times = own.flatMap((id) => newest.get(id) ?? []);
    return { newestMs: times.length > 0 ? Math.max(...times) : null };
  });
  return { series, counts };
}

function definitionHashes(columns: PointColumns, records: readonly number[]): Buffer[] {
  const parts = new Map<number, Uint8Array>();
  return records.map((record) => {
    const index = columns.metric[record] ?? 0;
    const metric = columns.metrics[index];
    if (metric === undefined) throw new RangeError("A data point names a metric that its request does not have.");
    const part = parts.get(index) ?? writeMetricPart(columns, metric);
    parts.set(index, part);
    return createHash("sha256")
      .update(writeDefinition(columns, record, part))
      .digest();
  });
}

/** Numbers by hash: one for each slot that has met the series. */
async function numbersOf(pool: pg.Pool, tenant: number, hashes: readonly Buffer[]): Promise<Map<string, number[]>> {
  const { rows } = await pool.query<{ id: string; hash: string }>(
    `SELECT series_id AS id, encode(hash, 'hex') AS hash FROM telemetry.series
     WHERE tenant = $1 AND ${SLOTS} AND hash = ANY ($2::bytea[])`,
    [tenant, hashes],
  );
  const ids = new Map<string, number[]>();
  for (const { id, hash } of rows) ids.set(hash, [...(ids.get(hash) ?? []), Number(id)]);
  return ids;
}

async function countsOf(pool: pg.Pool, tenant: number, names: readonly string[]): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const { rows } = await pool.query<{ name: string; count: string }>(
    `SELECT name, count(*) AS count FROM telemetry.series WHERE tenant = $1 AND ${SLOTS} AND name = ANY ($2) GROUP BY name`,
    [tenant, names.map(postgresText)],
  );
  const found = new Map(rows.map(({ name, count }) => [name, Number(count)]));
  return new Map(names.map((name) => [name, found.get(postgresText(name)) ?? 0]));
}

async function newestOf(
  pool: pg.Pool,
  { tenant, sinceMs, untilMs }: SeriesStandingQuery,
  ids: readonly number[],
): Promise<Map<number, number>> {
  const newest = new Map<number, number>();
  const startedMs = performance.now();
  let left = [...new Set(ids)];
  let endMs = untilMs;
  for (let hours = 2; left.length > 0 && endMs > sinceMs; hours *= 2) {
    if (performance.now() - startedMs > READ_WITHIN_MS) break;
    const startMs = Math.max(sinceMs, endMs - hours * HOUR_MS);
    const window = { startMs, endMs };
    for (const { id, timesMs } of await readSeriesSamples(pool, new PointBlocks(0), {
      tenant,
      ids: left,
      window,
      maxSamples: SAMPLES_AT_ONCE,
    })) {
      const last = timesMs.at(-1);
      if (last !== undefined) newest.set(id, last);
    }
    left = left.filter((id) => !newest.has(id));
    endMs = startMs;
  }
  return newest;
}
