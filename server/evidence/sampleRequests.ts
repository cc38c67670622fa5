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
  /** Time was over before all that was found had been read. */
  readonly isCut: boolean;
}
export type SampleStore = Pick<TelemetryReader, "searchTraces" | "readTrace">;

/** Traces read at the same time: enough to keep the store's connections busy, few enough to leave some to others. */
const AT_ONCE = 4;
const WITHIN_MS = 2_000;
/** Of the time, for finding them. */
const FOR_SEARCHING = 0.6;
/** Edges are found by their client: so many times as many are looked at. */
const EDGES_MORE = 4;

export async function sampleRequests(store: SampleStore, query: SampleQuery): Promise<RequestSamples> {
  const { tenant, subject, window, thresholdSeconds = null, slowest = false, withinMs = WITHIN_MS } = query;
  const ending = (ms: number) => {
    const time = AbortSignal.timeout(Math.ceil(ms));
    return query.signal ? AbortSignal.any([query.signal, time]) : time;
  };
  const over = ending(withinMs);
  const asked = { tenant, subject, thresholdSeconds, slowest, over: ending(withinMs * FOR_SEARCHING) };
  const more = subject.kind === "edge" ? EDGES_MORE : 1;
  const find = (isBad: boolean, most: number, of: TimeWindow) =>
    most === 0 ? [] : findRequests(store, { ...asked, isBad, window: of, most: most * more });
  const [bad, good] = await Promise.all([
    find(true, query.mostBad, window),
    find(false, query.mostGood, query.goodWindow ?? window),
  ]);
  const badTraces = new Set(bad.map(({ traceId }) => traceId));
  const sides = [
    sideOf(true, query.mostBad, bad),
    sideOf(
      false,
      query.mostGood,
      good.filter(({ traceId }) => !badTraces.has(traceId)),
    ),
  ];
  const read = (found: FoundRequest, isBad: boolean) => readRequest(store, found, { tenant, subject, isBad });
  await unlessOver(over, null, Promise.all(Array.from({ length: AT_ONCE }, () => readOn(sides, read, over))));
  query.signal?.throwIfAborted();
  const isCut = over.aborted && sides.some((side) => hasMore(side));
  const [badRead = [], goodRead = []] = sides.map((side) => [...side.read]);
  return { bad: badRead, good: goodRead, isCut };
}

interface Side {
  readonly isBad: boolean;
  readonly most: number;
  readonly queue: FoundRequest[];
  readonly read: ReadRequest[];
}
const sideOf = (isBad: boolean, most: number, found: readonly FoundRequest[]): Side => ({
  ...{ isBad, most, queue: [...found], read: [] },
});
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
