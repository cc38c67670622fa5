/**
 * Finds requests of a subject by searching traces: bad ones, or good ones, spread over the window; where that gives too few, since they came
 * all at once, the newest too.
 * Shape: at most one request of a trace, in an order by chance that is the same at the next look. Finds what it can while `over` has not
 * been aborted. Errors: those of the store before that.
 */
import type { SloSubject } from "../model/slo.ts";
import { StatusCode } from "../model/span.ts";
import { type TimeWindow, unixMs } from "../model/time.ts";
import type { TelemetryReader, TraceHit, TraceQuery } from "../store/telemetryStore.ts";
import { unlessOver } from "./inTime.ts";
import type { FoundRequest } from "./readRequest.ts";
import { type SpanSearch, subjectSearches } from "./subjectSpans.ts";

export interface FindQuery {
  readonly tenant: number;
  readonly subject: SloSubject;
  readonly window: TimeWindow;
  readonly isBad: boolean;
  /** A request is bad when it takes longer; null: when it fails. */
  readonly thresholdSeconds: number | null;
  /** With a threshold: what failed is bad too; else it is neither bad nor good. */
  readonly countsErrors: boolean;
  /** Bad are the slowest, failed or not. */
  readonly slowest: boolean;
  readonly most: number;
  /** Only those of these operations, so many of each; left out: of any. */
  readonly operations?: ReadonlyMap<string, number>;
  readonly over: AbortSignal;
}

const [SPREAD, SLOWEST] = [["spread", "newest"], ["slowest"]] as const;

export async function findRequests(
  store: Pick<TelemetryReader, "searchTraces">,
  query: FindQuery,
): Promise<FoundRequest[]> {
  const found = new Map<string, FoundRequest>();
  const { over, isBad, slowest, most } = query;
  try {
    for (const searches of subjectSearches(query.subject)) {
      for (const order of isBad && slowest ? SLOWEST : SPREAD) {
        if (found.size >= most || over.aborted) break;
        for (const one of await unlessOver(over, [], search(store, query, searches, order)))
          found.set(one.traceId, found.get(one.traceId) ?? one);
      }
      if (found.size > 0) break;
    }
  } catch (error) {
    if (!over.aborted) throw error;
  }
  return inOrderByChance([...found.values()]);
}

const inOrderByChance = (found: FoundRequest[]) => found.sort((a, b) => (a.traceId < b.traceId ? -1 : 1));

async function search(
  store: Pick<TelemetryReader, "searchTraces">,
  query: FindQuery,
  searches: readonly SpanSearch[],
  order: TraceQuery["order"],
): Promise<FoundRequest[]> {
  const { tenant, window, most, over: signal } = query;
  const limit = Math.max(1, order === "spread" ? most : Math.ceil(most / searches.length));
  const names = query.operations ? [...query.operations] : [[null, limit] as const];
  const asked = searches.flatMap((spans) =>
    names.flatMap(([name, count]) =>
      conditions(query).map((one) => ({ ...spans, ...(name !== null && { name }), ...one, limit: Math.max(1, count) })),
    ),
  );
  const answers = asked.map(async (one) => {
    const { traces } = await store.searchTraces({ tenant, window, ...one, order, signal });
    return inOrderByChance(traces.flatMap(requestOf)).slice(0, one.limit);
  });
  return (await Promise.all(answers)).flat();
}

/** What a search must ask for besides whose spans; several searches together where one cannot say it. */
function conditions({ thresholdSeconds, countsErrors, slowest, isBad }: FindQuery): readonly Partial<TraceQuery>[] {
  if (isBad && slowest) return [{}];
  const [failed, fine] = [[{ statusCode: StatusCode.ERROR }], [StatusCode.UNSET, StatusCode.OK]] as const;
  const nano = thresholdSeconds === null ? null : Math.round(thresholdSeconds * 1e9);
  if (!isBad) return fine.map((statusCode) => ({ statusCode, ...(nano !== null && { maxDurationNano: nano }) }));
  if (nano === null) return failed;
  return [{ minDurationNano: nano + 1 }, ...(countsErrors ? failed : [])];
}

/** The span of the trace that matched first. */
function requestOf({ traceId, matched: [first] }: TraceHit): FoundRequest[] {
  return first ? [{ traceId, spanId: first.spanId, startMs: unixMs(first.startUnixNano), name: first.name }] : [];
}
