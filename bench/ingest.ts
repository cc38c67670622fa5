/**
 * Durable ingest by the real product: spans, points and log records per second acknowledged after commit, with their latency and
 * what every process spends on an item; a fresh product for each run; generator and Postgres on the same cores.
 * Run: npm run bench -- ingest [run ...]; the runs are those of RUNS. BENCH_CPU_PROF=1 leaves profiles in .build/profiles.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Signal } from "../server/model/columns.ts";
import { BARS, type Bar } from "./bars.ts";
import { type Bench, count, quantile } from "./bench.ts";
import type { Load, LoadResult } from "./generator.ts";
import { startGenerator } from "./load.ts";
import { cpuOf, memoryOf, memoryText, type Product, startProduct } from "./product.ts";
import { ask, lastMinutes } from "./questions.ts";
import { withScratch } from "./scratch.ts";

interface Run {
  readonly what: string;
  readonly load: Partial<Load>;
  readonly bar: Bar;
  /** At half the rate that this run has reached. */
  readonly halfOf?: string;
  readonly queries?: boolean;
}

const NOUNS: Readonly<Record<Signal, string>> = { traces: "spans", metrics: "points", logs: "logs" };

const RUNS: Readonly<Record<string, Run>> = {
  spans: { what: "spans, closed loop", load: {}, bar: BARS.spans },
  "spans-half": { what: "spans at half that rate", load: {}, bar: BARS.spans, halfOf: "spans" },
  points: { what: "points, closed loop", load: { signal: "metrics" }, bar: BARS.points },
  "points-half": { what: "points at half that rate", load: {}, bar: BARS.points, halfOf: "points" },
  "100k-points": {
    what: "100,000 points/s, open loop",
    load: { rates: { metrics: 100_000 }, connections: 64 },
    bar: BARS.points,
  },
  "remote-write": {
    what: "points as remote write 1.0, closed loop",
    load: { signal: "metrics", remoteWrite: true },
    bar: BARS.points,
  },
  logs: { what: "log records, closed loop", load: { signal: "logs" }, bar: BARS.logs },
  "logs-half": { what: "log records at half that rate", load: {}, bar: BARS.logs, halfOf: "logs" },
  "150k": {
    what: "150,000 spans/s, open loop",
    load: { rates: { traces: 150_000 }, connections: 64 },
    bar: BARS.spans,
  },
  mix: {
    what: "the mix of 100,000 spans, 200,000 points, 40,000 logs per second",
    load: { rates: { traces: 100_000, metrics: 200_000, logs: 40_000 }, connections: 96 },
    bar: BARS.mix,
  },
  spread: { what: "spans of one trace in eight requests, closed loop", load: { spread: true }, bar: BARS.spans },
  gzip: { what: "spans with gzip, closed loop", load: { gzip: true }, bar: BARS.spans },
  grpc: { what: "spans over gRPC, closed loop", load: { grpc: true }, bar: BARS.spans },
  queries: { what: "spans with queries beside them, closed loop", load: {}, bar: BARS.spans, queries: true },
};

/** Runs that are not part of the whole. */
const MORE: Readonly<Record<string, Run>> = {
  "seeds-mix": {
    what: "the seeds' mix of 50,000 spans, 100,000 points, 20,000 logs per second",
    load: { rates: { traces: 50_000, metrics: 100_000, logs: 20_000 }, connections: 96 },
    bar: BARS.mix,
  },
  "grpc-gzip": { what: "spans over gRPC with gzip, closed loop", load: { grpc: true, gzip: true }, bar: BARS.spans },
};

/** Asks what a person at the console asks, until told to stop; ms of each answer. */
async function askUntil(product: Product, over: AbortSignal): Promise<number[]> {
  const took: number[] = [];
  const questions = [
    () => ({ "services.list": lastMinutes(15) }),
    () => ({ "traces.search": { ...lastMinutes(15), service: "service-7", limit: 50 } }),
    () => ({ "ingest.arrivals": lastMinutes(15) }),
  ];
  for (let i = 0; !over.aborted; i++) {
    const from = performance.now();
    await ask(product, questions[i % questions.length]?.() ?? {});
    took.push(performance.now() - from);
    await delay(50);
  }
  return took;
}

