/**
 * The waist: everything the product asks of whatever keeps telemetry. Postgres implements it in ./postgres; any other engine
 * must pass the same suite (storeContract.ts). No SQL, no columns of tables and no driver's types cross this line.
 *
 * Telemetry goes in as columns over OTLP bytes and comes out as OTLP protobuf bytes (TracesData, LogsData, MetricsData), which
 * server/otlp reads; so a record comes out equal to what went in. Derived series come out as increments per bucket.
 * Every read names the tenant and a window; every answer that was cut short says so.
 * Errors: DomainError UNAVAILABLE when the engine cannot be reached now, TOO_LARGE when an answer would not fit the limit given.
 */
import type { AnyValue } from "../model/attributes.ts";
import type { LogColumns, PointColumns, Signal, SpanColumns } from "../model/columns.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { TimeWindow } from "../model/time.ts";
import type { AlertStore } from "./alertStore.ts";
import type { DerivedReader } from "./derivedReader.ts";
import type { NotificationStore } from "./notificationStore.ts";
import type { OpenSpansReader } from "./openSpansReader.ts";
import type { PlacedReader } from "./placedReader.ts";
import type { SeriesReader } from "./seriesReader.ts";
import type { SloStore } from "./sloStore.ts";
import type { StateReader, StateWriter } from "./stateStore.ts";

export interface Scope {
  /** Tenant number; 1 is `default`. */
  readonly tenant: number;
}

/** One request as it waits for its flush: its content hash (SHA-256 over signal and body) and what was decoded from it. */
export interface IncomingRequest {
  readonly hash: Uint8Array;
  readonly columns: SpanColumns | LogColumns | PointColumns;
}

/** Everything that becomes durable in one transaction. */
export interface Flush extends Scope {
  /** The ingest process that writes (0 until there are several). */
  readonly slot: number;
  readonly requests: readonly IncomingRequest[];
  /** Increments of the derived series that these requests caused (server/ingest/derive), packed; empty when none. */
  readonly increments: Uint8Array;
  /** The earliest instant of which something may be told otherwise because of them, Unix ms; null or absent when there is none. */
  readonly touchedMs?: number | null;
}

export interface FlushReport {
  /**
   * Empty: everything is durable. Otherwise nothing was stored, because these indexes into `requests` were committed before (by
   * this or another process): the caller leaves them out, derives anew and appends again.
   */
  readonly repeats: readonly number[];
}

export interface AttributeFilter {
  readonly key: string;
  readonly value: AnyValue;
  /** Where to look; "any" is the span's (record's) own attributes first, then its resource's. */
  readonly on: "record" | "resource" | "any";
}

export interface TraceQuery extends Scope {
  readonly window: TimeWindow;
  readonly service?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly statusCode?: number;
  readonly minDurationNano?: number;
  readonly maxDurationNano?: number;
  readonly attributes?: readonly AttributeFilter[];
  /** Only spans with a link to this one. Name the service too: no index leads to links. */
  readonly linksTo?: { readonly traceId: TraceId; readonly spanId: SpanId };
  /**
   * `newest` takes the traces whose matching spans start last, and tells them by the start of the trace, latest first.
   * `spread` is a sample over the whole window, failed ones kept, in no order.
   */
  readonly order: "newest" | "slowest" | "mostErrors" | "spread";
  /** Most traces to return. */
  readonly limit: number;
  /** Also give the whole of each trace's matching span that starts last. */
  readonly wantsLast?: boolean;
  readonly signal?: AbortSignal;
}

export interface SpanHit {
  readonly spanId: SpanId;
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly statusCode: number;
  readonly startUnixNano: bigint;
  readonly durationNano: number;
}

export interface TraceHit {
  readonly traceId: TraceId;
  /** Of the root span; null when no root has arrived. */
  readonly rootService: string | null;
  readonly rootName: string | null;
  readonly startUnixNano: bigint;
  readonly durationNano: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly { readonly name: string; readonly spanCount: number; readonly errorCount: number }[];
  /** Spans that matched, in order of start, at most 20. */
  readonly matched: readonly SpanHit[];
  readonly matchedCount: number;
  /** When asked for: TracesData bytes of the one matching span that starts last; null when its block went away meanwhile. */
  readonly lastMatched?: Uint8Array | null;
}

