/**
 * Runtime panels of Go, Python and .NET.
 * Sources: semantic conventions 1.44 (go, cpython, dotnet); older process.runtime.go.*, .cpython.*, .dotnet.*; the names of
 * client_golang and client_python.
 */
import { either, level, rate, selector, spent } from "./promqlText.ts";
import { LANGUAGE_SIGNS } from "./runtimeKind.ts";
import { all, COLLECTING, PROCESS, panels, worst } from "./runtimePanels.ts";
import { DOTNET_RUNTIME, GO_RUNTIME, PYTHON_SYSTEM } from "./setups.ts";

export const GO_ROW = panels("Go", "go.opentelemetry.io/contrib/instrumentation/runtime brings it.", GO_RUNTIME, [
  {
    id: "goroutines",
    title: "Goroutines",
    answers: "How many goroutines are there? A number that only grows is a leak.",
    unit: "count",
    expr: all(
      level(PROCESS, "go_goroutine_count"),
      level(PROCESS, "process_runtime_go_goroutines"),
      level(PROCESS, "go_goroutines"),
    ),
  },
  {
    id: "memory",
    title: "Memory",
    answers: "How much memory does the runtime hold in the largest process of each service?",
    unit: "bytes",
    expr: worst(
      level(PROCESS, "go_memory_used_bytes"),
      level(PROCESS, "process_runtime_go_mem_heap_alloc_bytes"),
      level(PROCESS, "go_memstats_heap_alloc_bytes"),
    ),
  },
  {
    id: "gc",
    title: "Paused to collect",
    answers: COLLECTING,
    unit: "ratio",
    expr: worst(
      spent(PROCESS, "go_memory_gc_pause_duration_seconds"),
      rate(PROCESS, "go_gc_duration_seconds_sum"),
      `${rate(PROCESS, "process_runtime_go_gc_pause_ns_total")} / 1e9`,
    ),
    warn: 0.05,
  },
  {
    id: "schedule",
    title: "Wait for a processor, p99",
    answers: "How long does a goroutine that could run wait for a processor?",
    unit: "seconds",
    expr: `histogram_quantile(0.99, sum by (service_name) (rate(go_schedule_duration_seconds[$__rate_interval])))`,
    warn: 0.05,
  },
]);

export const PYTHON_ROW = panels("Python", "opentelemetry-instrumentation-system-metrics brings it.", PYTHON_SYSTEM, [
  {
    id: "gc",
    title: "Collections",
    answers: "How often is garbage collected?",
    unit: "perSecond",
    noun: "collections",
    expr: all(
      rate(PROCESS, "cpython_gc_collections_total"),
      rate(PROCESS, "process_runtime_cpython_gc_count_total"),
      rate(PROCESS, "python_gc_collections_total"),
    ),
  },
  {
    id: "uncollectable",
    title: "Uncollectable objects",
    answers: "How many objects a second can never be freed?",
    unit: "perSecond",
    noun: "objects",
    expr: all(
      rate(PROCESS, "cpython_gc_uncollectable_objects_total"),
      rate(PROCESS, "python_gc_objects_uncollectable_total"),
    ),
  },
  {
    id: "memory",
    title: "Memory",
    answers: "How much physical memory does the largest process of each service hold?",
    unit: "bytes",
    expr: pythonOnly(
      worst(
        level(PROCESS, "process_memory_usage_bytes"),
        level(PROCESS, "process_runtime_cpython_memory_bytes", 'type="rss"'),
        level(PROCESS, "process_resident_memory_bytes"),
      ),
    ),
  },
  {
    id: "threads",
    title: "Threads",
    answers: "How many threads does each service have?",
    unit: "count",
    expr: pythonOnly(
      all(level(PROCESS, "process_thread_count"), level(PROCESS, "process_runtime_cpython_thread_count")),
    ),
  },
]);

/** Numbers that processes of every language send, of those alone that have Python's own. */
function pythonOnly(expr: string): string {
  const signs = (LANGUAGE_SIGNS.Python ?? []).map((name) => `count by (service_name) (${selector(name)})`);
  return `${expr} and on (service_name) (${either(...signs)})`;
}

export const DOTNET_ROW = panels(
  ".NET",
  ".NET 9 or later brings it by itself, older ones with OpenTelemetry.Instrumentation.Runtime.",
  DOTNET_RUNTIME,
  [
    {
      id: "heap",
      title: "Working set and heap",
      answers: "How much memory does the largest process of each service hold?",
      unit: "bytes",
      expr: worst(
        level(PROCESS, "dotnet_process_memory_working_set_bytes"),
        level(PROCESS, "dotnet_gc_last_collection_heap_size_bytes"),
        level(PROCESS, "process_runtime_dotnet_gc_heap_size_bytes"),
      ),
    },
    {
      id: "gc",
      title: "Collecting",
      answers: COLLECTING,
      unit: "ratio",
      expr: worst(
        rate(PROCESS, "dotnet_gc_pause_time_seconds_total"),
        `${rate(PROCESS, "process_runtime_dotnet_gc_duration_nanoseconds_total")} / 1e9`,
      ),
      warn: 0.1,
    },
    {
      id: "queue",
      title: "Work that waits for a thread",
      answers: "Does the thread pool keep up?",
      unit: "count",
      expr: all(
        level(PROCESS, "dotnet_thread_pool_queue_length"),
        level(PROCESS, "process_runtime_dotnet_thread_pool_queue_length"),
      ),
      warn: 50,
    },
    {
      id: "exceptions",
      title: "Exceptions",
      answers: "How many exceptions a second are thrown?",
      unit: "perSecond",
      noun: "exceptions",
      expr: all(
        rate(PROCESS, "dotnet_exceptions_total"),
        rate(PROCESS, "process_runtime_dotnet_exceptions_count_total"),
      ),
    },
  ],
);
