/**
 * The composition root of a role: builds, once per process, everything that touches the world, from the settings.
 * One object under one symbol of globalThis, because Next compiles its routes as bundles of their own and would make a second one.
 * Roles are loaded only where they run, so that a page never carries the receivers' code.
 */
import { hostname } from "node:os";
import { setFlagsFromString } from "node:v8";
import { type Access, createAccess } from "./access/access.ts";
import { secretKeys } from "./access/secretKey.ts";
import { createSignedLinks, type SignedLinks } from "./access/signedLinks.ts";
import { type Config, readConfig } from "./config.ts";
import { type ControlPlane, createControlPlane } from "./db/controlPlane.ts";
import { createSecretBox } from "./db/secretBox.ts";
import { DomainError } from "./errors.ts";
import { createLog, type Log } from "./log.ts";
import { type MetricFamily, renderExposition, watchProcess } from "./selfTelemetry.ts";
import { createPromQl, type PromQl } from "./series/ask.ts";
import { MetricIndex } from "./series/metricIndex.ts";
import { PROMOTED } from "./series/seriesLabels.ts";
import { type Coordination, createCoordination } from "./store/postgres/coordination.ts";
import { createPostgresStore } from "./store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "./store/telemetryStore.ts";

export interface Runtime {
  readonly config: Config;
  readonly log: Log;
  readonly store: TelemetryStore & TelemetryMaintenance;
  /** Numbers over time, of the tenant `default`. */
  readonly promQl: PromQl;
  readonly db: ControlPlane;
  readonly access: Access;
  /** Which pictures open without a token. */
  readonly links: SignedLinks;
  readonly coordination: Coordination;
  /** Names this process among its like: host and pid. */
  readonly instance: string;
  readonly startedMs: number;
  /** Metrics of this process and its role as Prometheus text. */
  exposition(families?: readonly MetricFamily[]): string;
  close(): Promise<void>;
}

/** What every role offers whoever runs it. */
export interface RunningRole {
  /** Takes no more work, finishes what was taken, frees its ports. */
  drain(): Promise<void>;
  /** Plain data for the heartbeat: what an operator wants to know. */
  status(): unknown;
  /** Families of its own, if any. */
  metrics?(): readonly MetricFamily[];
}

const TENANT = 1;
const KEY = Symbol.for("chronoscope.runtime");
const holder = globalThis as typeof globalThis & { [KEY]?: Runtime };

function build(role: string): Runtime {
  const config = readConfig(process.env);
  if (config.databaseUrl === null) {
    throw new DomainError("INVALID", "A role needs DATABASE_URL; `npm start` sets it to the embedded Postgres.");
  }
  const log = createLog(role, config.logLevel);
  const box = createSecretBox(() => secretKeys(config));
  const db = createControlPlane(config.databaseUrl, box);
  const store = createPostgresStore({
    connectionString: config.databaseUrl,
    retentionMs: config.retentionMs,
    retentionSeriesMs: config.retentionSeriesMs,
    retentionStateMs: config.retentionStateMs,
    diskBudgetBytes: config.diskBudgetBytes,
  });
  const coordination = createCoordination(config.databaseUrl);
  const access = createAccess(
    config,
    () => db.readAccessTokens(),
    (error) => log.warn({ error }, "the access tokens could not be read; those known stay known"),
  );
  const families = watchProcess();
  const index = new MetricIndex(store, TENANT, promotedWith(config.promoteAttributes), Date.now);
  return {
    config,
    log,
    store,
    promQl: createPromQl({ reader: store, tenant: TENANT, index, clock: () => performance.now() }),
    db,
    access,
    links: createSignedLinks(() => store.readLinkSecret({ tenant: TENANT })),
    coordination,
    instance: `${hostname()}-${process.pid}`,
    startedMs: Date.now() - Math.round(process.uptime() * 1000),
    exposition: (own = []) => renderExposition([...families(), ...own]),
    close: async () => {
      access.close();
      await Promise.allSettled([store.close(), db.close(), coordination.close()]);
      holder[KEY] = undefined;
    },
  };
}

function promotedWith(own: readonly string[]): ReadonlySet<string> {
  return new Set([...PROMOTED, ...own]);
}

/** The runtime of this process; made on the first call. `role` counts only then. */
export function runtime(role = "web"): Runtime {
  holder[KEY] ??= build(role);
  return holder[KEY];
}

/**
 * Opens the OTLP ports. This process makes hundreds of megabytes of garbage a second beside a small heap, and V8 would collect all of
 * it whenever the heap has grown by half; at four times its size the cheap collections of young garbage do instead.
 */
export async function startIngestRole(): Promise<RunningRole> {
  setFlagsFromString("--heap-growing-percent=300");
  const { config, store, log, access, exposition } = runtime();
  await access.refresh();
  const { startIngest } = await import("./ingest/ingestRole.ts");
  return startIngest({ config, store, log, access, exposition });
}

/** Starts the things on a clock; they run where this process leads. */
export async function startLoopsRole(): Promise<RunningRole> {
  const { config, store, log, coordination, promQl, db } = runtime();
  const { startLoops } = await import("./loops/loopsRole.ts");
  const { PastFile } = await import("./loops/writtenPast.ts");
  const history = { store, promQl, retentionMs: config.retentionMs };
  const { rulesDir, slosDir, retentionSeriesMs, retentionStateMs, consoleUrl, webhookAllow } = config;
  const past = new PastFile(config.dataDir);
  const kept = { retentionSeriesMs, retentionStateMs, past };
  const promises = { store, promQl, db, rulesDir, slosDir, ...kept, consoleUrl, webhookAllow };
  return startLoops({ maintenance: store, log, lead: coordination.lead, history, promises });
}