export interface TraceSearchResult {
  readonly traces: readonly TraceHit[];
  /** True when more traces match than were returned. */
  readonly truncated: boolean;
  readonly blocksRead: number;
  readonly blocksPruned: number;
}

export interface LogQuery extends Scope {
  readonly window: TimeWindow;
  readonly services?: readonly string[];
  /** Severity numbers from..to inclusive. */
  readonly severities?: readonly { readonly from: number; readonly to: number }[];
  /** Case-insensitive substring of the body (of its JSON text when the body is no string). */
  readonly text?: string;
  readonly attributes?: readonly AttributeFilter[];
  readonly traceId?: TraceId;
  readonly spanId?: SpanId;
  readonly limit: number;
  /** Continue after this record: `next` of the answer before. */
  readonly cursor?: string;
  readonly order: "newest" | "oldest";
  readonly signal?: AbortSignal;
}

/** One record as LogsData bytes of one ResourceLogs each, in the order asked, and an id by which it is found again. */
export interface LogSearchResult {
  readonly records: readonly { readonly id: string; readonly logsData: Uint8Array }[];
  readonly truncated: boolean;
  readonly next: string | null;
  /** Matches per bucket of the window and severity name, over all matches, not only those returned; null when not counted. */
  readonly volume: readonly { readonly startMs: number; readonly counts: Readonly<Record<string, number>> }[] | null;
}

export interface MetricQuery extends Scope {
  readonly window: TimeWindow;
  readonly name?: string;
  readonly service?: string;
  readonly attributes?: readonly AttributeFilter[];
  /** Most data points to return; more is TOO_LARGE. */
  readonly limit: number;
}

export interface MetricDescription {
  readonly name: string;
  readonly kind: number;
  readonly unit: string;
  readonly description: string;
  readonly seriesCount: number;
}

/** A place in the order of commits; opaque, comparable only by the store that made it. */
export type FollowCursor = string & { readonly __brand: "FollowCursor" };
export interface Followed {
  readonly cursor: FollowCursor;
  /** OTLP bytes (TracesData, LogsData or MetricsData) of what was committed, in commit order. */
  readonly data: Uint8Array;
}

export interface StorageReport {
  readonly partitions: readonly {
    readonly signal: Signal | "derived";
    readonly name: string;
    readonly window: TimeWindow;
    readonly records: number;
    readonly blocks: number;
    readonly bytes: number;
  }[];
  readonly databaseBytes: number;
  /** The oldest instant that retention keeps now, per kind. */
  readonly keptSinceMs: number;
}

/** What one ingest process saw, per second and signal: the ingest page's numbers. */
export interface IngestTally {
  readonly atMs: number;
  readonly signal: Signal;
  readonly requests: number;
  readonly bytes: number;
  readonly accepted: number;
  /** Items refused in partial_success, by issue code. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Whole requests refused, by reason (`overloaded`, `too_large`, `undecodable`, ...). */
  readonly refused: Readonly<Record<string, number>>;
  /** Items recognised as repeats and not counted again. */
  readonly repeats: number;
  /** Newest record time seen, Unix ms; null when none. */
  readonly newestMs: number | null;
}

export interface RecentSpansQuery extends Scope {
  readonly slot: number;
  /** How far back from the newest. */
  readonly withinMs: number;
  /** About how many spans at the most, the newest ones. */
  readonly most: number;
  /** Reading stops after this long; the newest come first. */
  readonly tookAtMostMs: number;
}
export interface RecentSpans {
  /** How far back from the newest nothing is missing. */
  readonly coveredMs: number;
  /** TracesData in order of commits, and how long before the newest each was stored. */
  readonly blocks: readonly { readonly data: Uint8Array; readonly beforeNewestMs: number }[];
}

