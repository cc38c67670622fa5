/**
 * Hosts: processors, memory, disks and network in OpenTelemetry's names (both spellings of their attributes) and node_exporter's.
 * Sources: semantic conventions 1.44 (system); the Collector's host_metrics receiver; node_exporter.
 */
import { anyLabel, type BuiltinRule, builtinRulesOf, either } from "./builtinRule.ts";

const HOST = anyLabel("host_name", "instance");
const DISK = anyLabel("system_filesystem_mountpoint", "mountpoint");
/** Attributes that tell states: of today, and of the receiver. */
const CPU_STATES = ["cpu_mode", "state"];
const MEMORY_STATES = ["system_memory_state", "state"];
const DISK_STATES = ["system_filesystem_state", "state"];
const PAGING_STATES = ["system_paging_state", "state"];
const REAL = 'system_filesystem_type!~"squashfs|tmpfs|overlay|iso9660",type!~"squashfs|tmpfs|overlay|iso9660"';
const REAL_NODE = 'fstype!~"squashfs|tmpfs|overlay|iso9660|ramfs"';
const DISK_LABELS = "host_name, system_filesystem_mountpoint, mountpoint";

const shareOf = (by: string, metric: string, label: string, state: string, where = "") =>
  `sum by (${by}) (${metric}{${label}="${state}"${where}}) / sum by (${by}) (${metric}{${label}!=""${where}})`;
const above = (forms: readonly string[], threshold: number) => either(...forms.map((form) => `${form} > ${threshold}`));

const busy = [
  ...CPU_STATES.map(
    (label) =>
      `1 - sum by (host_name) (rate(system_cpu_time_seconds_total{${label}="idle"}[5m])) / sum by (host_name) (rate(system_cpu_time_seconds_total{${label}!=""}[5m]))`,
  ),
  '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
];
const memory = [
  ...MEMORY_STATES.map((label) => `max by (host_name) (system_memory_utilization_ratio{${label}="used"})`),
  ...MEMORY_STATES.map((label) => shareOf("host_name", "system_memory_usage_bytes", label, "used")),
  "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
];
const diskUsed = [
  ...DISK_STATES.map((label) => shareOf(DISK_LABELS, "system_filesystem_usage_bytes", label, "used", `,${REAL}`)),
  `max by (instance, mountpoint) (1 - node_filesystem_avail_bytes{${REAL_NODE}} / node_filesystem_size_bytes)`,
];
const swap = [
  ...PAGING_STATES.map((label) => shareOf("host_name", "system_paging_usage_bytes", label, "used")),
  "1 - node_memory_SwapFree_bytes / (node_memory_SwapTotal_bytes > 0)",
];

/** Hours until what is free is gone, at the pace of the last six hours; only where that is within `hours`. */
function hoursLeft(free: string, hours: number): string {
  return `${free} / -deriv(${free}[6h]) / 3600 < ${hours}
  and predict_linear(${free}[6h], ${hours * 3_600}) < 0`;
}
const freeDisks = [
  ...DISK_STATES.map((label) => `system_filesystem_usage_bytes{${label}="free",${REAL}}`),
  `node_filesystem_avail_bytes{${REAL_NODE}}`,
];
/** Of hosts with less than half left: a great disk that is nearly empty may be filled on purpose. */
const diskFullIn = (hours: number) =>
  either(
    ...freeDisks.slice(0, 2).map((free) => `min by (${DISK_LABELS}) (${hoursLeft(free, hours)})`),
    `min by (instance, mountpoint) (${hoursLeft(freeDisks[2] ?? "", hours)})`,
  );

