/**
 * What the platform's own agents report: hosts (hostmetrics receiver), databases, caches and queues (their receivers of the
 * Collector). Read from the simulation where it knows, and believable where it does not.
 * Units: as the Collector's receivers have them.
 */
import type { Database } from "../engine/database.ts";
import type { MessageQueue } from "../engine/messageQueue.ts";
import { hashOf } from "../engine/random.ts";
import type { Cache, Host } from "../engine/world.ts";
import type { Meter } from "./meter.ts";
import { Readings } from "./meter.ts";
import type { Outbox } from "./outbox.ts";
import { hundredths, pages, words } from "./resolution.ts";
import type { ScopeName } from "./scopes.ts";
import { EXPORT_INTERVAL_MS, unrestOf as unrest } from "./unrest.ts";

export const GB = 1_073_741_824;
export const HOST_CORES = 8;
export const HOST_MEMORY = 32 * GB;
const SECTOR = 512;
export const receiver = (name: string): ScopeName => ({
  name: `github.com/open-telemetry/opentelemetry-collector-contrib/receiver/${name}`,
  version: "0.152.0",
});
const HOST_SCOPE = receiver("hostmetricsreceiver");
const POSTGRES_SCOPE = receiver("postgresqlreceiver");
const REDIS_SCOPE = receiver("redisreceiver");
const KAFKA_SCOPE = receiver("kafkametricsreceiver");

const LAST_BUSY = new WeakMap<Host, { atMs: number; busyMs: number }>();

/** Share of a host's cores in use since the last look. Whatever else runs there takes its part. */
function hostUse(host: Host, atMs: number): number {
  const busyMs = host.instances.reduce((sum, instance) => sum + instance.cores.busyMs, 0);
  const last = LAST_BUSY.get(host) ?? { atMs: atMs - EXPORT_INTERVAL_MS, busyMs: 0 };
  LAST_BUSY.set(host, { atMs, busyMs });
  const share = Math.max(0, busyMs - last.busyMs) / Math.max(1, (atMs - last.atMs) * HOST_CORES);
  return Math.min(0.99, 0.14 + 0.03 * unrest("cpu", host.name, atMs) + share * 2.5);
}

/** Bytes that programs hold. */
export function hostMemoryUsed(host: Host, atMs: number): number {
  const processes = host.instances.reduce((sum, instance) => sum + instance.memoryMb * 1_048_576, 0);
  return pages(6 * GB + processes + 0.2 * GB * unrest("memory", host.name, atMs));
}

/** Writes one export of a host; the share of its cores in use, which can be looked at once a minute only. */
export function collectHost(outbox: Outbox, meter: Meter, host: Host, atMs: number): number {
  const readings = new Readings(outbox, meter, HOST_SCOPE, atMs);
  const busy = hostUse(host, atMs);
  const mode = (name: string, value: number) => ({ value, attributes: { "cpu.mode": name } });
  readings.gauge(
    "system.cpu.utilization",
    "1",
    "Share of CPU time by mode.",
    mode("user", busy * 0.8),
    mode("system", busy * 0.2),
    mode("idle", 1 - busy),
  );
  cpuTime(readings, host, busy, atMs);
  readings.gauge("system.cpu.load_average.1m", "{thread}", "Load of the last minute.", {
    value: hundredths(busy * HOST_CORES),
  });
  readings.level("system.cpu.logical.count", "{cpu}", "Logical processors.", { value: HOST_CORES });
  const used = hostMemoryUsed(host, atMs);
  const state = (name: string, value: number) => ({ value, attributes: { "system.memory.state": name } });
  readings.level(
    "system.memory.usage",
    "By",
    "Memory by state.",
    state("used", used),
    state("cached", 9 * GB),
    state("free", HOST_MEMORY - used - 9 * GB),
  );
  readings.gauge("system.memory.utilization", "1", "Share of memory by state.", state("used", used / HOST_MEMORY));
  readings.gauge("system.filesystem.utilization", "1", "Share of the disk in use.", {
    value: 0.41 + 0.1 * (hashOf("disk", host.name) / 4_294_967_296),
    attributes: { "system.device": "/dev/nvme0n1p1", "system.filesystem.mountpoint": "/" },
  });
  traffic(readings, host);
  meter.exported(atMs);
  return busy;
}

/** Cores' time since the last look, by mode, as counters of the receiver's own. */
function cpuTime(readings: Readings, host: Host, busy: number, atMs: number): void {
  const ticks = (HOST_CORES * EXPORT_INTERVAL_MS) / 10;
  const look = { atMs };
  const spent = (mode: string, share: number) => ({
    value: Math.round(ticks * share),
    per: 100,
    attributes: { "cpu.mode": mode },
  });
  const waiting = Math.min(1 - busy, 0.004 + 0.003 * unrest("iowait", host.name, atMs));
  readings.counter(
    "system.cpu.time",
    "s",
    "Time of the processors by mode.",
    look,
    spent("user", busy * 0.8),
    spent("system", busy * 0.2),
    spent("iowait", waiting),
    spent("idle", 1 - busy - waiting),
  );
  readings.counter("system.disk.io_time", "s", "Time the disk was at work.", look, {
    value: Math.round(EXPORT_INTERVAL_MS * (0.03 + 0.3 * busy)),
    per: 1000,
    attributes: { "system.device": "nvme0n1" },
  });
  readings.level("system.disk.pending_operations", "{operations}", "Operations that wait for the disk.", {
    value: Math.round(4 * busy * (1 + unrest("pending", host.name, atMs))),
    attributes: { "system.device": "nvme0n1" },
  });
  readings.gauge("system.paging.utilization", "1", "Share of swap by state.", {
    value: 0.02 + 0.01 * (hashOf("swap", host.name) / 4_294_967_296),
    attributes: { "system.device": "/swap", "system.paging.state": "used" },
  });
}

