/**
 * Endpoints and certificates that are probed, telemetry that is missing, and the console's own health. What the console says of itself
 * stands at its /metrics and comes into the store when somebody scrapes it (CHRONOSCOPE_SCRAPE); groups of rules write when they
 * were evaluated last by themselves.
 * Sources: blackbox_exporter, the Collector's http_check receiver, cert-manager, x509-certificate-exporter; server/ingest/selfMetrics.ts,
 * server/loops/loopsRole.ts, server/loops/alerts/ruleGroup.ts.
 */
import { anyLabel, type BuiltinRule, builtinRulesOf, either } from "./builtinRule.ts";

const ENDPOINT = anyLabel("http_url", "url_full", "instance");
const CERTIFICATE = anyLabel("name", "subject_CN", "http_url", "instance");
const DAY_SECONDS = 86_400;

/** Seconds until the end of certificates, where less than so many days are left; what has ended too. */
const endsWithin = (days: number) =>
  either(
    `probe_ssl_earliest_cert_expiry - time() < ${days * DAY_SECONDS}`,
    `httpcheck_tls_cert_remaining_seconds < ${days * DAY_SECONDS}`,
    `certmanager_certificate_expiration_timestamp_seconds - time() < ${days * DAY_SECONDS}`,
    `x509_cert_not_after - time() < ${days * DAY_SECONDS}`,
  );

const ENDPOINTS: readonly BuiltinRule[] = [
  {
    name: "EndpointDown",
    severity: "page",
    forMinutes: 2,
    query: either("probe_success == 0", "max by (http_url, url_full) (httpcheck_error) > 0"),
    summary: `${ENDPOINT} does not answer as it should`,
    description: "A probe from outside failed for two minutes.",
    runbook:
      "Ask it yourself (curl -v) from where people are: a name that does not resolve, a certificate, a gateway that answers 502 or a time-out point to different places. If services behind it are well, look at what stands in front of them; if they fail too, begin there.",
  },
  {
    name: "CertificateEndsWithinTwoWeeks",
    severity: "ticket",
    forMinutes: 60,
    query: endsWithin(14),
    summary: `The certificate of ${CERTIFICATE} ends in {{ $value | humanizeDuration }}`,
    description: "Less than fourteen days are left of a certificate, for an hour.",
    runbook:
      "Certificates that renew themselves do so a month before their end: this one did not. See why (cert-manager's events, the ACME client's log: a challenge that fails, a limit that was reached, a name that moved) and renew it by hand if the cause takes longer.",
  },
  {
    name: "CertificateEndsWithinThreeDays",
    severity: "page",
    forMinutes: 5,
    query: endsWithin(3),
    summary: `The certificate of ${CERTIFICATE} ends in {{ $value | humanizeDuration }}`,
    description: "Less than three days are left of a certificate, or none.",
    runbook:
      "Renew it now, by hand if need be, and see that what serves it has loaded the new one (openssl s_client -connect HOST:443 -servername HOST shows the dates). When it ends every client refuses, all at the same instant.",
  },
];

const TELEMETRY: readonly BuiltinRule[] = [
  {
    name: "ScrapeTargetDown",
    severity: "ticket",
    forMinutes: 3,
    query: "up == 0",
    summary: "{{ $labels.instance }} of {{ $labels.job }} cannot be scraped",
    description: "Its metrics could not be fetched for three minutes.",
    runbook:
      "Either the program does not run, or its metrics port is not reached: another port after a deployment, a network policy, a token that ended. If its other telemetry arrives, only the scraping is broken. A target that was taken away belongs out of the list.",
  },
  {
    name: "ProcessRestarts",
    severity: "ticket",
    forMinutes: 0,
    keepMinutes: 10,
    query: "changes(process_start_time_seconds[30m]) >= 3",
    summary: `${anyLabel("service_name", "job")} ({{ $labels.instance }}) was started {{ $value | printf "%.0f" }} times within half an hour`,
    description: "The instant at which a process began changed three times or more within thirty minutes.",
    runbook:
      "Read the last lines of its log before each end. Exits at start are settings or dependencies that are missing; exits after minutes are memory (see its line until the end), a failed health check, or an exception that nobody caught.",
  },
  {
    name: "TelemetryStopped",
    severity: "ticket",
    forMinutes: 5,
    query: `count by (job) (target_info offset 30m)
unless on (job) count by (job) (target_info)`,
    summary: "{{ $labels.job }} sends nothing any more",
    description: "Half an hour ago it sent telemetry, now it sends none.",
    runbook:
      "See whether it runs at all (its instances, its node, its last log records). If it does, its telemetry is lost on the way: the exporter's address and token, the Collector's log for refused or dropped data, a network policy. A service that was taken away resolves this alert by itself within half an hour.",
  },
];

