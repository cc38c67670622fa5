/**
 * Identifiers of OpenTelemetry, as lower-case hexadecimal text.
 * Shape: a trace id is 16 bytes (32 digits), a span id 8 bytes (16 digits); all zeros is invalid in both.
 * Source: opentelemetry-proto trace.proto; W3C Trace Context, section 3.2.2.
 */
export type TraceId = string & { readonly __brand: "TraceId" };
export type SpanId = string & { readonly __brand: "SpanId" };

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;

/** The trace id in this text (any case), or null when it is not one. */
export function parseTraceId(text: string): TraceId | null {
  const id = text.toLowerCase();
  return TRACE_ID.test(id) && !/^0+$/.test(id) ? (id as TraceId) : null;
}

/** The span id in this text (any case), or null when it is not one. */
export function parseSpanId(text: string): SpanId | null {
  const id = text.toLowerCase();
  return SPAN_ID.test(id) && !/^0+$/.test(id) ? (id as SpanId) : null;
}
