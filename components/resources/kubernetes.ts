/**
 * What nodes, pods and containers of Kubernetes have in common: shares of limits, restarts, network, and who brings them.
 * Sources: documentation of the kubelet_stats and k8s_cluster receivers; semantic conventions 1.44 (k8s).
 */
import type { PanelSpec } from "../panels/panelSpec.ts";
import type { Measure } from "./measure.ts";
import { either, level, rate, type Scope } from "./promqlText.ts";
import { K8S_CLUSTER, KUBELET_STATS } from "./setups.ts";

export const KUBELET = { missing: "The Collector's kubelet_stats receiver brings it.", setup: KUBELET_STATS };
export const LIMITS = {
  missing:
    "The Collector's kubelet_stats receiver brings it where this metric is enabled and the pod's containers have limits.",
  setup: KUBELET_STATS,
};
export const CLUSTER = { missing: "The Collector's k8s_cluster receiver brings it.", setup: K8S_CLUSTER };

/** Memory in use against memory in use and memory to be had. */
export const memoryShare = (scope: Scope, what: string) =>
  `${level(scope, `k8s_${what}_memory_working_set_bytes`)} / (${level(scope, `k8s_${what}_memory_working_set_bytes`)} + ${level(scope, `k8s_${what}_memory_available_bytes`)})`;
export const filesystemShare = (scope: Scope, what: string) =>
  `${level(scope, `k8s_${what}_filesystem_usage_bytes`)} / ${level(scope, `k8s_${what}_filesystem_capacity_bytes`)}`;
/** What kubelet_stats tells of a pod or one of its containers against its limits. */
export function limitShare(scope: Scope, names: readonly string[]): string {
  return either(...names.map((name) => level(scope, name, "", "max")));
}

/** Now against the window's start; all of them where it was not there then. The same at any time that is asked for. */
const restarts = (scope: Scope) =>
  either(
    ...["k8s_container_restart_count", "k8s_container_restarts"].flatMap((name) => {
      const now = level({ by: scope.by, where: scope.where }, name);
      return [`clamp_min(${now} - ${level({ ...scope, shift: " offset $__range" }, name)}, 0)`, now];
    }),
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

export function networkOf(what: "node" | "pod"): (scope: Scope) => PanelSpec[] {
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
