/**
 * Databases and caches as their callers see them: counted from client spans at ingest (service graph, connection type `database`), so
 * that they are there for every traced service, whatever metrics it sends; and by operation from `db.client.operation.duration`.
 * Sources: the Collector's service-graph connector; semantic conventions 1.44 (db).
 */
import { formatRate } from "../format/formatNumbers.ts";
import type { PanelSpec } from "../panels/panelSpec.ts";
import { type Measure, type ResourceKind, WINDOW_BEFORE } from "./measure.ts";
import { either, type Scope, selector } from "./promqlText.ts";
import { NODE_AUTO } from "./setups.ts";

const TYPE = 'connection_type="database"';
/** Longer than spans need: a quantile of few calls says nothing. */
const RANGE = "[$__rate_interval]";
const SPANS = {
  missing:
    "Client spans with db.system.name (or db.system) bring it: every SDK's auto-instrumentation makes them for the drivers it knows.",
  setup: NODE_AUTO,
};
export const DB_METRICS = {
  missing:
    "db.client.operation.duration brings it: instrumentation of semantic conventions 1.28 or later, with OTEL_SEMCONV_STABILITY_OPT_IN=database where it is not yet the default.",
  setup: { where: "environment of the service", text: "OTEL_SEMCONV_STABILITY_OPT_IN=database" },
};

export function edges(scope: Scope, name: string, by = scope.by): string {
  const { where, shift = "" } = scope;
  return `sum by (${by}) (rate(${selector(name, TYPE, where)}${RANGE}${shift}))`;
}
export const databaseCalls = (scope: Scope, by = scope.by) => edges(scope, "traces_service_graph_request_total", by);
export const databaseFailing = (scope: Scope, by = scope.by) =>
  `(${edges(scope, "traces_service_graph_request_failed_total", by)} or 0 * ${databaseCalls(scope, by)}) / (${databaseCalls(scope, by)} > 0)`;
export const databaseQuantile = (q: number, scope: Scope, by = scope.by) =>
  `histogram_quantile(${q}, ${edges(scope, "traces_service_graph_request_client_seconds", by)})`;

/** One decimal is as exact as a p95 from buckets is; above ten none, and far below one a digit that is not 0. */
const times = (value: number) =>
  value > 0 && value < 0.095 ? String(Number(value.toPrecision(1))) : value.toFixed(value < 9.95 ? 1 : 0);

/** "3.41 calls/s", "16 calls per min". */
const callsWords = (perSecond: number) => formatRate(perSecond, "calls").replace(/\sper/, " calls$&");

const MEASURES: readonly Measure[] = [
  {
    id: "calls",
    aspect: "utilization",
    word: "calls",
    say: callsWords,
    none: "not called",
    answers: "How many calls a second do services make to it?",
    unit: "perSecond",
    expr: (scope) => databaseCalls(scope),
    ...SPANS,
  },
  {
    id: "slower",
    aspect: "saturation",
    word: "p95 against usual",
    say: (value) => `${times(value)} × usual`,
    trouble: (name, value) => `${name} takes ${times(value)} times as long as usual`,
    nearest: (name, value) => `Slowest against its usual: ${name}, ${times(value)} times.`,
    answers: "How many times its usual p95 do calls take now? A database that has too much to do gets slow first.",
    unit: "plain",
    expr: (scope) =>
      `${databaseQuantile(0.95, scope)} / (${databaseQuantile(0.95, { ...scope, shift: WINDOW_BEFORE })} > 0.0005)`,
    warn: 2,
    fail: 5,
    ...SPANS,
  },
  {
    id: "p95",
    aspect: "saturation",
    word: "p95",
    answers: "How long do calls take, as their callers see it, 95th percentile?",
    unit: "seconds",
    expr: (scope) => databaseQuantile(0.95, scope),
    ...SPANS,
  },
  {
    id: "failing",
    aspect: "errors",
    word: "failing",
    answers: "What share of the calls fails?",
    unit: "ratio",
    expr: (scope) => databaseFailing(scope),
    warn: 0.01,
    fail: 0.05,
    ...SPANS,
  },
];

