/**
 * A sample of the traces that match, spread evenly over the window: for a picture of when and how long, where the newest alone would
 * be its last seconds. The window is cut into slices; each gives its share, failed traces first (at most half of it), the others by the
 * order of their ids, which is by chance, yet the same at the next look.
 * A slice reads the block that promises it most spans and the one that promises most errors (a block's spread evenly over its time:
 * one late span makes a block long that has next to nothing to give there); one that found nothing reads on. Not complete: `truncated`
 * says so.
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
const ROUNDS = 4;
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
      const unread = (left[at] ?? []).filter((one) => !read.has(one));
      const promise = ({ tMin, tMax }: Candidate) =>
        1 / (sliceOf(tMax) - sliceOf(tMin) + 1 + beyond(query.window, tMin, tMax));
      for (const block of nextBlocks(unread, promise)) wanted.add(block);
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

/** How many slices' lengths of a block lie outside of the window. */
function beyond({ startMs, endMs }: TraceQuery["window"], tMin: number, tMax: number): number {
  const sliceMs = (endMs - startMs) / SLICES;
  return (Math.max(0, startMs - tMin / 1e6) + Math.max(0, tMax / 1e6 - endMs)) / sliceMs;
}

/** The block with most of its spans here, and the one with most of its errors here when it has any. */
function nextBlocks(left: readonly Candidate[], share: (block: Candidate) => number): Candidate[] {
  const most = (of: (block: Candidate) => number) =>
    left.reduce<Candidate | null>((best, block) => (best && of(best) >= of(block) ? best : block), null);
  const fullest = most((block) => block.count * share(block));
  const worst = most((block) => block.errorCount * share(block));
  if (!fullest || !worst) return [];
  return worst.errorCount > 0 && worst !== fullest ? [fullest, worst] : [fullest];
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
