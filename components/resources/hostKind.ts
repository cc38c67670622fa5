/**
 * Hosts: what `system.*` tells, in its current and its older spellings.
 * Sources: semantic conventions 1.44 (system); hostmetrics receiver (attributes `state`, `direction`, `device`); @opentelemetry/host-metrics.
 */
import type { PanelSpec } from "../panels/panelSpec.ts";
import type { Measure, ResourceKind } from "./measure.ts";
import { either, level, over, rate, type Scope, selector, shareOf } from "./promqlText.ts";
import { HOST_METRICS } from "./setups.ts";

/** Names of the label that tells a CPU's mode, newest first. */
const MODES = ["cpu_mode", "state", "system_cpu_state"];
const MEMORY_STATES = ["system_memory_state", "state"];
const REAL_DISK = 'system_filesystem_type!~"squashfs|tmpfs|overlay|iso9660",type!~"squashfs|tmpfs|overlay|iso9660"';

const busy = (scope: Scope) =>
  either(
    ...MODES.map((mode) => `1 - ${shareOf(scope, "system_cpu_time_seconds_total", [mode], "idle", rate)}`),
    ...MODES.map((mode) => `1 - ${level(scope, "system_cpu_utilization_ratio", `${mode}="idle"`, "avg")}`),
  );
const cores = (scope: Scope) =>
  either(
    level(scope, "system_cpu_logical_count", "", "max"),
    ...["cpu", "cpu_logical_number", "system_cpu_logical_number"].map((label) =>
      over(
        "count",
        scope,
        `count by (${scope.by},${label}) (${selector("system_cpu_time_seconds_total", `${label}!=""`, scope.where)})`,
      ),
    ),
  );
const load = (scope: Scope) =>
  either(
    level(scope, "system_cpu_load_average_1m", "", "max"),
    level(scope, "system_cpu_load_average_1m_ratio", "", "max"),
  );

const bringsHost = (scraper: string) =>
  `The Collector's host_metrics receiver brings it, with the ${scraper} scraper; a Node process sends CPU, memory and network itself with @opentelemetry/host-metrics.`;
const common = (scraper: string) => ({ missing: bringsHost(scraper), setup: HOST_METRICS });

const UTILIZATION: readonly Measure[] = [
  {
    id: "cpu",
    aspect: "utilization",
    word: "CPU",
    answers: "How much of its processors' time is in use?",
    unit: "ratio",
    expr: busy,
    warn: 0.8,
    fail: 0.95,
    ...common("cpu"),
  },
  {
    id: "memory",
    aspect: "utilization",
    word: "memory",
    answers: "How much of its memory do programs hold, caches not counted?",
    unit: "ratio",
    expr: (scope) =>
      either(
        ...MEMORY_STATES.map((state) => level(scope, "system_memory_utilization_ratio", `${state}="used"`, "max")),
        shareOf(scope, "system_memory_usage_bytes", MEMORY_STATES, "used"),
      ),
    warn: 0.85,
    fail: 0.95,
    ...common("memory"),
  },
  {
    id: "disk-space",
    aspect: "utilization",
    word: "disk space",
    answers: "How full is its fullest disk?",
    unit: "ratio",
    expr: (scope) =>
      either(
        level(scope, "system_filesystem_utilization_ratio", REAL_DISK, "max"),
        ...["system_filesystem_state", "state"].map(
          (state) =>
            `${level(scope, "system_filesystem_usage_bytes", `${state}="used",${REAL_DISK}`)} / ${level(scope, "system_filesystem_usage_bytes", `${state}!="",${REAL_DISK}`)}`,
        ),
      ),
    warn: 0.8,
    fail: 0.92,
    ...common("filesystem"),
  },
  {
    id: "disk-time",
    aspect: "utilization",
    word: "disk time",
    answers: "What share of the time is its busiest disk at work?",
    unit: "ratio",
    expr: (scope) => rate(scope, "system_disk_io_time_seconds_total", "", "max"),
    warn: 0.85,
    fail: 0.98,
    ...common("disk"),
  },
];

