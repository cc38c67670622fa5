/**
 * Runtimes by language: memory, collections, event loop, threads, goroutines, each by service (its worst process). Only languages that
 * are there have a row.
 * Sources: semantic conventions 1.44; older process.runtime.*; client_golang, prom-client.
 */
import type { TimeWindow } from "../../server/model/time.ts";
import type { DashboardRow, DashboardSpec, PanelSetup, PanelSpec, PanelUnit } from "../panels/panelSpec.ts";
import { either, level, over, rate, type Scope, selector, spent } from "./promqlText.ts";
import { LANGUAGE_SIGNS } from "./runtimeKind.ts";
import { DOTNET_RUNTIME, GO_RUNTIME, JAVA_AGENT, NODE_AUTO, PYTHON_SYSTEM } from "./setups.ts";

/** By process, for sums over what one process has; then the worst process of each service. */
const PROCESS: Scope = { by: "service_name,service_instance_id", where: "" };
const worst = (...forms: readonly string[]) => over("max", { by: "service_name", where: "" }, either(...forms));
const all = (...forms: readonly string[]) => over("sum", { by: "service_name", where: "" }, either(...forms));

interface Question {
  readonly id: string;
  readonly title: string;
  readonly answers: string;
  readonly unit: PanelUnit;
  readonly expr: string;
  readonly warn?: number;
  readonly noun?: string;
}

function panels(language: string, missing: string, setup: PanelSetup, questions: readonly Question[]): DashboardRow {
  return {
    title: language,
    panels: questions.map(
      ({ id, title, answers, unit, expr, warn, noun }): PanelSpec => ({
        id: `${language.toLowerCase().replace(/\W/g, "")}-${id}`,
        title,
        answers,
        unit,
        draw: "lines",
        columns: 3,
        queries: [{ ref: "A", expr, legend: "{{service_name}}" }],
        ...(warn === undefined ? {} : { thresholds: [{ value: warn, label: "degraded", level: "warn" as const }] }),
        ...(noun === undefined ? {} : { noun }),
        missing,
        setup,
      }),
    ),
  };
}

const COLLECTING = "What share of the time goes into collecting garbage, in the worst process of each service?";

const NODE_ROW = panels(
  "Node.js",
  "@opentelemetry/instrumentation-runtime-node brings it; auto-instrumentations-node contains it.",
  NODE_AUTO,
  [
    {
      id: "loop",
      title: "Event loop busy",
      answers: "What share of the time is the event loop busy? At 100 % everything waits.",
      unit: "ratio",
      expr: worst(level(PROCESS, "nodejs_eventloop_utilization_ratio")),
      warn: 0.8,
    },
    {
      id: "delay",
      title: "Event loop delay, p99",
      answers: "How long does work that is ready wait for the event loop?",
      unit: "seconds",
      expr: worst(
        level(PROCESS, "nodejs_eventloop_delay_p99_seconds", "", "max"),
        level(PROCESS, "nodejs_eventloop_lag_p99_seconds", "", "max"),
      ),
      warn: 0.1,
    },
    {
      id: "heap",
      title: "Heap in use",
      answers: "How large is V8's heap in the largest process of each service?",
      unit: "bytes",
      expr: worst(level(PROCESS, "v8js_memory_heap_used_bytes"), level(PROCESS, "nodejs_heap_size_used_bytes")),
    },
    {
      id: "gc",
      title: "Collecting",
      answers: COLLECTING,
      unit: "ratio",
      expr: worst(spent(PROCESS, "v8js_gc_duration_seconds"), spent(PROCESS, "nodejs_gc_duration_seconds")),
      warn: 0.1,
    },
  ],
);

const heap = 'jvm_memory_type="heap"';
const JAVA_ROW = panels("Java", "The OpenTelemetry Java agent brings it.", JAVA_AGENT, [
  {
    id: "heap",
    title: "Heap of its limit",
    answers: "How full is the heap in the fullest process of each service?",
    unit: "ratio",
    expr: worst(
      `${level(PROCESS, "jvm_memory_used_bytes", heap)} / ${level(PROCESS, "jvm_memory_limit_bytes", heap)}`,
      `${level(PROCESS, "process_runtime_jvm_memory_usage_bytes", 'type="heap"')} / ${level(PROCESS, "process_runtime_jvm_memory_limit_bytes", 'type="heap"')}`,
    ),
    warn: 0.85,
  },
  {
    id: "gc",
    title: "Collecting",
    answers: COLLECTING,
    unit: "ratio",
    expr: worst(
      spent(PROCESS, "jvm_gc_duration_seconds"),
      `${spent(PROCESS, "process_runtime_jvm_gc_duration_milliseconds")} / 1000`,
      rate(PROCESS, "jvm_gc_pause_time_seconds_total"),
    ),
    warn: 0.1,
  },
  {
    id: "threads",
    title: "Threads",
    answers: "How many threads does each service have?",
    unit: "count",
    expr: all(level(PROCESS, "jvm_thread_count"), level(PROCESS, "process_runtime_jvm_threads_count")),
  },
  {
    id: "cpu",
    title: "CPU",
    answers: "How much of the processors' time does the busiest process of each service use?",
    unit: "ratio",
    expr: worst(
      level(PROCESS, "jvm_cpu_recent_utilization_ratio", "", "max"),
      level(PROCESS, "process_runtime_jvm_cpu_utilization_ratio", "", "max"),
    ),
    warn: 0.8,
  },
]);

const GO_ROW = panels("Go", "go.opentelemetry.io/contrib/instrumentation/runtime brings it.", GO_RUNTIME, [
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
      `${rate(PROCESS, "process_runtime_go_gc_pause_total_nanoseconds_total")} / 1e9`,
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

const PYTHON_ROW = panels("Python", "opentelemetry-instrumentation-system-metrics brings it.", PYTHON_SYSTEM, [
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

const DOTNET_ROW = panels(
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

export const LANGUAGE_ROWS: Readonly<Record<string, DashboardRow>> = {
  "Node.js": NODE_ROW,
  Java: JAVA_ROW,
  Go: GO_ROW,
  Python: PYTHON_ROW,
  ".NET": DOTNET_ROW,
};

/** The languages that are there, the most processes first. */
export function runtimeDashboard(languages: readonly string[]): DashboardSpec {
  return {
    id: "runtime",
    title: "Runtime",
    answers: "Do the runtimes get to do their work, or are they busy with themselves?",
    rows: languages.flatMap((language) => LANGUAGE_ROWS[language] ?? []),
  };
}

/** How many processes of each language there are; one query a language, its `ref` the language. */
export function languageQuestion({ startMs, endMs }: TimeWindow) {
  const queries = Object.entries(LANGUAGE_SIGNS).map(([language, names]) => ({
    ref: language,
    expr: `count(${either(...names.map((name) => `count by (service_name,service_instance_id) (${name})`))})`,
  }));
  return { startMs, endMs, queries };
}
