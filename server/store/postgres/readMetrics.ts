/**
 * Metric points of a window as MetricsData bytes, and which metrics there are.
 * Which series match is asked of the series dictionary first; then only blocks that may hold the metric are read, and of those only
 * rows of these series.
 * Errors: TOO_LARGE when more points match than the limit.
 */
import type pg from "pg";
import { DomainError } from "../../errors.ts";
import type { TimeWindow } from "../../model/time.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { assembleMetrics, type PointRow } from "../block/assembleMetrics.ts";
import { AttributeJudge, prepareFilter } from "../block/attributeMatch.ts";
import { PointView, readSeriesList } from "../block/decodePoints.ts";
import { readDefinition, type SeriesDefinition } from "../block/seriesDefinition.ts";
import { metricTerms } from "../block/tokenTerms.ts";
import type { MetricDescription, MetricQuery } from "../telemetryStore.ts";
import { batchEnd, type Candidate, findCandidates } from "./blockCandidates.ts";
import { fetchBlocks, fetchChunks, SLOTS, wishOf } from "./blockReads.ts";
import { postgresText, readDefinitions } from "./seriesDictionary.ts";

/** Blocks whose list of series is read at once. */
const LISTS_AT_ONCE = 500;
const NANO_PER_MS = 1_000_000n;

/** Field of a point's attributes by the metric's kind. */
export function pointAttributesTag(kind: number): number {
  if (kind === 9) return 0x4a;
  return kind === 10 ? 0x0a : 0x3a;
}

export async function readMetricPoints(pool: pg.Pool, query: MetricQuery): Promise<Uint8Array> {
  const series = await matchingSeries(pool, query);
  const { blocks } = await findCandidates(pool, {
    signal: "metrics",
    tenant: query.tenant,
    window: query.window,
    terms: metricTerms(query),
  });
  const rows: PointRow[] = [];
  const from = BigInt(Math.trunc(query.window.startMs)) * NANO_PER_MS;
  const to = BigInt(Math.trunc(query.window.endMs)) * NANO_PER_MS;
  if (series.size > 0) {
    for (let next = 0, end = 0; next < blocks.length; next = end) {
      end = batchEnd(blocks, next);
      const found = await pointRows(pool, query.tenant, blocks.slice(next, end), series, from, to);
      for (const row of found) rows.push(row);
      if (rows.length > query.limit) throw tooMany(query.limit);
    }
  }
  return assembleMetrics(rows, series);
}

function tooMany(limit: number): DomainError {
  return new DomainError("TOO_LARGE", `More than ${limit} data points match; choose a shorter range or fewer series.`);
}

async function pointRows(
  pool: pg.Pool,
  tenant: number,
  batch: readonly Candidate[],
  series: ReadonlyMap<number, SeriesDefinition>,
  from: bigint,
  to: bigint,
): Promise<PointRow[]> {
  const parts = (await fetchBlocks(pool, "metrics", tenant, batch)).map((block) => {
    const view = new PointView(block);
    const rows: number[] = [];
    if (!readSeriesList(block.ids).some((id) => series.has(id))) return { view, rows };
    for (let row = 0; row < view.count; row++) {
      if (!series.has(view.series(row))) continue;
      const time = view.timeUnixNano(row);
      if (time >= from && time < to) rows.push(row);
    }
    return { view, rows };
  });
  await fetchChunks(pool, "metrics", tenant, parts.map(wishOf));
  return parts.flatMap(({ view, rows }) =>
    rows.filter((row) => view.hasChunk(view.chunkOf(row))).map((row) => ({ view, row })),
  );
}

async function matchingSeries(pool: pg.Pool, query: MetricQuery): Promise<Map<number, SeriesDefinition>> {
  const { rows } = await pool.query<{ id: string; definition: Buffer }>(
    `SELECT series_id AS id, definition FROM telemetry.series WHERE tenant = $1 AND ${SLOTS}
     AND ($2::text IS NULL OR name = $2) AND ($3::text IS NULL OR service = $3)`,
    [query.tenant, nullable(query.name), nullable(query.service)],
  );
  const filters = (query.attributes ?? []).map(prepareFilter);
  const found = new Map<number, SeriesDefinition>();
  for (const { id, definition: bytes } of rows) {
    const definition = readDefinition(bytes);
    const origins = {
      services: [],
      scopes: [],
      resources: [{ service: 0, schemaUrl: "", message: definition.resource }],
    };
    const judge = new AttributeJudge(filters, pointAttributesTag(definition.kind), origins);
    if (judge.matches(0, definition.attributes, 0, definition.attributes.length)) found.set(Number(id), definition);
  }
  return found;
}

const nullable = (text: string | undefined) => (text === undefined ? null : postgresText(text));

/** The distinct series of the blocks of a window; at most `mostBlocks`, newest first. */
export async function seriesOfWindow(
  pool: pg.Pool,
  tenant: number,
  window: TimeWindow,
  mostBlocks = Number.POSITIVE_INFINITY,
): Promise<Set<number>> {
  const { blocks } = await findCandidates(pool, { signal: "metrics", tenant, window, terms: [] });
  blocks.sort((a, b) => b.tMax - a.tMax);
  const places = blocks.slice(0, Math.min(blocks.length, mostBlocks));
  const series = new Set<number>();
  for (let from = 0; from < places.length; from += LISTS_AT_ONCE) {
    const batch = places.slice(from, from + LISTS_AT_ONCE);
    const { rows } = await pool.query<{ ids: Buffer }>(
      `SELECT ids FROM telemetry.point_block
       WHERE tenant = $1 AND ${SLOTS} AND step = ANY ($2::int4[]) AND block_id = ANY ($3::int8[])`,
      [tenant, [...new Set(batch.map(({ step }) => step))], batch.map(({ blockId }) => blockId)],
    );
    for (const { ids } of rows) for (const id of readSeriesList(ids)) series.add(id);
  }
  return series;
}

export async function listMetricNames(pool: pg.Pool, tenant: number, window: TimeWindow): Promise<MetricDescription[]> {
  const ids = [...(await seriesOfWindow(pool, tenant, window))];
  if (ids.length === 0) return [];
  const { rows } = await pool.query<{ name: string; kind: number; count: string; example: string }>(
    `SELECT name, kind, count(*) AS count, max(series_id) AS example FROM telemetry.series
     WHERE tenant = $1 AND ${SLOTS} AND series_id = ANY ($2::int8[]) GROUP BY name, kind ORDER BY name, kind`,
    [tenant, ids],
  );
  const examples = await readDefinitions(
    pool,
    tenant,
    rows.map(({ example }) => Number(example)),
  );
  return rows.map(({ name, kind, count, example }) => {
    const head = examples.get(Number(example))?.head ?? new Uint8Array(0);
    return { name, kind, seriesCount: Number(count), unit: headText(head, 0x1a), description: headText(head, 0x12) };
  });
}

/** A string field of the Metric message: 2 description, 3 unit. */
function headText(head: Uint8Array, tag: number): string {
  const reader = new ProtobufReader(head);
  let text = "";
  for (let at = 0; at < head.length; ) {
    at = reader.field(at, head.length);
    if (reader.tag === tag) text = reader.text(reader.payload, at);
  }
  return text;
}
