/**
 * What language runtimes tell of themselves: heaps, collections, event loops, threads.
 * Source: semantic conventions 1.44 (jvm, nodejs, v8js, go, cpython, dotnet); Go's collector as its Prometheus client tells it.
 */
import type { Instance } from "../engine/instance.ts";
import type { PlainAttributes } from "./attributes.ts";
import type { Meter, Readings } from "./meter.ts";
import { writeSummary } from "./metricWriter.ts";
import type { Outbox } from "./outbox.ts";
import { nanoSeconds, pages, words } from "./resolution.ts";
import { scopeOf } from "./scopes.ts";
import { unrestOf } from "./unrest.ts";

const MB = 1_048_576;
const JVM_BOUNDS = [0.01, 0.1, 1, 10] as const;
const V8_BOUNDS = [0.01, 0.1, 1, 10] as const;
/** A small steady unrest of this reading: -1 .. 1. */
const unrest = (what: string, instance: Instance, atMs: number) => unrestOf(what, instance.id, atMs);

export interface RuntimeState {
  readonly atMs: number;
  readonly usedMb: number;
  readonly utilization: number;
}

/** What the runtime of its language tells. */
export function collectRuntime(
  readings: Readings,
  outbox: Outbox,
  meter: Meter,
  instance: Instance,
  state: RuntimeState,
): void {
  switch (instance.spec.language) {
    case "java":
      jvm(readings, meter, instance, state);
      return;
    case "nodejs":
      node(readings, meter, instance, state);
      return;
    case "go":
      go(readings, outbox, meter, instance, state);
      return;
    case "python":
      readings.counter("cpython.gc.uncollectable_objects", "{object}", "Objects never to be freed.", instance, {
        value: 0,
        attributes: { "cpython.gc.generation": 2 },
        int: true,
      });
      readings.counter("cpython.gc.collections", "{collection}", "Collections by generation.", instance, {
        value: instance.collections,
        attributes: { "cpython.gc.generation": 0 },
        int: true,
      });
      return;
    case "dotnet":
      dotnet(readings, instance, state);
  }
}

function jvm(readings: Readings, meter: Meter, instance: Instance, state: RuntimeState): void {
  const heap = { "jvm.memory.type": "heap", "jvm.memory.pool.name": "G1 Old Gen" };
  readings.level("jvm.memory.used", "By", "Memory in use.", {
    value: words(state.usedMb * 0.8 * MB),
    attributes: heap,
  });
  readings.level("jvm.memory.limit", "By", "Most memory there can be.", {
    value: instance.spec.memoryLimitMb * 0.8 * MB,
    attributes: heap,
  });
  readings.gauge("jvm.cpu.recent_utilization", "1", "Recent CPU use.", { value: state.utilization });
  readings.level("jvm.thread.count", "{thread}", "Threads now.", { value: 24 + instance.workers.inUse });
  readings.level("jvm.file_descriptor.count", "{file_descriptor}", "Files open.", { value: 140 + 2 * instance.active });
  readings.level("jvm.file_descriptor.limit", "{file_descriptor}", "Files that may be open.", { value: 65_536 });
  collections(meter, instance, "jvm.gc.duration", JVM_BOUNDS, {
    "jvm.gc.name": instance.pressure > 1 ? "G1 Old Generation" : "G1 Young Generation",
    "jvm.gc.action": instance.pressure > 1 ? "end of major GC" : "end of minor GC",
  });
}

