/**
 * What the Collector reports of Kubernetes: nodes, pods and containers (kubelet_stats receiver), conditions, phases and restarts
 * (k8s_cluster receiver). Names and units are those of the receivers.
 */
import type { Host, Instance } from "../engine/world.ts";
import type { PlainAttributes } from "./attributes.ts";
import { GB, HOST_CORES, HOST_MEMORY, hostMemoryUsed, receiver } from "./infrastructure.ts";
import { type Meter, Readings } from "./meter.ts";
import type { Outbox } from "./outbox.ts";
import { nanoCores, pages } from "./resolution.ts";
import { EXPORT_INTERVAL_MS, unrestOf } from "./unrest.ts";

const MB = 1_048_576;
const KUBELET = receiver("kubeletstatsreceiver");
const CLUSTER = receiver("k8sclusterreceiver");
const RUNNING = 2;

/** Events of the cluster, as the k8s_events receiver logs them. */
export const EVENTS = receiver("k8seventsreceiver");

export interface PodEvent {
  readonly body: string;
  readonly attributes: PlainAttributes;
}

/** The kernel killed the container's process. */
export function killedEvent(container: string, limitMb: number): PodEvent {
  return {
    body: `Container ${container} was killed: OOMKilled, exit code 137, its memory limit is ${limitMb}Mi`,
    attributes: { "k8s.event.reason": "OOMKilled", "process.exit.code": 137, "k8s.container.memory_limit_mb": limitMb },
  };
}

/** The container runs again in its pod. */
export function startedEvent(container: string, restarts: number): PodEvent {
  return {
    body: `Started container ${container}, restart ${restarts}: the process before it ended OOMKilled with exit code 137`,
    attributes: { "k8s.event.reason": "Started", "k8s.container.restart_count": restarts },
  };
}

const LAST_BUSY = new WeakMap<Instance, { atMs: number; busyMs: number }>();

/** Processors that the process kept busy since the last look; a little more than the simulation knows of. */
function coresOf(instance: Instance, atMs: number): number {
  const { busyMs } = instance.cores;
  const last = LAST_BUSY.get(instance) ?? { atMs: atMs - EXPORT_INTERVAL_MS, busyMs: 0 };
  LAST_BUSY.set(instance, { atMs, busyMs });
  return nanoCores(0.01 + Math.max(0, busyMs - last.busyMs) / Math.max(1, atMs - last.atMs));
}

export function collectNode(outbox: Outbox, meter: Meter, host: Host, atMs: number, busy: number): void {
  const readings = new Readings(outbox, meter, KUBELET, atMs);
  const used = hostMemoryUsed(host, atMs);
  readings.gauge("k8s.node.cpu.usage", "{cpu}", "Processors in use.", { value: nanoCores(busy * HOST_CORES) });
  readings.gauge("k8s.node.memory.working_set", "By", "Memory that cannot be reclaimed.", { value: used, int: true });
  readings.gauge("k8s.node.memory.available", "By", "Memory to be had.", { value: HOST_MEMORY - used, int: true });
  readings.gauge("k8s.node.filesystem.usage", "By", "Disk in use.", { value: 92 * GB, int: true });
  readings.gauge("k8s.node.filesystem.capacity", "By", "Size of the disk.", { value: 200 * GB, int: true });
  readings.counter("k8s.node.network.errors", "1", "Packets that were broken.", host, { value: 0, int: true });
  const cluster = new Readings(outbox, meter, CLUSTER, atMs);
  cluster.gauge("k8s.node.condition_ready", "", "1 when it takes pods.", { value: 1, int: true });
  cluster.gauge("k8s.node.condition_memory_pressure", "", "1 when memory is short.", { value: 0, int: true });
  cluster.gauge("k8s.node.allocatable_cpu", "{cpu}", "Processors that pods may have.", { value: HOST_CORES - 0.2 });
}

export function collectPod(outbox: Outbox, pod: Meter, container: Meter, instance: Instance, atMs: number): void {
  const cores = coresOf(instance, atMs);
  const limit = instance.spec.memoryLimitMb * MB;
  const used = Math.min(limit, pages(instance.memoryMb * MB * (1 + 0.01 * unrestOf("pod", instance.id, atMs))));
  const readings = new Readings(outbox, pod, KUBELET, atMs);
  readings.gauge("k8s.pod.cpu.usage", "{cpu}", "Processors in use.", { value: cores });
  readings.gauge("k8s.pod.cpu_limit_utilization", "1", "Share of its limit.", {
    value: Math.min(1, cores / instance.cores.capacity),
  });
  readings.gauge("k8s.pod.memory.working_set", "By", "Memory that cannot be reclaimed.", { value: used, int: true });
  readings.gauge("k8s.pod.memory_limit_utilization", "1", "Share of its limit.", { value: used / limit });
  const flow = (direction: string, value: number) => ({
    value: Math.round(value),
    int: true,
    attributes: { interface: "eth0", direction },
  });
  const { bytesIn, bytesOut } = instance;
  readings.counter(
    "k8s.pod.network.io",
    "By",
    "Bytes.",
    instance,
    flow("receive", bytesIn),
    flow("transmit", bytesOut),
  );
  readings.counter("k8s.pod.network.errors", "1", "Packets that were broken.", instance, flow("receive", 0));
  new Readings(outbox, pod, CLUSTER, atMs).gauge("k8s.pod.phase", "", "2 is running.", { value: RUNNING, int: true });
  const inside = new Readings(outbox, container, KUBELET, atMs);
  inside.gauge("container.cpu.usage", "{cpu}", "Processors in use.", { value: cores });
  inside.gauge("container.memory.usage", "By", "Memory in use.", { value: used, int: true });
  inside.gauge("container.memory.working_set", "By", "Memory that cannot be reclaimed.", { value: used, int: true });
  inside.gauge("container.memory.available", "By", "Memory to be had.", { value: limit - used, int: true });
  inside.gauge("k8s.container.cpu_limit_utilization", "1", "Share of its limit.", {
    value: Math.min(1, cores / instance.cores.capacity),
  });
  inside.gauge("k8s.container.memory_limit_utilization", "1", "Share of its limit.", { value: used / limit });
  const cluster = new Readings(outbox, container, CLUSTER, atMs);
  cluster.gauge("k8s.container.memory_limit", "By", "Most memory it may have.", { value: limit, int: true });
  cluster.gauge("k8s.container.restarts", "{restart}", "Times it was started again.", {
    value: instance.place.restarts,
    int: true,
  });
  pod.exported(atMs);
  container.exported(atMs);
}
