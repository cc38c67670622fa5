/**
 * Finds requests of a subject by searching traces: bad ones, or good ones, spread over the window; where that gives too few, since they came
 * all at once, the newest too.
 * Shape: at most one request of a trace, in an order by chance that is the same at the next look. Finds what it can while `over` has not
 * been aborted. Errors: those of the store before that.
 */
import type { SloSubject } from "../model/slo.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { type TimeWindow, unixMs } from "../model/time.ts";
import type { TelemetryReader, TraceHit, TraceQuery } from "../store/telemetryStore.ts";
import { unlessOver } from "./inTime.ts";
import type { FoundRequest } from "./readRequest.ts";
import { consumerSearch, type SpanSearch, subjectSearch } from "./subjectSpans.ts";

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
type Searcher = Pick<TelemetryReader, "searchTraces" | "readEdges">;

export async function findRequests(store: Searcher, query: FindQuery): Promise<FoundRequest[]> {
  const found = new Map<string, FoundRequest>();
  try {
    const spans = subjectSearch(query.subject);
    const consumers = await consumersOf(store, query);
    if (consumers) await findAll(store, query, consumers, found);
    if (found.size < query.most) await findAll(store, query, spans, found);
    if (
      found.size === 0 &&
      query.subject.kind === "service" &&
      !(await hasEntries(store, query, query.subject.service))
    )
      await findAll(store, query, { ...spans, kinds: [] }, found);
  } catch (error) {
    if (!query.over.aborted) throw error;
  }
  return inOrderByChance([...found.values()]);
}

/** Whether a service answers anybody; one that does not has its spans for requests. True where there was no time to look. */
async function hasEntries(store: Searcher, { tenant, window, over }: FindQuery, service: string): Promise<boolean> {
  const asked = { tenant, window, service, order: "newest", limit: 1, signal: over } as const;
  const some = [SpanKind.SERVER, SpanKind.CONSUMER].map((kind) => store.searchTraces({ ...asked, kind }));
  const answers = await unlessOver(over, null, Promise.all(some));
  return answers === null || answers.some(({ traces }) => traces.length > 0);
}

/** Of an edge that messages went along in the window: those who worked on them, who know how they fared. */
async function consumersOf(store: Searcher, { tenant, window, subject, over }: FindQuery): Promise<SpanSearch | null> {
  if (subject.kind !== "edge") return null;
  const { client, server } = subject;
  const stepMs = window.endMs - window.startMs;
  const edges = await unlessOver(over, null, store.readEdges({ tenant, window, stepMs, service: server }));
  const isMessaging = edges?.series.some(
    (edge) => edge.type === "messaging_system" && edge.client === client && edge.server === server,
  );
  return isMessaging ? consumerSearch(server) : null;
}

async function findAll(store: Searcher, query: FindQuery, spans: SpanSearch, found: Map<string, FoundRequest>) {
  const { over, isBad, slowest, most, operations } = query;
  const names = operations ? [...operations] : [[null, most] as const];
  for (const [name, wanted] of names) {
    const before = found.size;
    for (const condition of conditions(query)) {
      for (const order of isBad && slowest ? SLOWEST : SPREAD) {
        const isEnough = () => found.size - before >= wanted;
        if (isEnough() || over.aborted) break;
        const asked = { ...condition, ...(name !== null && { name }), order, limit: wanted };
        const { requests, isAll } = await unlessOver(over, NOTHING, search(store, query, spans, asked));
        for (const one of requests) if (!isEnough()) found.set(one.traceId, found.get(one.traceId) ?? one);
        if (isAll) break;
      }
    }
  }
}
const NOTHING = { requests: [], isAll: false };

const inOrderByChance = (found: FoundRequest[]) => found.sort((a, b) => (a.traceId < b.traceId ? -1 : 1));

async function search(
  store: Searcher,
  query: FindQuery,
  spans: SpanSearch,
  asked: Partial<TraceQuery> & Pick<TraceQuery, "order" | "limit">,
) {
  const { tenant, window, over: signal } = query;
  const { traces, truncated } = await store.searchTraces({ tenant, window, ...spans.search, ...asked, signal });
  const requests = inOrderByChance(traces.flatMap((hit) => requestOf(hit, spans.kinds))).slice(0, asked.limit);
  return { requests, isAll: !truncated };
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

/** The spans of the trace that matched; the request is the first of them that is one. */
function requestOf({ traceId, matched }: TraceHit, kinds: readonly number[]): FoundRequest[] {
  const own = kinds.length === 0 ? matched : matched.filter(({ kind }) => kinds.includes(kind));
  const [first] = own;
  if (!first) return [];
  const spanIds = own.map(({ spanId }) => spanId);
  return [{ traceId, spanIds, startMs: unixMs(first.startUnixNano), name: first.name }];
}
