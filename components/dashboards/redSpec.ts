/**
 * A service's rate, errors and duration as data, as a whole or split. Operations are counted from spans; instance, version, region and zone are
 * labels of what its instrumentation sends itself (`http.server.request.duration`, `rpc.server.call.duration`).
 */
import type { DashboardRow, PanelQuery, PanelSpec } from "../panels/panelSpec.ts";
import {
  answeredBy,
  durationQueries,
  quantileOf,
  quoted,
  type Requests,
  rateOf,
  rateQueries,
  ratioOf,
  ratioQueries,
} from "./signalQueries.ts";

export const SPLITS = ["none", "operation", "instance", "version", "region", "zone"] as const;
export type Split = (typeof SPLITS)[number];

const SENT_LABELS = {
  instance: "service_instance_id",
  version: "service_version",
  region: "cloud_region",
  zone: "cloud_availability_zone",
} as const;
/** A split's labels, and how its lines are named: an instance by what tells most with fewest letters. */
const SPLIT_BY: Readonly<Record<string, readonly [by: string, legend: string]>> = {
  service_instance_id: [
    "service_instance_id, k8s_pod_name, host_name",
    "{{k8s_pod_name|host_name|service_instance_id}}",
  ],
};
/** Attributes of the resource that give those labels. */
const SENT_ATTRIBUTES = {
  instance: "service.instance.id",
  version: "service.version",
  region: "cloud.region",
  zone: "cloud.availability_zone",
} as const;

/** A service can have thousands of operations: those with the most calls of the whole window are drawn. */
const MOST_OPERATIONS = 10;

export function redRow(service: string, split: Split): DashboardRow {
  const queries = queriesOf(service, split);
  const missing =
    split === "none" || split === "operation"
      ? `${service} answered no request in this window: it has no SERVER or CONSUMER spans here.`
      : `${service} sends no request durations with ${SENT_ATTRIBUTES[split]}. They come from its own metrics: let its SDK send http.server.request.duration or rpc.server.call.duration, and set ${SENT_ATTRIBUTES[split]} on its resource (OTEL_RESOURCE_ATTRIBUTES).`;
  const common = { draw: "lines", columns: 4, missing } as const;
  const exemplars = split === "none" ? { exemplars: answeredBy(service).durations } : {};
  const headline = split === "none" ? { headline: "p95" } : {};
  return {
    title: "",
    panels: [
      {
        id: "rate",
        signal: "traffic",
        title: "Requests",
        answers: "How many requests does it answer?",
        unit: "perSecond",
        noun: "req",
        ...common,
        queries: queries.rate,
      },
      {
        id: "errors",
        signal: "errors",
        title: "Failing",
        answers: "Which share of them fails?",
        unit: "ratio",
        ...common,
        queries: queries.errors,
      },
      {
        id: "duration",
        signal: "latency",
        title: split === "none" ? "Duration" : "Duration, p95",
        answers:
          split === "none"
            ? "How long do they take: the middle one, and the slow ones?"
            : "How long do the slowest 5 % take?",
        unit: "seconds",
        ...common,
        ...exemplars,
        ...headline,
        queries: queries.duration,
      },
    ] satisfies PanelSpec[],
  };
}

interface RedQueries {
  readonly rate: readonly PanelQuery[];
  readonly errors: readonly PanelQuery[];
  readonly duration: readonly PanelQuery[];
}

function queriesOf(service: string, split: Split): RedQueries {
  const requests = answeredBy(service);
  if (split === "none") {
    return { rate: rateQueries(requests), errors: ratioQueries(requests), duration: durationQueries(requests) };
  }
  if (split === "operation") return byOperation(requests);
  return bySent(service, SENT_LABELS[split]);
}

function byOperation(requests: Requests): RedQueries {
  const busiest = `topk(${MOST_OPERATIONS}, sum by (span_name) (increase(${requests.calls}[$__range] @ end())))`;
  const one = (expr: string) => [{ ref: "A", expr: `${expr} and on (span_name) ${busiest}`, legend: "{{span_name}}" }];
  return {
    rate: one(rateOf(requests.calls, "span_name")),
    errors: one(`(${ratioOf(requests, "span_name")})`),
    duration: one(quantileOf(0.95, requests.durations, "span_name")),
  };
}

/** Sent once a minute or so: their rates reach over four. */
const RANGE = "[$__rate_interval]";

function bySent(service: string, label: string): RedQueries {
  const of = `service_name=${quoted(service)}`;
  const [by, legend] = SPLIT_BY[label] ?? [label, `{{${label}}}`];
  const either = (query: (name: string, failed: string) => string) =>
    `${query("http_server_request_duration_seconds", 'http_response_status_code=~"5.."')} or ${query("rpc_server_call_duration_seconds", 'error_type!=""')}`;
  const one = (expr: string) => [{ ref: "A", expr, legend }];
  return {
    rate: one(either((name) => rateOf(`${name}_count{${of}}`, by, RANGE))),
    errors: one(
      either((name, failed) =>
        ratioOf({ calls: `${name}_count{${of}}`, failed: `${name}_count{${of}, ${failed}}` }, by, RANGE),
      ),
    ),
    duration: one(either((name) => quantileOf(0.95, `${name}{${of}}`, by, RANGE))),
  };
}
