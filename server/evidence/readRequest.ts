/**
 * One request of a stored trace: its attributes, and the span to look at first, with what that says went wrong.
 * Errors: those of the store. Null when the trace is gone, is too large to be a sample, or has no such span any more.
 */
import type { SampledRequest } from "../analysis/differences/request.ts";
import { requestValues } from "../analysis/differences/requestValues.ts";
import { errorMessage } from "../analysis/errorMessage.ts";
import { failingRow, slowestRow } from "../analysis/failingRow.ts";
import { NO_ROW } from "../analysis/traceTree.ts";
import { serviceOf, type WholeTrace, wholeTrace } from "../analysis/wholeTrace.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { SloSubject } from "../model/slo.ts";
import { durationNano, StatusCode } from "../model/span.ts";
import { unixMs } from "../model/time.ts";
import { readTraces } from "../otlp/readTraces.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { linksFrom } from "./linkedFrom.ts";
import { isOfSubject } from "./subjectSpans.ts";

/** A request that a search found. */
export interface FoundRequest {
  readonly traceId: TraceId;
  /** In order of start; its own span is the first that is one of the subject's: a caller asks others too. */
  readonly spanIds: readonly SpanId[];
  /** Of the first of them. */
  readonly startMs: number;
  readonly name: string;
}

/** A request with the span that shows what is wrong with it. */
export interface ReadRequest extends SampledRequest {
  /** Of the span to open. */
  readonly service: string;
  readonly spanName: string;
  readonly failed: boolean;
  readonly message: string;
}

/** A trace larger than this is read neither for its attributes nor as an example. */
const LARGEST_TRACE_BYTES = 4 << 20;
/** A trace may have begun and may end so long around the request, for the store to look for it there first. */
const AROUND_MS = 15 * 60_000;

export interface ReadRequestQuery {
  readonly tenant: number;
  readonly subject: SloSubject;
  readonly isBad: boolean;
}

export async function readRequest(
  store: Pick<TelemetryReader, "readTrace">,
  found: FoundRequest,
  { tenant, subject, isBad }: ReadRequestQuery,
): Promise<ReadRequest | null> {
  const { traceId, startMs } = found;
  const around = { startMs: Math.max(0, startMs - AROUND_MS), endMs: startMs + AROUND_MS };
  const bytes = await store.readTrace({ tenant, traceId, around });
  if (bytes === null || bytes.length > LARGEST_TRACE_BYTES) return null;
  const trace = wholeTrace(
    readTraces(bytes).flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ span, resource: resource.attributes }))),
    ),
  );
  for (const spanId of found.spanIds) {
    const entry = entryRow(trace, spanId);
    if (await isRequest(store, trace, entry, { tenant, subject })) return requestAt(trace, entry, found, isBad);
  }
  return null;
}

async function isRequest(
  store: Pick<TelemetryReader, "readTrace">,
  trace: WholeTrace,
  entry: number,
  { tenant, subject }: Pick<ReadRequestQuery, "tenant" | "subject">,
): Promise<boolean> {
  const own = trace.spans[trace.tree.span[entry] ?? NO_ROW];
  if (!own) return false;
  const isOf = isOfSubject(subject, trace, entry);
  if (isOf !== "byLinks") return isOf;
  return subject.kind === "edge" && linksFrom(store, { tenant, span: own.span, service: subject.client });
}

function entryRow({ spans, tree }: WholeTrace, spanId: SpanId): number {
  const at = spans.findIndex(({ span }) => span.spanId === spanId);
  return at < 0 ? -1 : tree.span.indexOf(at);
}

function requestAt(trace: WholeTrace, entry: number, { traceId }: FoundRequest, isBad: boolean): ReadRequest | null {
  const { spans, columns, tree } = trace;
  const cause = isBad ? failingRow(columns, tree, entry) : null;
  const row = cause ?? (isBad ? slowestRow(columns, tree, entry) : entry);
  const [own, shown] = [spans[tree.span[entry] ?? -1], spans[tree.span[row] ?? -1]];
  if (!own || !shown) return null;
  return {
    traceId,
    spanId: shown.span.spanId,
    startMs: unixMs(own.span.startTimeUnixNano),
    durationMs: durationNano(own.span) / 1e6,
    values: requestValues(trace, entry, cause),
    service: serviceOf(shown),
    spanName: shown.span.name,
    failed: shown.span.status.code === StatusCode.ERROR,
    message: errorMessage(shown.span) ?? "",
  };
}
