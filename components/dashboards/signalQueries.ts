/**
 * The PromQL of golden signals over the series that are counted here from spans (server/series/derivedMetrics.ts), for a choice of them.
 * `$__span_interval` is long enough for those at any step; the usual is the same of the window before.
 */
import type { PanelQuery } from "../panels/panelSpec.ts";

/** Names of counters and of the histogram of one kind of request, and the selector that chooses among them. */
export interface Requests {
  readonly calls: string;
  readonly failed: string;
  readonly durations: string;
}

const RANGE = "[$__span_interval]";
const BEFORE = `${RANGE} offset $__range`;

/** A label's value in quotes, as PromQL writes it. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}

/** What enters the system: calls by somebody who sends no spans. */
export const ENTRY: Requests = {
  calls: 'traces_service_graph_request_total{client="user"}',
  failed: 'traces_service_graph_request_failed_total{client="user"}',
  durations: 'traces_service_graph_request_server_seconds{client="user"}',
};

/** What one service answers: requests and messages, not its own calls to others. */
export function answeredBy(service: string): Requests {
  const of = `service_name=${quoted(service)}, span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"`;
  return {
    calls: `traces_span_metrics_calls_total{${of}}`,
    failed: `traces_span_metrics_calls_total{${of}, status_code="STATUS_CODE_ERROR"}`,
    durations: `traces_span_metrics_duration_seconds{${of}}`,
  };
}

export const rateOf = (calls: string, by = "", range = RANGE) => `sum${by && ` by (${by})`} (rate(${calls}${range}))`;

/** Failing over all; 0 where nothing failed and something was asked. */
export function ratioOf({ calls, failed }: Pick<Requests, "calls" | "failed">, by = "", range = RANGE): string {
  const all = rateOf(calls, by, range);
  return `(${rateOf(failed, by, range)} or 0 * ${all}) / (${all} > 0)`;
}

export const quantileOf = (quantile: number, durations: string, by = "", range = RANGE) =>
  `histogram_quantile(${quantile}, ${rateOf(durations, by, range)})`;

/** The line and its usual band. */
export function withUsual(query: (range: string) => string, legend: string, tone?: "fail"): readonly PanelQuery[] {
  return [
    { ref: "now", expr: query(RANGE), legend, ...(tone ? { tone } : {}) },
    { ref: "usual", expr: query(BEFORE), legend: "", role: "band" },
  ];
}

export const rateQueries = ({ calls }: Requests) => withUsual((range) => rateOf(calls, "", range), "requests");
export const ratioQueries = (requests: Requests) =>
  withUsual((range) => ratioOf(requests, "", range), "failing", "fail");

/** p50, p95 and p99, the band of p95. */
export function durationQueries({ durations }: Requests): readonly PanelQuery[] {
  const line = (quantile: number, name: string) => ({ ref: name, expr: quantileOf(quantile, durations), legend: name });
  const usual = { ref: "usual", expr: quantileOf(0.95, durations, "", BEFORE), legend: "", role: "band" as const };
  return [line(0.5, "p50"), line(0.95, "p95"), line(0.99, "p99"), usual];
}

/** How many requests took how long, step by step. */
export const heatmapQuery = ({ durations }: Requests): PanelQuery => ({
  ref: "A",
  expr: `sum(increase(${durations}[$__interval]))`,
  legend: "",
});
