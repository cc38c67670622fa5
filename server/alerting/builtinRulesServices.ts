/**
 * Services, their operations and the calls between them, from what is counted of spans and logs. What is usual is a service's own: the
 * median of the half hours of the six hours that ended a quarter of an hour ago, so that neither what is going on now nor an incident of
 * up to some three hours before it makes itself the norm. Few requests say nothing: every rule asks for a least number of them.
 */
import { type BuiltinRule, builtinRulesOf, increaseBy, rateBy } from "./builtinRule.ts";

const ENTRY = 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"';
const CALLS = `traces_span_metrics_calls_total{${ENTRY}}`;
const FAILED = `traces_span_metrics_calls_total{${ENTRY},status_code="STATUS_CODE_ERROR"}`;
const WELL = `traces_span_metrics_calls_total{${ENTRY},status_code!="STATUS_CODE_ERROR"}`;

/** What `query` says of a half hour, in the middle of those of the usual hours. */
const usual = (query: string) => `quantile_over_time(0.5, (
  ${query}
)[6h:30m] offset 15m)`;
const HALF_HOUR = "30m";
/** A half hour without any of some is one with none of them, where there were others. */
const rateOrNone = (labels: string, some: string, others: string) =>
  `(${rateBy(labels, some, HALF_HOUR)} or 0 * ${rateBy(labels, others, HALF_HOUR)})`;
const failedRatio = (labels: string, range: string) =>
  `${rateBy(labels, FAILED, range)}\n  / ${rateBy(labels, CALLS, range)}`;
/** Of what did not fail, which is there also where nothing ever failed. */
const usualRatio = (labels: string) =>
  usual(`1 - ${rateBy(labels, WELL, HALF_HOUR)} / (${rateBy(labels, CALLS, HALF_HOUR)} > 0)`);
const p95 = (labels: string, histogram: string, range: string) =>
  `histogram_quantile(0.95, ${rateBy(labels, histogram, range)})`;
const DURATION = `traces_span_metrics_duration_seconds{${ENTRY}}`;
const CALL_DURATION = "traces_service_graph_request_client_seconds";
const BY_SERVICE = "service_name";
/** Was there six hours ago: what is usual for something younger is not known, and would seem to be less than it is. */
const isOld = (selector: string) => `sum by (service_name) (rate(${selector}[10m] offset 6h))`;

/** More than `floor` and `factor` times what is usual (or half of all, whatever is usual), with at least so many failures. */
function failing(range: string, floor: number, factor: number, failures: number): string {
  const ratio = failedRatio(BY_SERVICE, range);
  return `(
  ${ratio}
) > ${floor}
and on (service_name) ${increaseBy(BY_SERVICE, FAILED, range)} >= ${failures}
unless on (service_name) (
  (${ratio} < 0.5)
  <= on (service_name) ${factor} * (${usualRatio(BY_SERVICE)})
)`;
}

const FAILURES: readonly BuiltinRule[] = [
  {
    name: "ServiceFails",
    severity: "page",
    forMinutes: 2,
    keepMinutes: 5,
    query: failing("5m", 0.05, 3, 10),
    summary: "{{ $labels.service_name }} fails {{ $value | humanizePercentage }} of its requests",
    description:
      "More than 5 % of the requests that it served in the last five minutes ended in an error, at least ten of them, and that is three times what is usual for it (the median of the half hours of the six hours before).",
    runbook:
      "Open the service and look at which operations fail and since when; the exemplars of this alert show the span that fails first. If a deployment or a change of configuration stands right before the rise, roll it back before looking further. If the failing span is a call to another service or a database, go on there: the fault is theirs, and this alert is its echo.",
  },
  {
    name: "ServiceFailsMoreThanUsual",
    severity: "ticket",
    forMinutes: 15,
    query: failing("1h", 0.01, 2, 30),
    summary: "{{ $labels.service_name }} failed {{ $value | humanizePercentage }} of its requests in the last hour",
    description:
      "More than 1 % of an hour's requests ended in an error, at least thirty of them, and that is twice what is usual for it (the median of the half hours of the six hours before).",
    runbook:
      "This is slower than what wakes people: compare failing requests with good ones on the alert's page and see which attribute tells them apart (an instance, a version, a customer, a region). A single instance can be restarted; a version can be rolled back; a customer's input becomes a bug report with a trace in it.",
  },
  {
    name: "OperationFails",
    severity: "ticket",
    forMinutes: 5,
    query: `(
  ${failedRatio("service_name, span_name", "10m")}
) > 0.5
and on (service_name, span_name) ${increaseBy("service_name, span_name", FAILED, "10m")} >= 10`,
    summary:
      "{{ $labels.span_name }} of {{ $labels.service_name }} fails {{ $value | humanizePercentage }} of the time",
    description:
      "More than half of the requests of one operation ended in an error in the last ten minutes, at least ten of them.",
    runbook:
      "One operation fails while the service as a whole may look well. Open a failing trace of it and read the exception of the span that fails. Look for a change of that endpoint, of the table or the service it calls, or of the input that one caller sends. If only one caller is affected, tell its owners before changing anything.",
  },
];

