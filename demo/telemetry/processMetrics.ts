/**
 * What an SDK reads of its own process at every export: processor, memory, runtime, pools, requests in progress.
 * Everything is read from the simulated instance, so that a leak, a slow core or a spent pool is seen here first.
 * Source: semantic conventions 1.44 (process, jvm, nodejs, v8js, go, cpython, dotnet, db.client.connection).
 */
import type { Instance } from "../engine/instance.ts";
import { hashOf } from "../engine/random.ts";
import type { Meter } from "./meter.ts";
import { Readings } from "./meter.ts";
import { writeSummary } from "./metricWriter.ts";
import type { Outbox } from "./outbox.ts";
import { scopeOf } from "./scopes.ts";

const MB = 1_048_576;
export const EXPORT_INTERVAL_MS = 60_000;

const LAST_BUSY = new WeakMap<Instance, { atMs: number; busyMs: number }>();

/** How busy the process was since its last export: share of its cores. */
function utilizationOf(instance: Instance, atMs: number): number {
  const last = LAST_BUSY.get(instance) ?? { atMs: atMs - EXPORT_INTERVAL_MS, busyMs: 0 };
  const { busyMs } = instance.cores;
  LAST_BUSY.set(instance, { atMs, busyMs });
  const share = (busyMs - last.busyMs) / Math.max(1, (atMs - last.atMs) * instance.cores.capacity);
  return Math.min(1, 0.012 + share);
}

/** A small steady unrest of this reading: -1 .. 1. */
const unrest = (what: string, instance: Instance, atMs: number) =>
  hashOf(what, instance.id, Math.floor(atMs / EXPORT_INTERVAL_MS)) / 2_147_483_648 - 1;

/** Writes one export of a process. */
export function collectProcess(outbox: Outbox, meter: Meter, instance: Instance, atMs: number): void {
  const readings = new Readings(outbox, meter, scopeOf(instance.spec.language, "own"), atMs);
  const utilization = utilizationOf(instance, atMs);
  const usedMb = instance.memoryMb * (1 + 0.01 * unrest("memory", instance, atMs));
  readings.counter("process.cpu.time", "s", "Total CPU seconds.", instance, {
    value: instance.cores.busyMs / 1000,
    attributes: { "cpu.mode": "user" },
  });
  readings.gauge("process.cpu.utilization", "1", "CPU used against CPU available.", { value: utilization });
  readings.level("process.memory.usage", "By", "Physical memory in use.", { value: usedMb * MB });
  readings.gauge("process.uptime", "s", "Time since the process started.", { value: (atMs - instance.bornMs) / 1000 });
  requests(readings, instance);
  runtime(readings, outbox, meter, instance, { atMs, usedMb, utilization });
  for (const name of instance.pools.keys()) pool(readings, instance, name);
  meter.collectHistograms(outbox, atMs);
  meter.exported(atMs);
}

function requests(readings: Readings, instance: Instance): void {
  const protocol = instance.spec.endpoints[0]?.protocol;
  if (protocol === "queue") return;
  readings.level("http.server.active_requests", "{request}", "Requests in progress.", {
    value: instance.active,
    attributes: { "http.request.method": protocol === "grpc" ? "POST" : "GET", "url.scheme": "http" },
  });
}

function pool(readings: Readings, instance: Instance, database: string): void {
  const semaphore = instance.pools.get(database);
  if (!semaphore) return;
  const name = { "db.client.connection.pool.name": database };
  const { inUse, capacity, waiting, timeouts } = semaphore;
  readings.level(
    "db.client.connection.count",
    "{connection}",
    "Connections by state.",
    { value: inUse, attributes: { ...name, "db.client.connection.state": "used" } },
    { value: capacity - inUse, attributes: { ...name, "db.client.connection.state": "idle" } },
  );
  readings.level("db.client.connection.max", "{connection}", "Most connections allowed.", {
    value: capacity,
    attributes: name,
  });
  readings.level("db.client.connection.pending_requests", "{request}", "Requests that wait for a connection.", {
    value: waiting,
    attributes: name,
  });
  readings.counter("db.client.connection.timeouts", "{timeout}", "Waits for a connection that ran out.", instance, {
    value: timeouts + (instance.connectTimeouts.get(database) ?? 0),
    attributes: name,
    int: true,
  });
}

