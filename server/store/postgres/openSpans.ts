/**
 * Spans under way at an instant, from blocks whose spans can have been: started by then, and as long as the longest of the block.
 * Only the hot part of a block is read, and of it first two columns of times.
 */
import type pg from "pg";
import type { SpanId, TraceId } from "../../model/ids.ts";
import { StatusCode } from "../../model/span.ts";
import { unixNano } from "../../model/time.ts";
import { SpanView } from "../block/decodeSpans.ts";
import { hexAt } from "../block/idColumns.ts";
import type { OpenSpan, OpenSpans, OpenSpansQuery } from "../openSpansReader.ts";
import { batchEnd, nanoText } from "./blockCandidates.ts";
import { type BlockPlace, SLOTS } from "./blockReads.ts";
import { stepOfMs } from "./partitions.ts";
import type { SearchTools } from "./readTrace.ts";

/** Records of blocks that one question reads at most: some seconds of the fullest stream, an hour of a usual one. */
const MOST_RECORDS = 1_000_000;
const NANO_PER_MS = 1e6;
const TWO_32 = 4_294_967_296;

interface Block extends BlockPlace {
  readonly count: number;
  /** Whether it can hold spans open at the instant; else it holds only such that start later. */
  readonly isEarlier: boolean;
}

export async function readOpenSpanRows(tools: SearchTools, query: OpenSpansQuery): Promise<OpenSpans> {
  const { blocks, cut } = bounded(await findBlocks(tools.pool, query));
  const { atMs } = query;
  const open = new Map<string, OpenSpan>();
  const earlier = blocks.filter(({ isEarlier }) => isEarlier);
  await eachView(tools, query.tenant, earlier, (view) => {
    for (let row = 0; row < view.count; row++) {
      const aboutMs = aboutStartMs(view, row);
      // Most are far off: exact instants are reckoned of the others alone.
      if (aboutMs > atMs + 1 || aboutMs + view.durationNano(row) / NANO_PER_MS < atMs - 1) continue;
      const at = unixNano(atMs);
      const start = view.startUnixNano(row);
      if (start > at || view.endUnixNano(row) <= at || start < unixNano(query.window.startMs)) continue;
      const span = spanOf(view, row);
      open.set(`${span.traceId}${span.spanId}${span.kind}`, span);
    }
  });
  const found = wholeTraces([...open.values()], query.limit);
  const others = await relatives(tools, query, blocks, found.spans);
  return { ...found, spans: [...found.spans, ...others], truncated: cut || found.truncated };
}

/** The blocks that can hold a span open at the instant or a parent that starts soon after; those nearest to the instant first. */
async function findBlocks(pool: pg.Pool, { tenant, window, atMs }: OpenSpansQuery): Promise<Block[]> {
  const { rows } = await pool.query<{ block_id: string; step: number; n: number; earlier: boolean }>({
    name: "open span blocks",
    text: `SELECT block_id, step, n, t_min <= $2 AND max_duration > $2 - t_max AS earlier
      FROM telemetry.span_block
      WHERE tenant = $1 AND ${SLOTS} AND step BETWEEN $5 AND $6 AND t_max >= $3 AND t_min < $4
        AND (t_max > $2 OR max_duration > $2 - t_max)
      ORDER BY t_max DESC`,
    values: [
      tenant,
      nanoText(atMs),
      nanoText(window.startMs),
      nanoText(window.endMs),
      stepOfMs(window.startMs),
      stepOfMs(window.endMs),
    ],
  });
  return rows.map(({ block_id, step, n, earlier }) => ({
    ...{ blockId: Number(block_id), step, count: n, isEarlier: earlier },
  }));
}

function bounded(blocks: readonly Block[]): { blocks: readonly Block[]; cut: boolean } {
  let records = 0;
  const end = blocks.findIndex(({ count }) => {
    records += count;
    return records > MOST_RECORDS;
  });
  return end < 0 ? { blocks, cut: false } : { blocks: blocks.slice(0, end), cut: true };
}

