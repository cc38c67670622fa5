/**
 * A trace by its id: trace index and blocks in one statement, then the spans' chunks -> TracesData bytes.
 * When compaction replaces a block between the two, the whole look-up is done again.
 */
import type pg from "pg";
import type { TraceId } from "../../model/ids.ts";
import type { TimeWindow } from "../../model/time.ts";
import { assembleTraces, type SpanRow } from "../block/assembleTraces.ts";
import type { FetchedBlock } from "../block/blockView.ts";
import { SpanView } from "../block/decodeSpans.ts";
import { bytesOfHex } from "../block/idColumns.ts";
import type { BlockCache } from "./blockCache.ts";
import { type BlockPlace, type BlockRow, type ChunkWish, fetchChunks, fetchedOf, SLOTS } from "./blockReads.ts";
import { stepOfMs } from "./partitions.ts";
import { traceHash } from "./storedBlock.ts";
import type { TraceCache } from "./traceCache.ts";

const ATTEMPTS = 3;

/** What reading and searching need. */
export interface SearchTools {
  readonly pool: pg.Pool;
  readonly cache: BlockCache;
  readonly traces: TraceCache;
}

export interface TraceLookup {
  readonly tenant: number;
  readonly traceId: TraceId;
  readonly around?: TimeWindow;
}

export async function readTraceBytes(tools: SearchTools, query: TraceLookup): Promise<Uint8Array | null> {
  const key = `${query.tenant} ${query.traceId}`;
  for (let attempt = 1; ; attempt++) {
    const blocks = await fetchTraceBlocks(tools, query);
    const known = tools.traces.get(key, blocks);
    if (known) return known;
    const { rows, isWhole } = await findSpans(tools.pool, query, blocks);
    if (!isWhole && attempt < ATTEMPTS) continue;
    if (rows.length === 0) return null;
    const bytes = assembleTraces(rows);
    if (isWhole) tools.traces.put(key, blocks, bytes);
    return bytes;
  }
}

/** Rows with their chunks; not whole when a block went away meanwhile. */
async function findSpans(
  pool: pg.Pool,
  query: TraceLookup,
  blocks: readonly FetchedBlock[],
): Promise<{ rows: SpanRow[]; isWhole: boolean }> {
  const id = bytesOfHex(query.traceId);
  const rows: SpanRow[] = [];
  const wishes: ChunkWish[] = [];
  for (const block of blocks) {
    const view = new SpanView(block);
    const index = view.findTrace(id);
    if (index < 0) continue;
    const chunks = new Set<number>();
    const { trace } = view;
    for (let row = 0; row < view.count; row++) {
      if (trace[row] !== index) continue;
      rows.push({ view, row });
      chunks.add(view.chunkOf(row));
    }
    wishes.push({ view, chunks: [...chunks] });
  }
  const isWhole = await fetchChunks(pool, "traces", query.tenant, wishes);
  return { rows: rows.filter(({ view, row }) => view.hasChunk(view.chunkOf(row))), isWhole };
}

type LookupRow = Pick<BlockRow, "block_id"> & ({ is_held: true } | ({ is_held: false } & BlockRow));

/** The blocks that the index names for a trace. Those that the cache holds are named only. */
async function fetchTraceBlocks({ pool, cache }: SearchTools, query: TraceLookup): Promise<FetchedBlock[]> {
  const held = cache.held();
  const unlessHeld = (column: string) => `CASE WHEN h.id IS NULL THEN b.${column} END AS ${column}`;
  const { rows } = await pool.query<LookupRow>({
    name: query.around ? "trace blocks around" : "trace blocks",
    text: `SELECT b.block_id, b.step, b.n, b.codec, b.layout, h.id IS NOT NULL AS is_held,
        ${["hot", "ids", "chunks"].map(unlessHeld).join(", ")}
      FROM (${placesText(query.around, "$3", "$4", "$5")}) AS place
      JOIN telemetry.span_block AS b
        ON b.tenant = $1 AND b.${SLOTS} AND b.block_id = place.block_id AND b.step = place.step
      LEFT JOIN unnest($2::int8[]) AS h (id) ON h.id = b.block_id`,
    values: [query.tenant, [...held.keys()], hashesOf([bytesOfHex(query.traceId)]), ...stepsOf(query.around)],
  });
  return rows.flatMap((row) => {
    const known = held.get(Number(row.block_id));
    if (row.is_held) return known ?? [];
    const block = fetchedOf(row);
    cache.put(block);
    return block;
  });
}

function hashesOf(ids: readonly Uint8Array[]): string[] {
  return ids.map((id) => {
    const { hi, lo } = traceHash(new DataView(id.buffer, id.byteOffset, id.byteLength), 0);
    return ((BigInt(hi) << 32n) | BigInt(lo >>> 0)).toString();
  });
}

const stepsOf = (around: TimeWindow | undefined) => (around ? [stepOfMs(around.startMs), stepOfMs(around.endMs)] : []);

/** Places of the traces with these hashes; the tenant is the first parameter. */
function placesText(around: TimeWindow | undefined, hashes: string, from: string, to: string): string {
  return `SELECT DISTINCT block_id, step FROM telemetry.trace_index
    WHERE tenant = $1 AND ${SLOTS} AND trace_hash = ANY (${hashes}::int8[])${around ? ` AND step BETWEEN ${from} AND ${to}` : ""}`;
}

/** The blocks that may hold spans of these traces (16 bytes each). */
export async function placesOf(
  pool: pg.Pool,
  query: { readonly tenant: number; readonly around?: TimeWindow },
  ids: readonly Uint8Array[],
): Promise<BlockPlace[]> {
  const { rows } = await pool.query<{ block_id: string; step: number }>({
    name: query.around ? "trace places around" : "trace places",
    text: placesText(query.around, "$2", "$3", "$4"),
    values: [query.tenant, hashesOf(ids), ...stepsOf(query.around)],
  });
  return rows.map(({ block_id, step }) => ({ blockId: Number(block_id), step }));
}
