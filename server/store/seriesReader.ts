/**
 * The part of the waist that answers for metric series: which there are, and their samples as numbers, for PromQL.
 * A series is what the store tells apart (resource, scope, metric, kind, attributes); labels and Prometheus's names are made of it
 * above (server/series). Temporality is as it was sent: whoever reads delta points as a counter sums them up.
 * Units: Unix milliseconds, the precision of Prometheus; the nanoseconds stay in the records (`TelemetryReader.readMetrics`).
 */
import type { Attributes } from "../model/attributes.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { Scope as InstrumentationScope, Resource } from "../model/resource.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

/** One metric series: everything that tells it from another. `id` is the store's own number for it and never changes. */
export interface MetricSeries {
  readonly id: number;
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly metadata: Attributes;
  /** OTLP's field number: 5 gauge, 7 sum, 9 histogram, 10 exponential histogram, 11 summary. */
  readonly kind: number;
  readonly temporality: number;
  readonly isMonotonic: boolean;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly attributes: Attributes;
}

/** How far a listing of series has come; opaque. */
export type SeriesCursor = string & { readonly __brand: "SeriesCursor" };
export interface SeriesQuery extends Scope {
  /** Only metrics of these names (as OTLP sent them); all when left out. */
  readonly names?: readonly string[];
  /** Only what became known after `cursor` of an earlier answer to the same names; from the beginning when null. */
  readonly after: SeriesCursor | null;
}
export interface ListedSeries {
  readonly series: readonly MetricSeries[];
  /** None is skipped when a listing goes on from here, though one may come twice. */
  readonly cursor: SeriesCursor;
}

export interface SamplesQuery extends Scope {
  /** `MetricSeries.id`. */
  readonly ids: readonly number[];
  /** Samples with startMs < time <= endMs. */
  readonly window: TimeWindow;
  /** More samples than this is TOO_LARGE, said before they are all read. */
  readonly maxSamples: number;
  readonly signal?: AbortSignal;
}
export interface PresenceQuery extends Scope {
  /** `MetricSeries.id`. */
  readonly ids: readonly number[];
  readonly window: TimeWindow;
  readonly signal?: AbortSignal;
}
export type DistributionSample =
  | {
      readonly kind: "explicit";
      readonly count: number;
      /** NaN when it was not sent. */
      readonly sum: number;
      /** Shared by samples with the same bounds. */
      readonly bounds: readonly number[];
      /** One more than `bounds`, or none. */
      readonly counts: Float64Array;
    }
  | {
      readonly kind: "exponential";
      readonly count: number;
      readonly sum: number;
      readonly scale: number;
      readonly zeroCount: number;
      readonly zeroThreshold: number;
      readonly positiveOffset: number;
      readonly positive: Float64Array;
      readonly negativeOffset: number;
      readonly negative: Float64Array;
    }
  | {
      readonly kind: "summary";
      readonly count: number;
      readonly sum: number;
      readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
    };
/** Samples of one series as they were sent, ascending by time, one for each millisecond (the last that arrived). */
export interface SeriesSamples {
  readonly id: number;
  readonly timesMs: Float64Array;
  /** start_time_unix_nano in Unix ms, 0 where it was not sent. */
  readonly startsMs: Float64Array;
  /** Number points, ints as doubles; NaN elsewhere. */
  readonly values: Float64Array;
  /** 1 where the flag "no recorded value" is set; null when nowhere. */
  readonly absent: Uint8Array | null;
  /** Same places; null for number points. */
  readonly distributions: readonly (DistributionSample | null)[] | null;
}
export interface SeriesExemplar {
  readonly id: number;
  readonly timeMs: number;
  readonly value: number;
  readonly traceId: TraceId | null;
  readonly spanId: SpanId | null;
  readonly attributes: Attributes;
}

export interface ExemplarQuery extends Scope {
  readonly ids: readonly number[];
  readonly window: TimeWindow;
  readonly limit: number;
}

/** One metric as some sender describes it; senders that differ in unit or kind make several of one name. */
export interface MetricHead {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly metadata: Attributes;
  readonly kind: number;
  readonly temporality: number;
  readonly isMonotonic: boolean;
  /** The instrumentation scope's name. */
  readonly scopeName: string;
  readonly seriesCount: number;
}

/** How many series have this name. */
export interface SeriesCount {
  readonly name: string;
  readonly seriesCount: number;
}

/** How many distinct values an attribute of one metric has: what makes its series many. */
export interface AttributeCount {
  readonly key: string;
  /** On the points, or on the resources that send them. */
  readonly on: "record" | "resource";
  readonly values: number;
}

export interface SeriesReader {
  /** Which metrics there are, with the number of their series: the cardinality that the store bears. */
  listMetricHeads(query: Scope): Promise<MetricHead[]>;
  /** The names with the most series, most first. */
  countSeries(query: Scope & { limit: number }): Promise<SeriesCount[]>;
  /** The attributes of one metric with the most values, most first. */
  countAttributeValues(query: Scope & { name: string }): Promise<AttributeCount[]>;
  /** Every series that the store knows of these metrics, whether or not it has samples in some window. */
  listSeries(query: SeriesQuery): Promise<ListedSeries>;
  /** Samples of these series, in the order of `ids`, series without samples left out. */
  readSeries(query: SamplesQuery): Promise<SeriesSamples[]>;
  /**
   * Which of these series have samples in the window: to the grain of the pieces that are stored together, so that one which fell silent
   * within a piece counts until its end. No sample is read.
   */
  listPresent(query: PresenceQuery): Promise<ReadonlySet<number>>;
  /** Exemplars of these series in the window, newest first. */
  readExemplars(query: ExemplarQuery): Promise<SeriesExemplar[]>;
}
