/**
 * Load for the benchmark, in a process of its own (`node .build/bench.js generator JSON`): prints "warm" when it begins to measure,
 * and one line of JSON at the end. With a rate it keeps to a schedule (open loop: a late answer does not slow the next request), and
 * latency counts from when a request was due; without one every connection sends as fast as it is answered (closed loop).
 */
import { gzipSync } from "node:zlib";
import { compress } from "snappyjs";
import type { Signal } from "../server/model/columns.ts";
import { grpcClient, grpcSender, httpSender, REMOTE_WRITE_HEAD, type Sender } from "./senders.ts";
import { ITEMS, remoteWriteTemplate, stamp, type Template, templateOf } from "./workload.ts";

export interface Load {
  readonly port: number;
  readonly grpc: boolean;
  readonly gzip: boolean;
  readonly spread: boolean;
  /** Points as Prometheus remote write 1.0. */
  readonly remoteWrite: boolean;
  readonly connections: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** Items per second and signal; null: as fast as it goes. */
  readonly rates: Partial<Record<Signal, number>> | null;
  /** What is sent as fast as it goes. */
  readonly signal: Signal;
}

export interface SignalResult {
  readonly itemsPerSecond: number;
  readonly refused: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}
export interface LoadResult {
  readonly signals: Partial<Record<Signal, SignalResult>>;
  /** Without the warm-up, as everything here. */
  readonly acknowledgedItems: number;
  /** This process's own CPU, in cores. */
  readonly cores: number;
}

class Measured {
  readonly latencies: number[] = [];
  items = 0;
  refused = 0;
}

/** Hands out bodies that are not on their way, changed so that they were never sent before. */
class Bodies {
  readonly #free: Template[] = [];
  #made = 0;
  #turn = Math.floor(Math.random() * 2 ** 30);
  constructor(
    readonly signal: Signal,
    readonly load: Load,
  ) {}

  take(): Template {
    const template = this.#free.pop() ?? this.#make(this.#made++);
    // Requests that share traces must share the turn: eight of them, one after the other.
    stamp(template, this.load.spread ? Math.floor(this.#turn++ / 8) : this.#turn++, Date.now());
    return template;
  }
  #make(number: number): Template {
    return this.load.remoteWrite ? remoteWriteTemplate(number) : templateOf(this.signal, number, this.load.spread);
  }
  giveBack(template: Template): void {
    this.#free.unshift(template);
  }
  prepare(count: number): void {
    const taken = Array.from({ length: count }, () => this.take());
    for (const template of taken) this.giveBack(template);
  }
}

async function sendersOf(load: Load): Promise<Sender[]> {
  const open = () => httpSender(load.port, load.remoteWrite ? REMOTE_WRITE_HEAD : undefined);
  if (!load.grpc) return Promise.all(Array.from({ length: load.connections }, open));
  const clients = Array.from({ length: 4 }, () => grpcClient(load.port, load.gzip));
  return Array.from({ length: load.connections }, (_, i) =>
    grpcSender(clients[i % 4] ?? grpcClient(load.port, load.gzip)),
  );
}

async function sendOne(sender: Sender, bodies: Bodies, load: Load, dueMs: number, into: Measured): Promise<void> {
  const template = bodies.take();
  const zipped = load.gzip && !load.grpc;
  const body = load.remoteWrite ? compress(template.bytes) : template.bytes;
  const ok = await sender.send(bodies.signal, zipped ? gzipSync(body, { level: 1 }) : body, zipped);
  bodies.giveBack(template);
  if (!ok) {
    into.refused++;
    return;
  }
  into.latencies.push(performance.now() - dueMs);
  into.items += template.items;
}

async function closedLoop(senders: Sender[], load: Load, untilMs: number, into: Measured): Promise<void> {
  const bodies = new Bodies(load.signal, load);
  bodies.prepare(senders.length);
  await Promise.all(
    senders.map(async (sender) => {
      while (performance.now() < untilMs) await sendOne(sender, bodies, load, performance.now(), into);
    }),
  );
}

/** Requests at their due times; when every connection is busy they wait, and the wait counts. */
async function openLoop(senders: Sender[], signal: Signal, rate: number, load: Load, untilMs: number, into: Measured) {
  const bodies = new Bodies(signal, load);
  bodies.prepare(16);
  const everyMs = (1000 * ITEMS[signal]) / rate;
  const free = [...senders];
  const due: number[] = [];
  let nextMs = performance.now();
  let onTheirWay = 0;
  const sendDue = () => {
    while (nextMs <= performance.now() && nextMs < untilMs) {
      due.push(nextMs);
      nextMs += everyMs;
    }
    while (due.length > 0 && free.length > 0) {
      const sender = free.pop();
      const dueMs = due.shift();
      if (!sender || dueMs === undefined) return;
      onTheirWay++;
      void sendOne(sender, bodies, load, dueMs, into).finally(() => {
        onTheirWay--;
        free.push(sender);
        sendDue();
      });
    }
  };
  while (performance.now() < untilMs || onTheirWay > 0 || due.length > 0) {
    sendDue();
    await new Promise((done) => setTimeout(done, 1));
  }
}

async function phase(senders: Sender[], load: Load, seconds: number): Promise<Map<Signal, Measured>> {
  const untilMs = performance.now() + seconds * 1000;
  if (!load.rates) {
    const into = new Measured();
    await closedLoop(senders, load, untilMs, into);
    return new Map([[load.signal, into]]);
  }
  const rates = Object.entries(load.rates) as [Signal, number][];
  const each = Math.floor(senders.length / rates.length);
  const measured = new Map<Signal, Measured>(rates.map(([signal]) => [signal, new Measured()]));
  await Promise.all(
    rates.map(([signal, rate], i) =>
      openLoop(
        senders.slice(i * each, (i + 1) * each),
        signal,
        rate,
        load,
        untilMs,
        measured.get(signal) ?? new Measured(),
      ),
    ),
  );
  return measured;
}

function resultOf({ latencies, items, refused }: Measured, seconds: number): SignalResult {
  const sorted = Float64Array.from(latencies).sort();
  const quantile = (q: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0) * 10) / 10;
  return {
    itemsPerSecond: Math.round(items / seconds),
    refused,
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
  };
}

export async function generate(load: Load): Promise<void> {
  const senders = await sendersOf(load);
  await phase(senders, load, load.warmupSeconds);
  process.stdout.write("warm\n");
  const before = process.cpuUsage();
  const startedMs = performance.now();
  const measured = await phase(senders, load, load.seconds);
  const tookSeconds = (performance.now() - startedMs) / 1000;
  const cpu = process.cpuUsage(before);
  for (const sender of senders) sender.close();
  const result: LoadResult = {
    signals: Object.fromEntries([...measured].map(([signal, each]) => [signal, resultOf(each, tookSeconds)])),
    acknowledgedItems: [...measured.values()].reduce((sum, each) => sum + each.items, 0),
    cores: Math.round((cpu.user + cpu.system) / 1e4 / tookSeconds) / 100,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
