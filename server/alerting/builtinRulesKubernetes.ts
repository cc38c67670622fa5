/**
 * Kubernetes: nodes, pods and containers, as the Collector's kubelet_stats and k8s_cluster receivers, semantic conventions and
 * kube-state-metrics name them.
 */
import { anyLabel, type BuiltinRule, builtinRulesOf, either } from "./builtinRule.ts";

const NODE = anyLabel("k8s_node_name", "node");
const POD = `${anyLabel("k8s_pod_name", "pod")} ({{ $labels.k8s_namespace_name }}{{ $labels.namespace }})`;
const POD_BY = "k8s_namespace_name, k8s_pod_name";
const CONTAINER_BY = `${POD_BY}, k8s_container_name`;

/** Starts again within half an hour: now against the least of that time. */
const restarts = (metric: string) => `sum by (${CONTAINER_BY}) (${metric} - min_over_time(${metric}[30m])) >= 3`;
const nodeShare = (used: string, all: string) => `max by (k8s_node_name) (${used}) / max by (k8s_node_name) (${all})`;

const RULES: readonly BuiltinRule[] = [
  {
    name: "NodeNotReady",
    severity: "page",
    forMinutes: 3,
    query: either(
      'sum by (k8s_node_name) (k8s_node_condition_status{k8s_node_condition_type="Ready",k8s_node_condition_status!="true"}) > 0',
      "max by (k8s_node_name) (k8s_node_condition_ready) != 1",
      'max by (node) (kube_node_status_condition{condition="Ready",status="true"}) == 0',
    ),
    summary: `The node ${NODE} cannot run pods`,
    description: "It reports that it is not ready, or nothing at all, for three minutes.",
    runbook:
      "See whether the machine runs and whether its kubelet does; a full disk and too little memory are the usual causes. Its pods are started elsewhere after five minutes, if there is room. If it comes back by itself, look at its memory and disk before it went.",
  },
  {
    name: "NodeMemoryPressure",
    severity: "ticket",
    forMinutes: 5,
    query: either(
      'sum by (k8s_node_name) (k8s_node_condition_status{k8s_node_condition_type="MemoryPressure",k8s_node_condition_status="true"}) > 0',
      "max by (k8s_node_name) (k8s_node_condition_memory_pressure) == 1",
      'max by (node) (kube_node_status_condition{condition="MemoryPressure",status="true"}) == 1',
    ),
    summary: `The node ${NODE} is short of memory and may evict pods`,
    description: "It reports memory pressure, for five minutes.",
    runbook:
      "Pods that use more than they asked for are evicted first. See which pods on the node are far above their requests, and set requests to what they need. If all are within theirs, the node promised more than it has for its own processes: reserve more for the system.",
  },
  {
    name: "NodeDiskAlmostFull",
    severity: "page",
    forMinutes: 5,
    query: `${nodeShare("k8s_node_filesystem_usage_bytes", "k8s_node_filesystem_capacity_bytes")} > 0.9`,
    summary: `The disk of the node ${NODE} is {{ $value | humanizePercentage }} full`,
    description: "More than 90 % of the node's file system is in use, for five minutes.",
    runbook:
      "Images and container logs fill nodes. The kubelet clears unused images by itself at 85 %; that it does not help means that something else grows: a pod that writes into its own file system, an emptyDir without limit, logs that are not rotated. Beyond the eviction threshold pods are sent away.",
  },
  {
    name: "ContainerRestartsLoop",
    severity: "page",
    forMinutes: 0,
    keepMinutes: 10,
    query: either(
      restarts("k8s_container_restart_count"),
      restarts("k8s_container_restarts"),
      "sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total[30m])) >= 3",
    ),
    summary: `${anyLabel("k8s_container_name", "container")} of ${POD} was started again {{ $value | printf "%.0f" }} times within half an hour`,
    description: "Three restarts or more of one container within thirty minutes.",
    runbook:
      "Read the last lines of the container that ended (kubectl logs --previous) and its reason: OOMKilled means its memory limit, Error with code 1 a setting or a dependency that is missing at start, a failed liveness probe a process that hangs or starts too slowly. Roll back if it began with a deployment.",
  },
  {
    name: "PodPending",
    severity: "ticket",
    forMinutes: 15,
    query: either(
      `sum by (${POD_BY}) (k8s_pod_status_phase{k8s_pod_status_phase="Pending"}) > 0`,
      `max by (${POD_BY}) (k8s_pod_phase) == 1`,
      'max by (namespace, pod) (kube_pod_status_phase{phase="Pending"}) == 1',
    ),
    summary: `${POD} has been waiting for a node for a quarter of an hour`,
    description: "The pod is in the phase Pending, for a quarter of an hour.",
    runbook:
      "kubectl describe pod says why: no node has room for its requests (add one, or ask for less), no node fits its selectors or tolerations, a volume cannot be mounted, or its image cannot be pulled.",
  },
  {
    name: "PodFailed",
    severity: "ticket",
    forMinutes: 5,
    query: either(
      `sum by (${POD_BY}) (k8s_pod_status_phase{k8s_pod_status_phase="Failed"}) > 0`,
      `max by (${POD_BY}) (k8s_pod_phase) == 4`,
      'max by (namespace, pod) (kube_pod_status_phase{phase="Failed"}) == 1',
    ),
    summary: `${POD} ended with an error and is not started again`,
    description: "The pod is in the phase Failed, for five minutes.",
    runbook:
      "A job that failed for good, or a pod that was evicted: its status says which. Evicted pods stay as a record and can be deleted once the reason is known (memory or disk of its node). A failed job's log says what went wrong; start it again when that is mended.",
  },
  {
    name: "ContainerNearMemoryLimit",
    severity: "ticket",
    forMinutes: 10,
    query: either(
      `max by (${CONTAINER_BY}) (k8s_container_memory_limit_utilization_ratio) > 0.95`,
      `max by (${POD_BY}) (k8s_pod_memory_limit_utilization_ratio) > 0.95`,
      `max by (${CONTAINER_BY}) (container_memory_working_set_bytes{k8s_container_name!=""} / (container_memory_working_set_bytes + container_memory_available_bytes)) > 0.95`,
    ),
    summary: `${POD} holds {{ $value | humanizePercentage }} of the memory it may have`,
    description: "More than 95 % of the memory limit is in use, for ten minutes; at the limit the container is killed.",
    runbook:
      "Look at the line of its memory since it started: a steady rise is a leak, a plateau just below the limit is a cache or a heap sized to it, steps follow traffic. For a leak, restart now and look for it after; for a heap, set its size to about three quarters of the limit; otherwise raise the limit.",
  },
  {
    name: "ContainerAtCpuLimit",
    severity: "ticket",
    forMinutes: 15,
    query: either(
      `max by (${CONTAINER_BY}) (k8s_container_cpu_limit_utilization_ratio) > 0.95`,
      `max by (${POD_BY}) (k8s_pod_cpu_limit_utilization_ratio) > 0.95`,
    ),
    summary: `${POD} uses {{ $value | humanizePercentage }} of the processors it may have and is slowed down`,
    description: "More than 95 % of the processor limit is in use, for a quarter of an hour.",
    runbook:
      "At its limit a container is stopped for parts of every tenth of a second: latency rises while the node may be idle. If the work is wanted, raise the limit or add instances; if it began with a deployment, profile that version against the one before.",
  },
];

export const KUBERNETES_RULES = builtinRulesOf("kubernetes", RULES);
