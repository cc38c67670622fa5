/**
 * Processes: what SDKs read of their own process, what the hostmetrics receiver's process scraper reads from outside, and what
 * Prometheus's client libraries call the same.
 * Sources: semantic conventions 1.44 (process); hostmetrics receiver (process.threads, process.open_file_descriptors, `state`);
 * Prometheus client libraries (process_cpu_seconds_total and kin).
 */
import type { PanelSpec } from "../panels/panelSpec.ts";
import type { Measure, ResourceKind } from "./measure.ts";
import { either, level, rate, type Scope } from "./promqlText.ts";
import { shortId } from "./runtimeKind.ts";
import { NODE_AUTO, PROCESS_METRICS } from "./setups.ts";

const scraped = (metric: string) => ({
  missing: `The host_metrics receiver's process scraper brings it with ${metric} enabled; most SDKs send it with their runtime instrumentation.`,
  setup: PROCESS_METRICS,
});
const MODES = ["cpu_mode", "state", "process_cpu_state"];

const MEASURES: readonly Measure[] = [
  {
    id: "cpu",
    aspect: "utilization",
    word: "CPU",
    answers: "How much of the processors' time that it may have does it use?",
    unit: "ratio",
    expr: (scope) =>
      either(
        level(scope, "process_cpu_utilization_ratio"),
        level(scope, "jvm_cpu_recent_utilization_ratio", "", "max"),
        level(scope, "process_runtime_jvm_cpu_utilization_ratio", "", "max"),
      ),
    warn: 0.8,
    fail: 0.95,
    ...scraped("process.cpu.utilization"),
  },
  {
    id: "cores",
    aspect: "utilization",
    word: "cores",
    answers: "How many processors does it keep busy?",
    unit: "plain",
    expr: (scope) =>
      either(
        rate(scope, "process_cpu_time_seconds_total"),
        rate(scope, "process_cpu_seconds_total"),
        rate(scope, "jvm_cpu_time_seconds_total"),
        rate(scope, "dotnet_process_cpu_time_seconds_total"),
      ),
    ...scraped("process.cpu.time"),
  },
  {
    id: "memory",
    aspect: "utilization",
    word: "memory",
    answers: "How much physical memory does it hold?",
    unit: "bytes",
    expr: (scope) =>
      either(
        ...[
          "process_memory_usage_bytes",
          "process_memory_physical_usage_bytes",
          "process_resident_memory_bytes",
          "dotnet_process_memory_working_set_bytes",
        ].map((name) => level(scope, name, "", "max")),
      ),
    ...scraped("process.memory.usage"),
  },
  {
    id: "descriptors",
    aspect: "utilization",
    word: "open files",
    answers: "How many of the files that it may open has it open?",
    unit: "ratio",
    expr: (scope) =>
      either(
        `${level(scope, "jvm_file_descriptor_count", "", "max")} / ${level(scope, "jvm_file_descriptor_limit", "", "max")}`,
        `${level(scope, "process_open_fds", "", "max")} / ${level(scope, "process_max_fds", "", "max")}`,
      ),
    warn: 0.8,
    fail: 0.95,
    missing:
      "The Java agent (jvm.file_descriptor.*) and Prometheus's client libraries bring it. The process scraper counts open files without saying how many there may be.",
  },
  {
    id: "context-switches",
    aspect: "saturation",
    word: "forced switches",
    answers: "How often a second is it taken off a processor although it would go on?",
    unit: "perSecond",
    expr: (scope) =>
      either(
        rate(scope, "process_context_switches_total", 'process_context_switch_type="involuntary"'),
        rate(scope, "process_context_switches_total", 'type="involuntary"'),
      ),
    warn: 500,
    fail: 5_000,
    ...scraped("process.context_switches"),
  },
  {
    id: "major-faults",
    aspect: "saturation",
    word: "page faults",
    answers: "How often a second does it wait for memory that lies on disk?",
    unit: "perSecond",
    expr: (scope) =>
      either(
        ...["system_paging_fault_type", "process_paging_fault_type", "type"].map((label) =>
          rate(scope, "process_paging_faults_total", `${label}="major"`),
        ),
      ),
    warn: 10,
    fail: 100,
    ...scraped("process.paging.faults"),
  },
  {
    id: "exceptions",
    aspect: "errors",
    word: "exceptions",
    answers: "How many exceptions a second does its runtime throw?",
    unit: "perSecond",
    expr: (scope) =>
      either(rate(scope, "dotnet_exceptions_total"), rate(scope, "process_runtime_dotnet_exceptions_count_total")),
    missing:
      "Only .NET's runtime counts them. What goes wrong in a process is told by its spans and logs: open its service.",
  },
];

function details({ where }: Scope): PanelSpec[] {
  return [
    {
      id: "cpu-modes",
      title: "CPU by mode",
      answers: "Is it busy with its own code or with the kernel's?",
      unit: "plain",
      draw: "stack",
      queries: MODES.map((mode, i) => ({
        ref: `Q${i}`,
        expr: rate({ by: mode, where }, "process_cpu_time_seconds_total", `${mode}!=""`),
        legend: `{{${mode}}}`,
      })),
      ...scraped("process.cpu.time"),
    },
    {
      id: "threads",
      title: "Threads",
      answers: "How many threads does it have?",
      unit: "count",
      draw: "lines",
      queries: [
        {
          ref: "A",
          expr: either(
            ...["process_thread_count", "process_threads", "jvm_thread_count", "dotnet_thread_pool_thread_count"].map(
              (name) => level({ by: "", where }, name),
            ),
          ),
          legend: "threads",
        },
      ],
      ...scraped("process.threads"),
    },
  ];
}

export const PROCESS: ResourceKind = {
  id: "process",
  noun: "process",
  plural: "processes",
  labels: ["service_name", "service_instance_id", "process_executable_name", "process_pid"],
  name: ([service, instance, executable, pid]) =>
    [service || executable || "a process", shortId(instance || pid || "")].filter(Boolean).join(" · "),
  fine: "have room",
  measures: MEASURES,
  details,
  missing:
    "No process tells what it uses. SDKs send it with their runtime instrumentation, the Collector's host_metrics receiver with its process scraper.",
  setup: NODE_AUTO,
};
