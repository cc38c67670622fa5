/**
 * A real Prometheus scrapes itself and writes here; what it kept and what we kept must be the same samples, bit by bit.
 * Skipped where no prometheus is installed.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../model/attributes.ts";
import { readMetrics } from "../otlp/readMetrics.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";

function version(): string | null {
  try {
    return /version (\S+)/.exec(execFileSync("prometheus", ["--version"], { encoding: "utf8" }))?.[1] ?? "unknown";
  } catch {
    return null;
  }
}
const VERSION = version();

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await ask().catch(() => null);
    if (found !== null) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("waited 30 s in vain");
}

describe.skipIf(VERSION === null)(`Prometheus ${VERSION ?? "is not installed"}`, () => {
  let ingest: RunningIngest;
  let prometheus: ChildProcess;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    ingest = await runIngest();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    folder = mkdtempSync(join(tmpdir(), "chronoscope-prometheus-"));
    writeFileSync(
      join(folder, "prometheus.yml"),
      `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - { job_name: self, static_configs: [{ targets: ["127.0.0.1:${port}"] }] }
  - { job_name: nobody, static_configs: [{ targets: ["127.0.0.1:1"] }] }
remote_write:
  - url: ${ingest.url}/api/v1/write
    send_exemplars: true
    send_native_histograms: true
    queue_config: { batch_send_deadline: 200ms }
    metadata_config: { send_interval: 1s }
`,
    );
    const flags = ["config.file=prometheus.yml", "storage.tsdb.path=data", `web.listen-address=127.0.0.1:${port}`];
    prometheus = spawn(
      "prometheus",
      flags.map((flag) => `--${flag}`),
      { cwd: folder, stdio: "ignore" },
    );
  }, 60_000);

  afterAll(async () => {
    const ended = new Promise((done) => prometheus.once("exit", done));
    prometheus.kill("SIGTERM");
    await ended;
    await ingest.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Samples of every series of this metric, as text of labels -> [seconds, value] pairs. */
  async function kept(name: string, fromMs: number, toMs: number): Promise<Map<string, [number, number][]>> {
    const window = { startMs: fromMs - 1, endMs: toMs + 1 };
    const bytes = await ingest.store.readMetrics({ tenant: 1, window, name, limit: 100_000 });
    const found = new Map<string, [number, number][]>();
    for (const { scopeMetrics } of readMetrics(bytes)) {
      for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
        if (metric.kind !== "gauge" && metric.kind !== "sum") continue;
        for (const { attributes, timeUnixNano, value } of metric.dataPoints) {
          const key = JSON.stringify(
            Object.fromEntries(attributes.map((one) => [one.key, textOf(attributes, one.key)])),
          );
          const samples = found.get(key) ?? [];
          found.set(key, samples);
          if (value) samples.push([Number(timeUnixNano / 1_000_000n) / 1_000, Number(value.value)]);
        }
      }
    }
    for (const samples of found.values()) samples.sort((a, b) => a[0] - b[0]);
    return found;
  }

  async function told(selector: string, atMs: number): Promise<Map<string, [number, number][]>> {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(selector)}&time=${atMs / 1000}`);
    const { data } = (await answer.json()) as {
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    return new Map(
      data.result.map(({ metric, values }) => {
        const { __name__: _, ...labels } = metric;
        return [JSON.stringify(labels), values.map(([at, text]) => [at, Number(text.replace("Inf", "Infinity"))])];
      }),
    );
  }

  it("has all its samples here, with type and help, and none is refused", async () => {
    const started = Date.now();
    const name = "prometheus_http_requests_total";
    // Until ten scrapes are here, type and help among them.
    await until(async () => {
      const counts = [...(await kept("up", started - 60_000, Date.now())).values()].map(({ length }) => length);
      return Math.max(0, ...counts) >= 10 ? true : null;
    });
    const toMs = Date.now() - 2_000;
    const fromMs = started - 1_000;
    for (const metric of ["up", name, "go_goroutines", "prometheus_tsdb_compaction_chunk_range_seconds_bucket"]) {
      const theirs = await told(`${metric}[${Math.round((toMs - fromMs) / 1000)}s]`, toMs);
      const ours = await kept(metric, fromMs, toMs);
      expect([...ours.keys()].sort(), metric).toEqual([...theirs.keys()].sort());
      for (const [labels, samples] of theirs) {
        const own = ours.get(labels)?.filter(([at]) => at * 1000 <= toMs) ?? [];
        const first = samples[0]?.[0] ?? 0;
        expect(
          own.filter(([at]) => at >= first),
          `${metric}${labels}`,
        ).toEqual(samples);
      }
    }
    const heads = await ingest.store.listMetricHeads({ tenant: 1 });
    const typed = heads.find((head) => head.name === name && textOf(head.metadata, "prometheus.type") === "counter");
    expect(typed).toMatchObject({ description: expect.stringContaining("HTTP requests"), kind: 7 });
    const rejected = ingest.role.metrics().filter((family) => family.name.includes("rejected"));
    expect(rejected.flatMap(({ samples }) => samples.filter(({ value }) => value > 0))).toEqual([]);
  }, 60_000);
});
