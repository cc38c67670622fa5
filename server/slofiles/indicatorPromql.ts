/**
 * Any indicator as PromQL that a plain Prometheus understands, for files that others read: bad beside total, or one ratio of bad. Over spans
 * it names the span-metrics and service-graph connectors' series. `$window` stands for the range.
 * The console itself counts by server/series/slo, which knows the grid of its own series and is exact; this is what others come nearest with.
 */
import { EXPLICIT_BOUNDS_SECONDS } from "../model/derived.ts";
import type { Indicator, SloBody, SloSubject } from "../model/slo.ts";

export type ExportedIndicator =
  | { readonly kind: "events"; readonly bad: string; readonly total: string }
  | { readonly kind: "raw"; readonly bad: string };

const FAILED = 'status_code="STATUS_CODE_ERROR"';
const NOT_FAILED = 'status_code!="STATUS_CODE_ERROR"';

/** Slices and thresholds become subqueries: the part of their steps that were bad. */
export function exportedIndicator({ indicator, slices }: Pick<SloBody, "indicator" | "slices">): ExportedIndicator {
  const plain = plainIndicator(indicator);
  if (!slices) return plain;
  const ratio = plain.kind === "raw" ? plain.bad : `(${plain.bad}) / (${plain.total})`;
  const step = `${slices.minutes}m`;
  const slice = plain.kind === "raw" ? `avg_over_time((${ratio})[${step}:1m])` : ratio.replaceAll("$window", step);
  return { kind: "raw", bad: `1 - avg_over_time((1 - (${slice}) >= bool ${slices.targetRatio})[$window:${step}])` };
}

function plainIndicator(indicator: Indicator): ExportedIndicator {
  switch (indicator.kind) {
    case "availability":
      return availability(indicator.subject);
    case "latency":
      return latency(indicator);
    case "ratio":
      return ratio(indicator);
    case "threshold": {
      const { query, operator, value } = indicator;
      return { kind: "raw", bad: `1 - avg_over_time((min((${query}) ${operator} bool ${value}))[$window:1m])` };
    }
  }
}

function ratio({ good, bad, total, isRatio }: Extract<Indicator, { kind: "ratio" }>): ExportedIndicator {
  if (isRatio) return { kind: "raw", bad: bad ?? `1 - (${good ?? "vector(1)"})` };
  const all = total ?? `(${good ?? "vector(0)"}) + (${bad ?? "vector(0)"})`;
  return { kind: "events", bad: bad ?? `(${all}) - (${good ?? "vector(0)"})`, total: all };
}

const isEdge = ({ kind }: SloSubject) => kind === "edge" || kind === "caller";
const quoted = (value: string) => JSON.stringify(value);

function matchersOf(subject: SloSubject): string[] {
  switch (subject.kind) {
    case "service":
      return [`service_name=${quoted(subject.service)}`, 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"'];
    case "operation": {
      const kind = subject.spanKind.toUpperCase().replace(/^SPAN_KIND_/, "");
      const { service, spanName } = subject;
      return [`service_name=${quoted(service)}`, `span_name=${quoted(spanName)}`, `span_kind="SPAN_KIND_${kind}"`];
    }
    case "edge":
      return [`client=${quoted(subject.client)}`, `server=${quoted(subject.server)}`];
    case "caller":
      return [`client=${quoted(subject.client)}`];
  }
}

function increase(metric: string, subject: SloSubject, ...more: readonly string[]): string {
  return `sum(increase(${metric}{${[...matchersOf(subject), ...more].join(", ")}}[$window]))`;
}
/** Where nothing ever failed there is no series of failures. */
const orNone = (query: string) => `(${query} or vector(0))`;

function failures(subject: SloSubject): string {
  return isEdge(subject)
    ? increase("traces_service_graph_request_failed_total", subject)
    : increase("traces_span_metrics_calls_total", subject, FAILED);
}

function availability(subject: SloSubject): ExportedIndicator {
  const calls = isEdge(subject) ? "traces_service_graph_request_total" : "traces_span_metrics_calls_total";
  return { kind: "events", bad: orNone(failures(subject)), total: increase(calls, subject) };
}

function latency({
  subject,
  thresholdSeconds,
  countsErrors,
}: Extract<Indicator, { kind: "latency" }>): ExportedIndicator {
  const metric = isEdge(subject)
    ? "traces_service_graph_request_client_seconds"
    : "traces_span_metrics_duration_seconds";
  const total = increase(`${metric}_count`, subject);
  const status = countsErrors && !isEdge(subject) ? [NOT_FAILED] : [];
  const isBound = EXPLICIT_BOUNDS_SECONDS.some((bound) => bound === thresholdSeconds);
  const counted = increase(`${metric}_count`, subject, ...status);
  const inTime = isBound
    ? increase(`${metric}_bucket`, subject, `le="${thresholdSeconds}"`, ...status)
    : `histogram_fraction(0, ${thresholdSeconds}, ${increase(metric, subject, ...status)}) * ${counted}`;
  const failed = countsErrors && isEdge(subject) ? ` + ${orNone(failures(subject))}` : "";
  return { kind: "events", bad: `${total} - ${orNone(inTime)}${failed}`, total };
}
