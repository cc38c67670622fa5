/**
 * Trace search in two steps. First which traces: blocks of the window that the filter's tokens admit, best first, until no block
 * left can hold a better trace than those found. Then what they look like: all blocks of those traces by the trace index.
 * `newest` goes by the start of matching spans, `slowest` by their length, `mostErrors` by the failed spans of traces that match;
 * the traces so found are told by what is shown of them: their start, length or failed spans.
 * Complete: what tokens cannot exclude is read and compared exactly. `spread` is a sample instead, see `spreadTraces.ts`.
 */
import { StatusCode } from "../../model/span.ts";
import type { SpanView } from "../block/decodeSpans.ts";
import { bytesOfHex } from "../block/idColumns.ts";
import { SpanFilter } from "../block/spanFilter.ts";
import { traceTerms } from "../block/tokenTerms.ts";
import { TopTraces } from "../block/topTraces.ts";
import { TraceSummary } from "../block/traceSummary.ts";
import type { TraceHit, TraceQuery, TraceSearchResult } from "../telemetryStore.ts";
import { batchEnd, type Candidate, type CandidateQuery, type Candidates, findCandidates } from "./blockCandidates.ts";
import { lastMatches } from "./lastMatches.ts";
import { matchingRows } from "./matchingRows.ts";
import { placesOf, type SearchTools } from "./readTrace.ts";
import { spreadTraces } from "./spreadTraces.ts";

/** Blocks fetched at once for summaries. */
const BATCH = 8;
const STATUS_ERROR = StatusCode.ERROR;

type Order = Exclude<TraceQuery["order"], "spread">;
const KEYS: Readonly<Record<Order, (block: Candidate) => number>> = {
  newest: ({ tMax }) => tMax,
  slowest: ({ maxDurationNano }) => maxDurationNano,
  mostErrors: ({ errorCount }) => errorCount,
};

export async function searchTraceHits(tools: SearchTools, query: TraceQuery): Promise<TraceSearchResult> {
  const filter = new SpanFilter(query);
  const { order } = query;
  const candidates = await findCandidates(tools.pool, candidateQuery(query));
  const found =
    order === "spread"
      ? await spreadTraces(tools, query, filter, candidates)
      : await findTraces(tools, query, filter, candidates, order);
  const hits = await summarise(tools, query, filter, found.traceIds);
  return {
    traces: inOrder(hits, order),
    truncated: found.truncated,
    blocksRead: found.blocksRead,
    blocksPruned: found.blocksPruned,
  };
}

function inOrder(hits: TraceHit[], order: TraceQuery["order"]): TraceHit[] {
  if (order === "newest") return hits.sort((a, b) => Number(b.startUnixNano - a.startUnixNano));
  if (order === "slowest") return hits.sort((a, b) => b.durationNano - a.durationNano);
  if (order === "mostErrors") return hits.sort((a, b) => b.errorCount - a.errorCount);
  return hits;
}

export interface Found {
  readonly traceIds: string[];
  readonly truncated: boolean;
  readonly blocksRead: number;
  readonly blocksPruned: number;
}

function candidateQuery(query: TraceQuery): CandidateQuery {
  return {
    signal: "traces",
    tenant: query.tenant,
    window: query.window,
    terms: traceTerms(query),
    service: query.order === "mostErrors" ? undefined : query.service,
    minDurationNano: query.minDurationNano,
    onlyErrors: query.statusCode === STATUS_ERROR,
  };
}

async function findTraces(
  tools: SearchTools,
  query: TraceQuery,
  filter: SpanFilter,
  { blocks, pruned }: Candidates,
  order: Order,
): Promise<Found> {
  const key = KEYS[order];
  blocks.sort((a, b) => key(b) - key(a));
  const top = new TopTraces(query.limit, order === "mostErrors");
  let read = 0;
  while (read < blocks.length) {
    query.signal?.throwIfAborted();
    const batch = blocks.slice(read, batchEnd(blocks, read));
    const first = batch[0];
    top.settle();
    if (first && top.isFull && (order === "mostErrors" ? first.errorCount === 0 : key(first) < top.threshold)) break;
    const stored = await tools.cache.fetch(tools.pool, "traces", query.tenant, batch);
    for (const { view, rows } of await matchingRows(tools, query, filter, stored)) offer(top, order, view, rows);
    read += batch.length;
  }
  return {
    traceIds: top.take(),
    truncated: top.isFull,
    blocksRead: read,
    blocksPruned: pruned + blocks.length - read,
  };
}

function offer(top: TopTraces, order: Order, view: SpanView, rows: readonly number[]): void {
  if (rows.length === 0) return;
  const best = new Map<number, number>();
  for (const row of rows) {
    const trace = view.trace[row] ?? 0;
    const key = order === "newest" ? Number(view.startUnixNano(row)) : order === "slowest" ? view.durationNano(row) : 0;
    const before = best.get(trace);
    if (before === undefined || key > before) best.set(trace, key);
  }
  if (order === "mostErrors") addErrors(view, best);
  for (const [trace, key] of best) if (key > top.threshold) top.offer(view.traceIdHex(trace), key);
}

function addErrors(view: SpanView, counts: Map<number, number>): void {
  for (let row = 0; row < view.count; row++) {
    if (view.status[row] !== STATUS_ERROR) continue;
    const trace = view.trace[row] ?? 0;
    const count = counts.get(trace);
    if (count !== undefined) counts.set(trace, count + 1);
  }
}

async function summarise(
  tools: SearchTools,
  query: TraceQuery,
  filter: SpanFilter,
  traceIds: readonly string[],
): Promise<TraceHit[]> {
  if (traceIds.length === 0) return [];
  const summaries = new Map(traceIds.map((traceId) => [traceId, new TraceSummary(traceId)]));
  const places = await placesOf(tools.pool, query, traceIds.map(bytesOfHex));
  for (let from = 0; from < places.length; from += BATCH) {
    query.signal?.throwIfAborted();
    const stored = await tools.cache.fetch(tools.pool, "traces", query.tenant, places.slice(from, from + BATCH));
    const wanted = new Map<SpanView, (TraceSummary | undefined)[]>();
    const only = (view: SpanView) => {
      const ofTrace = Array.from({ length: view.traceCount }, (_, trace) => summaries.get(view.traceIdHex(trace)));
      wanted.set(view, ofTrace);
      return (trace: number) => ofTrace[trace] !== undefined;
    };
    for (const { view, rows } of await matchingRows(tools, query, filter, stored, only)) {
      const matched = new Set(rows);
      const ofTrace = wanted.get(view) ?? [];
      const { trace } = view;
      for (let row = 0; row < view.count; row++) {
        ofTrace[trace[row] ?? 0]?.add(view, row, matched.has(row));
      }
    }
  }
  const last = query.wantsLast ? await lastMatches(tools.pool, query.tenant, [...summaries.values()]) : null;
  return traceIds.flatMap((traceId) => {
    const hit = summaries.get(traceId)?.finish() ?? null;
    return hit === null ? [] : last === null ? hit : { ...hit, lastMatched: last.get(hit.traceId) ?? null };
  });
}
