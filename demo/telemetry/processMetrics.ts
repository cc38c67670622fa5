/**
 * What an SDK reads of its own process at every export: processor, memory, pools, requests in progress; its runtime is in ./runtimeMetrics.ts.
 * Everything is read from the simulated instance, so that a leak, a slow core or a spent pool is seen here first.
 * Source: semantic conventions 1.44 (process, http, db.client.connection).
 */
import type { Instance } from "../engine/instance.ts";
import type { Meter } from "./meter.ts";
import { Readings } from "./meter.ts";
import type { Outbox } from "./outbox.ts";
import { pages } from "./resolution.ts";
import { collectRuntime } from "./runtimeMetrics.ts";
import { scopeOf } from "./scopes.ts";
import { EXPORT_INTERVAL_MS, unrestOf } from "./unrest.ts";

const MB = 1_048_576;

const LAST_BUSY = new WeakMap<Instance, { atMs: number; busyMs: number }>();

/** How busy the process was since its last export: share of its cores. */
function utilizationOf(instance: Instance, atMs: number): number {
  const last = LAST_BUSY.get(instance) ?? { atMs: atMs - EXPORT_INTERVAL_MS, busyMs: 0 };
  const { busyMs } = instance.cores;
  LAST_BUSY.set(instance, { atMs, busyMs });
  const share = (busyMs - last.busyMs) / Math.max(1, (atMs - last.atMs) * instance.cores.capacity);
  return Math.min(1, 0.012 + share);
}

/** Writes one export of a process. */
export function collectProcess(outbox: Outbox, meter: Meter, instance: Instance, atMs: number): void {
  const readings = new Readings(outbox, meter, scopeOf(instance.spec.language, "own"), atMs);
  const utilization = utilizationOf(instance, atMs);
  const usedMb = instance.memoryMb * (1 + 0.01 * unrestOf("memory", instance.id, atMs));
  readings.counter("process.cpu.time", "s", "Total CPU seconds.", instance, {
    value: Math.round(instance.cores.busyMs * 1000),
    per: 1e6,
    attributes: { "cpu.mode": "user" },
  });
  readings.gauge("process.cpu.utilization", "1", "CPU used against CPU available.", { value: utilization });
  readings.level("process.memory.usage", "By", "Physical memory in use.", { value: pages(usedMb * MB) });
  readings.level("process.thread.count", "{thread}", "Threads now.", { value: 9 + instance.workers.inUse });
  readings.counter("process.context_switches", "{context_switch}", "Times it gave up a processor.", instance, {
    value: Math.round(instance.cores.busyMs * 0.4 * instance.cpuFactor),
    attributes: { "process.context_switch.type": "involuntary" },
    int: true,
  });
  readings.gauge("process.uptime", "s", "Time since the process started.", { value: (atMs - instance.bornMs) / 1000 });
  requests(readings, instance);
  collectRuntime(readings, outbox, meter, instance, { atMs, usedMb, utilization });
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