const CONSOLE: readonly BuiltinRule[] = [
  {
    name: "ConsoleStoreAway",
    severity: "page",
    forMinutes: 1,
    query: "max by (instance) (chronoscope_receiver_store_away) > 0",
    summary: "The console cannot write telemetry: its database cannot be reached",
    description:
      "The receivers report for a minute that Postgres is away. (Needs the console's /metrics among what it scrapes.)",
    runbook:
      "Senders keep what they have for about five minutes and try again; after that telemetry is lost. See whether Postgres runs, whether its disk is full and whether it takes connections; the console's log says with which error it was refused. Once it is back nothing has to be done: what was not acknowledged is sent again.",
  },
  {
    name: "ConsoleRefusesTelemetry",
    severity: "ticket",
    forMinutes: 5,
    query: "sum by (signal, reason) (rate(chronoscope_receiver_refused_requests_total[5m])) > 0.1",
    summary:
      "The console refuses {{ $value | humanize }} requests of {{ $labels.signal }} a second: {{ $labels.reason }}",
    description: "More than one request in ten seconds is refused as a whole, for five minutes.",
    runbook:
      "The reason says what to do: where there is no room, the database is too slow for what arrives (see flush times and its disk) or the limit of memory is too low; where a token is missing or wrong, see who sends; bodies that are too large or not readable are the sender's. The page of senders shows who is affected.",
  },
  {
    name: "ConsoleFallsBehind",
    severity: "ticket",
    forMinutes: 10,
    query: either(
      "max by (instance) (chronoscope_rules_lag_seconds) > 60",
      "time() - max by (rule_group) (prometheus_rule_group_last_evaluation_timestamp_seconds) > 300 and max by (rule_group) (prometheus_rule_group_last_duration_seconds) > 60",
    ),
    summary: "Alert rules are evaluated {{ $value | humanizeDuration }} late",
    description: "Groups of rules begin more than a minute after their instant, for ten minutes.",
    runbook:
      "Alerts come late while this lasts. Look at the rules page for the groups that take longest: a query over days in a rule of every fifteen seconds belongs into a recording rule. If none stands out, the database or the processors are busy with something else.",
  },
  {
    name: "ConsoleRulesFail",
    severity: "ticket",
    forMinutes: 10,
    query: "max by (instance) (chronoscope_rules_unhealthy) > 0",
    summary: '{{ $value | printf "%.0f" }} alert rules cannot be evaluated',
    description:
      "Rules failed at their last evaluation, for ten minutes. (Needs the console's /metrics among what it scrapes.)",
    runbook:
      "A rule that fails watches nothing. The rules page shows each with its error: a query that gives one label set twice needs an aggregation, one that reads too much needs a shorter range or more labels, one with too many alerts needs a higher limit or a higher threshold.",
  },
  {
    name: "ConsoleJobsFail",
    severity: "ticket",
    forMinutes: 5,
    query: "sum by (job_name) (increase(chronoscope_loops_failures_total[15m])) >= 3",
    summary:
      'The console\'s job "{{ $labels.job_name }}" failed {{ $value | printf "%.0f" }} times within a quarter of an hour',
    description:
      "A job of the leader failed three times or more within fifteen minutes. (Needs the console's /metrics among what it scrapes.)",
    runbook:
      "Each job is tried again until it succeeds, so what matters is why it does not: the log of the loops role names the job with its error. Most often the database is full, slow or of another version than expected. Folding and retention that stand still fill the disk within days.",
  },
  {
    name: "Watchdog",
    severity: "info",
    forMinutes: 0,
    isEnabled: false,
    query: "vector(1)",
    summary: "Alerting works from end to end",
    description: "It always fires: whoever is told of it and hears nothing for a while knows that alerting is broken.",
    runbook:
      "Nothing has to be done while this arrives. Send it to a service that calls you when it stops to arrive (a dead man's switch), with a repeat interval of a few minutes; then switch it on. When it stops: see whether the console's loops run and whether its notifications are delivered.",
  },
];

export const TELEMETRY_RULES = builtinRulesOf("telemetry", [...ENDPOINTS, ...TELEMETRY]);
export const CONSOLE_RULES = builtinRulesOf("console", CONSOLE);
