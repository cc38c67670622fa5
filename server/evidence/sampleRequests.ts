/**
 * A sample of the bad and of the good requests of a subject, spread over the window, each read whole.
 * Bad is what failed, or took longer than the threshold where there is one. Bounded in time: what is not read when it is over is left out,
 * from both alike, and `isCut` says so.
 * Errors: those of the store while there is time.
 */
import type { SloSubject } from "../model/slo.ts";
import type { TimeWindow } from "../model/time.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { findRequests } from "./findRequests.ts";
import { unlessOver } from "./inTime.ts";
import { type FoundRequest, type ReadRequest, readRequest } from "./readRequest.ts";

export interface SampleQuery {
  readonly tenant: number;
  readonly subject: SloSubject;
  /** A request is bad when it takes longer; null or left out: when it fails. */
  readonly thresholdSeconds?: number | null;
  /** With a threshold: what failed is bad too; else it is neither bad nor good. */
  readonly countsErrors?: boolean;
  /** Take the slowest requests, failed or not, for bad ones. */
  readonly slowest?: boolean;
  readonly window: TimeWindow;
  /** Where good ones are taken from; the same window when left out. */
  readonly goodWindow?: TimeWindow;
  readonly mostBad: number;
  readonly mostGood: number;
  /** 2 s when left out. */
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
}
export interface RequestSamples {
  readonly bad: readonly ReadRequest[];
  readonly good: readonly ReadRequest[];
  /** Time was over before all was found, or all that was found had been read. */
  readonly isCut: boolean;
}
export type SampleStore = Pick<TelemetryReader, "searchTraces" | "readTrace" | "readEdges">;

/** Traces read at the same time: enough to keep the store's connections busy, few enough to leave some to others. */
const AT_ONCE = 4;
const WITHIN_MS = 2_000;
/** Of the time, for finding those of one side. */
const FOR_SEARCHING = 0.35;
/** Edges are found by their client: so many times as many are looked at. */
const EDGES_MORE = 4;

export async function sampleRequests(store: SampleStore, query: SampleQuery): Promise<RequestSamples> {
  const { tenant, subject, withinMs = WITHIN_MS } = query;
  const ending = (ms: number) => {
    const time = AbortSignal.timeout(Math.ceil(ms));
    return query.signal ? AbortSignal.any([query.signal, time]) : time;
  };
  const over = ending(withinMs);
  const { sides, isSearchCut } = await findBoth(store, query, () => ending(withinMs * FOR_SEARCHING));
  const read = (found: FoundRequest, isBad: boolean) => readRequest(store, found, { tenant, subject, isBad });
  await unlessOver(over, null, Promise.all(Array.from({ length: AT_ONCE }, () => readOn(sides, read, over))));
  query.signal?.throwIfAborted();
  const isCut = isSearchCut || (over.aborted && sides.some((side) => hasMore(side)));
  const [bad = [], good = []] = sides.map((side) => [...side.read]);
  return { bad, good, isCut };
}

/** Good ones of the operations that bad ones are of, in the same mixture: else all that these operations do would seem to matter. */
async function findBoth(store: SampleStore, query: SampleQuery, time: () => AbortSignal) {
  const { tenant, subject, window, thresholdSeconds = null, slowest = false, mostBad, mostGood } = query;
  const asked = { tenant, subject, thresholdSeconds, countsErrors: query.countsErrors ?? false, slowest };
  const more = subject.kind === "edge" ? EDGES_MORE : 1;
  const forBad = time();
  const bad = await findRequests(store, { ...asked, isBad: true, window, most: mostBad * more, over: forBad });
  const isBadCut = forBad.aborted;
  const sides: Side[] = [{ isBad: true, most: mostBad, queue: bad, read: [] }];
  if (mostGood === 0) return { sides, isSearchCut: isBadCut };
  const most = mostGood * more;
  const operations = subject.kind === "edge" || bad.length === 0 ? null : mixtureOf(bad, most);
  const goodWindow = query.goodWindow ?? window;
  const forGood = time();
  const good = await findRequests(store, {
    ...{ ...asked, isBad: false, window: goodWindow, most, over: forGood },
    ...(operations && { operations }),
  });
  const badTraces = new Set(bad.map(({ traceId }) => traceId));
  const queue = good.filter(({ traceId }) => !badTraces.has(traceId));
  sides.push({ isBad: false, most: mostGood, queue, read: [] });
  return { sides, isSearchCut: isBadCut || forGood.aborted };
}

const MOST_OPERATIONS = 5;

/** The most frequent operations and how many requests of each make up `most`. */
function mixtureOf(bad: readonly FoundRequest[], most: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of bad) counts.set(name, (counts.get(name) ?? 0) + 1);
  const first = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_OPERATIONS);
  const all = first.reduce((sum, [, count]) => sum + count, 0);
  return new Map(first.map(([name, count]) => [name, Math.ceil((most * count) / all)]));
}

interface Side {
  readonly isBad: boolean;
  readonly most: number;
  readonly queue: FoundRequest[];
  readonly read: ReadRequest[];
}
const hasMore = ({ queue, read, most }: Side) => queue.length > 0 && read.length < most;

/** Reads one after the other, always of the side that is further behind. */
async function readOn(
  sides: readonly Side[],
  read: (found: FoundRequest, isBad: boolean) => Promise<ReadRequest | null>,
  over: AbortSignal,
): Promise<void> {
  const done = (side: Side) => side.read.length / side.most;
  while (!over.aborted) {
    const [side] = sides.filter(hasMore).sort((a, b) => done(a) - done(b));
    const found = side?.queue.shift();
    if (!side || !found) return;
    const one = await read(found, side.isBad);
    if (one && side.read.length < side.most) side.read.push(one);
  }
}
