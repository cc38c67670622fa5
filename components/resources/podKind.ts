/**
 * Pods: what the kubelet_stats and k8s_cluster receivers send, and the names of semantic conventions 1.44.
 * Not told by either: how long a pod's processors are throttled (cAdvisor alone knows), so there is no such measure.
 */
import { CLUSTER, KUBELET, LIMITS, limitShare, memoryShare, networkOf, RESTARTS } from "./kubernetes.ts";
import { type Measure, ofItsLimit, type ResourceKind } from "./measure.ts";
import { either, level, rate } from "./promqlText.ts";
import { KUBELET_STATS } from "./setups.ts";

const POD_MEASURES: readonly Measure[] = [
  {
    id: "cpu",
    aspect: "utilization",
    word: "CPU of its limit",
    say: ofItsLimit("CPU"),
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
    say: ofItsLimit("memory"),
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
    none: "not pending",
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
    none: "not failed",
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
