/**
 * Kubernetes nodes and pods: what the kubelet_stats and k8s_cluster receivers send, and the names of semantic conventions 1.44.
 * Not told by either: how long a pod's processors are throttled (cAdvisor alone knows), so there is no such measure.
 */
import type { PanelSpec } from "../panels/panelSpec.ts";
import type { Measure, ResourceKind } from "./measure.ts";
import { either, level, over, rate, type Scope, selector } from "./promqlText.ts";
import { K8S_CLUSTER, KUBELET_STATS } from "./setups.ts";

const KUBELET = { missing: "The Collector's kubelet_stats receiver brings it.", setup: KUBELET_STATS };
const LIMITS = {
  missing:
    "The Collector's kubelet_stats receiver brings it where this metric is enabled and the pod's containers have limits.",
  setup: KUBELET_STATS,
};
const CLUSTER = { missing: "The Collector's k8s_cluster receiver brings it.", setup: K8S_CLUSTER };

/** Memory in use against memory in use and memory to be had. */
const memoryShare = (scope: Scope, what: string) =>
  `${level(scope, `k8s_${what}_memory_working_set_bytes`)} / (${level(scope, `k8s_${what}_memory_working_set_bytes`)} + ${level(scope, `k8s_${what}_memory_available_bytes`)})`;
const filesystemShare = (scope: Scope, what: string) =>
  `${level(scope, `k8s_${what}_filesystem_usage_bytes`)} / ${level(scope, `k8s_${what}_filesystem_capacity_bytes`)}`;
const condition = (scope: Scope, name: string, type: string, bad: string) =>
  either(
    level(scope, "k8s_node_condition_status", `k8s_node_condition_type="${type}",k8s_node_condition_status="${bad}"`),
    bad === "true" ? `${level(scope, name, "", "max")} == bool 1` : `${level(scope, name, "", "max")} != bool 1`,
  );

const NODE_MEASURES: readonly Measure[] = [
  {
    id: "cpu",
    aspect: "utilization",
    word: "CPU",
    answers: "How much of the processors' time that pods may have is in use?",
    unit: "ratio",
    expr: (scope) =>
      either(
        ...["k8s_node_cpu_allocatable", "k8s_node_allocatable_cpu"].map(
          (most) => `${level(scope, "k8s_node_cpu_usage", "", "max")} / ${level(scope, most, "", "max")}`,
        ),
        // The receiver once counted processors under this name: what is above 1 is no share.
        `${level(scope, "k8s_node_cpu_utilization_ratio", "", "max")} <= 1`,
      ),
    warn: 0.8,
    fail: 0.95,
    missing: "The receivers kubelet_stats and k8s_cluster (allocatable_types_to_report: cpu) bring it together.",
    setup: K8S_CLUSTER,
  },
  {
    id: "memory",
    aspect: "utilization",
    word: "memory",
    answers: "How much of its memory is in use, what can be reclaimed not counted?",
    unit: "ratio",
    expr: (scope) => either(memoryShare(scope, "node"), level(scope, "k8s_node_memory_utilization_ratio", "", "max")),
    warn: 0.85,
    fail: 0.95,
    ...KUBELET,
  },
  {
    id: "disk-space",
    aspect: "utilization",
    word: "disk space",
    answers: "How full is its disk?",
    unit: "ratio",
    expr: (scope) => filesystemShare(scope, "node"),
    warn: 0.8,
    fail: 0.9,
    ...KUBELET,
  },
  {
    id: "memory-pressure",
    aspect: "saturation",
    word: "memory pressure",
    answers: "Does it report that memory is short (1), so that pods may be evicted?",
    unit: "count",
    expr: (scope) => condition(scope, "k8s_node_condition_memory_pressure", "MemoryPressure", "true"),
    warn: 1,
    ...CLUSTER,
  },
  {
    id: "not-ready",
    aspect: "errors",
    word: "not ready",
    answers: "Is it unable to run pods (1)?",
    unit: "count",
    expr: (scope) => condition(scope, "k8s_node_condition_ready", "Ready", "false"),
    fail: 1,
    ...CLUSTER,
  },
  {
    id: "network-errors",
    aspect: "errors",
    word: "network errors",
    answers: "How many packets a second are broken on its interfaces?",
    unit: "perSecond",
    expr: (scope) => rate(scope, "k8s_node_network_errors_total"),
    warn: 0.1,
    fail: 10,
    ...KUBELET,
  },
];

/** What kubelet_stats tells of a pod or one of its containers against its limits. */
export function limitShare(scope: Scope, names: readonly string[]): string {
  return either(...names.map((name) => level(scope, name, "", "max")));
}