/** Asks about the series of some data points before they are taken in. */
export interface SeriesStandingQuery extends Scope {
  readonly slot: number;
  readonly columns: PointColumns;
  /** Data points of `columns`, each of another series. */
  readonly records: readonly number[];
  /** Samples up to this instant are of no interest, nor are those later than `untilMs`. */
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Metrics whose series are to be counted. */
  readonly names: readonly string[];
}
export interface SeriesStandings {
  /** Per record: null when the store does not know its series, else its newest sample in Unix ms, null when there is none. */
  readonly series: readonly ({ readonly newestMs: number | null } | null)[];
  readonly counts: ReadonlyMap<string, number>;
}

export interface TelemetryWriter {
  /**
   * Does ahead what `append` of these very requests (the same array) need not do in turn, while another flush is under way. Stores
   * nothing, never throws, and may be left out.
   */
  prepare?(requests: Omit<Flush, "increments" | "touchedMs">): Promise<void>;
  /** Durable when it resolves. Throws UNAVAILABLE when nothing was stored and the same flush may be tried again. */
  append(flush: Flush): Promise<FlushReport>;
  /** Hashes of the requests committed in the last 15 minutes, to be known after a restart. */
  readRecentRequestHashes(scope: Scope): Promise<Uint8Array[]>;
  /** The spans that this slot stored last, to be known after a restart; may be left out. */
  readRecentSpans?(query: RecentSpansQuery): Promise<RecentSpans>;
  /** What is known of series that this process has not met yet; may be left out. */
  readSeriesStandings?(query: SeriesStandingQuery): Promise<SeriesStandings>;
  appendTally(scope: Scope, slot: number, tally: readonly IngestTally[]): Promise<void>;
}

export interface TelemetryReader extends DerivedReader, PlacedReader, SeriesReader, OpenSpansReader {
  /** All spans of a trace as TracesData bytes, repeats dropped, in order of start; null when none is kept. */
  readTrace(query: Scope & { traceId: TraceId; around?: TimeWindow }): Promise<Uint8Array | null>;
  searchTraces(query: TraceQuery): Promise<TraceSearchResult>;
  searchLogs(query: LogQuery): Promise<LogSearchResult>;
  /** Points as MetricsData bytes, grouped by series, in order of time. */
  readMetrics(query: MetricQuery): Promise<Uint8Array>;
  listMetrics(query: Scope & { window: TimeWindow }): Promise<MetricDescription[]>;
  /** Attribute keys seen in blocks of the window, most used first, and the values of one key. */
  attributeKeys(query: Scope & { window: TimeWindow; signal: Signal; limit: number }): Promise<string[]>;
  attributeValues(
    query: Scope & { window: TimeWindow; signal: Signal; key: string; limit: number },
  ): Promise<AnyValue[]>;

  readTallies(query: Scope & { window: TimeWindow; stepMs: number }): Promise<IngestTally[]>;
  storageReport(scope: Scope): Promise<StorageReport>;
}

export interface TelemetryStore
  extends TelemetryWriter,
    TelemetryReader,
    StateWriter,
    StateReader,
    AlertStore,
    SloStore,
    NotificationStore {
  /** What was committed after `cursor` (from now on when null), each item once, none skipped; ends when `signal` aborts. */
  follow(scope: Scope, of: Signal, cursor: FollowCursor | null, signal: AbortSignal): AsyncIterable<Followed>;
  close(): Promise<void>;
}

/** Work that only the leader of `loops` does; each call is one bounded step and tells whether there is more. */
export interface TelemetryMaintenance {
  /** Folds committed increments into the tiers. Resolves to the number of flushes folded. */
  foldDerived(): Promise<number>;
  makePartitionsAhead(nowMs: number): Promise<void>;
  compact(nowMs: number): Promise<number>;
  /** Drops partitions that retention or the disk budget no longer covers; resolves to their names. */
  dropExpired(nowMs: number): Promise<string[]>;
}
