/**
 * Metric data of all five kinds, field by field in OTLP's own names. A data point's value keeps its type (int or double).
 * Units: times in Unix nanoseconds; the metric's own unit is UCUM text.
 * Source: opentelemetry-proto metrics.proto.
 */
import type { Attributes } from "./attributes.ts";
import type { SpanId, TraceId } from "./ids.ts";
import type { UnixNano } from "./time.ts";

export const MetricKind = { GAUGE: 5, SUM: 7, HISTOGRAM: 9, EXPONENTIAL_HISTOGRAM: 10, SUMMARY: 11 } as const;
export type MetricKindNumber = (typeof MetricKind)[keyof typeof MetricKind];
export const AggregationTemporality = { UNSPECIFIED: 0, DELTA: 1, CUMULATIVE: 2 } as const;

/** Flag of a data point that says "no recorded value": Prometheus's stale marker. */
export const NO_RECORDED_VALUE = 1;

export type NumberValue =
  | { readonly type: "int"; readonly value: bigint }
  | { readonly type: "double"; readonly value: number };

export interface Exemplar {
  readonly filteredAttributes: Attributes;
  readonly timeUnixNano: UnixNano;
  readonly value: NumberValue | null;
  readonly traceId: TraceId | null;
  readonly spanId: SpanId | null;
}

interface PointBase {
  readonly attributes: Attributes;
  readonly startTimeUnixNano: UnixNano;
  readonly timeUnixNano: UnixNano;
  readonly flags: number;
}

export interface NumberDataPoint extends PointBase {
  readonly value: NumberValue | null;
  readonly exemplars: readonly Exemplar[];
}
export interface HistogramDataPoint extends PointBase {
  readonly count: bigint;
  readonly sum: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly number[];
  readonly exemplars: readonly Exemplar[];
}
export interface ExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}
export interface ExponentialHistogramDataPoint extends PointBase {
  readonly count: bigint;
  readonly sum: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly zeroThreshold: number;
  readonly positive: ExponentialBuckets | null;
  readonly negative: ExponentialBuckets | null;
  readonly exemplars: readonly Exemplar[];
}
export interface SummaryDataPoint extends PointBase {
  readonly count: bigint;
  readonly sum: number;
  readonly quantileValues: readonly { readonly quantile: number; readonly value: number }[];
}

interface MetricBase {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly metadata: Attributes;
}
export type Metric = MetricBase &
  (
    | { readonly kind: "gauge"; readonly dataPoints: readonly NumberDataPoint[] }
    | {
        readonly kind: "sum";
        readonly isMonotonic: boolean;
        readonly aggregationTemporality: number;
        readonly dataPoints: readonly NumberDataPoint[];
      }
    | {
        readonly kind: "histogram";
        readonly aggregationTemporality: number;
        readonly dataPoints: readonly HistogramDataPoint[];
      }
    | {
        readonly kind: "exponentialHistogram";
        readonly aggregationTemporality: number;
        readonly dataPoints: readonly ExponentialHistogramDataPoint[];
      }
    | { readonly kind: "summary"; readonly dataPoints: readonly SummaryDataPoint[] }
    | { readonly kind: "empty" }
  );
