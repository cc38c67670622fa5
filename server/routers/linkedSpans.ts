/**
 * Spans that links join across traces: what a span links to, and who consumed the message that a span published.
 * No index leads from a span to those that link to it: the edges counted say which services consume what this one publishes, and these are
 * searched from when the message was sent. Consumers are looked for as long as an edge waits for them (server/ingest/deriveMessages.ts).
 * Shape: plain JSON, in the order asked, consumers by start. Errors: those of the store.
 */
import { unlessOver } from "../evidence/inTime.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import { StatusCode } from "../model/span.ts";
import type { TimeWindow } from "../model/time.ts";
import type { SpanHit, TelemetryReader } from "../store/telemetryStore.ts";
import { readingOf } from "./traceViews.ts";

export interface SpanAddress {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
}
export interface LinkedSpan extends SpanAddress {
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly failed: boolean;
  readonly startUnixNano: string;
  readonly durationNano: number;
}
export interface Consumers {
  readonly spans: readonly LinkedSpan[];
  /** There may be more: they were too many, or time was over. */
  readonly isCut: boolean;
}
export interface ConsumersQuery {
  readonly tenant: number;
  readonly message: SpanAddress;
  /** Who published it, and when. */
  readonly service: string;
  readonly startMs: number;
  readonly signal?: AbortSignal;
}
type Store = Pick<TelemetryReader, "readTrace" | "searchTraces" | "readEdges">;

const MINUTE_MS = 60_000;
const WITHIN_MS = 4_000;
const [MOST_SERVICES, MOST_TRACES] = [8, 10];
/** Most messages are consumed at once, so that the rest of the time is searched only of services that did not. After `startMs`. */
const STAGES: readonly TimeWindow[] = [
  { startMs: -2_000, endMs: MINUTE_MS },
  { startMs: MINUTE_MS, endMs: 15 * MINUTE_MS },
];

/** Null where the span is not kept. */
export async function spanAt(
  store: Store,
  tenant: number,
  { traceId, spanId }: SpanAddress,
): Promise<LinkedSpan | null> {
  const bytes = await store.readTrace({ tenant, traceId });
  if (bytes === null) return null;
  const { spans } = readingOf(bytes);
  const at = spans.spanId.indexOf(spanId);
  if (at < 0) return null;
  return {
    ...{
      traceId,
      spanId,
      service: spans.services[spans.service[at] ?? 0] ?? "",
      name: spans.names[spans.name[at] ?? 0] ?? "",
    },
    ...{ kind: spans.kind[at] ?? 0, failed: spans.statusCode[at] === StatusCode.ERROR },
    startUnixNano: (spans.startUnixNano + BigInt(Math.round(spans.offsetNano[at] ?? 0))).toString(),
    durationNano: Math.max(0, spans.lengthNano[at] ?? 0),
  };
}

export async function consumersOf(store: Store, query: ConsumersQuery): Promise<Consumers> {
  const time = AbortSignal.timeout(WITHIN_MS);
  const over = query.signal ? AbortSignal.any([query.signal, time]) : time;
  const services = await unlessOver(over, [], consumingServices(store, query));
  const found = await Promise.all(
    services.slice(0, MOST_SERVICES).map((service) => searchService(store, query, service, over)),
  );
  const spans = found
    .flatMap((one) => one.spans)
    .sort((a, b) => (BigInt(a.startUnixNano) < BigInt(b.startUnixNano) ? -1 : 1));
  return { spans, isCut: over.aborted || services.length > MOST_SERVICES || found.some(({ isCut }) => isCut) };
}

async function consumingServices(store: Store, { tenant, service, startMs }: ConsumersQuery): Promise<string[]> {
  const window = { startMs: Math.max(0, startMs - MINUTE_MS), endMs: startMs + 20 * MINUTE_MS };
  const { series } = await store.readEdges({ tenant, window, stepMs: window.endMs - window.startMs, service });
  return [
    ...new Set(
      series.flatMap(({ client, server, type }) => (client === service && type === "messaging_system" ? server : [])),
    ),
  ];
}

async function searchService(
  store: Store,
  query: ConsumersQuery,
  service: string,
  signal: AbortSignal,
): Promise<Consumers> {
  const { tenant, message, startMs } = query;
  for (const stage of STAGES) {
    const window = { startMs: Math.max(0, startMs + stage.startMs), endMs: startMs + stage.endMs };
    const asked = { tenant, window, service, linksTo: message, order: "newest", limit: MOST_TRACES, signal } as const;
    const searched = store.searchTraces(asked).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    const answer = await unlessOver(signal, null, searched);
    if (answer === null) break;
    const spans = answer.traces.flatMap(({ traceId, matched }) => matched.map((span) => linked(traceId, span)));
    if (spans.length > 0) return { spans, isCut: answer.truncated };
  }
  return { spans: [], isCut: false };
}

function linked(traceId: TraceId, { spanId, service, name, kind, ...span }: SpanHit): LinkedSpan {
  const failed = span.statusCode === StatusCode.ERROR;
  const { durationNano } = span;
  return { traceId, spanId, service, name, kind, failed, startUnixNano: span.startUnixNano.toString(), durationNano };
}
