/**
 * The TelemetryStore on Postgres: composition only; each method's work is in the file it names.
 * One connection writes; reads have a pool of their own with a limit on how long a statement may take, so that neither waits for
 * the other. Maintenance (loops) runs on connections of the pool, its transactions short.
 */
import pg from "pg";
import { DomainError } from "../../errors.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../telemetryStore.ts";
import { BlockCache } from "./blockCache.ts";
import { BlockIds } from "./blockIds.ts";
import { Compressor } from "./compression.ts";
import { withStoreErrors } from "./databaseErrors.ts";
import { createDerivedMaintenance, createDerivedReader } from "./derived/derivedStore.ts";
import { type FlushTools, writeFlush } from "./flush.ts";
import { KnownPartitions } from "./partitions.ts";
import { readTraceBytes } from "./readTrace.ts";
import { readHashes } from "./requestHashes.ts";
import { searchTraceHits } from "./searchTraces.ts";
import { SeriesDictionary } from "./seriesDictionary.ts";
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
  /** Bytes of the database beyond which the oldest raw partitions go first. */
  readonly diskBudgetBytes?: number | null;
  /** For tests: the clock of request hashes. */
  readonly now?: () => number;
}

const CACHE_BYTES = 48 * 1024 * 1024;

function openPool(options: PostgresStoreOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.poolSize ?? 6,
    application_name: "chronoscope read",
    connectionTimeoutMillis: 5000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
  });
  pool.on("error", () => undefined);
  return pool;
}

const pending = async (): Promise<never> => {
  throw new DomainError("INTERNAL", "This read is not built yet.");
};

export function createPostgresStore(options: PostgresStoreOptions): TelemetryStore & TelemetryMaintenance {
  const pool = openPool(options);
  const tools: FlushTools = {
    writer: new WriterConnection(options.connectionString),
    compressor: new Compressor(),
    partitions: new KnownPartitions(),
    blockIds: new BlockIds(),
    series: new SeriesDictionary(),
    now: options.now ?? Date.now,
  };
  const derived = createDerivedMaintenance(pool, options);
  const search = { pool, cache: new BlockCache(options.cacheBytes ?? CACHE_BYTES) };
  return {
    append: (flush) => writeFlush(tools, flush),
    readRecentRequestHashes: ({ tenant }) => withStoreErrors(() => readHashes(pool, tenant)),
    appendTally: pending,
    readTrace: (query) => withStoreErrors(() => readTraceBytes(pool, query)),
    searchTraces: (query) => withStoreErrors(() => searchTraceHits(search, query)),
    searchLogs: pending,
    readMetrics: pending,
    listMetrics: pending,
    attributeKeys: pending,
    attributeValues: pending,
    ...createDerivedReader({ pool, retentionMs: options.retentionMs, now: options.now }),
    readTallies: pending,
    storageReport: pending,
    follow: async function* () {
      yield await pending();
    },
    foldDerived: derived.foldDerived,
    makePartitionsAhead: pending,
    compact: pending,
    dropExpired: pending,
    async close() {
      await tools.writer.close();
      await tools.compressor.close();
      await pool.end();
    },
  };
}
