/**
 * Durable ingest: spans, points and log records per second acknowledged after commit, with their latency, on the embedded Postgres
 * as it ships; generator, ingest and Postgres share the machine. One line per figure.
 * Run: npm run bench -- ingest [name ...]; names are those of RUNS. BENCH_SECONDS, BENCH_LINGER_MS, BENCH_CPU_PROF=1 (profiles of
 * the ingest process into .build/bench).
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import pg from "pg";
import type { MetricFamily } from "../server/selfTelemetry.ts";
import { migrateTelemetry } from "../server/store/postgres/migrate.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import type { Load, LoadResult } from "./generator.ts";

const FOLDER = join(process.cwd(), ".build", "bench");
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const BASE: Omit<Load, "port"> = {
  grpc: false,
  gzip: false,
  spread: false,
  connections: 32,
  warmupSeconds: 3,
  seconds: SECONDS,
  rates: null,
};

const RUNS: Readonly<Record<string, Partial<Load>>> = {
  closed: {},
  "closed-64": { connections: 64 },
  "75k": { rates: { traces: 75_000 }, connections: 64 },
  "100k": { rates: { traces: 100_000 }, connections: 64 },
  "150k": { rates: { traces: 150_000 }, connections: 64 },
  "200k": { rates: { traces: 200_000 }, connections: 64 },
  mix: { rates: { traces: 100_000, metrics: 200_000, logs: 40_000 }, connections: 96 },
  "half-mix": { rates: { traces: 50_000, metrics: 100_000, logs: 20_000 }, connections: 96 },
  spread: { spread: true },
  gzip: { gzip: true },
  grpc: { grpc: true },
  "grpc-gzip": { grpc: true, gzip: true },
};

interface Ingest {
  readonly child: ChildProcess;
  readonly ports: { readonly http: number; readonly grpc: number };
}

async function startIngestProcess(databaseUrl: string): Promise<Ingest> {
  const child = fork(join(FOLDER, "ingestProcess.js"), {
    execArgv: process.env.BENCH_CPU_PROF ? ["--cpu-prof", `--cpu-prof-dir=${FOLDER}`] : [],
    env: { ...process.env, DATABASE_URL: databaseUrl, OTLP_HTTP_PORT: "0", OTLP_GRPC_PORT: "0" },
  });
  const [message] = (await once(child, "message")) as [{ ports: Ingest["ports"] }];
  return { child, ports: message.ports };
}

interface Usage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly metrics: readonly MetricFamily[];
}
const metric = ({ metrics }: Usage, name: string) =>
  metrics.find((family) => family.name.endsWith(name))?.samples.reduce((sum, sample) => sum + sample.value, 0) ?? 0;
async function usageOf({ child }: Ingest): Promise<Usage> {
  child.send("usage");
  const [usage] = (await once(child, "message")) as [Usage];
  return usage;
}

/** CPU seconds of the server and its backends, living and ended, from the kernel's accounts. */
function postgresCpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    const own = [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0) / 100;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return own + children.reduce((sum, child) => sum + postgresCpuSeconds(Number(child)), 0);
  } catch {
    return 0;
  }
}

async function generate(load: Load): Promise<LoadResult> {
  const child = spawn(process.execPath, [join(FOLDER, "generator.js"), JSON.stringify(load)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`The generator ended with ${code}.`);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as LoadResult;
}

async function measure(name: string, postgres: EmbeddedPostgres): Promise<void> {
  const database = `bench_${name.replaceAll("-", "_")}`;
  const admin = new pg.Client({ connectionString: postgres.connectionString("postgres") });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${database}`);
  await migrateTelemetry(postgres.connectionString(database));
  const ingest = await startIngestProcess(postgres.connectionString(database));
  const load = { ...BASE, ...RUNS[name], port: RUNS[name]?.grpc ? ingest.ports.grpc : ingest.ports.http };
  const before = { ingest: await usageOf(ingest), postgres: postgresCpuSeconds(postgres.pid), ms: performance.now() };
  const result = await generate(load);
  const after = { ingest: await usageOf(ingest), postgres: postgresCpuSeconds(postgres.pid), ms: performance.now() };
  const { rows } = await admin.query<{ size: string }>("SELECT pg_database_size($1) AS size", [database]);
  ingest.child.kill("SIGTERM");
  await once(ingest.child, "exit");
  await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
  await admin.end();
  const seconds = (after.ms - before.ms) / 1000;
  const cores = (used: number) => (used / seconds).toFixed(2);
  for (const [signal, { itemsPerSecond, p50Ms, p95Ms, p99Ms, refused }] of Object.entries(result.signals)) {
    console.log(
      `ingest ${name} ${signal}: ${itemsPerSecond}/s, ack p50 ${p50Ms} p95 ${p95Ms} p99 ${p99Ms} ms, ${refused} refused`,
    );
  }
  console.log(
    `ingest ${name}: ingest ${cores(after.ingest.cpuSeconds - before.ingest.cpuSeconds)} cores, Postgres ${cores(after.postgres - before.postgres)}, generator ${result.cores}; ` +
      `${((1000 * metric(after.ingest, "flush_seconds_total")) / metric(after.ingest, "flushes_total")).toFixed(1)} ms and ${Math.round(metric(after.ingest, "accepted_items_total") / metric(after.ingest, "flushes_total"))} items a flush; ` +
      `ingest ${Math.round(after.ingest.rssBytes / 2 ** 20)} MiB; ${(Number(rows[0]?.size ?? 0) / result.acknowledgedItems).toFixed(0)} bytes per item in the database`,
  );
}

/** Runs the named cases, or the usual ones. */
export async function benchIngest(names: readonly string[]): Promise<void> {
  await build({
    entryPoints: ["bench/generator.ts", "bench/ingestProcess.ts"],
    outdir: FOLDER,
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
    sourcemap: true,
  });
  const directory = mkdtempSync(join(tmpdir(), "chronoscope-bench-"));
  chmodSync(directory, 0o755);
  const postgres = await startEmbeddedPostgres({ directory, log: () => undefined });
  try {
    for (const name of names.length > 0 ? names : ["closed", "75k", "150k", "mix", "spread", "gzip", "grpc"]) {
      if (!RUNS[name]) throw new Error(`There is no run "${name}"; there are ${Object.keys(RUNS).join(", ")}.`);
      await measure(name, postgres);
    }
  } finally {
    await postgres.stop(5_000);
    rmSync(directory, { recursive: true, force: true });
  }
}