interface State {
  readonly atMs: number;
  readonly usedMb: number;
  readonly utilization: number;
}

function runtime(readings: Readings, outbox: Outbox, meter: Meter, instance: Instance, state: State): void {
  switch (instance.spec.language) {
    case "java":
      jvm(readings, instance, state);
      return;
    case "nodejs":
      node(readings, instance, state);
      return;
    case "go":
      go(readings, outbox, meter, instance, state);
      return;
    case "python":
      readings.counter("cpython.gc.collections", "{collection}", "Collections by generation.", instance, {
        value: instance.collections,
        attributes: { "cpython.gc.generation": 0 },
        int: true,
      });
      return;
    case "dotnet":
      readings.level("dotnet.process.memory.working_set", "By", "Working set.", { value: state.usedMb * MB });
      readings.counter("dotnet.gc.collections", "{collection}", "Collections by generation.", instance, {
        value: instance.collections,
        attributes: { "gc.heap.generation": "gen0" },
        int: true,
      });
  }
}

function jvm(readings: Readings, instance: Instance, state: State): void {
  const heap = { "jvm.memory.type": "heap", "jvm.memory.pool.name": "G1 Old Gen" };
  readings.level("jvm.memory.used", "By", "Memory in use.", { value: state.usedMb * 0.8 * MB, attributes: heap });
  readings.level("jvm.memory.limit", "By", "Most memory there can be.", {
    value: instance.spec.memoryLimitMb * MB,
    attributes: heap,
  });
  readings.gauge("jvm.cpu.recent_utilization", "1", "Recent CPU use.", { value: state.utilization });
  readings.level("jvm.thread.count", "{thread}", "Threads now.", { value: 24 + instance.workers.inUse });
  readings.counter("jvm.gc.pause.time", "s", "Time spent in collections.", instance, {
    value: instance.collectionMs / 1000,
  });
}

function node(readings: Readings, instance: Instance, state: State): void {
  readings.gauge("nodejs.eventloop.utilization", "1", "Share of time the event loop was busy.", {
    value: state.utilization,
  });
  const delay = 0.0101 + 0.02 * state.utilization ** 2 * instance.cpuFactor;
  readings.gauge("nodejs.eventloop.delay.p50", "s", "Event loop delay, median.", { value: delay });
  readings.gauge("nodejs.eventloop.delay.p99", "s", "Event loop delay, 99th percentile.", {
    value: delay * (1.6 + 0.3 * unrest("loop", instance, state.atMs)),
  });
  readings.gauge("v8js.memory.heap.used", "By", "Heap in use.", {
    value: state.usedMb * 0.6 * MB,
    attributes: { "v8js.heap.space.name": "old_space" },
  });
}

function go(readings: Readings, outbox: Outbox, meter: Meter, instance: Instance, state: State): void {
  readings.level("go.memory.used", "By", "Memory the runtime uses.", { value: state.usedMb * 0.9 * MB });
  readings.level("go.goroutine.count", "{goroutine}", "Goroutines now.", { value: 18 + 3 * instance.active });
  // As a Prometheus client's summary comes through the Collector.
  const count = meter.counted("gc count", instance, instance.collections);
  const sum = meter.counted("gc seconds", instance, instance.collectionMs / 1000);
  const pause = 0.00018 * instance.pressure * (1 + 0.2 * unrest("gc", instance, state.atMs));
  const writer = outbox.record(meter.sender, scopeOf("go", "own"));
  writeSummary(
    writer,
    { name: "go_gc_duration_seconds", unit: "s", description: "Pauses of the collector." },
    meter.interval(state.atMs),
    {
      count: Math.round(count),
      sum,
      quantiles: [
        [0, pause * 0.2],
        [0.5, pause],
        [1, pause * 6],
      ],
    },
  );
}
