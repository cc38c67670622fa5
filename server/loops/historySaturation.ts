/**
 * What fills up, asked of the metrics at whole minutes: memory of its limit (Kubernetes, containers, runtimes), pools of connections,
 * a database's own connections, and what waits in queues. A short list of the server's own; names of today and the older ones.
 * Sources: semantic conventions 1.44; the Collector's kubelet_stats, docker_stats, postgresql and kafka_metrics receivers.
 */
import type { GaugeSeries } from "../analysis/history/gauges.ts";
import { type ThingId, thingId, thingOf } from "../model/state.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Labels } from "../promql/labels.ts";
import type { PromQl } from "../series/ask.ts";

const MINUTE_MS = 60_000;
/** A gauge told once a minute is held a little longer than that. */
const LOOKBACK_MS = 150_000;

interface Known {
  /** What runs in a pod, by namespace and name: the service, and the service in the pod's region. */
  readonly inPod: (namespace: string, pod: string) => readonly ThingId[];
  readonly isService: (name: string) => boolean;
  /** The peers that a database or a broker of this name is called by: itself, or an address of it. */
  readonly peersOf: (name: string) => readonly ThingId[];
}
interface Measure {
  readonly query: string;
  readonly kind: GaugeSeries["kind"];
  readonly name: (labels: Labels) => string;
  readonly things: (labels: Labels, known: Known) => readonly ThingId[];
}

const SERVICE = "service_name, cloud_region";
const INSTANCE = `${SERVICE}, service_instance_id`;
const ofService = (labels: Labels) => placesOf(labels.get("service_name"), labels.get("cloud_region"));
const perInstance = (used: string, limit: string) =>
  `max by (${SERVICE}) (sum by (${INSTANCE}) (${used}) / (sum by (${INSTANCE}) (${limit}) > 0))`;

/** A service, and the service in its region where that is named. */
function placesOf(service: string, region: string): ThingId[] {
  if (service === "") return [];
  const whole = thingId("service", service);
  return region === "" ? [whole] : [whole, thingId("placement", service, region)];
}

const memory = (query: string): Measure => ({
  query,
  kind: "share",
  name: () => "memory",
  things: ofService,
});
const podMemory = (share: string): Measure => ({
  query: `max by (k8s_namespace_name, k8s_pod_name) (${share})`,
  kind: "share",
  name: () => "memory",
  things: (labels, { inPod }) => inPod(labels.get("k8s_namespace_name"), labels.get("k8s_pod_name")),
});
const pool = (count: string, max: string, label: string): Measure => ({
  query: `max by (${SERVICE}, ${label}) (sum by (${INSTANCE}, ${label}) (${count}) / (sum by (${INSTANCE}, ${label}) (${max}) > 0))`,
  kind: "share",
  name: (labels) => `the pool ${labels.get(label)}`,
  things: ofService,
});
const connections = (used: string, most: string): Measure => ({
  query: `max by (${SERVICE}) (sum by (${INSTANCE}) (${used}) / (max by (${INSTANCE}) (${most}) > 0))`,
  kind: "share",
  name: () => "its pool of connections",
  things: (labels, { peersOf }) => [...ofService(labels), ...peersOf(labels.get("service_name"))],
});
const waiting = (metric: string, topic: string, group: string): Measure => ({
  query: `sum by (${topic}, ${group}) (${metric})`,
  kind: "waiting",
  name: (labels) => labels.get(topic) || "its queue",
  things: (labels, { isService, peersOf }) => [
    ...peersOf(labels.get(topic)),
    ...(isService(labels.get(group)) ? placesOf(labels.get(group), "") : []),
  ],
});

