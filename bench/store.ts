/**
 * The store alone, without sockets: append rate and processor time per record, bytes per record on disk, trace by id and search at
 * some million spans. On the embedded Postgres as it ships; requests are decoded outside what is timed. One line per figure.
 * Run: npm run bench -- store [spans stored for reading, 2000000 by default]
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type pg from "pg";
import type { Signal, SignalColumns } from "../server/model/columns.ts";
import { parseTraceId, type TraceId } from "../server/model/ids.ts";
import { decodeLogs } from "../server/otlp/decodeLogs.ts";
import { decodeMetrics } from "../server/otlp/decodeMetrics.ts";
import { decodeTraces } from "../server/otlp/decodeTraces.ts";
import { migrateTelemetry } from "../server/store/postgres/migrate.ts";
import { createPostgresStore } from "../server/store/postgres/postgresStore.ts";
import type {
  AttributeFilter,
  IncomingRequest,
  TelemetryMaintenance,
  TelemetryStore,
  TraceQuery,
} from "../server/store/telemetryStore.ts";
import { startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import { BARS, type Bar } from "./bars.ts";
import { type Bench, count, spread, timed } from "./bench.ts";
import { withDatabase } from "./disk.ts";
import { dataDirectory } from "./product.ts";
import { withScratch } from "./scratch.ts";
import { cpuSecondsOf, treeOf } from "./usage.ts";
import { stamp, type Template, templateOf } from "./workload.ts";

type Store = TelemetryStore & TelemetryMaintenance;

const TENANT = 1;
const PER_FLUSH = 8192;
const APPEND_SECONDS = 4;
const LIMITS = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 2n ** 64n - 1n,
  maxAttributes: 128,
  maxStringBytes: 65_536,
  maxDepth: 64,
};
const DECODERS = { traces: decodeTraces, metrics: decodeMetrics, logs: decodeLogs } as const;

/** Flushes that were never sent before, of a fixed set of bodies. */
class Flushes {
  private readonly templates: readonly Template[];
  private turn = 1;
  readonly traceIds: TraceId[] = [];
  private readonly signal: Signal;
  private readonly perFlush: number;

  constructor(signal: Signal) {
    this.signal = signal;
    this.templates = Array.from({ length: 48 }, (_, i) => templateOf(signal, i, false));
    this.perFlush = Math.max(1, Math.round(PER_FLUSH / (this.templates[0]?.items ?? 1)));
  }

  next(atMs: number): { requests: IncomingRequest[]; items: number } {
    const requests = Array.from({ length: this.perFlush }, (_, i) => {
      const template = this.templates[(this.turn * this.perFlush + i) % this.templates.length];
      if (!template) throw new Error("There are no bodies to send.");
      stamp(template, this.turn, atMs);
      const decoded = DECODERS[this.signal](Buffer.from(template.bytes), LIMITS);
      if (!decoded.ok) throw new Error(decoded.message);
      const columns: SignalColumns = decoded.columns;
      return { hash: createHash("sha256").update(columns.bytes).digest(), columns };
    });
    this.turn++;
    this.sample(requests[0]?.columns);
    return { requests, items: requests.reduce((sum, { columns }) => sum + columns.count, 0) };
  }

  private sample(columns: SignalColumns | undefined): void {
    if (columns?.signal !== "traces") return;
    const at = columns.traceIdAt[columns.count >> 1] ?? 0;
    const id = parseTraceId(Buffer.from(columns.bytes.subarray(at, at + 16)).toString("hex"));
    if (id) this.traceIds.push(id);
  }
}

async function bytesOf(admin: pg.Client, tables: string): Promise<number> {
  const { rows } = await admin.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(inhrelid)) AS bytes FROM pg_inherits
     WHERE inhparent = ANY (SELECT oid FROM pg_class WHERE relnamespace = 'telemetry'::regnamespace AND relname ~ $1)`,
    [tables],
  );
  return Number(rows[0]?.bytes ?? 0);
}

const TABLES: Readonly<Record<Signal, string>> = {
  traces: "^(span_block|trace_index)$",
  metrics: "^point_block$",
  logs: "^log_block$",
};

async function benchAppend(
  bench: Bench,
  store: Store,
  admin: pg.Client,
  postgres: number,
  signal: Signal,
): Promise<void> {
  const flushes = new Flushes(signal);
  const append = (requests: IncomingRequest[]) =>
    store.append({ tenant: TENANT, slot: 0, requests, increments: new Uint8Array(0) });
  for (let i = 0; i < 8; i++) await append(flushes.next(Date.now()).requests);
  const before = await bytesOf(admin, TABLES[signal]);
  let items = 0;
  let seconds = 0;
  let node = 0;
  let server = cpuSecondsOf(treeOf(postgres));
  const until = performance.now() + (bench.quick ? 1 : APPEND_SECONDS) * 1000;
  while (performance.now() < until) {
    const flush = flushes.next(Date.now());
    const cpu = process.cpuUsage();
    const from = performance.now();
    await append(flush.requests);
    seconds += (performance.now() - from) / 1000;
    const used = process.cpuUsage(cpu);
    node += (used.user + used.system) / 1e6;
    items += flush.items;
  }
  server = cpuSecondsOf(treeOf(postgres)) - server;
  const bytes = ((await bytesOf(admin, TABLES[signal])) - before) / items;
  const micros = (value: number) => ((value * 1e6) / items).toFixed(2);
  bench.figure(
    `append, ${signal}`,
    `${count(items / seconds)}/s one flush at a time, ` +
      `Node ${micros(node)} us and Postgres ${micros(server)} us of CPU each, ${bytes.toFixed(1)} bytes each with indexes`,
  );
}

/** Merges what has gathered, and says what a record takes afterwards, dead rows not counted. */
async function benchCompact(bench: Bench, store: Store, admin: pg.Client, signal: Signal): Promise<void> {
  const table = { traces: "span_block", metrics: "point_block", logs: "log_block" }[signal];
  const used = async () => {
    const { rows } = await admin.query<{ bytes: string }>(
      `SELECT sum(octet_length(hot) + octet_length(rest) + octet_length(ids) + octet_length(tokens))::float8 / sum(n) AS bytes
       FROM telemetry.${table}`,
    );
    return Number(rows[0]?.bytes ?? 0).toFixed(1);
  };
  const before = await used();
  const cpu = process.cpuUsage();
  const { rows } = await admin.query<{ n: string }>(`SELECT sum(n) AS n FROM telemetry.${table}`);
  while ((await store.compact(Date.now() + 600_000)) > 0);
  const spent = process.cpuUsage(cpu);
  const micros = ((spent.user + spent.system) / Number(rows[0]?.n ?? 1)).toFixed(2);
  bench.figure(`compact, ${signal}`, `${before} -> ${await used()} bytes each, ${micros} us of Node's CPU each`);
}

