/**
 * The ingest role put together: both doors, admission, decoding, group commit, tallies. One per process.
 * Order of stopping: the doors refuse newcomers, what waits is flushed and answered, connections end, the last tallies are kept;
 * all within 8 s. Errors: throws CONFLICT when a port is taken; afterwards trouble of the store is answered, never thrown.
 * Next: otlpHttp.ts and otlpGrpc.ts, where requests come in.
 */
import { setImmediate as settledAnswers } from "node:timers/promises";
import type { Access } from "../access/access.ts";
import { type HealthCheck, healthAnswer } from "../api/health.ts";
import type { Config } from "../config.ts";
import { EXPOSITION_TYPE, type MetricFamily, renderExposition } from "../selfTelemetry.ts";
import type { SeriesReader } from "../store/seriesReader.ts";
import type { TelemetryWriter } from "../store/telemetryStore.ts";
import { createAdmission } from "./admission.ts";
import { createDeriver } from "./derive.ts";
import type { ClockOffset } from "./deriveClock.ts";
import { createGroupCommit } from "./groupCommit.ts";
import { knownRequestsOf, pointGateOf, prometheusMetadataOf } from "./ingestMemory.ts";
import { createLatency } from "./latency.ts";
import { openOtlpGrpc } from "./otlpGrpc.ts";
import { openOtlpHttp, type Probe } from "./otlpHttp.ts";
import { refused } from "./outcome.ts";
import { createReceiver, type Receiver, type ReceiverOptions, storeAway } from "./receiver.ts";
import { startScraping } from "./scrapeLoop.ts";
import { metricFamilies } from "./selfMetrics.ts";
import { createStoreState } from "./storeState.ts";
import { createTally } from "./tally.ts";
import { keepTallies } from "./tallyKeeper.ts";
import { judgeTokenBy } from "./token.ts";
import { warmDeriver } from "./warmDeriver.ts";

export interface IngestLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface IngestOptions {
  readonly config: Config;
  readonly store: TelemetryWriter & Partial<Pick<SeriesReader, "countSeries" | "listMetricHeads">>;
  readonly log: IngestLog;
  readonly access: Pick<Access, "checkAccess">;
  readonly tenant?: number;
  readonly slot?: number;
  readonly lingerMs?: number;
  /** Renders /metrics from this role's families, adding those of the process. */
  readonly exposition?: (families: readonly MetricFamily[]) => string;
  /** How long a sender may take over its headers and over its whole request. */
  readonly patience?: { readonly headersMs: number; readonly requestMs: number };
  /** Records later than this beyond now are refused. An hour by default. */
  readonly acceptAheadMs?: number;
}

export interface IngestStatus {
  readonly draining: boolean;
  readonly storeAway: boolean;
  readonly inFlightBytes: number;
  readonly waitingItems: number;
  readonly acknowledgementP50Ms: number | null;
  readonly acknowledgementP95Ms: number | null;
  /** Senders whose clocks are off. */
  readonly clockOffsets: readonly ClockOffset[];
}

export interface IngestRole {
  readonly ports: { readonly http: number; readonly grpc: number };
  status(): IngestStatus;
  checks(): readonly HealthCheck[];
  metrics(): readonly MetricFamily[];
  /** Stops taking in, answers everybody, closes. */
  drain(): Promise<void>;
}

/** Stopping takes no longer than these together; the process is given 9 s (server/role.ts). */
const FLUSH_WITHIN_MS = 6_000;
const CONNECTIONS_GRACE_MS = 1_500;
const TALLIES_WITHIN_MS = 500;
const DRAINING = refused("draining", "Chronoscope is stopping; send the request again in a moment.", 1_000);
const AHEAD_MS = 3_600_000;
const DEEPEST_VALUE = 64;

export async function startIngest(options: IngestOptions): Promise<IngestRole> {
  const parts = await assemble(options);
  const { admission, groupCommit, tally, latency, known, storeState, config } = parts;
  let draining = false;
  parts.drainingIs(() => draining);

  const checks = () => checksOf(draining, storeState.away);
  const metrics = () =>
    metricFamilies(tally, latency, {
      inFlightBytes: admission.inFlightBytes,
      limitBytes: admission.limitBytes,
      waitingItems: groupCommit.waitingItems,
      inFlightRequests: known.inFlightCount,
      storeAway: storeState.away,
      ...parts.flushTotals,
    });
  const shared = { ...parts.doorOptions, host: config.host, maxRequestBytes: config.maxRequestBytes };
  const http = await openOtlpHttp({
    ...shared,
    port: config.otlpHttpPort,
    corsOrigins: config.corsOrigins,
    patience: options.patience,
    probes: probesOf(checks, () => (options.exposition ?? renderExposition)(metrics())),
  });
  const grpc = await openOtlpGrpc({ ...shared, port: config.otlpGrpcPort }).catch(async (cause: unknown) => {
    await http.close(0);
    throw cause;
  });
  const tallies = keepTallies(tally, options);
  const scraping = startScraping(options, admission, parts.receiver.receive);
  options.log.info({ http: http.port, grpc: grpc.port }, "OTLP is taken in");
  return {
    ports: { http: http.port, grpc: grpc.port },
    checks,
    metrics,
    status: () => ({
      draining,
      storeAway: storeState.away,
      inFlightBytes: admission.inFlightBytes,
      waitingItems: groupCommit.waitingItems,
      acknowledgementP50Ms: latency.quantileMs(0.5),
      acknowledgementP95Ms: latency.quantileMs(0.95),
      clockOffsets: parts.deriver.clockOffsets(),
    }),
    async drain() {
      draining = true;
      scraping.stop();
      await within(FLUSH_WITHIN_MS, groupCommit.drain());
      await settledAnswers();
      parts.receiver.answerAll(DRAINING);
      await Promise.all([http.close(CONNECTIONS_GRACE_MS), grpc.close(CONNECTIONS_GRACE_MS)]);
      await within(TALLIES_WITHIN_MS, tallies.close());
    },
  };
}

