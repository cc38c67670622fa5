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
  /** Whether it holds spans that start after the instant. */
  readonly isLater: boolean;
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
  const parents = await laterParents(tools, query, blocks, found.spans);
  return { ...found, spans: [...found.spans, ...parents], truncated: cut || found.truncated };
}

/** The blocks that can hold a span open at the instant or a parent that starts soon after; those nearest to the instant first. */
async function findBlocks(pool: pg.Pool, { tenant, window, atMs }: OpenSpansQuery): Promise<Block[]> {
  const { rows } = await pool.query<{ block_id: string; step: number; n: number; later: boolean; earlier: boolean }>({
    name: "open span blocks",
    text: `SELECT block_id, step, n, t_max > $2 AS later, t_min <= $2 AND max_duration > $2 - t_max AS earlier
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
  return rows.map(({ block_id, step, n, later, earlier }) => ({
    ...{ blockId: Number(block_id), step, count: n },
    ...{ isLater: later, isEarlier: earlier },
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
  spans.sort((a, b) => a.startMs - b.startMs);
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

/** Parents of open spans that start after the instant. */
async function laterParents(
  tools: SearchTools,
  { tenant, window, atMs }: OpenSpansQuery,
  blocks: readonly Block[],
  open: readonly OpenSpan[],
): Promise<OpenSpan[]> {
  const known = new Set(open.map(({ traceId, spanId }) => traceId + spanId));
  const wanted = new Set<string>();
  const traces = new Set<string>();
  for (const { traceId, parentSpanId } of open) {
    if (parentSpanId === null || known.has(traceId + parentSpanId)) continue;
    wanted.add(traceId + parentSpanId);
    traces.add(traceId);
  }
  const parents = new Map<string, OpenSpan>();
  const later = wanted.size === 0 ? [] : blocks.filter(({ isLater }) => isLater);
  await eachView(tools, tenant, later, (view) => {
    const isWanted = Array.from({ length: view.traceCount }, (_, trace) => traces.has(view.traceIdHex(trace)));
    for (let row = 0; row < view.count; row++) {
      if (!isWanted[view.trace[row] ?? 0]) continue;
      const aboutMs = aboutStartMs(view, row);
      if (aboutMs < atMs - 1 || aboutMs >= window.endMs || view.startUnixNano(row) <= unixNano(atMs)) continue;
      const span = spanOf(view, row);
      const key = span.traceId + span.spanId;
      if (wanted.has(key)) parents.set(key, span);
    }
  });
  return [...parents.values()];
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
