/**
 * Metric series in one process beside Postgres: what a sample takes on disk at arrival and once compacted, how long it takes to have
 * all samples of many series as numbers, and PromQL over them from end to end (seriesQuestions.ts). Then the same over derived
 * series of thirty days (seriesDerived.ts). What the demo's own metrics take on disk: npm run bench -- demo.
 * Run: npm run bench -- series [share of the sizes, 1 by default] [only this part: gauges, wide, long or derived]
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type pg from "pg";
import { migrateTelemetry } from "../server/store/postgres/migrate.ts";
import { createPostgresStore } from "../server/store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../server/store/telemetryStore.ts";
import { startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import { BARS, type Bar } from "./bars.ts";
import { type Bench, count, timed } from "./bench.ts";
import { withDatabase } from "./disk.ts";
import { dataDirectory } from "./product.ts";
import { withScratch } from "./scratch.ts";
import { benchDerivedSeries } from "./seriesDerived.ts";
import { Export, type Shape } from "./seriesExport.ts";
import { tellQuestion } from "./seriesQuestions.ts";

type Store = TelemetryStore & TelemetryMaintenance;

const TENANT = 1;
const STEP_SECONDS = 15;
const PARTITION_MS = 6 * 3_600_000;
const SHAPES: readonly Asked[] = [
  { metric: "bench.gauges", kind: "gauge", series: 1_000, hours: 6, stepMs: STEP_SECONDS * 1000 },
  {
    metric: "bench.wide",
    kind: "counter",
    series: 10_000,
    hours: 6,
    stepMs: STEP_SECONDS * 1000,
    bar: BARS.promqlRate,
  },
  { metric: "bench.long", kind: "counter", series: 1_000, hours: 168, stepMs: 300_000, bar: BARS.promqlWeek },
];

interface Asked extends Shape {
  /** Of the question about it. */
  readonly stepMs: number;
  readonly bar?: Bar;
}

async function fill(store: Store, shape: Shape, startMs: number, ticks: number): Promise<number> {
  const source = new Export(shape);
  const from = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
    const columns = source.at(startMs, startMs + tick * STEP_SECONDS * 1000);
    const hash = createHash("sha256").update(`${shape.metric}:${startMs}:${tick}`).digest();
    await store.append({ tenant: TENANT, slot: 0, requests: [{ hash, columns }], increments: new Uint8Array(0) });
  }
  return (performance.now() - from) / 1000;
}

async function bytesOf(admin: pg.Client): Promise<string> {
  const { rows } = await admin.query<{ bytes: number; disk: number }>(
    `SELECT sum(octet_length(hot) + octet_length(rest) + octet_length(ids) + octet_length(tokens))::float8 / sum(n) AS bytes,
       (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'telemetry.point_block'::regclass)::float8 / sum(n) AS disk
     FROM telemetry.point_block`,
  );
  return `${rows[0]?.bytes.toFixed(2)} B in blocks, ${rows[0]?.disk.toFixed(2)} B with all of Postgres's files`;
}

async function tellReads(bench: Bench, store: Store, shape: Asked, startMs: number, ticks: number, when: string) {
  const { series } = await store.listSeries({ tenant: TENANT, after: null, names: [shape.metric] });
  const ids = series.map(({ id }) => id);
  const window = { startMs: startMs - 1, endMs: startMs + ticks * STEP_SECONDS * 1000 };
  let samples = 0;
  const cpu = process.cpuUsage();
  const took = await timed(bench.quick ? 2 : 4, async () => {
    const found = await store.readSeries({ tenant: TENANT, ids, window, maxSamples: 1e9 });
    samples = found.reduce((sum, { values }) => sum + values.length, 0);
  });
  const { user, system } = process.cpuUsage(cpu);
  const micros = ((user + system) / took.length / samples).toFixed(3);
  const hours = (ticks * STEP_SECONDS) / 3600;
  bench.figure(
    `samples of ${count(shape.series)} series over ${hours.toFixed(0)} h, ${when}`,
    `${count(samples)} samples in ${(Math.min(...took) / 1000).toFixed(2)} to ${(Math.max(...took) / 1000).toFixed(2)} s, ${micros} us of Node's CPU each`,
  );
  if (shape.kind === "gauge") return;
  const query = `sum by (service_name) (rate(${shape.metric.replace(".", "_")}_total[5m]))`;
  const question = { query, startMs, endMs: window.endMs, stepMs: shape.stepMs };
  const name = `${query}, ${count(shape.series)} series, ${hours.toFixed(0)} h at ${shape.stepMs / 1000} s, ${when}`;
  await tellQuestion(bench, name, store, question, shape.bar);
}

async function benchShape(bench: Bench, store: Store, admin: pg.Client, shape: Asked, share: number): Promise<void> {
  const startMs = Math.floor(Date.now() / PARTITION_MS - 29) * PARTITION_MS;
  const ticks = Math.ceil((shape.hours * 3600 * share) / STEP_SECONDS);
  const name = `${count(shape.series)} ${shape.kind}s`;
  const seconds = await fill(store, shape, startMs, ticks);
  bench.figure(
    `arrival, ${name}`,
    `${count((ticks * shape.series) / seconds)} samples/s, ${await bytesOf(admin)} a sample`,
  );
  await tellReads(bench, store, shape, startMs, ticks, "as it arrived");
  const cpu = process.cpuUsage();
  // A day from now every partition is closed.
  while ((await store.compact(Date.now() + 86_400_000)) > 0);
  const spent = process.cpuUsage(cpu);
  await admin.query("VACUUM FULL telemetry.point_block");
  const micros = ((spent.user + spent.system) / (ticks * shape.series)).toFixed(2);
  bench.figure(`compacted, ${name}`, `${await bytesOf(admin)} a sample, ${micros} us of Node's CPU each`);
  await tellReads(bench, store, shape, startMs, ticks, "compacted");
  const { rss } = process.memoryUsage();
  bench.figure(`memory of the process after that`, `${(rss / 2 ** 20).toFixed(0)} MiB resident`);
  await admin.query("TRUNCATE telemetry.point_block");
}

export async function benchSeries(bench: Bench, [given, only]: readonly string[]): Promise<void> {
  const share = Number(given ?? (bench.quick ? 0.02 : 1));
  const isAsked = (part: string) => only === undefined || part.endsWith(only);
  await withScratch(async (folder) => {
    const directory = join(dataDirectory(folder), "postgres");
    const postgres = await startEmbeddedPostgres({ directory, log: () => undefined });
    const connectionString = postgres.connectionString("postgres");
    await migrateTelemetry(connectionString);
    const store = createPostgresStore({ connectionString, isIdle: () => true });
    await withDatabase(connectionString, async (admin) => {
      for (const shape of SHAPES) if (isAsked(shape.metric)) await benchShape(bench, store, admin, shape, share);
      if (isAsked("derived")) await benchDerivedSeries(bench, store, admin, share);
    });
    await store.close();
    await postgres.stop();
  });
}