/** Everything behind the doors. */
async function assemble(options: IngestOptions) {
  const { config, store, log, tenant = 1, slot = 0 } = options;
  const nowMs = () => Date.now();
  const tally = createTally(nowMs);
  const latency = createLatency(nowMs);
  const storeState = createStoreState(log);
  const flushTotals = { flushes: 0, flushSeconds: 0 };
  const deriver = createDeriver({});
  await warmDeriver(deriver, { store, tenant, slot, log }, nowMs());
  const groupCommit = createGroupCommit({
    store,
    deriver,
    tenant,
    slot,
    lingerMs: options.lingerMs,
    onFlush(flush) {
      flushTotals.flushes++;
      flushTotals.flushSeconds += flush.tookMs / 1000;
      storeState.saw(flush.away);
      for (const error of flush.poisoned) log.error({ error }, "one request cannot be stored and was refused");
    },
  });
  const known = await knownRequestsOf(options, nowMs);
  let isDraining = () => false;
  const admission = createAdmission({
    limitBytes: config.maxInFlightBytes,
    estimatedWaitMs: groupCommit.estimatedWaitMs,
    closedBecause: () => {
      if (isDraining()) return DRAINING;
      return storeState.mayTry() ? null : storeAway();
    },
  });
  const receiver = receiverOf(options, { groupCommit, known, tally }, nowMs);
  return {
    config,
    tally,
    latency,
    storeState,
    flushTotals,
    deriver,
    groupCommit,
    known,
    admission,
    receiver,
    doorOptions: {
      prometheusMetadata: prometheusMetadataOf(options),
      admission,
      receive: receiver.receive,
      tally,
      latency,
      judgeToken: judgeTokenBy(options.access),
    },
    drainingIs: (is: () => boolean) => {
      isDraining = is;
    },
  };
}

function checksOf(draining: boolean, storeAway: boolean): readonly HealthCheck[] {
  return [
    { name: "accepting", ok: !draining, detail: draining ? "draining" : "OTLP is taken in" },
    { name: "store", ok: !storeAway, detail: storeAway ? "the database cannot be reached" : "writes succeed" },
  ];
}

function receiverOf(
  options: IngestOptions,
  parts: Pick<ReceiverOptions, "groupCommit" | "known" | "tally">,
  nowMs: () => number,
): Receiver {
  const gate = pointGateOf(options, nowMs);
  return createReceiver({
    ...parts,
    admitPoints: (columns) => gate.admit(columns),
    decodeOptions: () => decodeLimits(options.config, nowMs(), options.acceptAheadMs ?? AHEAD_MS),
    onDefect: (cause, message) => options.log.error({ error: cause }, message),
  });
}

function decodeLimits(config: Config, nowMs: number, aheadMs: number) {
  return {
    acceptFromUnixNano: BigInt(Math.max(0, Math.floor(nowMs - config.retentionMs))) * 1_000_000n,
    acceptToUnixNano: BigInt(nowMs + aheadMs) * 1_000_000n,
    maxAttributes: config.maxAttributes,
    maxStringBytes: config.maxStringBytes,
    maxDepth: DEEPEST_VALUE,
    nowUnixNano: BigInt(nowMs) * 1_000_000n,
  };
}

function probesOf(
  checks: () => readonly HealthCheck[],
  exposition: () => string,
): Record<string, () => Promise<Probe>> {
  const json = async (named: readonly HealthCheck[]) => ({ ...healthAnswer(named), contentType: "application/json" });
  return {
    "/livez": () => json([]),
    "/startupz": () => json([{ name: "doors", ok: true }]),
    "/readyz": () => json(checks()),
    "/metrics": async () => ({ status: 200, contentType: EXPOSITION_TYPE, body: exposition() }),
  };
}

/** Waits for the work, but no longer than this. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise<void>((done) => {
      timer = setTimeout(done, ms);
    }),
  ]);
  clearTimeout(timer);
}
