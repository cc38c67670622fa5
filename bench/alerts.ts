/**
 * Rules and SLOs in the code that the leader runs, on a real Postgres and a real clock, without sockets but for the receiver of webhooks:
 * what 5,000 rules and 500 SLOs cost every 15 s, how late they are, how long it takes from data to the notification, and 1,000 alerts
 * that fire at once.
 * Run: npm run bench -- alerts
 */
import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { type ControlPlane, createControlPlane } from "../server/db/controlPlane.ts";
import { createDeriver } from "../server/ingest/derive.ts";
import { createLog } from "../server/log.ts";
import { createPromises, type Promises } from "../server/loops/promises.ts";
import { repeat } from "../server/loops/repeat.ts";
import { createPromQl, type PromQl } from "../server/series/ask.ts";
import { MetricIndex } from "../server/series/metricIndex.ts";
import { PROMOTED } from "../server/series/seriesLabels.ts";
import { migrateTelemetry } from "../server/store/postgres/migrate.ts";
import { createPostgresStore } from "../server/store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../server/store/telemetryStore.ts";
import { startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import { migrateControlPlane } from "../server/supervisor/prismaMigrations.ts";
import { type FiringSetting, measureFiring, measureMany } from "./alertsFiring.ts";
import { gaugesAt, SERVICES, writeRules } from "./alertsWorkload.ts";
import { BARS } from "./bars.ts";
import { type Bench, count } from "./bench.ts";
import { callTreeRequest, random } from "./derivedWorkload.ts";
import { dataDirectory } from "./product.ts";
import { withScratch } from "./scratch.ts";
import { bodiesOf, define } from "./slos.ts";
import { cpuSecondsOf, treeOf } from "./usage.ts";

const TENANT = 1;
const RULES = 5_000;
const PAST_MINUTES = 10;
const EVERY_MS = 15_000;
const log = createLog("bench", "error");

interface Setting extends FiringSetting {
  readonly store: TelemetryStore & TelemetryMaintenance;
  readonly db: ControlPlane;
  readonly promQl: PromQl;
  readonly postgres: number;
  readonly rulesDir: string;
}

export async function benchAlerts(bench: Bench): Promise<void> {
  await withScratch(async (folder) => {
    const directory = join(dataDirectory(folder), "postgres");
    const server = await startEmbeddedPostgres({ directory, log: () => undefined });
    const client = new pg.Client({ connectionString: server.connectionString("postgres") });
    await client.connect();
    await client.query("CREATE DATABASE chronoscope");
    await client.end();
    const connectionString = server.connectionString();
    await migrateTelemetry(connectionString);
    await migrateControlPlane(connectionString);
    const store = createPostgresStore({ connectionString, statementTimeoutMs: 60_000 });
    const db = createControlPlane(connectionString);
    const index = new MetricIndex(store, TENANT, PROMOTED, Date.now);
    const promQl = createPromQl({ reader: store, tenant: TENANT, index, clock: () => performance.now() });
    const setting = { store, db, promQl, postgres: server.pid, rulesDir: join(folder, "rules") };
    try {
      await measure(bench, setting);
    } finally {
      await Promise.all([store.close(), db.close()]);
      await server.stop();
    }
  });
}

async function measure(bench: Bench, setting: Setting): Promise<void> {
  const rules = bench.quick ? 500 : RULES;
  const bodies = Array.from({ length: SERVICES }, (_, i) => bodiesOf(`service-${i}`)).flat();
  const slos = await define(setting.db, bench.quick ? bodies.slice(0, 50) : bodies);
  writeRules(setting.rulesDir, rules);
  const sender = senderOf(setting);
  for (let minute = PAST_MINUTES * 4; minute > 0; minute--) await sender(Date.now() - minute * EVERY_MS);
  while ((await setting.store.foldDerived()) > 0);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const feeding = feed(setting, sender, stop.signal);
  const seconds = bench.quick ? 30 : 120;
  const without = await cpuOf(setting, seconds);
  const term = { tenant: TENANT, log, now: Date.now, signal: stop.signal };
  const kept = { retentionSeriesMs: 400 * 86_400_000, retentionStateMs: 90 * 86_400_000 };
  const { store, db, promQl, rulesDir } = setting;
  const more = { ...kept, slosDir: null, consoleUrl: "", webhookAllow: ["127.0.0.0/8"] };
  const promises = createPromises({ store, db, promQl, rulesDir, ...more }, term);
  const jobs = promises.jobs.map((job) => repeat(job, stop.signal, log, () => undefined));
  try {
    await evaluated(bench, setting, promises, { seconds, without, rules, slos: slos.length });
    await measureFiring(bench, setting);
    await measureMany(bench, setting);
  } finally {
    stop.abort();
    await Promise.allSettled([feeding, ...jobs]);
  }
}

/** What services send within 15 s, at this instant. */
function senderOf({ store }: Setting): (nowMs: number) => Promise<void> {
  const next = random(3);
  const deriver = createDeriver({ now: Date.now });
  return async (nowMs) => {
    const columns = callTreeRequest(next, nowMs);
    const { increments, touchedMs, commit } = deriver.derive([columns]);
    const spans = { hash: Uint8Array.from({ length: 32 }, () => Math.floor(next() * 256)), columns };
    await store.append({ tenant: TENANT, slot: 0, requests: [spans], increments, touchedMs });
    commit();
    await store.append({ tenant: TENANT, slot: 0, requests: [gaugesAt(nowMs, next)], increments: new Uint8Array(0) });
  };
}

async function feed({ store }: Setting, send: (nowMs: number) => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let sentMs = 0; !signal.aborted; ) {
    if (Date.now() - sentMs >= EVERY_MS) {
      sentMs = Date.now();
      await send(sentMs);
    }
    await store.foldDerived();
    await delay(1_000, undefined, { signal }).catch(() => undefined);
  }
}

