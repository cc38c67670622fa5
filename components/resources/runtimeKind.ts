/**
 * Language runtimes, one per process of a service: heap against its limit, time lost to collections, what waits for the runtime.
 * Sources: semantic conventions 1.44 (jvm, nodejs, v8js, go, dotnet, cpython); older: process.runtime.jvm.*, process.runtime.go.*,
 * process.runtime.dotnet.*, process.runtime.cpython.*; prom-client's and client_golang's names.
 */
import type { PanelSpec } from "../panels/panelSpec.ts";
import { type Measure, ofItsLimit, type ResourceKind } from "./measure.ts";
import { either, level, over, rate, type Scope, selector, spent } from "./promqlText.ts";
import { JAVA_AGENT, NODE_AUTO } from "./setups.ts";

/** How the resources of one process are told from those of another. */
export const INSTANCE_LABELS = ["service_name", "service_instance_id"];

/** A universally unique id by its first eight digits, anything else whole. */
export function shortId(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id) ? id.slice(0, 8) : id;
}

const limited = (expr: string) => `(${expr}) < 1e15`;

export const heapUsed = (scope: Scope) =>
  either(
    level(scope, "jvm_memory_used_bytes", 'jvm_memory_type="heap"'),
    level(scope, "process_runtime_jvm_memory_usage_bytes", 'type="heap"'),
    level(scope, "v8js_memory_heap_used_bytes"),
    level(scope, "nodejs_heap_size_used_bytes"),
    level(scope, "go_memory_used_bytes"),
    level(scope, "process_runtime_go_mem_heap_alloc_bytes"),
    level(scope, "go_memstats_heap_alloc_bytes"),
    level(scope, "dotnet_gc_last_collection_heap_size_bytes"),
    level(scope, "process_runtime_dotnet_gc_heap_size_bytes"),
    level(scope, "process_runtime_cpython_memory_bytes", 'type="rss"'),
  );

/** Share of the time in collections: seconds a second. */
export const collecting = (scope: Scope) =>
  either(
    spent(scope, "jvm_gc_duration_seconds"),
    `${spent(scope, "process_runtime_jvm_gc_duration_milliseconds")} / 1000`,
    spent(scope, "v8js_gc_duration_seconds"),
    spent(scope, "nodejs_gc_duration_seconds"),
    spent(scope, "go_memory_gc_pause_duration_seconds"),
    rate(scope, "go_gc_duration_seconds_sum"),
    `${rate(scope, "process_runtime_go_gc_pause_ns_total")} / 1e9`,
    rate(scope, "dotnet_gc_pause_time_seconds_total"),
    `${rate(scope, "process_runtime_dotnet_gc_duration_nanoseconds_total")} / 1e9`,
  );

export const loopDelay = (scope: Scope) =>
  either(
    level(scope, "nodejs_eventloop_delay_p99_seconds", "", "max"),
    level(scope, "nodejs_eventloop_lag_p99_seconds", "", "max"),
  );

export const loopBusy = (scope: Scope) => level(scope, "nodejs_eventloop_utilization_ratio", "", "max");

