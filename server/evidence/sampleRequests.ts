/**
 * A sample of the bad and of the good requests of a subject, spread over the window, each read whole.
 * Bad is what failed, or took longer than the threshold where there is one. Bounded in time: what is not read when it is over is left out,
 * from both alike, and `isCut` says so.
 * Errors: those of the store, but for its telling that time is over.
 */

import type { SloSubject } from "../model/slo.ts";
import { StatusCode } from "../model/span.ts";
import { type TimeWindow, unixMs } from "../model/time.ts";
import type { TelemetryReader, TraceHit, TraceQuery } from "../store/telemetryStore.ts";
import { type FoundRequest, type ReadRequest, readRequest } from "./readRequest.ts";
import { type SpanSearch, subjectSearches } from "./subjectSpans.ts";

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
const [SPREAD, SLOWEST] = [["spread", "newest"], ["slowest"]] as const;
/** Edges are found by their client: so many times as many are looked at. */
const EDGES_MORE = 4;

export async function sampleRequests(store: SampleStore, query: SampleQuery): Promise<RequestSamples> {
  const { withinMs = WITHIN_MS, goodWindow = query.window, mostBad, mostGood, subject } = query;
  const endsAt = performance.now() + withinMs;
  const more = subject.kind === "edge" ? EDGES_MORE : 1;
  const find = (isBad: boolean, most: number, window: TimeWindow) =>
    most === 0
      ? []
      : findRequests(store, query, { isBad, window, most: most * more, withinMs: withinMs * FOR_SEARCHING });
  const [bad, good] = await Promise.all([find(true, mostBad, query.window), find(false, mostGood, goodWindow)]);
  const badTraces = new Set(bad.map(({ traceId }) => traceId));
  const sides = [
    { isBad: true, most: mostBad, left: bad, read: [] as ReadRequest[] },
    {
      isBad: false,
      most: mostGood,
      left: good.filter(({ traceId }) => !badTraces.has(traceId)),
      read: [] as ReadRequest[],
    },
  ] as const;
  const queues = sides.map(({ left }) => [...left]);
  let isCut = false;
  const work = async () => {
    for (;;) {
      const open = sides.flatMap((side, i) => (queues[i]?.length && side.read.length < side.most ? [{ side, i }] : []));
      const next = open.sort((a, b) => share(a.side) - share(b.side))[0];
      const found = next && queues[next.i]?.shift();
      if (!next || !found) return;
      if (performance.now() > endsAt || query.signal?.aborted) {
        isCut = true;
        return;
      }
      const one = await readRequest(store, found, { ...query, isBad: next.side.isBad });
      if (one && next.side.read.length < next.side.most) next.side.read.push(one);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { bad: sides[0].read, good: sides[1].read, isCut };
}

/** The side that is further behind is read next. */
const share = ({ most, read }: { most: number; read: readonly ReadRequest[] }) => read.length / Math.max(1, most);

interface Wanted {
  readonly isBad: boolean;
  readonly window: TimeWindow;
  readonly most: number;
  readonly withinMs: number;
}

/** Spread over the window first; where that gives too few, since they came all at once, the newest too. In an order by chance. */
async function findRequests(store: SampleStore, query: SampleQuery, wanted: Wanted): Promise<FoundRequest[]> {
  const over = AbortSignal.timeout(Math.ceil(wanted.withinMs));
  const signal = query.signal ? AbortSignal.any([query.signal, over]) : over;
  const ask = async (searches: readonly SpanSearch[], order: TraceQuery["order"]) => {
    const asked = searches.flatMap((search) => conditions(query, wanted.isBad).map((one) => ({ ...search, ...one })));
    const { tenant } = query;
    const limit = Math.max(1, Math.ceil(wanted.most / (order === "spread" ? 1 : searches.length)));
    const answers = asked.map((one) =>
      store.searchTraces({ tenant, window: wanted.window, ...one, order, limit, signal }),
    );
    return (await Promise.all(answers)).flatMap(({ traces }) => traces.flatMap(requestOf));
  };
  const found = new Map<string, FoundRequest>();
  try {
    for (const searches of subjectSearches(query.subject)) {
      for (const order of wanted.isBad && query.slowest ? SLOWEST : SPREAD) {
        if (found.size >= wanted.most) break;
        for (const one of await ask(searches, order)) found.set(one.traceId, found.get(one.traceId) ?? one);
      }
      if (found.size > 0) break;
    }
  } catch (error) {
    if (!over.aborted || query.signal?.aborted) throw error;
  }
  return [...found.values()].sort((a, b) => (a.traceId < b.traceId ? -1 : 1));
}

/** What a search must ask for besides whose spans; several searches together where one cannot say it. */
function conditions({ thresholdSeconds, slowest }: SampleQuery, isBad: boolean): readonly Partial<TraceQuery>[] {
  if (isBad && slowest) return [{}];
  if (thresholdSeconds === undefined || thresholdSeconds === null)
    return isBad
      ? [{ statusCode: StatusCode.ERROR }]
      : [{ statusCode: StatusCode.UNSET }, { statusCode: StatusCode.OK }];
  const nano = Math.round(thresholdSeconds * 1e9);
  return [isBad ? { minDurationNano: nano + 1 } : { maxDurationNano: nano }];
}

/** The span of the trace that matched first. */
function requestOf({ traceId, matched: [first] }: TraceHit): FoundRequest[] {
  return first ? [{ traceId, spanId: first.spanId, startMs: unixMs(first.startUnixNano) }] : [];
}
