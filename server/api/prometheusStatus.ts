/**
 * The small answers by which clients learn whom they talk to. Grafana turns features on by the version: it is the one of the
 * Prometheus whose API and PromQL these are; `revision` says who answers.
 */
import { succeedWith } from "./prometheusResponse.ts";
import type { PrometheusQuestion } from "./prometheusRoutes.ts";

const PROMETHEUS_VERSION = "3.14.0";

export function plainAnswer(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
}

export function answerBuildInfo({ tools }: PrometheusQuestion): Response {
  return succeedWith({
    version: PROMETHEUS_VERSION,
    revision: `chronoscope-${tools.version}`,
    branch: "",
    buildUser: "",
    buildDate: "",
    goVersion: "",
  });
}

export function answerRuntimeInfo({ tools }: PrometheusQuestion): Response {
  return succeedWith({
    startTime: new Date(tools.startedMs).toISOString(),
    CWD: "",
    reloadConfigSuccess: true,
    lastConfigTime: new Date(tools.startedMs).toISOString(),
    corruptionCount: 0,
    goroutineCount: 0,
    GOMAXPROCS: 0,
    GOMEMLIMIT: 0,
    GOGC: "",
    GODEBUG: "",
    storageRetention: `${Math.round(tools.retentionMs / 1_000)}s`,
  });
}

/** Settings under the names of Prometheus's flags, as far as they have a meaning here. */
export function answerFlags({ tools }: PrometheusQuestion): Response {
  return succeedWith({
    "query.lookback-delta": "5m",
    "query.max-concurrency": "4",
    "query.max-samples": "50000000",
    "query.timeout": "2m",
    "storage.tsdb.retention.time": `${Math.round(tools.retentionMs / 1_000)}s`,
    "web.enable-admin-api": "false",
    "web.enable-remote-write-receiver": "true",
  });
}