const MEASURES: readonly Measure[] = [
  {
    id: "heap",
    aspect: "utilization",
    word: "heap of its limit",
    say: ofItsLimit("heap"),
    answers: "How much of the heap that it may have is in use?",
    unit: "ratio",
    expr: (scope) =>
      either(
        `${level(scope, "jvm_memory_used_bytes", 'jvm_memory_type="heap"')} / ${level(scope, "jvm_memory_limit_bytes", 'jvm_memory_type="heap"')}`,
        `${level(scope, "process_runtime_jvm_memory_usage_bytes", 'type="heap"')} / ${level(scope, "process_runtime_jvm_memory_limit_bytes", 'type="heap"')}`,
        `${level(scope, "go_memory_used_bytes")} / (${limited(level(scope, "go_memory_limit_bytes"))})`,
      ),
    warn: 0.85,
    fail: 0.95,
    missing:
      "The Java agent brings it (jvm.memory.limit), Go's instrumentation where GOMEMLIMIT is set. Node, Python and .NET tell no limit of their heap.",
    setup: JAVA_AGENT,
  },
  {
    id: "event-loop",
    aspect: "utilization",
    word: "event loop",
    answers: "What share of the time is its event loop busy?",
    unit: "ratio",
    expr: loopBusy,
    warn: 0.8,
    fail: 0.95,
    missing: "Only Node.js has an event loop; @opentelemetry/instrumentation-runtime-node brings it.",
    setup: NODE_AUTO,
  },
  {
    id: "heap-bytes",
    aspect: "utilization",
    word: "heap",
    answers: "How much memory do its live objects and its garbage take?",
    unit: "bytes",
    expr: heapUsed,
    missing: "The runtime instrumentation of its language brings it.",
    setup: NODE_AUTO,
  },
  {
    id: "collecting",
    aspect: "saturation",
    word: "collecting",
    answers: "What share of its time goes into collecting garbage?",
    unit: "ratio",
    expr: collecting,
    warn: 0.1,
    fail: 0.3,
    missing: "The runtime instrumentation of its language brings it; Python's tells only how often it collects.",
    setup: NODE_AUTO,
  },
  {
    id: "loop-delay",
    aspect: "saturation",
    word: "loop delay",
    answers: "How long does work wait for the event loop, 99th percentile?",
    unit: "seconds",
    expr: loopDelay,
    warn: 0.1,
    fail: 0.5,
    missing: "Only Node.js has an event loop; @opentelemetry/instrumentation-runtime-node brings it.",
    setup: NODE_AUTO,
  },
  {
    id: "thread-queue",
    aspect: "saturation",
    word: "waiting work",
    answers: "How many pieces of work wait for a thread of its pool?",
    unit: "count",
    expr: (scope) =>
      either(
        level(scope, "dotnet_thread_pool_queue_length"),
        level(scope, "process_runtime_dotnet_thread_pool_queue_length"),
      ),
    warn: 50,
    fail: 500,
    missing: "Only .NET's runtime tells it.",
  },
  {
    id: "blocked",
    aspect: "saturation",
    word: "blocked threads",
    answers: "How many of its threads wait for a lock?",
    unit: "count",
    expr: (scope) => level(scope, "jvm_thread_count", 'jvm_thread_state="blocked"'),
    warn: 5,
    fail: 20,
    missing: "Only the Java agent tells it (jvm.thread.count by jvm.thread.state).",
    setup: JAVA_AGENT,
  },
  {
    id: "exceptions",
    aspect: "errors",
    word: "exceptions",
    answers: "How many exceptions a second does it throw?",
    unit: "perSecond",
    expr: (scope) =>
      either(rate(scope, "dotnet_exceptions_total"), rate(scope, "process_runtime_dotnet_exceptions_count_total")),
    missing: "Only .NET's runtime counts them; elsewhere the spans and logs of the service tell what fails.",
  },
];

/** Every metric that a runtime sends whatever its load: by these its language is known. */
export const LANGUAGE_SIGNS: Readonly<Record<string, readonly string[]>> = {
  "Node.js": ["nodejs_eventloop_utilization_ratio", "v8js_memory_heap_used_bytes", "nodejs_heap_size_used_bytes"],
  Java: ["jvm_memory_used_bytes", "process_runtime_jvm_memory_usage_bytes"],
  Go: ["go_goroutine_count", "process_runtime_go_goroutines", "go_goroutines"],
  Python: ["cpython_gc_collections_total", "process_runtime_cpython_gc_count_total", "python_gc_collections_total"],
  ".NET": [
    "dotnet_gc_collections_total",
    "process_runtime_dotnet_gc_collections_count_total",
    "dotnet_process_memory_working_set_bytes",
  ],
};

function details({ where }: Scope): PanelSpec[] {
  return [
    {
      id: "memory-areas",
      title: "Heap by area",
      answers: "Which part of its heap grows?",
      unit: "bytes",
      draw: "stack",
      queries: [
        ["jvm_memory_used_bytes", "jvm_memory_pool_name"],
        ["process_runtime_jvm_memory_usage_bytes", "pool"],
        ["v8js_memory_heap_used_bytes", "v8js_heap_space_name"],
        ["dotnet_gc_last_collection_heap_size_bytes", "dotnet_gc_heap_generation"],
      ].map(([name = "", label = ""], i) => ({
        ref: `Q${i}`,
        expr: over("sum", { by: label, where }, selector(name, where)),
        legend: `{{${label}}}`,
      })),
      missing: "The Java agent, Node's runtime instrumentation and .NET's bring it; Go and Python have one heap.",
      setup: NODE_AUTO,
    },
  ];
}

export const RUNTIME: ResourceKind = {
  id: "runtime",
  noun: "runtime",
  plural: "runtimes",
  labels: INSTANCE_LABELS,
  name: ([service, instance]) => [service || "a service", shortId(instance ?? "")].filter(Boolean).join(" · "),
  fine: "have room",
  measures: MEASURES,
  details,
  signs: Object.values(LANGUAGE_SIGNS).flat(),
  missing:
    "No runtime tells of itself. Every language has an instrumentation for it; Node's comes with auto-instrumentations-node.",
  setup: NODE_AUTO,
};
