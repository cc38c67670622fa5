/**
 * Exemplars of series in a window, newest first: from the bytes that points keep beside their columns. Blocks are asked newest first,
 * and none that ends before the last exemplar that is already enough.
 */
import type pg from "pg";
import { type Exemplar, MetricKind } from "../../model/metric.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import { readExemplar } from "../../otlp/readPoints.ts";
import { PointView } from "../block/decodePoints.ts";
import type { ExemplarQuery, SeriesExemplar } from "../seriesReader.ts";
import { fetchChunks } from "./blockReads.ts";
import { withSnapshot } from "./copyOut.ts";
import { batchesOf, type PointBlocks } from "./pointBlocks.ts";

/** Field of the exemplars by the kind of a point that is no number. */
const EXEMPLARS: Readonly<Record<number, number>> = {
  [MetricKind.HISTOGRAM]: 0x42,
  [MetricKind.EXPONENTIAL_HISTOGRAM]: 0x5a,
  [MetricKind.SUMMARY]: -1,
};
const NUMBER_EXEMPLARS = 0x2a;
/** An exemplar is older than its point; so much is looked for behind the window. */
const LATE_MS = 3_600_000;
const NANO_PER_MS = 1_000_000n;

export async function readSeriesExemplars(
  pool: pg.Pool,
  store: PointBlocks,
  query: ExemplarQuery,
): Promise<SeriesExemplar[]> {
  const wanted = new Set(query.ids);
  if (wanted.size === 0) return [];
  const { startMs, endMs } = query.window;
  return withSnapshot(pool, async (client) => {
    const window = { startMs, endMs: endMs + LATE_MS };
    const places = await store.places(client, query.tenant, window, (list) => list.some((id) => wanted.has(id)));
    const keep = store.keeps(places);
    places.sort((a, b) => b.endMs - a.endMs);
    let found: SeriesExemplar[] = [];
    for (const batch of batchesOf(places)) {
      const oldest = found[query.limit - 1]?.timeMs ?? Number.NEGATIVE_INFINITY;
      if ((batch[0]?.endMs ?? 0) < oldest) break;
      const blocks = await store.fetch(client, query.tenant, batch, keep);
      for (const block of blocks.values()) {
        for (const one of await exemplarsOf(client, query, wanted, new PointView(block))) found.push(one);
      }
      found = newestOf(found, query.limit);
    }
    return found;
  });
}

function newestOf(found: readonly SeriesExemplar[], limit: number): SeriesExemplar[] {
  const seen = new Set<string>();
  return [...found]
    .sort((a, b) => b.timeMs - a.timeMs)
    .filter(({ id, timeMs, value, traceId, spanId }) => {
      const key = `${id}:${timeMs}:${value}:${traceId}:${spanId}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, limit);
}

async function exemplarsOf(
  client: pg.ClientBase,
  { tenant, window }: ExemplarQuery,
  wanted: ReadonlySet<number>,
  view: PointView,
): Promise<SeriesExemplar[]> {
  const rows: number[] = [];
  for (let row = 0; row < view.count; row++) {
    if (view.keptBytes(row) > 0 && wanted.has(view.series(row))) rows.push(row);
  }
  if (rows.length === 0) return [];
  const chunks = [...new Set(rows.map((row) => view.chunkOf(row)))];
  await fetchChunks(client, "metrics", tenant, [{ view, chunks }]);
  return rows.flatMap((row) => {
    view.seekKept(row);
    return exemplarsIn(view, EXEMPLARS[view.kind(row)] ?? NUMBER_EXEMPLARS).flatMap((one) => {
      const timeMs = Number(one.timeUnixNano / NANO_PER_MS);
      if (timeMs <= window.startMs || timeMs > window.endMs) return [];
      const { traceId, spanId, filteredAttributes: attributes } = one;
      return [
        { id: view.series(row), timeMs, value: Number(one.value?.value ?? Number.NaN), traceId, spanId, attributes },
      ];
    });
  });
}

/** Of the row that the view points at. */
function exemplarsIn({ restBytes, restFrom, restEnd }: PointView, tag: number): Exemplar[] {
  const reader = new ProtobufReader(restBytes);
  const found: Exemplar[] = [];
  for (let at = restFrom; at < restEnd; ) {
    at = reader.field(at, restEnd);
    if (reader.tag === tag) found.push(readExemplar(reader, reader.payload, at));
  }
  return found;
}
