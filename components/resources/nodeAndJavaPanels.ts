/**
 * Runtime panels of Node.js and Java.
 * Sources: semantic conventions 1.44 (nodejs, v8js, jvm); older process.runtime.jvm.*; prom-client's names.
 */
import { level, spent } from "./promqlText.ts";
import { all, COLLECTING, PROCESS, panels, worst } from "./runtimePanels.ts";
import { JAVA_AGENT, NODE_AUTO } from "./setups.ts";

export const NODE_ROW = panels(
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
export const JAVA_ROW = panels("Java", "The OpenTelemetry Java agent brings it.", JAVA_AGENT, [
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
