/**
 * Metric series in the store alone: what a sample takes on disk at arrival and once compacted, and how long it takes to have all
 * samples of many series as numbers, in one process. Half of the series are gauges of two decimals, half counters of whole numbers,
 * one export of all of them every 15 s with a process's usual jitter.
 * Run: npm run bench -- series [share of the sizes, 1 by default]
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type pg from "pg";
import type { PointColumns } from "../server/model/columns.ts";
import type { Metric } from "../server/model/metric.ts";
import { unixNano } from "../server/model/time.ts";
import { NO_LIMITS } from "../server/otlp/decoded.ts";
import { decodeMetrics } from "../server/otlp/decodeMetrics.ts";
import { writeMetrics } from "../server/otlp/writeMetrics.ts";
import { migrateTelemetry } from "../server/store/postgres/migrate.ts";
import { createPostgresStore } from "../server/store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../server/store/telemetryStore.ts";
import { startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import { type Bench, count, timed } from "./bench.ts";
import { withDatabase } from "./disk.ts";
import { dataDirectory } from "./product.ts";
import { withScratch } from "./scratch.ts";

type Store = TelemetryStore & TelemetryMaintenance;

const TENANT = 1;
const STEP_SECONDS = 15;
const PARTITION_MS = 6 * 3_600_000;
const TWO_32 = 4_294_967_296n;
const SHAPES = [
  { name: "wide", series: 10_000, hours: 6 },
  { name: "long", series: 1_000, hours: 168 },
] as const;

interface Shape {
  readonly name: string;
  readonly series: number;
  readonly hours: number;
}

/** One export of all series of a shape, whose times and values are set anew for every tick. */
class Export {
  private readonly columns: PointColumns;
  private readonly half: number;
  private readonly levels: Float64Array;
  private seed = 1;

  constructor({ name, series }: Shape) {
    this.half = series / 2;
    const dataPoints = Array.from({ length: this.half }, (_, i) => ({
      attributes: [
        { key: "host.name", value: { type: "string", value: `host-${i % 100}` } as const },
        { key: "route", value: { type: "string", value: `/route/${Math.floor(i / 100)}` } as const },
      ],
      startTimeUnixNano: unixNano(1),
      timeUnixNano: unixNano(2),
      flags: 0,
      exemplars: [],
      value: { type: "double", value: 1 } as const,
    }));
    const head = { description: "", unit: "1", metadata: [], dataPoints };
    const metrics: Metric[] = [
      { ...head, name: `bench.${name}.gauge`, kind: "gauge" },
      { ...head, name: `bench.${name}.counter`, kind: "sum", isMonotonic: true, aggregationTemporality: 2 },
    ];
    const resource = {
      attributes: [{ key: "service.name", value: { type: "string", value: "bench" } as const }],
      droppedAttributesCount: 0,
      schemaUrl: "",
    };
    const scope = { name: "bench", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
    const decoded = decodeMetrics(writeMetrics([{ resource, scopeMetrics: [{ scope, metrics }] }]), NO_LIMITS);
    if (!decoded.ok) throw new Error(decoded.message);
    this.columns = decoded.columns;
    this.levels = Float64Array.from({ length: series }, () => this.random() * 1000);
  }

  private random(): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.seed / 4_294_967_296;
  }

  at(startMs: number, timeMs: number): PointColumns {
    const { columns, levels } = this;
    const time = BigInt(timeMs) * 1_000_000n + BigInt(Math.floor(this.random() * 900_000));
    const start = BigInt(startMs) * 1_000_000n;
    columns.timeHi.fill(Number(time / TWO_32));
    columns.timeLo.fill(Number(time % TWO_32));
    columns.startHi.fill(Number(start / TWO_32));
    columns.startLo.fill(Number(start % TWO_32));
    for (let i = 0; i < columns.count; i++) {
      const isGauge = i < this.half;
      const step = isGauge ? (this.random() - 0.5) * 2 : Math.floor(this.random() * 30) + (i % 50);
      const level = (levels[i] ?? 0) + step;
      levels[i] = level;
      columns.value[i] = isGauge ? Math.round(level * 100) / 100 : Math.floor(level);
    }
    return columns;
  }
}

async function fill(store: Store, shape: Shape, startMs: number, ticks: number): Promise<number> {
  const source = new Export(shape);
  const from = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
    const columns = source.at(startMs, startMs + tick * STEP_SECONDS * 1000);
    const hash = createHash("sha256").update(`${shape.name}:${startMs}:${tick}`).digest();
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

async function tellReads(bench: Bench, store: Store, shape: Shape, startMs: number, ticks: number, when: string) {
  const { series } = await store.listSeries({ tenant: TENANT, after: null, names: namesOf(shape) });
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
}

const namesOf = ({ name }: Shape) => [`bench.${name}.gauge`, `bench.${name}.counter`];

async function benchShape(bench: Bench, store: Store, admin: pg.Client, shape: Shape, share: number): Promise<void> {
  const startMs = Math.floor(Date.now() / PARTITION_MS - 29) * PARTITION_MS;
  const ticks = Math.ceil((shape.hours * 3600 * share) / STEP_SECONDS);
  const name = `${count(shape.series)} series`;
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

export async function benchSeries(bench: Bench, [given]: readonly string[]): Promise<void> {
  const share = Number(given ?? (bench.quick ? 0.02 : 1));
  await withScratch(async (folder) => {
    const directory = join(dataDirectory(folder), "postgres");
    const postgres = await startEmbeddedPostgres({ directory, log: () => undefined });
    const connectionString = postgres.connectionString("postgres");
    await migrateTelemetry(connectionString);
    const store = createPostgresStore({ connectionString, isIdle: () => true });
    await withDatabase(connectionString, async (admin) => {
      for (const shape of SHAPES) await benchShape(bench, store, admin, shape, share);
    });
    await store.close();
    await postgres.stop();
  });
}