const SATURATION: readonly Measure[] = [
  {
    id: "load",
    aspect: "saturation",
    word: "load per core",
    answers: "How many threads want each of its processors? Above 1 some of them wait.",
    unit: "plain",
    expr: (scope) => `(${load(scope)}) / (${cores(scope)})`,
    warn: 1,
    fail: 2,
    ...common("load"),
  },
  {
    id: "swap",
    aspect: "saturation",
    word: "swap",
    answers: "How much of its swap is in use? Memory that lies there is slow.",
    unit: "ratio",
    expr: (scope) =>
      either(
        ...["system_paging_state", "state"].map((state) =>
          level(scope, "system_paging_utilization_ratio", `${state}="used"`, "max"),
        ),
        shareOf(scope, "system_paging_usage_bytes", ["system_paging_state", "state"], "used"),
      ),
    warn: 0.5,
    fail: 0.9,
    ...common("paging"),
  },
  {
    id: "disk-queue",
    aspect: "saturation",
    word: "disk queue",
    answers: "How many operations wait for its disks?",
    unit: "count",
    expr: (scope) => level(scope, "system_disk_pending_operations"),
    warn: 10,
    fail: 50,
    ...common("disk"),
  },
  {
    id: "dropped",
    aspect: "saturation",
    word: "dropped packets",
    answers: "How many packets a second does it drop because nobody took them in time?",
    unit: "perSecond",
    expr: (scope) =>
      either(rate(scope, "system_network_packet_dropped_total"), rate(scope, "system_network_dropped_total")),
    warn: 1,
    fail: 100,
    ...common("network"),
  },
];

const ERRORS: readonly Measure[] = [
  {
    id: "network-errors",
    aspect: "errors",
    word: "network errors",
    answers: "How many packets a second are broken on its interfaces?",
    unit: "perSecond",
    expr: (scope) => rate(scope, "system_network_errors_total"),
    warn: 0.1,
    fail: 10,
    ...common("network"),
  },
];

const byLabel = ({ where }: Scope, label: string): Scope => ({ by: label, where });

function details(scope: Scope): PanelSpec[] {
  const flow = (id: string, title: string, name: string, labels: readonly string[], answers: string): PanelSpec => ({
    id,
    title,
    answers,
    unit: "bytesPerSecond",
    draw: "lines",
    queries: labels.map((label, i) => ({
      ref: `Q${i}`,
      expr: rate(byLabel(scope, label), name, `${label}!=""`),
      legend: `{{${label}}}`,
    })),
    ...common(title.toLowerCase()),
  });
  return [
    {
      id: "cpu-modes",
      title: "CPU by mode",
      answers: "What are its processors doing: programs, the kernel, waiting for disks?",
      unit: "ratio",
      draw: "stack",
      queries: MODES.map((mode, i) => {
        const matcher = `${mode}!~"idle|"`;
        const by = byLabel(scope, mode);
        const share = `${rate(by, "system_cpu_time_seconds_total", matcher)} / ignoring (${mode}) group_left () ${rate({ ...scope, by: "" }, "system_cpu_time_seconds_total", `${mode}!=""`)}`;
        return {
          ref: `Q${i}`,
          expr: either(share, level(by, "system_cpu_utilization_ratio", matcher, "avg")),
          legend: `{{${mode}}}`,
        };
      }),
      ...common("cpu"),
    },
    flow(
      "network-io",
      "Network",
      "system_network_io_bytes_total",
      ["network_io_direction", "direction"],
      "How much does it receive and send?",
    ),
    flow(
      "disk-io",
      "Disk",
      "system_disk_io_bytes_total",
      ["disk_io_direction", "direction"],
      "How much does it read and write?",
    ),
  ];
}

export const HOST: ResourceKind = {
  id: "host",
  noun: "host",
  plural: "hosts",
  labels: ["host_name"],
  name: ([host]) => host || "a host without host.name",
  fine: "have room",
  measures: [...UTILIZATION, ...SATURATION, ...ERRORS],
  details,
  missing: "No host sends system metrics. The Collector's host_metrics receiver brings them.",
  setup: HOST_METRICS,
};