/** Fills the hour before `endMs` with spans. */
async function fill(store: Store, spans: number, endMs: number): Promise<Flushes> {
  const flushes = new Flushes("traces");
  const count = Math.ceil(spans / PER_FLUSH);
  for (let i = 0; i < count; i++) {
    const { requests } = flushes.next(endMs - Math.floor(((count - i) * 3_600_000) / count));
    await store.append({ tenant: TENANT, slot: 0, requests, increments: new Uint8Array(0) });
  }
  return flushes;
}

async function benchReads(bench: Bench, store: Store, spans: number): Promise<void> {
  const endMs = Date.now();
  const filling = performance.now();
  const { traceIds } = await fill(store, spans, endMs);
  const at = `at ${(spans / 1e6).toFixed(1)} million spans`;
  bench.figure(`filled ${at}`, `${((performance.now() - filling) / 1000).toFixed(1)} s`);
  const window = { startMs: endMs - 3_600_000, endMs: endMs + 60_000 };
  const tell = async (name: string, runs: number, work: (run: number) => Promise<unknown>, bar?: Bar) =>
    bench.figure(`${name}, ${at}`, spread(await timed(bench.quick ? Math.min(runs, 3) : runs, work)), bar);
  const idOf = (run: number) => traceIds[(run * 7919) % traceIds.length] as TraceId;
  const traceById = (run: number) => store.readTrace({ tenant: TENANT, traceId: idOf(run) });
  await tell("trace by id", 300, traceById, BARS.traceById);
  const ask = (parts: Partial<TraceQuery>) =>
    store.searchTraces({ tenant: TENANT, window, order: "newest", limit: 20, ...parts });
  const user = (value: AttributeFilter["value"]) => ({
    attributes: [{ key: "enduser.id", value, on: "any" as const }],
  });
  const absent = (run: number) => user({ type: "string", value: `user-${2_000_000 + run}` });
  const rare = await store.attributeValues({ tenant: TENANT, window, signal: "traces", key: "enduser.id", limit: 50 });
  const rareAt = (run: number) => {
    const value = rare[run % rare.length];
    if (!value) throw new Error("The store names no values of enduser.id.");
    return user(value);
  };
  await tell("search newest 20 of a service", 20, (run) => ask({ service: `service-${run % 40}` }));
  await tell("search errors of a service", 20, (run) => ask({ service: `service-${run % 40}`, statusCode: 2 }));
  await tell("search slowest", 5, () => ask({ order: "slowest" }));
  await tell("search a rare attribute, newest 20", 20, (run) => ask(rareAt(run)), BARS.equality);
  await tell("search an absent attribute, complete", 20, (run) => ask(absent(run)), BARS.equality);
  await tell("search a duration that none has, complete", 3, () => ask({ minDurationNano: 1e12 }), BARS.range);
}

export async function benchStore(bench: Bench, [given]: readonly string[]): Promise<void> {
  const spans = Number(given ?? (bench.quick ? 100_000 : 2_000_000));
  await withScratch(async (folder) => {
    const directory = join(dataDirectory(folder), "postgres");
    const postgres = await startEmbeddedPostgres({ directory, log: () => undefined });
    const connectionString = postgres.connectionString("postgres");
    await migrateTelemetry(connectionString);
    const store = createPostgresStore({ connectionString });
    await withDatabase(connectionString, async (admin) => {
      for (const signal of ["traces", "logs", "metrics"] as const) {
        await benchAppend(bench, store, admin, postgres.pid, signal);
      }
      await benchCompact(bench, store, admin, "metrics");
    });
    await benchReads(bench, store, spans);
    await store.close();
    await postgres.stop();
  });
}
