/**
 * A native histogram that a rule found -> a data point of OTLP. Counts are seldom whole (rates), so they are told in units of 2^-32,
 * as those of remote write; counts of 2^31 and more are told in units of 1, rounded.
 * Prometheus's bucket i ends at base^i, OTLP's begins there, so offsets differ by one. Custom bounds make an explicit histogram.
 */
import type { ExponentialBuckets, ExponentialHistogramDataPoint, HistogramDataPoint } from "../model/metric.ts";
import { COUNT_EXPONENT } from "../otlp/prometheusWriter.ts";
import { type Buckets, CUSTOM_SCHEMA, type FloatHistogram } from "../promql/floatHistogram.ts";

/** Buckets of one point at the most, empty ones between counted. */
const MOST_BUCKETS = 160_000;
const MOST_SCALED = 2 ** 31;

export const isExplicit = ({ schema }: FloatHistogram) => schema === CUSTOM_SCHEMA;
export const isScaled = ({ count }: FloatHistogram) => count < MOST_SCALED;

/** Why it cannot be written, or null. */
export function histogramProblem(histogram: FloatHistogram): string | null {
  const { count, zeroCount, positive, negative } = histogram;
  const counts = [count, zeroCount, ...positive.count, ...negative.count];
  if (!counts.every((one) => one >= 0 && Number.isFinite(one))) {
    return "a native histogram with counts below zero, or not finite, cannot be recorded";
  }
  const width = ({ index }: Buckets) => (index.at(-1) ?? 0) - (index[0] ?? 0);
  return Math.max(width(positive), width(negative)) < MOST_BUCKETS
    ? null
    : "a native histogram is too wide to be recorded";
}

type Common = Pick<HistogramDataPoint, "attributes" | "startTimeUnixNano" | "timeUnixNano" | "flags">;
const whole = (histogram: FloatHistogram) => {
  const unit = isScaled(histogram) ? 2 ** -COUNT_EXPONENT : 1;
  return (count: number) => BigInt(Math.round(count * unit));
};

export function explicitPoint(common: Common, histogram: FloatHistogram): HistogramDataPoint {
  const toWhole = whole(histogram);
  const { count, sum, positive, customBounds } = histogram;
  const counts = new Map(positive.index.map((index, i) => [index, positive.count[i] ?? 0]));
  const bucketCounts = Array.from({ length: customBounds.length + 1 }, (_, i) => toWhole(counts.get(i) ?? 0));
  const rest = { min: null, max: null, exemplars: [] };
  return { ...common, ...rest, count: toWhole(count), sum, bucketCounts, explicitBounds: customBounds };
}

export function exponentialPoint(common: Common, histogram: FloatHistogram): ExponentialHistogramDataPoint {
  const toWhole = whole(histogram);
  const { schema, count, sum, zeroCount, zeroThreshold, positive, negative } = histogram;
  const rest = { min: null, max: null, exemplars: [] };
  return {
    ...common,
    ...rest,
    count: toWhole(count),
    sum,
    scale: schema,
    zeroCount: toWhole(zeroCount),
    zeroThreshold,
    positive: dense(positive, toWhole),
    negative: dense(negative, toWhole),
  };
}

function dense({ index, count }: Buckets, toWhole: (count: number) => bigint): ExponentialBuckets {
  const first = index[0];
  if (first === undefined) return { offset: 0, bucketCounts: [] };
  const bucketCounts = new Array<bigint>((index.at(-1) ?? first) - first + 1).fill(0n);
  index.forEach((at, i) => {
    bucketCounts[at - first] = toWhole(count[i] ?? 0);
  });
  return { offset: first - 1, bucketCounts };
}
