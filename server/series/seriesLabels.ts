/**
 * A metric series -> its labels in PromQL, in one of two spellings: `prometheus` (legal names with suffixes) or `otlp` (names as
 * they were sent, for those who quote them: `{"http.server.request.duration"}`).
 * Resource: `job` is service.namespace/service.name, `instance` is service.instance.id; attributes that tell senders apart are
 * promoted to labels; all others stand on `target_info`. A point's attribute wins over the resource's of the same name.
 * Series that came from Prometheus (remote write, scraping) have their labels as they came.
 * Source: OpenTelemetry specification, "Prometheus and OpenMetrics compatibility"; Prometheus's OTLP receiver.
 */
import { type Attributes, textOf } from "../model/attributes.ts";
import type { Resource } from "../model/resource.ts";
import { PROMETHEUS_SCOPE, SERVICE_INSTANCE_ID, SERVICE_NAME, SERVICE_NAMESPACE } from "../model/semconv.ts";
import { anyValueText } from "../otlp/anyValueText.ts";
import { Labels, METRIC_NAME } from "../promql/labels.ts";
import type { MetricSeries } from "../store/seriesReader.ts";
import { labelName } from "./prometheusNames.ts";

export type Spelling = "prometheus" | "otlp";

/** Resource attributes that become labels: what tells one sender from another, and what people group by. */
export const PROMOTED: ReadonlySet<string> = new Set([
  SERVICE_NAME,
  SERVICE_NAMESPACE,
  "service.version",
  SERVICE_INSTANCE_ID,
  "deployment.environment",
  "deployment.environment.name",
  "cloud.provider",
  "cloud.account.id",
  "cloud.region",
  "cloud.availability_zone",
  "host.id",
  "host.name",
  "container.id",
  "container.name",
  "k8s.cluster.name",
  "k8s.namespace.name",
  "k8s.node.name",
  "k8s.pod.name",
  "k8s.pod.uid",
  "k8s.container.name",
  "k8s.deployment.name",
  "k8s.statefulset.name",
  "k8s.daemonset.name",
  "k8s.replicaset.name",
  "k8s.job.name",
  "k8s.cronjob.name",
  "process.pid",
  "process.executable.name",
  "faas.name",
  "faas.instance",
]);

/** `service.namespace/service.name` and `service.instance.id`. */
function identity(resource: Resource): [string, string][] {
  const name = textOf(resource.attributes, SERVICE_NAME) ?? "";
  const namespace = textOf(resource.attributes, SERVICE_NAMESPACE) ?? "";
  const job = name !== "" && namespace !== "" ? `${namespace}/${name}` : name;
  return [
    ["job", job],
    ["instance", textOf(resource.attributes, SERVICE_INSTANCE_ID) ?? ""],
  ];
}

/** Attributes as labels; of two that get the same name both values stay, joined by ";", in order of their own names. */
function attributeLabels(attributes: Attributes, spelling: Spelling): Map<string, string> {
  const labels = new Map<string, string>();
  const last = new Map(attributes.map(({ key, value }) => [key, value]));
  for (const key of [...last.keys()].sort()) {
    const value = last.get(key);
    const name = spelling === "otlp" ? key : labelName(key);
    if (value === undefined || name === "" || name === METRIC_NAME) continue;
    const before = labels.get(name);
    const text = anyValueText(value);
    labels.set(name, before === undefined || before === "" ? text : `${before};${text}`);
  }
  return labels;
}

export function isFromPrometheus(series: Pick<MetricSeries, "scope">): boolean {
  return series.scope.name === PROMETHEUS_SCOPE;
}

/** Labels without the metric's name. */
export function seriesLabels(series: MetricSeries, spelling: Spelling, promoted: ReadonlySet<string>): Labels {
  if (isFromPrometheus(series)) {
    return Labels.of(series.attributes.map(({ key, value }) => [key, anyValueText(value)] as const));
  }
  const { attributes } = series.resource;
  const promotable = promoted.has("*") ? attributes : attributes.filter(({ key }) => promoted.has(key));
  return Labels.of([
    ...attributeLabels(promotable, spelling),
    ...attributeLabels(series.attributes, spelling),
    ...identity(series.resource).filter(([, value]) => value !== ""),
  ]);
}

/** Labels of a resource's `target_info`; null when neither job nor instance is known or nothing else is to be told. */
export function targetInfoLabels(resource: Resource): Labels | null {
  const known = identity(resource).filter(([, value]) => value !== "");
  const identifying = new Set([SERVICE_NAME, SERVICE_NAMESPACE, SERVICE_INSTANCE_ID]);
  const rest = resource.attributes.filter(({ key }) => !identifying.has(key));
  if (known.length === 0 || rest.length === 0) return null;
  return Labels.of([...attributeLabels(rest, "prometheus"), ...known, [METRIC_NAME, "target_info"]]);
}
