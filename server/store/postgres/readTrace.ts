/**
 * A trace by its id: trace index -> blocks -> the spans' chunks -> TracesData bytes.
 * When compaction replaces a block between two of these steps, the whole look-up is done again.
 */
import type pg from "pg";
import type { TraceId } from "../../model/ids.ts";
import type { TimeWindow } from "../../model/time.ts";
import { assembleTraces, type SpanRow } from "../block/assembleTraces.ts";
import { SpanView } from "../block/decodeSpans.ts";
import { bytesOfHex } from "../block/idColumns.ts";
import type { BlockCache } from "./blockCache.ts";
import { type BlockPlace, type ChunkWish, fetchChunks, SLOTS } from "./blockReads.ts";
import { stepOfMs } from "./partitions.ts";
import { traceHash } from "./storedBlock.ts";

const ATTEMPTS = 3;

/** What reading and searching need. */
export interface SearchTools {
  readonly pool: pg.Pool;
  readonly cache: BlockCache;
}

export interface TraceLookup {
  readonly tenant: number;
  readonly traceId: TraceId;
  readonly around?: TimeWindow;
}

export async function readTraceBytes(tools: SearchTools, query: TraceLookup): Promise<Uint8Array | null> {
  for (let attempt = 1; ; attempt++) {
    const { rows, isWhole } = await findSpans(tools, query);
    if (isWhole || attempt === ATTEMPTS) return rows.length === 0 ? null : assembleTraces(rows);
  }
}

/** Rows with their chunks; not whole when a block went away meanwhile. */
async function findSpans(
  { pool, cache }: SearchTools,
  query: TraceLookup,
): Promise<{ rows: SpanRow[]; isWhole: boolean }> {
  const id = bytesOfHex(query.traceId);
  const places = await placesOf(pool, query, [id]);
  const blocks = await cache.fetch(pool, "traces", query.tenant, places);
  const rows: SpanRow[] = [];
  const wishes: ChunkWish[] = [];
  for (const block of blocks) {
    const view = new SpanView(block);
    const trace = view.findTrace(id);
    if (trace < 0) continue;
    const chunks = new Set<number>();
    for (let row = 0; row < view.count; row++) {
      if (view.trace[row] !== trace) continue;
      rows.push({ view, row });
      chunks.add(view.chunkOf(row));
    }
    wishes.push({ view, chunks: [...chunks] });
  }
  const hasChunks = await fetchChunks(pool, "traces", query.tenant, wishes);
  return {
    rows: rows.filter(({ view, row }) => view.hasChunk(view.chunkOf(row))),
    isWhole: hasChunks && blocks.length === places.length,
  };
}

/** The blocks that may hold spans of these traces (16 bytes each). */
export async function placesOf(
  pool: pg.Pool,
  query: { readonly tenant: number; readonly around?: TimeWindow },
  ids: readonly Uint8Array[],
): Promise<BlockPlace[]> {
  const hashes = ids.map((id) => {
    const { hi, lo } = traceHash(new DataView(id.buffer, id.byteOffset, id.byteLength), 0);
    return ((BigInt(hi) << 32n) | BigInt(lo >>> 0)).toString();
  });
  const { rows } = await pool.query<{ block_id: string; step: number }>({
    name: query.around ? "trace places around" : "trace places",
    text: `SELECT DISTINCT block_id, step FROM telemetry.trace_index
      WHERE tenant = $1 AND ${SLOTS} AND trace_hash = ANY ($2::int8[])${query.around ? " AND step BETWEEN $3 AND $4" : ""}`,
    values: [
      query.tenant,
      hashes,
      ...(query.around ? [stepOfMs(query.around.startMs), stepOfMs(query.around.endMs)] : []),
    ],
  });
  return rows.map(({ block_id, step }) => ({ blockId: Number(block_id), step }));
}
