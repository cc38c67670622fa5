/**
 * The Overview as data: the four golden signals of the whole system (Site Reliability Engineering, chapter 6), first at a glance, then
 * each in detail. Requests are those that enter the system: calls by somebody who sends no spans.
 */
import type { DashboardRow, PanelSpec } from "../panels/panelSpec.ts";
import { BUSIEST_CPU, FULLEST_MEMORY, FULLEST_POOL, NEAR, SATURATION_ROW } from "./saturationSpecs.ts";
import {
  durationQueries,
  ENTRY,
  heatmapQuery,
  quantileOf,
  rateOf,
  rateQueries,
  ratioOf,
  ratioQueries,
  withUsual,
} from "./signalQueries.ts";

const NO_ENTRY =
  "No request entered from outside in this window. Such requests are SERVER spans without a parent: instrument the service that your users reach first (its gateway or front end) with an OpenTelemetry SDK.";

/** Dots are spans that served a request; those inside the system too, since traces do not tell them apart. */
const TRACES = 'traces_span_metrics_duration_seconds{span_kind="SPAN_KIND_SERVER"}';

export const SIGNALS: DashboardRow = {
  title: "Golden signals",
  panels: [
    {
      id: "requests",
      signal: "traffic",
      title: "Requests",
      answers: "How many requests enter the system?",
      unit: "perSecond",
      noun: "req",
      draw: "lines",
      columns: 3,
      queries: rateQueries(ENTRY),
      missing: NO_ENTRY,
    },
    {
      id: "failing",
      signal: "errors",
      title: "Failing",
      answers: "Which share of them fails?",
      unit: "ratio",
      draw: "lines",
      columns: 3,
      queries: ratioQueries(ENTRY),
      missing: NO_ENTRY,
    },
    {
      id: "duration",
      signal: "latency",
      title: "Duration, p95",
      answers: "How long do the slowest 5 % of them take?",
      unit: "seconds",
      draw: "lines",
      columns: 3,
      queries: withUsual((range) => quantileOf(0.95, ENTRY.durations, "", range), "p95"),
      exemplars: TRACES,
      missing: NO_ENTRY,
    },
    {
      id: "saturation",
      signal: "saturation",
      title: "Saturation, tightest",
      answers: "What is nearest to its limit?",
      unit: "ratio",
      draw: "lines",
      thresholds: NEAR,
      columns: 3,
      queries: [
        { ref: "cpu", expr: BUSIEST_CPU, legend: "CPU" },
        { ref: "memory", expr: FULLEST_MEMORY, legend: "memory" },
        { ref: "pool", expr: FULLEST_POOL, legend: "connection pool" },
      ],
      missing:
        "No numbers of hosts or pools. The Collector's host-metrics receiver brings CPU and memory, the database client's instrumentation its pools.",
    },
  ],
};

const LATENCY: readonly PanelSpec[] = [
  {
    id: "latency",
    title: "Duration",
    answers: "How long do requests from outside take: the middle one, and the slow ones?",
    unit: "seconds",
    draw: "lines",
    columns: 6,
    headline: "p95",
    queries: durationQueries(ENTRY),
    exemplars: TRACES,
    missing: NO_ENTRY,
  },
  {
    id: "spread",
    title: "Duration of every request",
    answers: "How do durations spread, and does a second band appear? Dots are traces.",
    unit: "seconds",
    noun: "requests",
    draw: "heatmap",
    columns: 6,
    queries: [heatmapQuery(ENTRY)],
    exemplars: TRACES,
    missing: NO_ENTRY,
  },
];

const SERVER = 'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"}';
const FAILED = 'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER", status_code="STATUS_CODE_ERROR"}';
const NO_SERVER = "No SERVER spans in this window: instrument services with an OpenTelemetry SDK and send OTLP here.";

const TRAFFIC: readonly PanelSpec[] = [
  {
    id: "requests-by-service",
    title: "Requests by service",
    answers: "Who answers how many requests, inner calls included?",
    unit: "perSecond",
    noun: "req",
    draw: "stack",
    columns: 6,
    queries: [{ ref: "A", expr: rateOf(SERVER, "service_name"), legend: "{{service_name}}" }],
    missing: NO_SERVER,
  },
  {
    id: "bytes",
    title: "Bytes over the network",
    answers: "How much do all hosts receive and send?",
    unit: "bytesPerSecond",
    draw: "lines",
    columns: 6,
    queries: [
      {
        ref: "A",
        expr: "sum by (network_io_direction, direction) (rate(system_network_io_bytes_total[$__rate_interval]) or rate(k8s_node_network_io_bytes_total[$__rate_interval]))",
        legend: "{{network_io_direction}}{{direction}}",
      },
    ],
    missing:
      "No host tells its network: the Collector's host-metrics receiver with the scraper `network` brings system.network.io.",
  },
];

const ERRORS: readonly PanelSpec[] = [
  {
    id: "failing-by-service",
    title: "Failing by service",
    answers: "Which share of its requests does each service fail?",
    unit: "ratio",
    draw: "lines",
    columns: 6,
    queries: [
      {
        ref: "A",
        expr: ratioOf({ calls: SERVER, failed: FAILED }, "service_name"),
        legend: "{{service_name}}",
      },
    ],
    missing: NO_SERVER,
  },
  {
    id: "failures",
    title: "Failed requests",
    answers: "How many requests failed, and where?",
    unit: "count",
    draw: "bars",
    columns: 6,
    queries: [
      { ref: "A", expr: `sum by (service_name) (increase(${FAILED}[$__interval])) > 0`, legend: "{{service_name}}" },
    ],
    missing: "No request failed in this window.",
  },
];

export const SIGNAL_ROWS: readonly DashboardRow[] = [
  { title: "Latency", panels: LATENCY },
  { title: "Traffic", panels: TRAFFIC },
  { title: "Errors", panels: ERRORS },
  SATURATION_ROW,
];