/** The greatest of what was seen once a second. */
async function greatestMemory(product: Product, over: AbortSignal): Promise<Record<string, number | null>> {
  const total = (memory: Record<string, number | null>) =>
    Object.values(memory).reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  let greatest = memoryOf(product);
  while (!over.aborted) {
    await delay(1_000);
    const now = memoryOf(product);
    if (total(now) > total(greatest)) greatest = now;
  }
  return greatest;
}

function tellUse(bench: Bench, run: Run, result: LoadResult, used: Record<string, number>, seconds: number): void {
  const cores = Object.entries(used).map(([name, cpu]) => `${name} ${(cpu / seconds).toFixed(2)}`);
  bench.figure(`${run.what}: cores in use`, [...cores, `generator ${result.cores}`].join(", "));
  const [signal, ...others] = Object.keys(result.signals) as Signal[];
  if (!signal || others.length > 0) return;
  const each = Object.entries(used).map(
    ([name, cpu]) => `${name} ${((cpu * 1e6) / Math.max(1, result.acknowledgedItems)).toFixed(2)}`,
  );
  bench.figure(`${run.what}: CPU for each of the ${NOUNS[signal]}`, `${each.join(", ")} µs`);
}

async function measure(bench: Bench, name: string, run: Run, load: Partial<Load>): Promise<LoadResult> {
  return withScratch(async (folder) => {
    const product = await startProduct({ folder });
    const over = new AbortController();
    const asking = run.queries ? askUntil(product, over.signal) : null;
    const watching = name === "mix" || name === "spans" ? greatestMemory(product, over.signal) : null;
    const generator = startGenerator(product, { ...load, ...(bench.quick && { warmupSeconds: 1, seconds: 2 }) });
    await Promise.race([generator.warm, generator.result]);
    const before = cpuOf(product);
    const began = performance.now();
    const result = await generator.result;
    const after = cpuOf(product);
    const seconds = (performance.now() - began) / 1000;
    over.abort();
    for (const [signal, one] of Object.entries(result.signals) as [Signal, (typeof result.signals)["traces"]][]) {
      if (!one) continue;
      const refused = one.refused > 0 ? `, ${count(one.refused)} requests refused` : "";
      const ms = `p50 ${one.p50Ms}, p95 ${one.p95Ms}, p99 ${one.p99Ms} ms`;
      bench.figure(run.what, `${count(one.itemsPerSecond)} ${NOUNS[signal]}/s, acknowledged ${ms}${refused}`, run.bar);
    }
    const used = Object.entries(after).map(([process, cpu]) => [process, cpu - (before[process] ?? 0)] as const);
    tellUse(bench, run, result, Object.fromEntries(used), seconds);
    const answers = await asking;
    if (answers) {
      const [p50, p95] = [quantile(answers, 0.5), quantile(answers, 0.95)].map((ms) => ms.toFixed(0));
      bench.figure(`${run.what}: the queries' answers`, `p50 ${p50}, p95 ${p95} ms (n = ${answers.length})`);
    }
    const memory = await watching;
    if (memory) bench.figure(`${run.what}: greatest memory (Pss)`, memoryText(memory));
    await product.stop();
    return result;
  });
}

const rateOf = (result: LoadResult | undefined) => Object.entries(result?.signals ?? {})[0];

/** Runs the named cases, or the usual ones; one that fails is said and the rest goes on, and then the section fails. */
export async function benchIngest(bench: Bench, names: readonly string[]): Promise<void> {
  const reached = new Map<string, LoadResult>();
  const failed: string[] = [];
  for (const name of names.length > 0 ? names : Object.keys(RUNS)) {
    const run = RUNS[name] ?? MORE[name];
    if (!run) throw new Error(`There is no run "${name}"; there are ${Object.keys({ ...RUNS, ...MORE }).join(", ")}.`);
    const [signal, full] = run.halfOf ? (rateOf(reached.get(run.halfOf)) ?? []) : [];
    const half = signal && full ? { rates: { [signal]: full.itemsPerSecond / 2 } } : {};
    try {
      if (run.halfOf && !full) throw new Error(`${run.halfOf} was not measured before it`);
      reached.set(name, await measure(bench, name, run, { ...run.load, ...half }));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      failed.push(`${name}: ${why}`);
      bench.figure(run.what, `not measured: ${why.split("\n")[0]}`, run.bar);
    }
  }
  if (failed.length > 0) throw new Error(failed.join("; "));
}