const restarts = (scope: Scope) =>
  either(
    ...["k8s_container_restart_count", "k8s_container_restarts"].map((name) =>
      over(
        "sum",
        scope,
        `max_over_time(${selector(name, scope.where)}[$__range]) - min_over_time(${selector(name, scope.where)}[$__range])`,
      ),
    ),
  );
export const RESTARTS: Measure = {
  id: "restarts",
  aspect: "errors",
  word: "restarts",
  answers: "How often were its containers started again in the window?",
  unit: "count",
  expr: restarts,
  warn: 1,
  fail: 5,
  ...CLUSTER,
};

const POD_MEASURES: readonly Measure[] = [
  {
    id: "cpu",
    aspect: "utilization",
    word: "CPU of its limit",
    answers: "How much of the processor time that it may have does it use?",
    unit: "ratio",
    expr: (scope) => limitShare(scope, ["k8s_pod_cpu_limit_utilization_ratio"]),
    warn: 0.8,
    fail: 0.95,
    ...LIMITS,
  },
  {
    id: "memory",
    aspect: "utilization",
    word: "memory of its limit",
    answers: "How much of the memory that it may have does it hold? At the limit it is killed.",
    unit: "ratio",
    expr: (scope) => either(limitShare(scope, ["k8s_pod_memory_limit_utilization_ratio"]), memoryShare(scope, "pod")),
    warn: 0.85,
    fail: 0.95,
    ...LIMITS,
  },
  {
    id: "cores",
    aspect: "utilization",
    word: "cores",
    answers: "How many processors does it keep busy?",
    unit: "plain",
    expr: (scope) =>
      either(level(scope, "k8s_pod_cpu_usage", "", "max"), rate(scope, "k8s_pod_cpu_time_seconds_total")),
    ...KUBELET,
  },
  {
    id: "bytes",
    aspect: "utilization",
    word: "memory",
    answers: "How much memory does it hold?",
    unit: "bytes",
    expr: (scope) =>
      either(
        level(scope, "k8s_pod_memory_working_set_bytes", "", "max"),
        level(scope, "k8s_pod_memory_usage_bytes", "", "max"),
      ),
    ...KUBELET,
  },
  {
    id: "pending",
    aspect: "saturation",
    word: "pending",
    answers: "Does it wait for a node with room for it (1)?",
    unit: "count",
    expr: (scope) =>
      either(
        level(scope, "k8s_pod_status_phase", 'k8s_pod_status_phase="Pending"'),
        `${level(scope, "k8s_pod_phase", "", "max")} == bool 1`,
      ),
    warn: 1,
    ...CLUSTER,
  },
  {
    id: "failed",
    aspect: "errors",
    word: "failed",
    answers: "Did its containers end with an error, not to be started again (1)?",
    unit: "count",
    expr: (scope) =>
      either(
        level(scope, "k8s_pod_status_phase", 'k8s_pod_status_phase="Failed"'),
        `${level(scope, "k8s_pod_phase", "", "max")} == bool 4`,
      ),
    fail: 1,
    ...CLUSTER,
  },
  RESTARTS,
  {
    id: "network-errors",
    aspect: "errors",
    word: "network errors",
    answers: "How many packets a second are broken on its interfaces?",
    unit: "perSecond",
    expr: (scope) => rate(scope, "k8s_pod_network_errors_total"),
    warn: 0.1,
    fail: 10,
    ...KUBELET,
  },
];

function networkOf(what: "node" | "pod"): (scope: Scope) => PanelSpec[] {
  return ({ where }) => [
    {
      id: "network-io",
      title: "Network",
      answers: "How much does it receive and send?",
      unit: "bytesPerSecond",
      draw: "lines",
      queries: ["network_io_direction", "direction"].map((label, i) => ({
        ref: `Q${i}`,
        expr: rate({ by: label, where }, `k8s_${what}_network_io_bytes_total`, `${label}!=""`),
        legend: `{{${label}}}`,
      })),
      ...KUBELET,
    },
  ];
}

export const NODE: ResourceKind = {
  id: "node",
  noun: "node",
  plural: "nodes",
  labels: ["k8s_node_name"],
  name: ([node]) => node || "a node without k8s.node.name",
  fine: "have room",
  measures: NODE_MEASURES,
  details: networkOf("node"),
  missing: "No Kubernetes node is watched. The Collector's kubelet_stats and k8s_cluster receivers bring them.",
  setup: KUBELET_STATS,
};

export const POD: ResourceKind = {
  id: "pod",
  noun: "pod",
  plural: "pods",
  labels: ["k8s_namespace_name", "k8s_pod_name"],
  name: ([, pod]) => pod || "a pod without k8s.pod.name",
  fine: "have room",
  measures: POD_MEASURES,
  details: networkOf("pod"),
  missing: "No pod is watched. The Collector's kubelet_stats receiver brings them.",
  setup: KUBELET_STATS,
};
