/**
 * 500 SLOs of 50 services in the store and in the code that the product runs, without sockets: counted every 15 s while requests come
 * in, with a month of counts behind them; then their pages and their list, at random instants of that month, as `web` answers them.
 * Run: npm run bench -- slos
 */
import { join } from "node:path";
import pg from "pg";
import { DEFAULT_ALERTING } from "../server/analysis/slo/sloDefaults.ts";
import { type ControlPlane, createControlPlane } from "../server/db/controlPlane.ts";
import type { EnabledSlo, StoredSlo } from "../server/db/sloBody.ts";
import { createDeriver } from "../server/ingest/derive.ts";
import { createLog } from "../server/log.ts";
import { SloBook } from "../server/loops/slos/sloBook.ts";
import { type Indicator, SLO_STEP_MS, type SloBody } from "../server/model/slo.ts";
import type { SloContext } from "../server/routers/sloCounts.ts";
import { sloList } from "../server/routers/sloList.ts";
import { sloAnswer } from "../server/routers/sloOne.ts";
import { createPromQl, type PromQl } from "../server/series/ask.ts";
import { MetricIndex } from "../server/series/metricIndex.ts";
import { PROMOTED } from "../server/series/seriesLabels.ts";
import { migrateTelemetry } from "../server/store/postgres/migrate.ts";
import { createPostgresStore } from "../server/store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../server/store/telemetryStore.ts";
import { startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import { migrateControlPlane } from "../server/supervisor/prismaMigrations.ts";
import { BARS } from "./bars.ts";
import { type Bench, count, mebibytes, quantile, spread, timed } from "./bench.ts";
import { callTreeRequest, random } from "./derivedWorkload.ts";
import { dataDirectory } from "./product.ts";
import { withScratch } from "./scratch.ts";
import { cpuSecondsOf, treeOf } from "./usage.ts";

const TENANT = 1;
const SERVICES = 50;
const DAY_MS = 86_400_000;
const EVERY_MS = 15_000;
const KEPT_DAYS = 31;
type Store = TelemetryStore & TelemetryMaintenance;

interface Setting {
  readonly store: Store;
  readonly db: ControlPlane;
  readonly promQl: PromQl;
  readonly postgres: number;
  /** The clock of everything. */
  nowMs: number;
}

export async function benchSlos(bench: Bench): Promise<void> {
  await withScratch(async (folder) => {
    const directory = join(dataDirectory(folder), "postgres");
    const server = await startEmbeddedPostgres({ directory, log: () => undefined });
    const client = new pg.Client({ connectionString: server.connectionString("postgres") });
    await client.connect();
    await client.query("CREATE DATABASE chronoscope");
    await client.end();
    await migrateTelemetry(server.connectionString());
    await migrateControlPlane(server.connectionString());
    const connectionString = server.connectionString();
    const startMs = Math.floor(Date.now() / SLO_STEP_MS) * SLO_STEP_MS;
    const store = createPostgresStore({ connectionString, statementTimeoutMs: 300_000 });
    const db = createControlPlane(connectionString);
    const index = new MetricIndex(store, TENANT, PROMOTED, Date.now);
    const promQl = createPromQl({ reader: store, tenant: TENANT, index, clock: () => performance.now() });
    const setting: Setting = { store, db, promQl, postgres: server.pid, nowMs: startMs };
    try {
      await measure(bench, setting);
    } finally {
      await Promise.all([store.close(), db.close()]);
      await server.stop();
    }
  });
}

async function measure(bench: Bench, setting: Setting): Promise<void> {
  const bodies = Array.from({ length: SERVICES }, (_, i) => bodiesOf(`service-${i}`)).flat();
  const slos = await define(setting.db, bench.quick ? bodies.slice(0, 50) : bodies);
  await fillMonth(bench, setting, slos);
  await countMinutes(bench, setting, slos.length);
  await askPages(bench, setting, slos);
}

/** Ten SLOs a service: of all its requests, and of some of its operations. */
export function bodiesOf(service: string): SloBody[] {
  const whole = { kind: "service", service } as const;
  const number = service.split("-")[1];
  const operations = Array.from({ length: 4 }, (_, i) => ({
    ...({ kind: "operation", service, spanKind: "SERVER" } as const),
    spanName: `GET /api/v1/resource/${number}/${i}`,
  }));
  const latency = (subject: typeof whole | (typeof operations)[number], thresholdSeconds: number): Indicator => ({
    ...{ kind: "latency", subject, thresholdSeconds, countsErrors: true },
  });
  const indicators: Indicator[] = [
    { kind: "availability", subject: whole },
    latency(whole, 0.4),
    latency(whole, 0.27),
    ...operations.map((subject): Indicator => ({ kind: "availability", subject })),
    ...operations.slice(0, 3).map((subject) => latency(subject, 0.4)),
  ];
  return indicators.map((indicator, i) => ({
    ...{
      name: `${service}-${i}`,
      title: `${service} ${i}`,
      description: "",
      service,
      owner: "",
      labels: {},
      indicator,
    },
    ...{ objective: 0.999, window: { kind: "rolling", days: 30 }, slices: null, alerting: DEFAULT_ALERTING, sla: null },
  }));
}

export async function define(db: ControlPlane, bodies: readonly SloBody[]): Promise<EnabledSlo[]> {
  const slos: EnabledSlo[] = [];
  for (const body of bodies) {
    const stored: StoredSlo = { ...body, file: null, isEnabled: true };
    const { id, revision } = await db.saveDefinition({ kind: "slo", name: body.name, body: stored, author: "bench" });
    slos.push({ ...stored, id, revision });
  }
  return slos;
}

/** A month of counts of every SLO, with a trouble a day. */
async function fillMonth(bench: Bench, { store, nowMs }: Setting, slos: readonly EnabledSlo[]): Promise<void> {
  const next = random(7);
  const length = (bench.quick ? 3 : KEPT_DAYS) * 1440;
  const startMs = nowMs - length * SLO_STEP_MS;
  const began = performance.now();
  for (const { id, revision } of slos) {
    const valid = Float64Array.from({ length }, () => 50 + Math.floor(next() * 50));
    const isTrouble = (i: number) => i % 1440 > 700 && i % 1440 < 710;
    const bad = valid.map((all, i) => (isTrouble(i) ? Math.floor(all / 10) : next() < 0.02 ? 1 : 0));
    const cursor = { slo: id, revision, sinceMs: 0, untilMs: nowMs };
    await store.writeSloCounts({ tenant: TENANT, writes: [{ cursor, counts: { startMs, bad, valid } }] });
  }
  const seconds = (performance.now() - began) / 1_000;
  const minutes = slos.length * length;
  bench.figure("a month of counts, written", `${count(minutes / seconds)} minutes/s, ${seconds.toFixed(1)} s`);
}

async function countMinutes(bench: Bench, setting: Setting, slos: number): Promise<void> {
  const { store, db, promQl, postgres } = setting;
  const deriver = createDeriver({ now: () => setting.nowMs });
  const next = random(3);
  const send = async () => {
    const columns = callTreeRequest(next, setting.nowMs);
    const { increments, touchedMs, commit } = deriver.derive([columns]);
    const hash = Uint8Array.from({ length: 32 }, () => Math.floor(next() * 256));
    await store.append({ tenant: TENANT, slot: 0, requests: [{ hash, columns }], increments, touchedMs });
    commit();
  };
  const book = new SloBook({
    ...{ store, db, promQl, tenant: TENANT, signal: new AbortController().signal, provisioning: null },
    ...{ log: createLog("bench", "error"), retentionMs: 400 * DAY_MS, now: () => setting.nowMs },
  });
  const before = process.memoryUsage();
  const began = performance.now();
  await book.pass();
  const after = process.memoryUsage();
  const grown = after.rss - before.rss;
  bench.figure(
    `a leader begins with ${slos} SLOs: a month of counts read, the first pass`,
    `${((performance.now() - began) / 1_000).toFixed(1)} s, ${mebibytes(Math.max(0, grown))} more resident`,
  );
  const minutes = bench.quick ? 1 : 5;
  const passes: number[] = [];
  let [node, database] = [0, 0];
  for (let step = 0; step < (minutes * 60_000) / EVERY_MS; step++) {
    setting.nowMs += EVERY_MS;
    for (let i = 0; i < 8; i++) await send();
    await store.foldDerived();
    const from = process.cpuUsage();
    const databaseFrom = cpuSecondsOf(treeOf(postgres));
    const start = performance.now();
    await book.pass();
    judgeAll(book, setting.nowMs);
    passes.push(performance.now() - start);
    const { user, system } = process.cpuUsage(from);
    node += (user + system) / 1e6;
    database += cpuSecondsOf(treeOf(postgres)) - databaseFrom;
  }
  bench.figure(
    `${slos} SLOs counted and judged every 15 s: CPU a minute`,
    cpu(node, database, minutes),
    BARS.sloMinute,
  );
  bench.figure("one such pass (every fourth ends a minute: history and series too)", spread(passes));
}

const cpu = (node: number, database: number, minutes: number) =>
  `${(node / minutes).toFixed(2)} s in Node, ${(database / minutes).toFixed(2)} s in Postgres`;

/** How long each took, and what of it was work of this process: the rest is the database's, or somebody else's on a busy machine. */
async function withCpu(runs: number, work: () => Promise<unknown>): Promise<string> {
  const from = process.cpuUsage();
  const took = await timed(runs, work);
  const { user, system } = process.cpuUsage(from);
  return `${spread(took)}; ${((user + system) / 1_000 / runs).toFixed(0)} ms of CPU in Node each`;
}

/** As the loop of alerts asks, for every rule of every SLO. */
function judgeAll(book: SloBook, atMs: number): void {
  for (const { condition } of book.rules() ?? [])
    if (condition.kind === "slo") book.judge(condition.sloId, condition.condition, atMs);
}

async function askPages(
  bench: Bench,
  { store, db, promQl, nowMs }: Setting,
  slos: readonly EnabledSlo[],
): Promise<void> {
  const fresh = (): SloContext => ({
    ...{ store: Object.create(store) as Store, db, promQl, tenant: TENANT },
    settings: undefined as unknown as SloContext["settings"],
  });
  const next = random(11);
  const pick = () => slos[Math.floor(next() * slos.length)]?.id ?? "";
  const runs = bench.quick ? 5 : 100;
  // Definitions are as of now: they were made this minute, and their counts go back a month.
  const cold = await withCpu(runs, () => sloAnswer(fresh(), { id: pick(), atMs: Date.now(), timeZone: "UTC" }));
  bench.figure("an SLO's page over 30 days, by a process that never read it", cold, BARS.sloPage);
  const ctx = fresh();
  const one = pick();
  await sloAnswer(ctx, { id: one, atMs: Date.now(), timeZone: "UTC" });
  const warm = await withCpu(runs, () => sloAnswer(ctx, { id: one, atMs: Date.now(), timeZone: "UTC" }));
  bench.figure("the same page again", warm, BARS.sloPage);
  const window = { startMs: nowMs - 30 * DAY_MS, endMs: nowMs };
  const reads = await timed(runs, () => store.readSloCounts({ tenant: TENANT, slo: pick(), window }));
  bench.figure("30 days of counts of one SLO, read from Postgres", spread(reads), BARS.sloRead);
  const lists = await timed(3, () => sloList(ctx, Date.now()));
  const again = await timed(bench.quick ? 2 : 10, () => sloList(ctx, Date.now()));
  bench.figure(
    `the list of ${slos.length} SLOs`,
    `${(lists[0] ?? 0).toFixed(0)} ms the first time, then p50 ${quantile(again, 0.5).toFixed(0)} ms`,
  );
}
