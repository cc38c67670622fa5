/** Kubernetes nodes: what the kubelet_stats and k8s_cluster receivers send, and the names of semantic conventions 1.44. */
import { CLUSTER, filesystemShare, KUBELET, memoryShare, networkOf } from "./kubernetes.ts";
import type { Measure, ResourceKind } from "./measure.ts";
import { either, level, rate, type Scope } from "./promqlText.ts";
import { K8S_CLUSTER, KUBELET_STATS } from "./setups.ts";

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
    none: "no memory pressure",
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
    none: "ready",
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
