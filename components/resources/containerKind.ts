/**
 * Containers, of Kubernetes (kubelet_stats) and of Docker (docker_stats).
 * Docker's percentages have the unit "1" and run to 100 (times the cores): they are divided here.
 */
import type { PanelSpec } from "../panels/panelSpec.ts";
import { limitShare, RESTARTS } from "./kubernetes.ts";
import { type Measure, ofItsLimit, type ResourceKind } from "./measure.ts";
import { either, level, rate, type Scope } from "./promqlText.ts";
import { DOCKER_STATS, KUBELET_STATS } from "./setups.ts";

const EITHER = "The Collector's kubelet_stats receiver brings it in Kubernetes, docker_stats on a Docker host.";
const both = { missing: EITHER, setup: DOCKER_STATS };
const kubelet = {
  missing:
    "kubelet_stats brings it where the metric is enabled and the container has a limit; docker_stats with container.cpu.limit.",
  setup: KUBELET_STATS,
};

const cores = (scope: Scope) =>
  either(
    level(scope, "container_cpu_usage", "", "max"),
    rate(scope, "container_cpu_time_seconds_total"),
    `${rate(scope, "container_cpu_usage_nanoseconds_total")} / 1e9`,
    rate(scope, "container_cpu_usage_seconds_total"),
  );
const bytes = (scope: Scope) =>
  either(
    ...["container_memory_working_set_bytes", "container_memory_usage_bytes", "container_memory_usage_total_bytes"].map(
      (name) => level(scope, name, "", "max"),
    ),
  );

const MEASURES: readonly Measure[] = [
  {
    id: "cpu",
    aspect: "utilization",
    word: "CPU of its limit",
    say: ofItsLimit("CPU"),
    answers: "How much of the processor time that it may have does it use?",
    unit: "ratio",
    expr: (scope) =>
      either(
        limitShare(scope, ["k8s_container_cpu_limit_utilization_ratio"]),
        `(${cores(scope)}) / ${level(scope, "container_cpu_limit", "", "max")}`,
      ),
    warn: 0.8,
    fail: 0.95,
    ...kubelet,
  },
  {
    id: "memory",
    aspect: "utilization",
    word: "memory of its limit",
    say: ofItsLimit("memory"),
    answers: "How much of the memory that it may have does it hold? At the limit it is killed.",
    unit: "ratio",
    expr: (scope) =>
      either(
        limitShare(scope, ["k8s_container_memory_limit_utilization_ratio"]),
        `${level(scope, "container_memory_percent_ratio", "", "max")} / 100`,
        `${level(scope, "container_memory_working_set_bytes")} / (${level(scope, "container_memory_working_set_bytes")} + ${level(scope, "container_memory_available_bytes")})`,
      ),
    warn: 0.85,
    fail: 0.95,
    ...both,
  },
  {
    id: "cores",
    aspect: "utilization",
    word: "cores",
    answers: "How many processors does it keep busy?",
    unit: "plain",
    expr: cores,
    ...both,
  },
  {
    id: "bytes",
    aspect: "utilization",
    word: "memory",
    answers: "How much memory does it hold?",
    unit: "bytes",
    expr: bytes,
    ...both,
  },
  {
    id: "throttled",
    aspect: "saturation",
    word: "throttled",
    answers: "What share of the time is it held back because it has used up its processor time?",
    unit: "ratio",
    expr: (scope) => `${rate(scope, "container_cpu_throttling_data_throttled_time_nanoseconds_total")} / 1e9`,
    warn: 0.05,
    fail: 0.25,
    missing:
      "docker_stats brings it when container.cpu.throttling_data.throttled_time is enabled; kubelet_stats does not know it.",
    setup: DOCKER_STATS,
  },
  RESTARTS,
  {
    id: "dropped",
    aspect: "errors",
    word: "dropped packets",
    answers: "How many packets a second are dropped or broken on its interfaces?",
    unit: "perSecond",
    expr: (scope) =>
      either(
        rate(scope, "container_network_io_usage_rx_dropped_total"),
        rate(scope, "container_network_io_usage_rx_errors_total"),
      ),
    warn: 0.1,
    fail: 10,
    missing: "docker_stats brings it when container.network.io.usage.rx_dropped and rx_errors are enabled.",
    setup: DOCKER_STATS,
  },
];

function details({ where }: Scope): PanelSpec[] {
  const total = { by: "", where };
  return [
    {
      id: "network-io",
      title: "Network",
      answers: "How much does it receive and send?",
      unit: "bytesPerSecond",
      draw: "lines",
      queries: [
        {
          ref: "A",
          expr: rate({ by: "network_io_direction", where }, "container_network_io_bytes_total"),
          legend: "{{network_io_direction}}",
        },
        { ref: "B", expr: rate(total, "container_network_io_usage_rx_bytes_total"), legend: "receive" },
        { ref: "C", expr: rate(total, "container_network_io_usage_tx_bytes_total"), legend: "transmit" },
      ],
      missing: "docker_stats brings it; kubelet_stats counts the network by pod.",
      setup: DOCKER_STATS,
    },
  ];
}

export const CONTAINER: ResourceKind = {
  id: "container",
  noun: "container",
  plural: "containers",
  labels: ["k8s_pod_name", "k8s_container_name", "container_name"],
  name: ([pod, inPod, alone]) => alone || [pod, inPod].filter(Boolean).join(" / ") || "a container without a name",
  fine: "have room",
  measures: MEASURES,
  details,
  missing: `No container is watched. ${EITHER}`,
  setup: DOCKER_STATS,
};
