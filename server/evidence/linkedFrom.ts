/**
 * Whether a consumer's span links to a span of one service: the traces that its links name are read, the first few of them, since a batch
 * may link to hundreds. Errors: those of the store.
 */
import { textOf } from "../model/attributes.ts";
import { SERVICE_NAME, UNKNOWN_SERVICE } from "../model/semconv.ts";
import type { Span, SpanLink } from "../model/span.ts";
import { unixMs } from "../model/time.ts";
import { readTraces } from "../otlp/readTraces.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";

const MOST_LINKS = 8;
/** A trace larger than this is not read. */
const LARGEST_TRACE_BYTES = 4 << 20;
/** A message may have lain in its queue for so long, for the store to look there first. */
const BEFORE_MS = 60 * 60_000;
const AFTER_MS = 15 * 60_000;

export interface LinkedQuery {
  readonly tenant: number;
  readonly span: Span;
  readonly service: string;
}

export async function linksFrom(
  store: Pick<TelemetryReader, "readTrace">,
  { tenant, span, service }: LinkedQuery,
): Promise<boolean> {
  const startMs = unixMs(span.startTimeUnixNano);
  const around = { startMs: Math.max(0, startMs - BEFORE_MS), endMs: startMs + AFTER_MS };
  for (const link of span.links.slice(0, MOST_LINKS)) {
    const bytes = await store.readTrace({ tenant, traceId: link.traceId, around });
    if (bytes && bytes.length <= LARGEST_TRACE_BYTES && isSpanOf(bytes, link, service)) return true;
  }
  return false;
}

function isSpanOf(bytes: Uint8Array, { spanId }: SpanLink, service: string): boolean {
  return readTraces(bytes).some(
    ({ resource, scopeSpans }) =>
      (textOf(resource.attributes, SERVICE_NAME) ?? UNKNOWN_SERVICE) === service &&
      scopeSpans.some(({ spans }) => spans.some((span) => span.spanId === spanId)),
  );
}