function node(readings: Readings, meter: Meter, instance: Instance, state: RuntimeState): void {
  readings.gauge("nodejs.eventloop.utilization", "1", "Share of time the event loop was busy.", {
    value: state.utilization,
  });
  const delay = 0.0101 + 0.02 * state.utilization ** 2 * instance.cpuFactor;
  readings.gauge("nodejs.eventloop.delay.p50", "s", "Event loop delay, median.", {
    value: nanoSeconds(delay * 1000),
  });
  readings.gauge("nodejs.eventloop.delay.p99", "s", "Event loop delay, 99th percentile.", {
    value: nanoSeconds(delay * 1000 * (1.6 + 0.3 * unrest("loop", instance, state.atMs))),
  });
  const { memoryLimitMb } = instance.spec;
  const spaces = (megabytes: number) =>
    [["old_space", 0.6] as const, ["new_space", 0.05] as const].map(([name, share]) => ({
      value: words(megabytes * share * MB),
      int: true,
      attributes: { "v8js.heap.space.name": name },
    }));
  readings.gauge("v8js.memory.heap.used", "By", "Heap in use.", ...spaces(state.usedMb));
  readings.gauge("v8js.memory.heap.limit", "By", "Most heap there can be.", ...spaces(memoryLimitMb));
  const type = instance.pressure > 1 ? "major" : "minor";
  collections(meter, instance, "v8js.gc.duration", V8_BOUNDS, { "v8js.gc.type": type });
}

function go(readings: Readings, outbox: Outbox, meter: Meter, instance: Instance, state: RuntimeState): void {
  readings.level("go.memory.used", "By", "Memory the runtime uses.", { value: words(state.usedMb * 0.9 * MB) });
  readings.level("go.goroutine.count", "{goroutine}", "Goroutines now.", { value: 18 + 3 * instance.active });
  // As a Prometheus client's summary comes through the Collector.
  const count = meter.counted("gc count", instance, instance.collections);
  const nano = meter.counted("gc nanoseconds", instance, Math.round(instance.collectionMs * 1e6));
  const pauseMs = 0.18 * instance.pressure * (1 + 0.2 * unrest("gc", instance, state.atMs));
  const writer = outbox.record(meter.sender, scopeOf("go", "own"));
  writeSummary(
    writer,
    { name: "go_gc_duration_seconds", unit: "s", description: "Pauses of the collector." },
    meter.interval(state.atMs),
    {
      count: Math.round(count),
      sum: nano / 1e9,
      quantiles: [
        [0, nanoSeconds(pauseMs * 0.2)],
        [0.5, nanoSeconds(pauseMs)],
        [1, nanoSeconds(pauseMs * 6)],
      ],
    },
  );
}

function dotnet(readings: Readings, instance: Instance, state: RuntimeState): void {
  readings.level("dotnet.process.memory.working_set", "By", "Working set.", {
    value: pages(state.usedMb * MB),
  });
  const generation = { "dotnet.gc.heap.generation": "gen0" };
  readings.level("dotnet.gc.last_collection.heap.size", "By", "Heap after the last collection.", {
    value: words(state.usedMb * 0.4 * MB),
    attributes: { "dotnet.gc.heap.generation": "gen2" },
  });
  readings.counter("dotnet.gc.collections", "{collection}", "Collections by generation.", instance, {
    value: instance.collections,
    attributes: generation,
    int: true,
  });
  readings.counter("dotnet.gc.pause.time", "s", "Time paused to collect.", instance, {
    // Ticks of 100 ns.
    value: Math.round(instance.collectionMs * 1e4),
    per: 1e7,
  });
  readings.level("dotnet.thread_pool.thread.count", "{thread}", "Threads of the pool.", {
    value: 6 + instance.workers.inUse,
  });
  readings.level("dotnet.thread_pool.queue.length", "{work_item}", "Work that waits for a thread.", {
    value: instance.workers.waiting,
  });
}

const COLLECTED = new WeakMap<Instance, { count: number; ms: number }>();

/** The collections since the last look, each as long as they were on average. */
function collections(
  meter: Meter,
  instance: Instance,
  name: string,
  bounds: readonly number[],
  attributes: PlainAttributes,
): void {
  const last = COLLECTED.get(instance) ?? { count: 0, ms: 0 };
  const count = instance.collections - last.count;
  const seconds = nanoSeconds((instance.collectionMs - last.ms) / Math.max(1, count));
  COLLECTED.set(instance, { count: instance.collections, ms: instance.collectionMs });
  const scope = scopeOf(instance.spec.language, "own");
  const head = { name, unit: "s", description: "How long collections took." };
  const histogram = meter.histogram(head, scope, bounds, JSON.stringify(attributes), () => attributes);
  for (let i = 0; i < count; i++) histogram.tally(seconds);
}