const OPERATION = "db_operation_name,db_collection_name";
/** The labels by which a database may be found in its clients' metrics. */
const AT = ["server_address", "db_namespace", "db_name", "net_peer_name"];
/** `server="x"` of the service graph in the words of the clients' metrics; each spelling that may hold it. */
const atDatabase = (where: string) => (where === "" ? [""] : AT.map((label) => where.replace(/^server=/, `${label}=`)));

const DURATION = "db_client_operation_duration_seconds";
const DURATIONS = "[$__rate_interval]";
const operations = (where: string, ask: (at: string) => string) => either(...atDatabase(where).map(ask));

/** Counted one by one and then summed: clients may send explicit and exponential buckets, which do not add up, but their counts do. */
const counted = (by: string, ...matchers: readonly string[]) =>
  `sum by (${by}) (histogram_count(rate(${selector(DURATION, ...matchers)}${DURATIONS})))`;

/** Where operations are counted and none fails, that is said: no line would look like no data. */
function errorsByType(at: string): string {
  const failed = counted("error_type", 'error_type!=""', at);
  const none = `0 * ${counted("", at)}`;
  return `${failed} or on () label_replace(${none}, "error_type", "no errors", "", "")`;
}

/** What is asked of databases; `where` is empty or names one of them. */
export function operationPanels({ where }: Scope): PanelSpec[] {
  const most = (ask: (at: string) => string) => [
    {
      ref: "A",
      expr: `topk(12, ${operations(where, ask)})`,
      legend: "{{db_operation_name}} {{db_collection_name}}",
    },
  ];
  return [
    {
      id: "operations",
      title: "Operations",
      answers: "Which operations are asked for most?",
      unit: "perSecond",
      draw: "lines",
      queries: most((at) => counted(OPERATION, at)),
      ...DB_METRICS,
    },
    {
      id: "operation-p95",
      title: "Slowest operations, p95",
      answers: "Which operations take longest?",
      unit: "seconds",
      draw: "lines",
      queries: most(
        (at) => `histogram_quantile(0.95, sum by (${OPERATION}) (rate(${selector(DURATION, at)}${DURATIONS})))`,
      ),
      exemplars: selector("db_client_operation_duration_seconds_bucket", atDatabase(where)[0] ?? ""),
      ...DB_METRICS,
    },
    {
      id: "operation-errors",
      title: "Errors by type",
      answers: "What do failing operations fail with?",
      unit: "perSecond",
      draw: "bars",
      queries: [
        {
          ref: "A",
          expr: either(...atDatabase(where).map((at) => errorsByType(at))),
          legend: "{{error_type}}",
          tone: "fail",
        },
      ],
      ...DB_METRICS,
    },
  ];
}

function details(scope: Scope): PanelSpec[] {
  return [
    {
      id: "callers",
      title: "Callers",
      answers: "Which services call it, and how often?",
      unit: "perSecond",
      draw: "lines",
      queries: [{ ref: "A", expr: databaseCalls(scope, "client"), legend: "{{client}}" }],
      ...SPANS,
    },
    {
      id: "durations",
      title: "Durations",
      answers: "Are all calls as long, or are there two kinds?",
      unit: "seconds",
      draw: "heatmap",
      queries: [{ ref: "A", expr: edges(scope, "traces_service_graph_request_client_seconds", ""), legend: "" }],
      ...SPANS,
    },
    ...operationPanels(scope),
  ];
}

export const DATABASE: ResourceKind = {
  id: "database",
  noun: "database",
  plural: "databases",
  labels: ["server"],
  name: ([server]) => server || "a database without a name",
  fine: "answer as usual",
  idle: "called",
  measures: MEASURES,
  details,
  signs: [selector("traces_service_graph_request_total", TYPE)],
  missing: "No service called a database in this window, as far as its spans tell.",
  setup: NODE_AUTO,
};
