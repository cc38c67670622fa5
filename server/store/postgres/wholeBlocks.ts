/**
 * Whole blocks as OTLP bytes: every record with all its fields. Following and compaction read so.
 */
import type pg from "pg";
import type { Signal } from "../../model/columns.ts";
import { assembleLogs, compareLogTime } from "../block/assembleLogs.ts";
import { assembleMetrics } from "../block/assembleMetrics.ts";
import { assembleTraces } from "../block/assembleTraces.ts";
import type { BlockView, FetchedBlock } from "../block/blockView.ts";
import { LogView } from "../block/decodeLogs.ts";
import { PointView, readSeriesList } from "../block/decodePoints.ts";
import { SpanView } from "../block/decodeSpans.ts";
import { fetchChunks } from "./blockReads.ts";
import { readDefinitions } from "./seriesDictionary.ts";

/** Every row of these blocks. */
export function rowsOf<V extends BlockView>(views: readonly V[]): { view: V; row: number }[] {
  return views.flatMap((view) => Array.from({ length: view.count }, (_, row) => ({ view, row })));
}

async function withAllChunks<V extends BlockView>(
  pool: pg.Pool,
  signal: Signal,
  tenant: number,
  views: readonly V[],
): Promise<V[]> {
  const wishes = views.map((view) => ({ view, chunks: view.block.places.map((_, chunk) => chunk) }));
  await fetchChunks(pool, signal, tenant, wishes);
  return views.filter((view) => view.block.places.every((_, chunk) => view.hasChunk(chunk)));
}

/** The records of these blocks in one answer: spans by start, log records by time, points by series and time. */
export async function readWhole(
  pool: pg.Pool,
  signal: Signal,
  tenant: number,
  blocks: readonly FetchedBlock[],
): Promise<Uint8Array> {
  if (signal === "traces") {
    const views = blocks.map((block) => new SpanView(block));
    return assembleTraces(rowsOf(await withAllChunks(pool, signal, tenant, views)));
  }
  if (signal === "logs") {
    const views = blocks.map((block) => new LogView(block));
    return assembleLogs(rowsOf(await withAllChunks(pool, signal, tenant, views)).sort(compareLogTime));
  }
  const series = new Set(blocks.flatMap(({ ids }) => [...readSeriesList(ids)]));
  const definitions = await readDefinitions(pool, tenant, [...series]);
  const views = blocks.map((block) => new PointView(block));
  return assembleMetrics(rowsOf(await withAllChunks(pool, signal, tenant, views)), definitions);
}
