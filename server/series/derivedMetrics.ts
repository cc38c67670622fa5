/**
 * The metrics that are counted from spans and logs while these are taken in, under the names that the Collector's span-metrics and
 * service-graph connectors give them, so that anyone's PromQL for those works here.
 * Histograms are there twice: native under the metric's own name, classic as `_bucket`, `_sum`, `_count`.
 */
import type { NamedSeries } from "./namedSeries.ts";

export type DerivedOf = "operations" | "edges" | "logs";
/** Which of a row's numbers a series shows. */
export type DerivedPart = "calls" | "errors" | "duration" | "otherDuration";

export interface DerivedMetric {
  readonly name: string;
  readonly type: "counter" | "histogram";
  readonly help: string;
  readonly unit: string;
  readonly of: DerivedOf;
  readonly part: DerivedPart;
  readonly labels: readonly string[];
}

const OPERATION_LABELS = ["job", "service_name", "span_kind", "span_name", "status_code"] as const;
const EDGE_LABELS = ["client", "connection_type", "job", "server"] as const;

export const DERIVED_METRICS: readonly DerivedMetric[] = [
  {
    name: "traces_span_metrics_calls_total",
    type: "counter",
    help: "Spans by operation and status, counted as they arrive.",
    unit: "",
    of: "operations",
    part: "calls",
    labels: OPERATION_LABELS,
  },
  {
    name: "traces_span_metrics_duration_seconds",
    type: "histogram",
    help: "How long spans took, by operation and status.",
    unit: "seconds",
    of: "operations",
    part: "duration",
    labels: OPERATION_LABELS,
  },
  {
    name: "traces_service_graph_request_total",
    type: "counter",
    help: "Requests from one service to another, to a database, to a queue or to a peer that sends no telemetry.",
    unit: "",
    of: "edges",
    part: "calls",
    labels: EDGE_LABELS,
  },
  {
    name: "traces_service_graph_request_failed_total",
    type: "counter",
    help: "Requests between two services that failed on either side.",
    unit: "",
    of: "edges",
    part: "errors",
    labels: EDGE_LABELS,
  },
  {
    name: "traces_service_graph_request_client_seconds",
    type: "histogram",
    help: "How long requests between two services took, as the client saw them.",
    unit: "seconds",
    of: "edges",
    part: "duration",
    labels: EDGE_LABELS,
  },
  {
    name: "traces_service_graph_request_server_seconds",
    type: "histogram",
    help: "How long requests between two services took, as the server saw them.",
    unit: "seconds",
    of: "edges",
    part: "otherDuration",
    labels: EDGE_LABELS,
  },
  {
    name: "log_records_total",
    type: "counter",
    help: "Log records by service and severity.",
    unit: "",
    of: "logs",
    part: "calls",
    labels: ["service_name", "severity"],
  },
];

/** Every series name that these derived metrics answer to. */
export const DERIVED_NAMES = DERIVED_METRICS.flatMap((metric): NamedSeries<DerivedMetric>[] =>
  metric.type === "counter"
    ? [{ name: metric.name, metric, facet: "value" }]
    : [
        { name: metric.name, metric, facet: "native" },
        { name: `${metric.name}_bucket`, metric, facet: "bucket" },
        { name: `${metric.name}_sum`, metric, facet: "sum" },
        { name: `${metric.name}_count`, metric, facet: "count" },
      ],
);
