/** Synthetic metrics for the built-in rules on probes, certificates, missing telemetry and the console itself. */
import type { RuleCases } from "./serviceCases.ts";
import { counter, gauge, MINUTES, steps } from "./syntheticSeries.ts";

const one = (...lines: readonly string[]) => [lines];
/** A certificate's end, so many days after the last minute; times begin at 0. */
const ends = (series: string, days: number) => [gauge(series, MINUTES * 60 + days * 86_400)];
const PROBE = 'probe_ssl_earliest_cert_expiry{instance="https://shop.example"}';
const CHECK = 'httpcheck_tls_cert_remaining_seconds{http_url="https://shop.example"}';
const certificates = (days: number) => [
  ends(PROBE, days),
  ends('certmanager_certificate_expiration_timestamp_seconds{name="shop-tls"}', days),
  ends('x509_cert_not_after{subject_CN="shop.example"}', days),
  [gauge(CHECK, days * 86_400)],
];
const CONSOLE = 'role="ingest",instance="console:3000"';

export const TELEMETRY_CASES: Readonly<Record<string, RuleCases>> = {
  EndpointDown: {
    fires: [
      [gauge('probe_success{instance="https://shop.example"}', 1, 0)],
      [gauge('httpcheck_error{http_url="https://shop.example"}', 0, 1)],
    ],
    silent: one(gauge('probe_success{instance="https://shop.example"}', 1)),
  },
  CertificateEndsWithinTwoWeeks: { fires: certificates(10), silent: certificates(30) },
  CertificateEndsWithinThreeDays: { fires: [...certificates(2), ...certificates(-1)], silent: certificates(10) },
  ScrapeTargetDown: {
    fires: one(gauge('up{job="shop",instance="a:1"}', 1, 0)),
    silent: one(gauge('up{job="shop",instance="a:1"}', 1)),
  },
  ProcessRestarts: {
    fires: one(steps('process_start_time_seconds{job="shop",instance="a:1"}', [362, 370, 380])),
    silent: one(steps('process_start_time_seconds{job="shop",instance="a:1"}', [300, 362, 395])),
  },
  TelemetryStopped: {
    fires: one(gauge('target_info{job="shop",instance="a"}', 1, null)),
    silent: [
      [gauge('target_info{job="shop",instance="a"}', 1, null), gauge('target_info{job="shop",instance="b"}', 1)],
    ],
  },
  ConsoleStoreAway: {
    fires: one(gauge(`chronoscope_receiver_store_away{${CONSOLE}}`, 0, 1)),
    silent: one(gauge(`chronoscope_receiver_store_away{${CONSOLE}}`, 0)),
  },
  ConsoleRefusesTelemetry: {
    fires: one(
      counter(`chronoscope_receiver_refused_requests_total{${CONSOLE},signal="traces",reason="overloaded"}`, 0, 60),
    ),
    silent: one(
      counter(`chronoscope_receiver_refused_requests_total{${CONSOLE},signal="traces",reason="overloaded"}`, 1),
    ),
  },
  ConsoleFallsBehind: {
    fires: [
      [gauge('chronoscope_rules_lag_seconds{role="loops",instance="c"}', 0.1, 300)],
      [
        gauge('prometheus_rule_group_last_evaluation_timestamp_seconds{rule_group="a;b"}', 0),
        gauge('prometheus_rule_group_last_duration_seconds{rule_group="a;b"}', 90),
      ],
    ],
    silent: [[gauge('chronoscope_rules_lag_seconds{role="loops",instance="c"}', 0.2)]],
  },
  ConsoleRulesFail: {
    fires: one(gauge('chronoscope_rules_unhealthy{role="loops",instance="c"}', 0, 2)),
    silent: one(gauge('chronoscope_rules_unhealthy{role="loops",instance="c"}', 0)),
  },
  ConsoleJobsFail: {
    fires: one(counter('chronoscope_loops_failures_total{role="loops",instance="c",job_name="fold"}', 0, 1)),
    silent: one(counter('chronoscope_loops_failures_total{role="loops",instance="c",job_name="fold"}', 0)),
  },
  Watchdog: { fires: [[]], silent: [] },
};
