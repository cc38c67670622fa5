/**
 * The derived series, three figures: deriving (ns per span, on the thread that takes telemetry in), folding (spans' worth of increments
 * per second), and reading a day of 50 services with 20 operations each: by the store, and by the service page of the real product.
 * Run: npm run bench -- services
 */
import { join } from "node:path";
import pg from "pg";
import { createDeriver } from "../server/ingest/derive.ts";
import type { SpanColumns } from "../server/model/columns.ts";
import { cellOf } from "../server/model/durationCells.ts";
import { encodeIncrements, type Increments, NO_INCREMENTS } from "../server/model/increments.ts";
import { createDerivedReader } from "../server/store/postgres/derived/derivedStore.ts";
import { foldDerived } from "../server/store/postgres/derived/fold.ts";
import { migrateTelemetry } from "../server/store/postgres/migrate.ts";
import { startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import { BARS } from "./bars.ts";
import { type Bench, count, spread, timed } from "./bench.ts";
import { callTreeRequest, random } from "./derivedWorkload.ts";
import { dataDirectory, startProduct } from "./product.ts";
import { ask } from "./questions.ts";
import { withScratch } from "./scratch.ts";

const SERVICES = 50;
const OPERATIONS = 20;
/** The day is filled in steps of 5 min, those that its questions are answered on. */
const STEPS = 288;
const STEP_MS = 300_000;
const FLUSHES = 120;
const NOW_MS = Math.floor(Date.now() / 3_600_000) * 3_600_000;

export async function benchDerived(bench: Bench): Promise<void> {
  const payloads = benchDeriving(bench);
  await withScratch(async (folder) => {
    // The product's own place for it, so that the product can be started on this day.
    const server = await startEmbeddedPostgres({
      directory: join(dataDirectory(folder), "postgres"),
      log: () => undefined,
    });
    const client = new pg.Client({ connectionString: server.connectionString("postgres") });
    await client.connect();
    await client.query("CREATE DATABASE chronoscope");
    await client.end();
    const connectionString = server.connectionString();
    await migrateTelemetry(connectionString);
    const pool = new pg.Pool({ connectionString, max: 2 });
    // A server that goes away is told by the question that fails.
    pool.on("error", () => undefined);
    await benchFolding(bench, pool, payloads);
    await fillDay(bench, pool);
    await benchReading(bench, pool);
    await pool.end();
    await server.stop();
    await benchServicePage(bench, folder);
  });
}

/** What the page of one service asks for a day, in one request as the browser sends it. */
async function benchServicePage(bench: Bench, folder: string): Promise<void> {
  const product = await startProduct({ folder });
  const window = { startMs: NOW_MS - 86_400_000, endMs: NOW_MS };
  const of = (run: number) => ({ ...window, service: `service-${run % SERVICES}` });
  const panels = (run: number) => ({
    "services.byName": of(run),
    "services.operations": of(run),
    "services.edges": of(run),
    "services.instances": of(run),
    "services.latestErrors": of(run),
    "services.healthStrip": window,
  });
  const runs = bench.quick ? 5 : 60;
  const took = await timed(runs + 3, (run) => ask(product, panels(run)));
  bench.figure("service page, 24 h, all panels in one request", spread(took.slice(3)), BARS.servicePage);
  const list = await timed(runs + 3, () => ask(product, { "services.list": window, "services.healthStrip": window }));
  bench.figure("services page, 24 h", spread(list.slice(3)), BARS.servicePage);
  await product.stop();
}

interface Payload {
  readonly bytes: Uint8Array;
  readonly spans: number;
}

/** FLUSHES of 16 requests of 512 spans; the first quarter warms up. */
function benchDeriving(bench: Bench): Payload[] {
  const deriver = createDeriver();
  const flushes = bench.quick ? FLUSHES / 10 : FLUSHES;
  const next = random(1);
  const costs: number[] = [];
  const payloads: Payload[] = [];
  for (let flush = 0; flush < flushes; flush++) {
    const requests: SpanColumns[] = Array.from({ length: 16 }, () => callTreeRequest(next, Date.now()));
    const spans = requests.reduce((sum, columns) => sum + columns.count, 0);
    const from = process.hrtime.bigint();
    const derivation = deriver.derive(requests);
    derivation.commit();
    const took = Number(process.hrtime.bigint() - from);
    if (flush >= flushes / 4) costs.push(took / spans);
    payloads.push({ bytes: derivation.increments, spans });
  }
  const size = payloads.reduce((sum, it) => sum + it.bytes.length, 0) / payloads.reduce((sum, it) => sum + it.spans, 0);
  bench.figure("deriving", `${spread(costs, "ns a span")}; increments ${size.toFixed(1)} B a span`);
  return payloads;
}

async function benchFolding(bench: Bench, pool: pg.Pool, payloads: readonly Payload[]): Promise<void> {
  for (const { bytes } of payloads) await append(pool, bytes);
  const before = await walBytes(pool);
  const from = performance.now();
  const cpu = process.cpuUsage();
  await foldAll(pool);
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const spans = payloads.reduce((sum, it) => sum + it.spans, 0);
  const wal = ((await walBytes(pool)) - before) / spans;
  const ours = (((user + system) / spans) * 1000).toFixed(0);
  bench.figure(
    "folding",
    `${count(spans / seconds)} spans/s, ${ours} ns of Node's CPU and ${wal.toFixed(1)} B of WAL a span`,
  );
}

async function fillDay(bench: Bench, pool: pg.Pool): Promise<void> {
  const next = random(2);
  const from = performance.now();
  for (let step = 0; step < STEPS; step++) {
    await append(pool, encodeIncrements(stepOf((NOW_MS - 86_400_000 + step * STEP_MS) / 10_000, next)));
  }
  const appended = performance.now();
  await foldAll(pool);
  const seconds = (performance.now() - appended) / 1000;
  bench.figure(
    "filling a day",
    `appended in ${((appended - from) / 1000).toFixed(1)} s, folded in ${seconds.toFixed(1)} s (${count(SERVICES * OPERATIONS * STEPS)} operation increments)`,
  );
  await pool.query("ANALYZE");
}

function stepOf(bucket: number, next: () => number): Increments {
  const operations = [];
  const edges = [];
  for (let i = 0; i < SERVICES * OPERATIONS; i++) {
    const index = [
      ...new Set(Array.from({ length: 12 }, () => cellOf(Math.exp(13 + (i % OPERATIONS) / 4 + next() * 2)))),
    ];
    const cells = { index: index.sort((a, b) => a - b), count: index.map(() => 1 + Math.floor(next() * 9)) };
    const base = { bucket, service: `service-${i % SERVICES}`, kind: i % 2 === 0 ? 2 : 3, overflow: false };
    operations.push({ ...base, name: `GET /resource/${i}`, status: next() < 0.1 ? 2 : 0, sumNano: 1e9, cells });
    if (i % 7 !== 0) continue;
    const both = { clientCells: cells, serverCells: cells, clientSumNano: 1e9, serverSumNano: 1e9 };
    const server = `service-${(i * 3) % SERVICES}`;
    edges.push({ bucket, client: base.service, server, type: 0, calls: 9, errors: 0, ...both });
  }
  return { ...NO_INCREMENTS, operations, edges };
}

async function benchReading(bench: Bench, pool: pg.Pool): Promise<void> {
  const reader = createDerivedReader({ pool });
  const window = { startMs: NOW_MS - 86_400_000, endMs: NOW_MS };
  const day = { tenant: 1, window, stepMs: 300_000 };
  const service = "service-7";
  const questions: Record<string, () => Promise<unknown>> = {
    "24 h, all services, 5-min steps": () => reader.readServices(day),
    "24 h, all services, one sum": () => reader.readServices({ ...day, stepMs: 86_400_000 }),
    "24 h, one service": () => reader.readServices({ ...day, service }),
    "24 h, its 20 operations": () => reader.readOperations({ ...day, service }),
    "24 h, its 20 operations, one sum": () => reader.readOperations({ ...day, service, stepMs: 86_400_000 }),
    "24 h, all edges": () => reader.readEdges(day),
    "24 h, all edges, one sum": () => reader.readEdges({ ...day, stepMs: 86_400_000 }),
    "1 h, all services, 10-s steps": () =>
      reader.readServices({ ...day, window: { startMs: NOW_MS - 3_600_000, endMs: NOW_MS }, stepMs: 10_000 }),
  };
  for (const [name, answer] of Object.entries(questions)) {
    const took = await timed(bench.quick ? 8 : 25, answer);
    bench.figure(`the store's answer, ${name}`, spread(took.slice(5)));
  }
}

async function append(pool: pg.Pool, payload: Uint8Array): Promise<void> {
  await pool.query("INSERT INTO telemetry.derived_increment (tenant, slot, payload) VALUES (1, 0, $1)", [
    Buffer.from(payload),
  ]);
}

async function foldAll(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    while ((await foldDerived(client)) > 0);
  } finally {
    client.release();
  }
}

async function walBytes(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>("SELECT (pg_current_wal_lsn() - '0/0')::float8 AS bytes");
  return rows[0]?.bytes ?? 0;
}