interface Cpu {
  readonly node: number;
  readonly postgres: number;
}

/** CPU seconds a minute of this process and of Postgres, over some seconds from now. */
async function cpuOf({ postgres }: Setting, seconds: number): Promise<Cpu> {
  const [from, database] = [process.cpuUsage(), cpuSecondsOf(treeOf(postgres))];
  await delay(seconds * 1_000);
  const { user, system } = process.cpuUsage(from);
  const minutes = seconds / 60;
  return { node: (user + system) / 1e6 / minutes, postgres: (cpuSecondsOf(treeOf(postgres)) - database) / minutes };
}

async function evaluated(
  bench: Bench,
  setting: Setting,
  promises: Promises,
  of: { readonly seconds: number; readonly without: Cpu; readonly rules: number; readonly slos: number },
): Promise<void> {
  const began = performance.now();
  const isUnknown = () =>
    promises.status().groups === 0 ||
    promises.alerts.report().groups.some(({ standing }) => standing.lastEvaluationMs === null);
  while (isUnknown()) await delay(1_000);
  bench.figure(
    "a leader begins: rules read, all evaluated once",
    `${((performance.now() - began) / 1_000).toFixed(1)} s`,
  );
  await delay(2 * EVERY_MS);
  const before = promises.status();
  const { node, postgres } = await cpuOf(setting, of.seconds);
  const after = promises.status();
  const all = `${count(of.rules)} rules of files, ${count(after.rules - of.rules)} of ${of.slos} SLOs and built in, every 15 s to 30 s`;
  const [nodeMore, postgresMore] = [node - of.without.node, postgres - of.without.postgres];
  bench.figure(
    `${all}: CPU a minute`,
    `${nodeMore.toFixed(1)} s in Node, ${postgresMore.toFixed(1)} s in Postgres`,
    BARS.alertsMinute,
  );
  bench.figure(
    "how late groups begin",
    `${(after.lagMs / 1_000).toFixed(2)} s the last, ${(after.worstLagMs / 1_000).toFixed(2)} s the worst of the last minute; ${after.missed - before.missed} instants left out, ${after.unhealthy} rules fail`,
    BARS.alertsLag,
  );
}