async function eachView(
  { pool, cache }: SearchTools,
  tenant: number,
  blocks: readonly Block[],
  visit: (view: SpanView) => void,
): Promise<void> {
  for (let from = 0; from < blocks.length; ) {
    const batch = blocks.slice(from, batchEnd(blocks, from));
    for (const block of await cache.fetch(pool, "traces", tenant, batch)) visit(new SpanView(block));
    from += batch.length;
  }
}

/** As many of the traces that started first as fit, in order of the start of their spans. */
function wholeTraces(spans: OpenSpan[], limit: number): OpenSpans {
  spans.sort(byStart);
  const counts = new Map<TraceId, number>();
  for (const { traceId } of spans) counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
  const kept = new Set<TraceId>();
  let sum = 0;
  for (const [traceId, count] of counts) {
    sum += count;
    if (sum > limit) break;
    kept.add(traceId);
  }
  const truncated = kept.size < counts.size;
  const listed = truncated ? spans.filter(({ traceId }) => kept.has(traceId)) : spans;
  return { spans: listed, totalTraces: counts.size, truncated };
}

/** Parents of open spans that start after the instant, and roots that ended before it, as far as they stand in the same blocks. */
async function relatives(
  tools: SearchTools,
  { tenant, window, atMs }: OpenSpansQuery,
  blocks: readonly Block[],
  open: readonly OpenSpan[],
): Promise<OpenSpan[]> {
  const known = new Set(open.map(({ traceId, spanId }) => traceId + spanId));
  const rooted = new Set(open.flatMap(({ traceId, parentSpanId }) => (parentSpanId === null ? traceId : [])));
  const parents = new Set<string>();
  const traces = new Set<string>();
  for (const { traceId, parentSpanId } of open) {
    const isOrphan = parentSpanId !== null && !known.has(traceId + parentSpanId);
    if (isOrphan) parents.add(traceId + parentSpanId);
    if (isOrphan || !rooted.has(traceId)) traces.add(traceId);
  }
  const found = new Map<string, OpenSpan>();
  await eachView(tools, tenant, traces.size === 0 ? [] : blocks, (view) => {
    const ids = Array.from({ length: view.traceCount }, (_, trace) => view.traceIdHex(trace));
    const isWanted = ids.map((id) => traces.has(id));
    if (!isWanted.includes(true)) return;
    for (let row = 0; row < view.count; row++) {
      const trace = view.trace[row] ?? 0;
      if (!isWanted[trace]) continue;
      const aboutMs = aboutStartMs(view, row);
      const isRoot = view.parentIdAt(row) < 0 && aboutMs <= atMs && !rooted.has(ids[trace] as TraceId);
      const isLater = aboutMs > atMs - 1 && aboutMs < window.endMs && view.startUnixNano(row) > unixNano(atMs);
      if (!isRoot && !isLater) continue;
      const span = spanOf(view, row);
      const key = span.traceId + span.spanId;
      if (!known.has(key) && (isRoot || parents.has(key))) found.set(key, span);
    }
  });
  return [...found.values()].sort(byStart);
}

function byStart(a: OpenSpan, b: OpenSpan): number {
  return a.startMs - b.startMs || (a.spanId < b.spanId ? -1 : 1);
}

/** To less than a microsecond: a double holds no more. */
function aboutStartMs({ start }: SpanView, row: number): number {
  return ((start.hi[row] ?? 0) * TWO_32 + (start.lo[row] ?? 0)) / NANO_PER_MS;
}

/** Whole microseconds, as doubles of milliseconds can hold them. */
const msOf = (nano: bigint) => Number(nano / 1000n) / 1000;

function spanOf(view: SpanView, row: number): OpenSpan {
  const { ids } = view.block;
  const parent = view.parentIdAt(row);
  return {
    traceId: view.traceIdHex(view.trace[row] ?? 0) as TraceId,
    spanId: hexAt(ids, view.spanIdAt(row), 8) as SpanId,
    parentSpanId: parent < 0 ? null : (hexAt(ids, parent, 8) as SpanId),
    service: view.service(row),
    name: view.nameText(row),
    kind: view.kind[row] ?? 0,
    failed: view.status[row] === StatusCode.ERROR,
    startMs: msOf(view.startUnixNano(row)),
    endMs: msOf(view.endUnixNano(row)),
  };
}
