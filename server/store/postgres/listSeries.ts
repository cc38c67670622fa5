/**
 * Which series the dictionary knows, and how many. A cursor is the oldest transaction that still ran when a listing was made:
 * whatever was committed before is in that listing, whatever comes later has an id from there on. So none is skipped, in whatever
 * order transactions commit, though one may come twice.
 */
import type pg from "pg";
import type { Attributes } from "../../model/attributes.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { readAttributes, readKeyValue, readResource, readScope } from "../../otlp/readAttributes.ts";
import { readDefinition, readMetricKey, type SeriesDefinition } from "../block/seriesDefinition.ts";
import type {
  AttributeCount,
  ListedSeries,
  MetricHead,
  MetricSeries,
  SeriesCount,
  SeriesCursor,
  SeriesQuery,
} from "../seriesReader.ts";
import { SLOTS } from "./blockReads.ts";
import { pointAttributesTag } from "./readMetrics.ts";
import { postgresText } from "./seriesDictionary.ts";

const CURSOR = /^\d{1,20}$/;
const ROWS_AT_ONCE = 20_000;

interface SeriesRow {
  readonly id: string;
  readonly definition: Buffer;
}

/** Resources and scopes come again and again: equal bytes become one object. */
class Nouns {
  private readonly known = new Map<string, unknown>();

  of<T>(kind: string, bytes: Uint8Array, schemaUrl: string, make: () => T): T {
    const key = `${kind}${schemaUrl}\n${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")}`;
    const found = this.known.get(key) as T | undefined;
    if (found !== undefined) return found;
    const made = make();
    this.known.set(key, made);
    return made;
  }
}

export async function listKnownSeries(pool: pg.Pool, query: SeriesQuery): Promise<ListedSeries> {
  const after = query.after !== null && CURSOR.test(query.after) ? query.after : "0";
  const names = query.names ? query.names.map(postgresText) : null;
  // One statement, so that its rows and its horizon are of one snapshot.
  const { rows } = await pool.query<Partial<SeriesRow> & { horizon: string }>(
    `SELECT horizon.xmin AS horizon, series.id, series.definition
     FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin) AS horizon
     LEFT JOIN (
       SELECT series_id AS id, definition FROM telemetry.series
       WHERE tenant = $1 AND ${SLOTS} AND xid >= $2::text::xid8 AND ($3::text[] IS NULL OR name = ANY ($3))
     ) AS series ON true ORDER BY series.id`,
    [query.tenant, after, names],
  );
  const nouns = new Nouns();
  const series = rows.flatMap(({ id, definition }) =>
    id && definition ? [seriesOf(Number(id), readDefinition(definition), nouns)] : [],
  );
  return { series, cursor: (rows[0]?.horizon ?? after) as SeriesCursor };
}

function seriesOf(id: number, definition: SeriesDefinition, nouns: Nouns): MetricSeries {
  const { resource, scope, head, kind, temporality, isMonotonic, attributes } = definition;
  const { resourceSchemaUrl, scopeSchemaUrl } = definition;
  return {
    id,
    ...nouns.of("metric", head, "", () => headOf(head)),
    kind,
    temporality,
    isMonotonic,
    resource: nouns.of("resource", resource, resourceSchemaUrl, () =>
      readResource(resource, 0, resource.length, resourceSchemaUrl),
    ),
    scope: nouns.of("scope", scope, scopeSchemaUrl, () => readScope(scope, 0, scope.length, scopeSchemaUrl)),
    attributes: readAttributes(attributes, 0, attributes.length, pointAttributesTag(kind)),
  };
}

/** The fields of Metric other than its data. */
function headOf(head: Uint8Array): Pick<MetricSeries, "name" | "unit" | "description" | "metadata"> {
  const reader = new ProtobufReader(head);
  const metadata: Attributes[number][] = [];
  const texts = { name: "", unit: "", description: "" };
  for (let at = 0; at < head.length; ) {
    at = reader.field(at, head.length);
    const { tag, payload } = reader;
    if (tag === 0x0a) texts.name = reader.text(payload, at);
    else if (tag === 0x12) texts.description = reader.text(payload, at);
    else if (tag === 0x1a) texts.unit = reader.text(payload, at);
    else if (tag === 0x62) metadata.push(readKeyValue(reader, payload, at));
  }
  return { ...texts, metadata };
}