function traffic(readings: Readings, host: Host): void {
  const first = host.instances[0] ?? host;
  const received = host.instances.reduce((sum, instance) => sum + instance.bytesIn, 0);
  const sent = host.instances.reduce((sum, instance) => sum + instance.bytesOut, 0);
  const flow = (direction: string, value: number) => ({
    value: Math.round(value),
    int: true,
    attributes: { "network.interface.name": "eth0", "network.io.direction": direction },
  });
  readings.counter(
    "system.network.io",
    "By",
    "Bytes over the network.",
    first,
    flow("receive", received),
    flow("transmit", sent),
  );
  for (const [name, what, lost] of [
    ["system.network.errors", "{error}", 0],
    ["system.network.packet.dropped", "{packet}", host.lostPackets],
  ] as const) {
    const packets = [flow("receive", 0), flow("transmit", lost)];
    readings.counter(name, what, "Packets that did not get through.", first, ...packets);
  }
  const disk = (direction: string, value: number) => ({
    value: SECTOR * Math.round(value / SECTOR),
    int: true,
    attributes: { "system.device": "nvme0n1", "disk.io.direction": direction },
  });
  readings.counter(
    "system.disk.io",
    "By",
    "Bytes to and from disk.",
    first,
    disk("read", received * 0.2),
    disk("write", sent * 0.6),
  );
}

export function collectDatabase(outbox: Outbox, meter: Meter, database: Database, atMs: number): void {
  const readings = new Readings(outbox, meter, POSTGRES_SCOPE, atMs);
  const attributes = { "postgresql.database.name": database.spec.namespace };
  const idle = Math.max(0, 12 + Math.round(3 * unrest("idle", database.spec.name, atMs)));
  const backends = Math.min(
    database.spec.maxConnections,
    database.held + database.connections.inUse + (database.held > 0 ? 0 : idle),
  );
  readings.level("postgresql.backends", "{connection}", "Backends connected.", { value: backends, attributes });
  readings.gauge("postgresql.connection.max", "{connection}", "Most connections allowed.", {
    value: database.spec.maxConnections,
    int: true,
  });
  readings.counter("postgresql.commits", "{commit}", "Transactions committed.", database, {
    value: database.commits,
    attributes,
    int: true,
  });
  readings.counter("postgresql.rollbacks", "1", "Transactions rolled back.", database, {
    value: Math.round(database.commits * 0.002),
    attributes,
    int: true,
  });
  readings.counter("postgresql.deadlocks", "{deadlock}", "Transactions that blocked each other.", database, {
    value: 0,
    attributes,
    int: true,
  });
  readings.counter("postgresql.connection.refused", "{connection}", "Connections refused.", database, {
    value: database.refused,
    int: true,
  });
  meter.exported(atMs);
}

export function collectCache(outbox: Outbox, meter: Meter, cache: Cache, atMs: number): void {
  const readings = new Readings(outbox, meter, REDIS_SCOPE, atMs);
  readings.level("redis.clients.connected", "{client}", "Clients connected.", {
    value: 38 + Math.round(4 * unrest("clients", cache.spec.name, atMs)),
  });
  readings.gauge("redis.memory.used", "By", "Memory in use.", {
    value: words(cache.spec.memoryMb * 1_048_576 * (1 + 0.02 * unrest("memory", cache.spec.name, atMs))),
    int: true,
  });
  readings.counter("redis.keyspace.hits", "{hit}", "Look-ups that found their key.", cache, {
    value: cache.hits,
    int: true,
  });
  readings.counter("redis.keyspace.misses", "{miss}", "Look-ups that did not.", cache, {
    value: cache.misses,
    int: true,
  });
  meter.exported(atMs);
}

export function collectQueues(outbox: Outbox, meter: Meter, queues: readonly MessageQueue[], atMs: number): void {
  const readings = new Readings(outbox, meter, KAFKA_SCOPE, atMs);
  for (const queue of queues) {
    const attributes = { group: queue.spec.group, topic: queue.spec.name };
    readings.gauge("kafka.consumer_group.lag_sum", "1", "Messages that wait for the group.", {
      value: queue.depth,
      attributes,
      int: true,
    });
    readings.gauge("kafka.consumer_group.oldest_age", "s", "Age of the oldest waiting message.", {
      value: queue.oldestAgeMs(atMs) / 1000,
      attributes,
    });
    readings.counter("kafka.topic.messages", "{message}", "Messages published.", queue, {
      value: queue.published,
      attributes: { topic: queue.spec.name },
      int: true,
    });
  }
  meter.exported(atMs);
}
