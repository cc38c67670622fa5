/**
 * The Prometheus API beside the real Prometheus (Debian's `prometheus`), on the same samples: how many queries agree, and how long both
 * took, in one run. Prometheus has them as blocks (promtool), Chronoscope as OTLP; queries are at instants between samples, so that no
 * range has a sample on its edge, where 2.x and 3.x differ.
 * Agreement: the same series, instants and values within a billionth; where both refuse, that counts as well.
 * Run: npm run bench -- prometheus
 */
import { execFileSync } from "node:child_process";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type Bench, count, quantile } from "./bench.ts";
import { freePort, startProduct } from "./product.ts";
import { comparedSeries, openMetricsText, otlpRequests } from "./prometheusData.ts";
import { comparedQueries } from "./prometheusQueries.ts";
import { sameAnswers } from "./prometheusSame.ts";
import { spawnIn, withScratch } from "./scratch.ts";

const HOUR = 3_600_000;
/** Samples are off whole seconds, where subqueries have their steps, and queries are off both. */
const SAMPLES_OFF_MS = 3_210;
const OFF_MS = 7_123;

function installed(): string | null {
  try {
    const told = execFileSync("prometheus", ["--version"], { stdio: "pipe" }).toString();
    return /version (\S+)/.exec(told)?.[1]?.replace(/\+.*/, "") ?? "?";
  } catch {
    return null;
  }
}

export async function benchPrometheus(bench: Bench): Promise<void> {
  const version = installed();
  if (version === null) {
    bench.figure("agreement with Prometheus", "skipped: `prometheus` is not installed");
    return;
  }
  const endMs = Math.floor(Date.now() / HOUR) * HOUR - HOUR;
  const all = comparedSeries(endMs - 3 * HOUR + SAMPLES_OFF_MS, endMs, bench.quick ? 4 : 30);
  await withScratch(async (folder) => {
    const product = await startProduct({ folder });
    for (const body of otlpRequests(all)) {
      const headers = { "content-type": "application/x-protobuf" };
      const answer = await fetch(`${product.otlpUrl}/v1/metrics`, { method: "POST", headers, body });
      if (answer.status !== 200) throw new Error(`the samples were answered ${answer.status}: ${await answer.text()}`);
    }
    const theirs = await startPrometheus(folder, openMetricsText(all));
    const sides = { ours: `${product.webUrl}/api/prometheus`, theirs };
    const samples = all.reduce((sum, series) => sum + series.samples.length, 0);
    await compare(bench, sides, endMs, `Prometheus ${version}, ${count(all.length)} series, ${count(samples)} samples`);
    await product.stop();
  });
}

/** Back-fills its blocks and starts it; resolves to its address. */
async function startPrometheus(folder: string, text: Iterable<string>): Promise<string> {
  const home = join(folder, "prometheus");
  mkdirSync(home);
  const [samples, blocks, config] = ["samples.om", "blocks", "prometheus.yml"].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  await pipeline(Readable.from(text), createWriteStream(samples));
  execFileSync("promtool", ["tsdb", "create-blocks-from", "openmetrics", samples, blocks], { stdio: "pipe" });
  writeFileSync(config, "global: {}\n");
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${blocks}`,
    "--storage.tsdb.retention.time=10y",
    `--web.listen-address=${address}`,
    "--enable-feature=promql-at-modifier,promql-negative-offset",
    "--log.level=error",
  ];
  spawnIn(folder, "prometheus", flags, { stdio: "ignore", detached: true });
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`http://${address}/-/ready`).catch(() => null);
    if (answer?.status === 200) return `http://${address}`;
    await delay(50);
  }
  throw new Error("Prometheus was not ready in 10 s.");
}

interface Sides {
  readonly ours: string;
  readonly theirs: string;
}
interface Asked {
  readonly body: unknown;
  readonly tookMs: number;
}

async function ask(base: string, path: string, params: Record<string, string>): Promise<Asked> {
  const from = performance.now();
  const answer = await fetch(`${base}/api/v1/${path}`, { method: "POST", body: new URLSearchParams(params) });
  const body: unknown = await answer.json();
  return { body, tookMs: performance.now() - from };
}

async function compare(bench: Bench, sides: Sides, endMs: number, about: string): Promise<void> {
  const at = (ms: number) => String((ms + OFF_MS) / 1_000);
  const forms = {
    query: { time: at(endMs - HOUR) },
    query_range: { start: at(endMs - 2 * HOUR), end: at(endMs - HOUR), step: "60" },
  };
  for (const [path, params] of Object.entries(forms)) {
    const queries = comparedQueries();
    const differ: string[] = [];
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (const query of queries) {
      const asked = { ...params, query };
      // Once to warm both up; then each alone.
      await Promise.all([ask(sides.ours, path, asked), ask(sides.theirs, path, asked)]);
      const [own, other] = [await ask(sides.ours, path, asked), await ask(sides.theirs, path, asked)];
      ours.push(own.tookMs);
      theirs.push(other.tookMs);
      const difference = sameAnswers(own.body, other.body);
      if (difference !== null) differ.push(`${query}: ${difference}`);
    }
    for (const text of differ) process.stderr.write(`differs (${path}) ${text}\n`);
    const agree = `${queries.length - differ.length} of ${queries.length}`;
    bench.figure(`${path}: agreement with ${about}`, agree);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const ratios = ours.map((took, i) => took / (theirs[i] ?? 1));
    const each = `each p50 ${quantile(ratios, 0.5).toFixed(1)}, p95 ${quantile(ratios, 0.95).toFixed(1)} times`;
    const total = `${(sum(ours) / sum(theirs)).toFixed(1)} times (${sum(ours).toFixed(0)} against ${sum(theirs).toFixed(0)} ms)`;
    bench.figure(`${path}: time against it`, `${total}; ${each}`);
  }
}
