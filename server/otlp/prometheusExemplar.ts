/** Exemplars of Prometheus: labels, of which some may name a trace and a span, and a value at an instant. */
import { parseSpanId, parseTraceId } from "../model/ids.ts";
import type { Exemplar } from "../model/metric.ts";

/** An exemplar's labels -> trace and span where they are ids, attributes otherwise. */
export function prometheusExemplar(
  labels: readonly (readonly [string, string])[],
  value: number,
  timeUnixNano: bigint,
): Exemplar {
  const told = new Map(labels);
  const trace = parseTraceId(told.get("trace_id") ?? told.get("traceID") ?? "");
  const span = parseSpanId(told.get("span_id") ?? told.get("spanID") ?? "");
  const taken = new Set([...(trace ? ["trace_id", "traceID"] : []), ...(span ? ["span_id", "spanID"] : [])]);
  return {
    filteredAttributes: labels
      .filter(([key]) => !taken.has(key))
      .map(([key, text]) => ({ key, value: { type: "string", value: text } })),
    timeUnixNano,
    value: { type: "double", value },
    traceId: trace,
    spanId: span,
  };
}