const MEASURES: readonly Measure[] = [
  podMemory("k8s_pod_memory_limit_utilization_ratio"),
  podMemory("k8s_container_memory_limit_utilization_ratio"),
  podMemory(
    "container_memory_working_set_bytes / (container_memory_working_set_bytes + container_memory_available_bytes > 0)",
  ),
  memory(
    perInstance('jvm_memory_used_bytes{jvm_memory_type="heap"}', 'jvm_memory_limit_bytes{jvm_memory_type="heap"}'),
  ),
  memory(perInstance("go_memory_used_bytes", "go_memory_limit_bytes")),
  memory(perInstance("v8js_memory_heap_used_bytes", "v8js_memory_heap_limit_bytes")),
  memory(`max by (${SERVICE}) (process_memory_utilization_ratio)`),
  pool(
    'db_client_connection_count{db_client_connection_state="used"}',
    "db_client_connection_max",
    "db_client_connection_pool_name",
  ),
  pool('db_client_connections_usage{state="used"}', "db_client_connections_max", "pool_name"),
  connections("postgresql_backends", "postgresql_connection_max"),
  waiting("kafka_consumer_group_lag_sum", "topic", "group"),
  waiting("kafka_consumer_group_lag_sum_ratio", "topic", "group"),
  waiting("kafka_consumergroup_lag", "topic", "consumergroup"),
  waiting("rabbitmq_queue_messages_ready", "queue", "consumer_group"),
];

/** Values at the whole minutes of the window, its end included. */
export async function readGauges(
  ask: PromQl["ask"],
  { startMs, endMs }: TimeWindow,
  known: Known,
): Promise<GaugeSeries[]> {
  const firstMs = Math.ceil(startMs / MINUTE_MS) * MINUTE_MS;
  const lastMs = Math.floor(endMs / MINUTE_MS) * MINUTE_MS;
  if (lastMs < firstMs) return [];
  const length = (lastMs - firstMs) / MINUTE_MS + 1;
  const found = new Map<string, GaugeSeries & { values: number[] }>();
  for (const measure of MEASURES) {
    const range = { startMs: firstMs, endMs: lastMs, stepMs: MINUTE_MS, lookbackMs: LOOKBACK_MS };
    const { value } = await ask({ query: measure.query, ...range });
    if (value.type !== "matrix") continue;
    for (const { labels, timesMs, values } of value.series) {
      for (const thing of measure.things(labels, known)) {
        const gauge = gaugeOf(found, thing, measure.kind, measure.name(labels), firstMs, length);
        timesMs.forEach((timeMs, i) => {
          const place = Math.round((timeMs - firstMs) / MINUTE_MS);
          const here = values[i] ?? Number.NaN;
          const before = gauge.values[place] ?? Number.NaN;
          if (Number.isFinite(here) && !(before >= here)) gauge.values[place] = here;
        });
      }
    }
  }
  return [...found.values()];
}

function gaugeOf(
  found: Map<string, GaugeSeries & { values: number[] }>,
  thing: ThingId,
  kind: GaugeSeries["kind"],
  name: string,
  startMs: number,
  length: number,
) {
  const key = JSON.stringify([thing, kind, name]);
  let gauge = found.get(key);
  if (gauge === undefined) {
    gauge = { thing, kind, name, startMs, values: new Array<number>(length).fill(Number.NaN) };
    found.set(key, gauge);
  }
  return gauge;
}

/** Knows pods and services from resources that were sent, peers from who was called. */
export function knownFrom(
  resources: readonly { readonly service: string; readonly attributes: Readonly<Record<string, string>> }[],
  called: Iterable<ThingId>,
): Known {
  const pods = new Map<string, readonly ThingId[]>();
  const services = new Set<string>();
  for (const { service, attributes } of resources) {
    if (attributes["service.name"] === undefined) continue;
    services.add(service);
    const pod = attributes["k8s.pod.name"];
    if (pod !== undefined) {
      const places = placesOf(service, attributes["cloud.region"] ?? "");
      pods.set(`${attributes["k8s.namespace.name"] ?? ""}/${pod}`, places);
    }
  }
  const peers = new Map<string, Set<ThingId>>();
  for (const thing of called) {
    if (!thing.startsWith("peer:")) continue;
    const [, name = ""] = thingOf(thing).names;
    for (const key of [name, name.split(".")[0] ?? ""]) peers.set(key, (peers.get(key) ?? new Set()).add(thing));
  }
  return {
    inPod: (namespace, pod) => pods.get(`${namespace}/${pod}`) ?? [],
    isService: (name) => services.has(name),
    peersOf: (name) => (name === "" ? [] : [...(peers.get(name) ?? [])]),
  };
}