const LATENCY_AND_TRAFFIC: readonly BuiltinRule[] = [
  {
    name: "ServiceSlow",
    severity: "ticket",
    forMinutes: 5,
    keepMinutes: 5,
    query: `(
  ${p95(BY_SERVICE, DURATION, "10m")}
  > on (service_name) 2 * ${usual(p95(BY_SERVICE, DURATION, HALF_HOUR))}
) > 0.1
and on (service_name) ${increaseBy(BY_SERVICE, CALLS, "10m")} >= 50`,
    summary:
      "{{ $labels.service_name }} takes {{ $value | humanizeDuration }} for one request in twenty, twice as long as usual",
    description:
      "The 95th percentile of ten minutes is above 100 ms and more than twice what it was in the median half hour of the six hours before, over at least fifty requests.",
    runbook:
      "Look at a slow trace beside a usual one: which span grew? If it is the service's own time, look at its processors, garbage collection and locks (the runtime page); if it is a call, go on to the one called; if spans start late, requests queue for a pool or a thread. More traffic than usual at the same time speaks for saturation: add instances first, then look for the cause.",
  },
  {
    name: "ServiceTrafficDropped",
    severity: "ticket",
    forMinutes: 10,
    query: `${rateBy(BY_SERVICE, CALLS, "10m")}
< on (service_name) 0.2 * (${usual(rateBy(BY_SERVICE, CALLS, HALF_HOUR))} > 0.5)`,
    summary:
      "{{ $labels.service_name }} gets {{ $value | humanize }} requests a second, less than a fifth of what is usual",
    description:
      "Over ten minutes fewer than a fifth of the requests per second arrived that arrived in the median half hour of the six hours before (for services with one request in two seconds or more).",
    runbook:
      "Something in front of the service may be broken while the service itself is well: a load balancer, a DNS name, a gateway, a caller that crashed. Look at the map for edges into it that thinned out, and at its callers' errors. At night or after a campaign a fall can be usual; if it is so every day, raise the threshold in a rule of your own and switch this one off.",
  },
  {
    name: "ServiceTrafficSurged",
    severity: "info",
    forMinutes: 10,
    query: `(
  ${rateBy(BY_SERVICE, CALLS, "10m")}
  > on (service_name) 4 * ${usual(rateBy(BY_SERVICE, CALLS, HALF_HOUR))}
) > 5
and on (service_name) ${isOld(CALLS)}`,
    summary: "{{ $labels.service_name }} gets {{ $value | humanize }} requests a second, four times what is usual",
    description:
      "Over ten minutes more than four times the requests per second arrived that arrived in the median half hour of the six hours before.",
    runbook:
      "See who sends the requests: the edges into the service tell the callers, attributes of its spans tell routes and clients. A retry storm shows as errors that rise with the traffic; slow the callers down then. A crawler or an attack shows as one client or route; limit it at the gateway. A campaign is good news: watch saturation and add instances in time.",
  },
  {
    name: "ServiceSilent",
    severity: "ticket",
    forMinutes: 5,
    query: `sum by (service_name) (rate(${CALLS}[1h] offset 15m)) > 0.05
unless on (service_name) ${increaseBy(BY_SERVICE, CALLS, "15m")} > 0`,
    summary: "{{ $labels.service_name }} sends no spans of requests any more",
    description:
      "In the hour before there was at least one request in twenty seconds, in the last quarter of an hour there was none.",
    runbook:
      "Either nobody asks it any more, or it does not run, or its telemetry is lost on the way. See whether its metrics and logs still arrive: if they do, look at its callers; if nothing arrives, look whether its instances run and at the Collector between. Right after a deployment a wrong OTEL_EXPORTER_OTLP_ENDPOINT is the usual cause. A service that was switched off on purpose resolves this alert by itself within the hour.",
  },
];

