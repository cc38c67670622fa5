/**
 * A sample of the traces that match, spread evenly over the window: for a picture of when and how long, where the newest alone would
 * be its last seconds. The window is cut into slices; each gives its share, failed traces first (at most half of it), the others by the
 * order of their ids, which is by chance, yet the same at the next look.
 * A slice reads its largest block and the one with most errors; one that found nothing reads on. Not complete: `truncated` says so.
 */
import { StatusCode } from "../../model/span.ts";
import type { SpanView } from "../block/decodeSpans.ts";
import type { SpanFilter } from "../block/spanFilter.ts";
import type { TraceQuery } from "../telemetryStore.ts";
import type { Candidate, Candidates } from "./blockCandidates.ts";
import { matchingRows } from "./matchingRows.ts";
import type { SearchTools } from "./readTrace.ts";
import type { Found } from "./searchTraces.ts";

const SLICES = 48;
const ROUNDS = 3;
/** Blocks fetched at once. */
const BATCH = 8;

interface Slice {
  readonly failed: Set<string>;
  readonly others: Set<string>;
}

export async function spreadTraces(
  tools: SearchTools,
  query: TraceQuery,
  filter: SpanFilter,
  { blocks, pruned }: Candidates,
): Promise<Found> {
  const { startMs, endMs } = query.window;
  const slices: Slice[] = Array.from({ length: SLICES }, () => ({ failed: new Set(), others: new Set() }));
  const sliceOf = (unixNano: number) =>
    Math.min(SLICES - 1, Math.max(0, Math.floor(((unixNano / 1e6 - startMs) / (endMs - startMs)) * SLICES)));
  const left = slices.map((_, at) => blocks.filter(({ tMin, tMax }) => sliceOf(tMin) <= at && at <= sliceOf(tMax)));
  const read = new Set<Candidate>();
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = new Set<Candidate>();
    slices.forEach(({ failed, others }, at) => {
      if (failed.size + others.size > 0) return;
      for (const block of nextBlocks((left[at] ?? []).filter((one) => !read.has(one)))) wanted.add(block);
    });
    const batch = [...wanted];
    for (let from = 0; from < batch.length; from += BATCH) {
      query.signal?.throwIfAborted();
      const part = batch.slice(from, from + BATCH);
      const stored = await tools.cache.fetch(tools.pool, "traces", query.tenant, part);
      for (const { view, rows } of await matchingRows(tools, query, filter, stored)) {
        for (const row of rows) offer(view, row, slices[sliceOf(Number(view.startUnixNano(row)))]);
      }
      for (const block of part) read.add(block);
    }
  }
  const { traceIds, dropped } = shares(slices, query.limit);
  const isAll = read.size === blocks.length && dropped === 0;
  return { traceIds, truncated: !isAll, blocksRead: read.size, blocksPruned: pruned + blocks.length - read.size };
}

/** The largest block, and the one with most errors when there is one. */
function nextBlocks(left: readonly Candidate[]): Candidate[] {
  const [first] = left;
  if (!first) return [];
  const largest = left.reduce((best, block) => (block.count > best.count ? block : best), first);
  const worst = left.reduce((best, block) => (block.errorCount > best.errorCount ? block : best), first);
  return worst.errorCount > largest.errorCount ? [largest, worst] : [largest];
}

function offer(view: SpanView, row: number, slice: Slice | undefined): void {
  const traceId = view.traceIdHex(view.trace[row] ?? 0);
  const isFailed = view.status[row] === StatusCode.ERROR;
  (isFailed ? slice?.failed : slice?.others)?.add(traceId);
}

/** Of each slice its share of the limit; what one leaves goes to none, since the picture is full enough without it. */
function shares(slices: readonly Slice[], limit: number): { traceIds: string[]; dropped: number } {
  const share = Math.max(1, Math.floor(limit / SLICES));
  const taken = new Set<string>();
  const all = new Set<string>();
  for (const { failed, others } of slices) {
    const [bad, rest] = [[...failed].sort(), [...others].filter((one) => !failed.has(one)).sort()];
    const kept = bad.slice(0, Math.max(Math.ceil(share / 2), share - rest.length));
    for (const traceId of [...kept, ...rest.slice(0, share - kept.length)]) taken.add(traceId);
    for (const traceId of [...bad, ...rest]) all.add(traceId);
  }
  return { traceIds: [...taken], dropped: all.size - taken.size };
}
