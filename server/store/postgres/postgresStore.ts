/**
 * The TelemetryStore on Postgres: composition only; each method's work is in the file it names.
 * One connection writes; reads have a pool of their own with a limit on how long a statement may take, so that neither waits for
 * the other. Maintenance (loops) runs on connections of the pool, its transactions short.
 */
import type pg from "pg";
import { BufferPool } from "../../bufferPool.ts";
import type { DerivedReader } from "../derivedReader.ts";
import type { PlacedReader } from "../placedReader.ts";
import type { TelemetryMaintenance, TelemetryReader, TelemetryStore, TelemetryWriter } from "../telemetryStore.ts";
import { createAlertStore } from "./alerts/alertStore.ts";
import { BlockCache } from "./blockCache.ts";
import { BlockIds } from "./blockIds.ts";
import { compactOnce, isMachineIdle } from "./compact.ts";
import { Compressor } from "./compression.ts";
import { withStoreErrors } from "./databaseErrors.ts";
import { createDerivedMaintenance, createDerivedReader } from "./derived/derivedStore.ts";
import type { DerivedRetention } from "./derived/partitions.ts";
import { type FlushTools, prepareFlush, writeFlush } from "./flush.ts";
import { FlushHints } from "./flushHints.ts";
import { followBlocks } from "./follow.ts";
import { countSeriesByName, countValuesOf, listHeads, listKnownSeries } from "./listSeries.ts";
import { createNotificationStore } from "./notifications/notificationStore.ts";
import { readOpenSpanRows } from "./openSpans.ts";
import { KnownPartitions } from "./partitions.ts";
import { PointBlocks } from "./pointBlocks.ts";
import { readAttributeKeys, readAttributeValues } from "./readAttributes.ts";
import { readSeriesExemplars } from "./readExemplars.ts";
import { listMetricNames, readMetricPoints } from "./readMetrics.ts";
import { openReadPool } from "./readPool.ts";
import { readPresence, readSeriesSamples } from "./readSeries.ts";
import { readTraceBytes } from "./readTrace.ts";
import { readRecentSpanBlocks } from "./recentSpans.ts";
import { emptyOldHashes, readHashes } from "./requestHashes.ts";
import { dropExpiredSteps, makeSteppedAhead, type Retention, reportStorage } from "./retention.ts";
import { searchLogRecords } from "./searchLogs.ts";
import { searchTraceHits } from "./searchTraces.ts";
import { dropForgotten, SeriesDictionary } from "./seriesDictionary.ts";
import { readStandings } from "./seriesStanding.ts";
import { createSloStore } from "./slos/sloStore.ts";
import { createStateStore } from "./state/stateStore.ts";
import { readTallySums, writeTallies } from "./tallies.ts";
import { TraceCache } from "./traceCache.ts";
import { WriterConnection } from "./writerConnection.ts";

export interface PostgresStoreOptions {
  readonly connectionString: string;
  /** Connections for reading. */
  readonly poolSize?: number;
  /** Longest that one read statement may take. */
  readonly statementTimeoutMs?: number;
  /** Memory for blocks read lately. */
  readonly cacheBytes?: number;
  /** How long raw records, fine tiers and long series are kept; without it nothing expires. */
  readonly retentionMs?: number;
  readonly retentionSeriesMs?: number;
  /** How long the history of the system is kept. */
  readonly retentionStateMs?: number;
  /** Bytes of the database beyond which the oldest raw partitions go first. */
  readonly diskBudgetBytes?: number | null;
  /** Whether full blocks of points may be merged now; by the machine's load when not given. */
  readonly isIdle?: () => boolean;
  /** For tests: the clock of request hashes. */
  readonly now?: () => number;
}

/** Raw blocks leave this much behind for those that come next: two of the largest flushes. */
const IDLE_BUFFER_BYTES = 32 * 1024 * 1024;
/** Of blocks; and of points, since panels ask for those of some hours again and again. */
const [CACHE_BYTES, POINT_CACHE_BYTES] = [48 * 1024 * 1024, 48 * 1024 * 1024];

interface Parts {
  readonly pool: pg.Pool;
  readonly tools: FlushTools;
  readonly hints: FlushHints;
  readonly retention: Retention;
  readonly state: ReturnType<typeof createStateStore>;
  readonly alerts: ReturnType<typeof createAlertStore>;
  readonly slos: ReturnType<typeof createSloStore>;
  readonly now: () => number;
}

function writerOf({ pool, tools }: Parts): TelemetryWriter {
  return {
    prepare: (flush) => prepareFlush(tools, flush),
    append: (flush) => writeFlush(tools, flush),
    readRecentRequestHashes: ({ tenant }) => withStoreErrors(() => readHashes(pool, tenant)),
    readRecentSpans: (query) => withStoreErrors(() => readRecentSpanBlocks(pool, query)),
    readSeriesStandings: (query) => withStoreErrors(() => readStandings(pool, query)),
    appendTally: ({ tenant }, slot, tallies) => writeTallies(tools.writer, tools.partitions, tenant, slot, tallies),
  };
}

type RawReader = Omit<TelemetryReader, keyof DerivedReader | keyof PlacedReader>;

