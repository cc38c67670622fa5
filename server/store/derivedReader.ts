/**
 * The part of the waist that answers for derived series: what was counted from spans and logs while they were taken in, per bucket
 * of one tier, together with what is not folded yet.
 */
import type { EdgeSeries, LogCountSeries, OperationSeries, ServiceInstance, ServiceSeries } from "../model/derived.ts";
import type { OperationVisitor } from "../model/increments.ts";
import type { Resource } from "../model/resource.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

export interface DerivedQuery extends Scope {
  readonly window: TimeWindow;
  /** Wished step; the answer is on the finest tier whose steps it holds and says which it took. */
  readonly stepMs: number;
  /** Most buckets of the answer, 720 when left out; finer steps than these allow are not taken. */
  readonly mostSteps?: number;
}
export interface Grid {
  readonly stepMs: number;
  /** Start of the first bucket. Bucket i is [startMs + i * stepMs, + stepMs). */
  readonly startMs: number;
  readonly bucketCount: number;
}
export interface Derived<T> extends Grid {
  readonly series: readonly T[];
}
/** A resource and when it sent, within the window asked. */
export interface SeenResource {
  readonly resource: Resource;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}
export interface OperationScan extends DerivedQuery {
  readonly service?: string;
  /** Whether the distribution of durations is wanted too. */
  readonly withCells: boolean;
  /** Aborted, the scan ends with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface DerivedReader {
  readServices(query: DerivedQuery & { service?: string }): Promise<Derived<ServiceSeries>>;
  readOperations(query: DerivedQuery & { service: string }): Promise<Derived<OperationSeries>>;
  readEdges(query: DerivedQuery & { service?: string }): Promise<Derived<EdgeSeries>>;
  readLogCounts(query: DerivedQuery & { service?: string }): Promise<Derived<LogCountSeries>>;
  readInstances(query: Scope & { window: TimeWindow; service?: string }): Promise<ServiceInstance[]>;
  readResources(query: Scope & { window: TimeWindow }): Promise<SeenResource[]>;
  /**
   * Every operation's increments in the window, in any order, several to a bucket; resolves when all were visited. The visitor is made for
   * the answer's buckets, before the first visit.
   */
  scanOperations(query: OperationScan, visitorOf: (grid: Grid) => OperationVisitor): Promise<Grid>;
}
