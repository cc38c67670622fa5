/**
 * A span, field by field in OTLP's own names.
 * Units: times in Unix nanoseconds. `kind` and `status.code` keep unknown numbers as they came.
 * An end before the start is kept as it came; whoever draws or counts it clamps the duration at 0 (`durationNano`).
 * Source: opentelemetry-proto trace.proto.
 */
import type { Attributes } from "./attributes.ts";
import type { SpanId, TraceId } from "./ids.ts";
import type { UnixNano } from "./time.ts";

export const SpanKind = { UNSPECIFIED: 0, INTERNAL: 1, SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 } as const;
export const StatusCode = { UNSET: 0, OK: 1, ERROR: 2 } as const;

/** The Collector's names of the kinds, as in `traces_span_metrics_*{span_kind}`; index is the enum's number. */
export const SPAN_KIND_NAMES = [
  "SPAN_KIND_UNSPECIFIED",
  "SPAN_KIND_INTERNAL",
  "SPAN_KIND_SERVER",
  "SPAN_KIND_CLIENT",
  "SPAN_KIND_PRODUCER",
  "SPAN_KIND_CONSUMER",
] as const;
export const STATUS_CODE_NAMES = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"] as const;

export interface SpanEvent {
  readonly timeUnixNano: UnixNano;
  readonly name: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface SpanLink {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly traceState: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly flags: number;
}

export interface Span {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** null for a root span. */
  readonly parentSpanId: SpanId | null;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: UnixNano;
  readonly endTimeUnixNano: UnixNano;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinksCount: number;
  readonly status: { readonly code: number; readonly message: string };
}

/** Length in nanoseconds, 0 when the span ends before it starts. */
export function durationNano(span: Pick<Span, "startTimeUnixNano" | "endTimeUnixNano">): number {
  const length = span.endTimeUnixNano - span.startTimeUnixNano;
  return length > 0n ? Number(length) : 0;
}