function readerOf({ pool, retention, now }: Parts, cacheBytes: number): RawReader {
  const points = new PointBlocks(POINT_CACHE_BYTES);
  const search = { pool, cache: new BlockCache(cacheBytes), traces: new TraceCache() };
  return {
    readTrace: (query) => withStoreErrors(() => readTraceBytes(search, query)),
    searchTraces: (query) => withStoreErrors(() => searchTraceHits(search, query)),
    readOpenSpans: (query) => withStoreErrors(() => readOpenSpanRows(search, query)),
    searchLogs: (query) => withStoreErrors(() => searchLogRecords(search, query)),
    readMetrics: (query) => withStoreErrors(() => readMetricPoints(pool, query)),
    listMetrics: ({ tenant, window }) => withStoreErrors(() => listMetricNames(pool, tenant, window)),
    attributeKeys: (query) => withStoreErrors(() => readAttributeKeys(pool, query)),
    attributeValues: (query) => withStoreErrors(() => readAttributeValues(pool, query)),
    listMetricHeads: ({ tenant }) => withStoreErrors(() => listHeads(pool, tenant)),
    countSeries: ({ tenant, limit }) => withStoreErrors(() => countSeriesByName(pool, tenant, limit)),
    countAttributeValues: ({ tenant, name }) => withStoreErrors(() => countValuesOf(pool, tenant, name)),
    listSeries: (query) => withStoreErrors(() => listKnownSeries(pool, query)),
    readSeries: (query) => withStoreErrors(() => readSeriesSamples(pool, points, query)),
    listPresent: (query) => withStoreErrors(() => readPresence(pool, points, query)),
    readExemplars: (query) => withStoreErrors(() => readSeriesExemplars(pool, points, query)),
    readTallies: ({ tenant, window, stepMs }) => withStoreErrors(() => readTallySums(pool, tenant, window, stepMs)),
    storageReport: () => withStoreErrors(() => reportStorage(pool, now(), retention.retentionMs)),
  };
}

/** Each step on a connection of its own, without the readers' limit on time. */
function maintenanceOf(
  { pool, tools, retention, state, alerts, slos }: Parts,
  derived: DerivedRetention,
  isIdle: () => boolean,
): TelemetryMaintenance {
  const own = createDerivedMaintenance(pool, derived);
  const timed = [state.maintenance, alerts.maintenance, slos.maintenance];
  const compaction = { ...tools, pool, blockIds: new BlockIds(), isIdle };
  const onClient = <T>(work: (client: pg.ClientBase) => Promise<T>) =>
    withStoreErrors(async () => {
      const client = await pool.connect();
      try {
        await client.query("SET statement_timeout = 0");
        return await work(client);
      } finally {
        // Not returned to the readers, who shall keep their limit.
        client.release(true);
      }
    });
  return {
    foldDerived: () => own.foldDerived(),
    async makePartitionsAhead(nowMs) {
      await onClient((client) => makeSteppedAhead(client, nowMs));
      for (const part of [own, ...timed]) await part.makePartitionsAhead(nowMs);
    },
    compact: (nowMs) => withStoreErrors(() => compactOnce(compaction, nowMs)),
    async dropExpired(nowMs) {
      const dropped = await onClient(async (client) => {
        await emptyOldHashes(client, nowMs);
        if (retention.retentionMs !== null) await dropForgotten(client, nowMs, retention.retentionMs);
        return dropExpiredSteps(client, nowMs, retention);
      });
      for (const part of [own, ...timed]) dropped.push(...(await part.dropExpired(nowMs)));
      return dropped;
    },
  };
}

export function createPostgresStore(options: PostgresStoreOptions): TelemetryStore & TelemetryMaintenance {
  const { connectionString, retentionMs, retentionSeriesMs, diskBudgetBytes, now = Date.now } = options;
  const pool = openReadPool(options);
  const hints = new FlushHints(connectionString);
  const buffers = new BufferPool(IDLE_BUFFER_BYTES);
  const tools: FlushTools = {
    writer: new WriterConnection(connectionString),
    buffers,
    compressor: new Compressor(buffers),
    partitions: new KnownPartitions(),
    blockIds: new BlockIds(),
    series: new SeriesDictionary(),
    prepared: new WeakMap(),
    now,
  };
  const retention = { retentionMs: retentionMs ?? null, diskBudgetBytes: diskBudgetBytes ?? null };
  const retentionStateMs = options.retentionStateMs ?? Number.POSITIVE_INFINITY;
  const state = createStateStore({ pool, retentionMs: retentionStateMs, now });
  const alerts = createAlertStore({ pool, retentionMs: retentionStateMs });
  const slos = createSloStore({ pool, retentionMs: retentionSeriesMs ?? Number.POSITIVE_INFINITY });
  const parts: Parts = { pool, tools, hints, retention, state, alerts, slos, now };
  const derived = {
    retentionMs: retentionMs ?? Number.POSITIVE_INFINITY,
    retentionSeriesMs: retentionSeriesMs ?? Number.POSITIVE_INFINITY,
  };
  return {
    ...writerOf(parts),
    ...readerOf(parts, options.cacheBytes ?? CACHE_BYTES),
    ...createDerivedReader({ pool, retentionMs, now }),
    ...state.store,
    ...alerts.store,
    ...slos.store,
    ...createNotificationStore(pool),
    ...maintenanceOf(parts, derived, options.isIdle ?? isMachineIdle),
    follow: ({ tenant }, of, cursor, signal) => followBlocks({ pool, hints }, tenant, of, cursor, signal),
    async close() {
      await Promise.all([hints.close(), tools.writer.close()]);
      await tools.compressor.close();
      await pool.end();
    },
  };
}