const ERROR_LOGS = 'log_records_total{severity=~"ERROR|FATAL"}';
const EDGES_AND_LOGS: readonly BuiltinRule[] = [
  {
    name: "CallsFail",
    severity: "ticket",
    forMinutes: 5,
    query: edgeFailing('connection_type!="database"', 0.1),
    summary: "{{ $value | humanizePercentage }} of the calls from {{ $labels.client }} to {{ $labels.server }} fail",
    description:
      "More than 10 % of the calls from one service to another failed on either side in the last five minutes, at least ten of them.",
    runbook:
      "Open the edge on the map and a failing trace through it. Errors on the client's side alone (time-outs, refused connections, TLS) speak for the network, for a full pool or for a server that does not answer in time; errors on the server's side are the server's own. If only one of the server's callers is affected, compare what it sends.",
  },
  {
    name: "DatabaseCallsFail",
    severity: "page",
    forMinutes: 2,
    query: edgeFailing('connection_type="database"', 0.05),
    summary:
      "{{ $value | humanizePercentage }} of the calls from {{ $labels.client }} to the database {{ $labels.server }} fail",
    description:
      "More than 5 % of a service's calls to a database failed in the last five minutes, at least ten of them.",
    runbook:
      "Read the message of a failing span: refused connections and time-outs mean the database or its pool (see connections and locks on its page, and whether its disk is full); errors of statements mean a migration that has not run, or a deployment ahead of it. If several services fail at the same database, treat the database first.",
  },
  {
    name: "CallsSlow",
    severity: "ticket",
    forMinutes: 10,
    query: `(
  ${p95("client, server", CALL_DURATION, "10m")}
  > on (client, server) 3 * ${usual(p95("client, server", CALL_DURATION, HALF_HOUR))}
) > 0.2
and on (client, server) ${increaseBy("client, server", "traces_service_graph_request_total", "10m")} >= 50`,
    summary:
      "Calls from {{ $labels.client }} to {{ $labels.server }} take {{ $value | humanizeDuration }}, three times as long as usual",
    description:
      "The 95th percentile of ten minutes, as the caller saw it, is above 200 ms and three times what it was in the median half hour of the six hours before, over at least fifty calls.",
    runbook:
      "Compare what the caller measured with what the server measured for the same calls: when the server is quick and the caller waits, time goes into connecting, queueing for a pool or the network; when both are slow, go on at the server. A database that grew slow shows its locks and its slowest statements on its own page.",
  },
  {
    name: "ErrorLogsAboveUsual",
    severity: "ticket",
    forMinutes: 5,
    query: `(
  ${rateBy(BY_SERVICE, ERROR_LOGS, "5m")}
  > 0.2
)
unless on (service_name) (
  ${rateBy(BY_SERVICE, ERROR_LOGS, "5m")}
  <= on (service_name) 5 * ${usual(rateOrNone(BY_SERVICE, ERROR_LOGS, "log_records_total"))}
)
and on (service_name) ${isOld("log_records_total")}`,
    summary: "{{ $labels.service_name }} logs {{ $value | humanize }} errors a second, five times what is usual",
    description:
      "Over five minutes more than one record of severity ERROR or FATAL in five seconds, and five times what there were in the median half hour of the six hours before.",
    runbook:
      "Open the logs of the service from this instant with severity ERROR and look at the most frequent pattern, then at the trace of one of its records. Errors in the log without failing requests are often retries that succeed or work in the background: they cost nobody anything yet, and tend to be what fails next.",
  },
  {
    name: "FatalLog",
    severity: "page",
    forMinutes: 0,
    keepMinutes: 5,
    query: `${increaseBy(BY_SERVICE, 'log_records_total{severity="FATAL"}', "5m")} > 0`,
    summary: "{{ $labels.service_name }} logged something fatal",
    description: "At least one record of severity FATAL within the last five minutes.",
    runbook:
      "Read the record: programs say so when they cannot go on. See whether the instance came back (its sightings, its restarts) and whether others say the same. A fatal record at start is usually a setting or a secret that is missing; one under load is usually memory, or a disk that is full.",
  },
];

function edgeFailing(where: string, floor: number): string {
  const [failed, all] = ["traces_service_graph_request_failed_total", "traces_service_graph_request_total"];
  const by = "client, server";
  return `(
  ${rateBy(by, `${failed}{${where}}`, "5m")}
  / ${rateBy(by, `${all}{${where}}`, "5m")}
) > ${floor}
and on (client, server) ${increaseBy(by, `${failed}{${where}}`, "5m")} >= 10`;
}

export const SERVICE_RULES = builtinRulesOf("services", [...FAILURES, ...LATENCY_AND_TRAFFIC, ...EDGES_AND_LOGS]);