export async function listHeads(pool: pg.Pool, tenant: number): Promise<MetricHead[]> {
  const { rows } = await pool.query<{ metric: Buffer | null; count: string; example: Buffer | null }>(
    `SELECT metric, count(*) AS count, CASE WHEN metric IS NULL THEN definition END AS example
     FROM telemetry.series WHERE tenant = $1 AND ${SLOTS} GROUP BY 1, 3`,
    [tenant],
  );
  const heads = new Map<string, MetricHead>();
  for (const { metric, count, example } of rows) {
    const { kind, temporality, isMonotonic, scope, head } = example ? readDefinition(example) : readMetricKey(metric);
    const found = {
      ...headOf(head),
      kind,
      temporality,
      isMonotonic,
      scopeName: readScope(scope, 0, scope.length, "").name,
      seriesCount: Number(count),
    };
    const key = JSON.stringify([kind, temporality, isMonotonic, found.scopeName, head.toString()]);
    const known = heads.get(key);
    heads.set(key, known ? { ...known, seriesCount: known.seriesCount + found.seriesCount } : found);
  }
  return [...heads.values()].sort((a, b) => b.seriesCount - a.seriesCount || (a.name < b.name ? -1 : 1));
}

export async function countSeriesByName(pool: pg.Pool, tenant: number, limit: number): Promise<SeriesCount[]> {
  const { rows } = await pool.query<{ name: string; count: string }>(
    `SELECT name, count(*) AS count FROM telemetry.series WHERE tenant = $1 AND ${SLOTS}
     GROUP BY name ORDER BY count(*) DESC, name LIMIT $2`,
    [tenant, limit],
  );
  return rows.map(({ name, count }) => ({ name, seriesCount: Number(count) }));
}

/** Distinct values per attribute, of the points and of the resources of one metric, most first. */
export async function countValuesOf(pool: pg.Pool, tenant: number, name: string): Promise<AttributeCount[]> {
  const values = { record: new Map<string, Set<string>>(), resource: new Map<string, Set<string>>() };
  const client = await pool.connect();
  try {
    for (let after = 0; ; ) {
      const { rows } = await client.query<SeriesRow>(
        `SELECT series_id AS id, definition FROM telemetry.series
         WHERE tenant = $1 AND ${SLOTS} AND name = $2 AND series_id > $3 ORDER BY series_id LIMIT ${ROWS_AT_ONCE}`,
        [tenant, postgresText(name), after],
      );
      for (const { definition } of rows) {
        const { resource, attributes, kind } = readDefinition(definition);
        addValues(values.record, attributes, pointAttributesTag(kind));
        addValues(values.resource, resource, 0x0a);
      }
      if (rows.length < ROWS_AT_ONCE) break;
      after = Number(rows.at(-1)?.id ?? after);
    }
  } finally {
    client.release();
  }
  return (["record", "resource"] as const)
    .flatMap((on) => [...values[on]].map(([key, found]) => ({ key, on, values: found.size })))
    .sort((a, b) => b.values - a.values || (a.key < b.key ? -1 : 1));
}

/** By the bytes of a value: equal values have equal bytes in what one sender writes. */
function addValues(into: Map<string, Set<string>>, fields: Uint8Array, tag: number): void {
  const reader = new ProtobufReader(fields);
  const bytes = Buffer.from(fields.buffer, fields.byteOffset, fields.byteLength);
  for (let at = 0; at < fields.length; ) {
    at = reader.field(at, fields.length);
    if (reader.tag !== tag) continue;
    const [from, end] = [reader.payload, at];
    const { key } = readKeyValue(reader, from, end);
    const found = into.get(key) ?? new Set();
    into.set(key, found);
    found.add(bytes.toString("latin1", from, end));
  }
}