const RULES: readonly BuiltinRule[] = [
  {
    name: "HostCpuSaturated",
    severity: "ticket",
    forMinutes: 15,
    query: above(busy, 0.95),
    summary: `${HOST} uses {{ $value | humanizePercentage }} of its processors`,
    description: "Over five minutes more than 95 % of the processors' time was in use, for a quarter of an hour.",
    runbook:
      "See which processes or pods use the time and since when. A machine that computes is not broken: it matters when requests wait, so look at the latency of the services on it. A sudden rise after a deployment speaks for that deployment; a slow one over weeks for a machine that is too small.",
  },
  {
    name: "HostLoadHigh",
    severity: "ticket",
    forMinutes: 15,
    query: either(
      "max by (host_name) (system_cpu_load_average_1m or system_cpu_load_average_1m_ratio) / max by (host_name) (system_cpu_logical_count) > 2",
      'max by (instance) (node_load1) / count by (instance) (node_cpu_seconds_total{mode="idle"}) > 2',
    ),
    summary: `${HOST} has {{ $value | printf "%.1f" }} threads waiting for each of its processors`,
    description: "The load average of a minute is more than twice the number of processors, for a quarter of an hour.",
    runbook:
      "Load above the number of processors means that threads wait: for processors (then they are saturated too), or on Linux for disks (then they are not). Look at disk time and disk queue first when the processors are idle; a network file system that hangs shows the same.",
  },
  {
    name: "HostMemoryAlmostFull",
    severity: "page",
    forMinutes: 5,
    query: above(memory, 0.95),
    summary: `${HOST} has {{ $value | humanizePercentage }} of its memory in use`,
    description: "Programs hold more than 95 % of the memory, caches not counted, for five minutes.",
    runbook:
      "Find the process that grew: the kernel ends one soon, and not always the guilty one. A process that grows without end since its start leaks: restart it now, look for the leak after. If nothing grew and there are simply too many programs, move one away or give the machine more.",
  },
  {
    name: "HostSwapFull",
    severity: "ticket",
    forMinutes: 15,
    query: above(swap, 0.8),
    summary: `${HOST} has {{ $value | humanizePercentage }} of its swap in use`,
    description: "More than 80 % of the swap space is in use, for a quarter of an hour.",
    runbook:
      "Memory that lies on a disk is a thousand times slower: services on this host have long pauses. See which process is greater than it used to be. Once swap is full the kernel ends processes, so make room before: restart what leaks, or move a service away.",
  },
  {
    name: "DiskAlmostFull",
    severity: "page",
    forMinutes: 5,
    query: above(diskUsed, 0.95),
    summary: `${DISK} on ${HOST} is {{ $value | humanizePercentage }} full`,
    description: "More than 95 % of a disk's space is in use, for five minutes.",
    runbook:
      "Make room first: old logs, old images, core dumps, temporary files, in that order (du -x tells where). Databases stop writing when their disk is full and may not start again: give theirs more room before deleting anything you do not know. Then see what wrote so much, and rotate or limit it.",
  },
  {
    name: "DiskFullWithinDay",
    severity: "ticket",
    forMinutes: 60,
    query: diskFullIn(24),
    summary: `${DISK} on ${HOST} will be full in {{ $value | printf "%.1f" }} hours at this rate`,
    description: "At the pace of the last six hours nothing is left within 24 hours; it has been so for an hour.",
    runbook:
      "See what grows: a log with too much in it, a queue that is not read, a database without retention. There is time to find the cause rather than the symptom. If the pace is that of a job that ends soon (an import, a backup), nothing has to be done, and the alert resolves when the pace falls.",
  },
  {
    name: "DiskFullWithinHours",
    severity: "page",
    forMinutes: 15,
    query: diskFullIn(4),
    summary: `${DISK} on ${HOST} will be full in {{ $value | printf "%.1f" }} hours at this rate`,
    description:
      "At the pace of the last six hours nothing is left within four hours; it has been so for a quarter of an hour.",
    runbook:
      "Stop what writes if you can name it (du -x twice, a minute apart, shows where it grows); otherwise make room or add a volume now. Whatever runs on this host stops when nothing is left, databases and container runtimes first.",
  },
  {
    name: "DiskSaturated",
    severity: "ticket",
    forMinutes: 15,
    query: either(
      "max by (host_name, system_device, device) (rate(system_disk_io_time_seconds_total[5m])) > 0.95",
      "max by (instance, device) (rate(node_disk_io_time_seconds_total[5m])) > 0.95",
    ),
    summary: `${anyLabel("system_device", "device")} on ${HOST} is at work {{ $value | humanizePercentage }} of the time`,
    description: "Over five minutes the disk had something to do more than 95 % of the time, for a quarter of an hour.",
    runbook:
      "Whatever reads and writes there waits. See which process does most, and whether it is new (a backup, a compaction, a query without an index). For disks that work in parallel this can be usual; what counts then is whether operations wait (the disk queue) and whether services grew slow.",
  },
  {
    name: "NetworkErrors",
    severity: "ticket",
    forMinutes: 10,
    query: either(
      "sum by (host_name) (rate(system_network_errors_total[5m])) > 1",
      "sum by (instance) (rate(node_network_receive_errs_total[5m]) + rate(node_network_transmit_errs_total[5m])) > 1",
    ),
    summary: `${HOST} has {{ $value | humanize }} broken packets a second on its network`,
    description: "More than one packet a second was broken, for ten minutes.",
    runbook:
      "Broken packets come from cables, ports, drivers and wrong sizes (MTU), seldom from programs. See on which interface, and whether the machine on the other side counts them too. Connections survive this with retries, so it shows as latency before it shows as errors.",
  },
  {
    name: "HostSilent",
    severity: "ticket",
    forMinutes: 5,
    query: `count by (host_name) (system_cpu_time_seconds_total{host_name!=""} offset 20m)
unless on (host_name) count by (host_name) (last_over_time(system_cpu_time_seconds_total{host_name!=""}[10m]))`,
    summary: "{{ $labels.host_name }} sends no metrics any more",
    description: "Twenty minutes ago it sent system metrics, in the last ten minutes it did not.",
    runbook:
      "See whether the host still runs (its neighbours, its provider's console) and whether the Collector on it does. If services on it still send spans, only the Collector's host_metrics receiver is down. A host that was taken away on purpose resolves this alert by itself.",
  },
];

export const HOST_RULES = builtinRulesOf("hosts", RULES);
