/**
 * Quantiles and fractions of native histograms. Within a bucket observations are taken to lie evenly: on a logarithmic scale for
 * exponential buckets, on a linear one for custom buckets and the zero bucket. A histogram with buckets on one side only is
 * taken to have a zero bucket that ends at zero.
 * NaN observations are in `count` and in no bucket; they rank above everything.
 * Source: Prometheus promql/quantile.go (HistogramQuantile, HistogramFraction).
 */
import type { FloatHistogram } from "../floatHistogram.ts";
import { isCustom } from "./bucketBounds.ts";
import { type Bucket, BucketWalk } from "./buckets.ts";

/** What NaN observations did to a result: nothing, shifted it, or made it NaN. */
export type NanEffect = "none" | "skew" | "nan";

export interface HistogramQuantile {
  readonly value: number;
  readonly nan: NanEffect;
}

const settled = (value: number): HistogramQuantile => ({ value, nan: "none" });

/** Beyond 0..1 an infinity, without observations or for q NaN it is NaN. */
export function histogramQuantile(q: number, histogram: FloatHistogram): HistogramQuantile {
  if (q < 0) return settled(Number.NEGATIVE_INFINITY);
  if (q > 1) return settled(Number.POSITIVE_INFINITY);
  if (histogram.count === 0 || Number.isNaN(q)) return settled(Number.NaN);
  const hasNanSum = Number.isNaN(histogram.sum);
  const fromBelow = hasNanSum || q < 0.5;
  const walk = new BucketWalk(histogram, !fromBelow);
  const wanted = (fromBelow ? q : 1 - q) * histogram.count;
  const reached = walkTo(walk, wanted);
  if (reached === null) return withoutBuckets(wanted, hasNanSum);
  const ending = openEnd(histogram, reached.bucket);
  if (ending !== null) return settled(ending);
  const bucket = cutAtZero(histogram, reached.bucket);
  const count = Math.min(reached.count, histogram.count);
  if (count < wanted) return hasNanSum ? { value: Number.NaN, nan: "nan" } : settled(bucket.upper);
  const rank = fromBelow ? wanted - (count - bucket.count) : count - wanted;
  const value = within(histogram, bucket, rank / bucket.count);
  return { value, nan: hasNanSum && countOfRest(walk, count) < histogram.count ? "skew" : "none" };
}

/** Observations are counted but in no bucket: they were all NaN, or the buckets were left out. */
function withoutBuckets(wanted: number, hasNanSum: boolean): HistogramQuantile {
  if (hasNanSum && wanted > 0) return { value: Number.NaN, nan: "nan" };
  return settled(wanted > 0 ? 0 : Number.NaN);
}

/** The first populated bucket at which the running count reaches `wanted`, or else the last one; null when none is populated. */
function walkTo(walk: BucketWalk, wanted: number): { bucket: Bucket; count: number } | null {
  let count = 0;
  let place: number | null = null;
  while (walk.next()) {
    if (walk.count === 0) continue;
    count += walk.count;
    place = walk.place;
    if (count >= wanted) break;
  }
  return place === null ? null : { bucket: walk.bucketAt(place), count };
}

function countOfRest(walk: BucketWalk, start: number): number {
  let count = start;
  while (walk.next()) count += walk.count;
  return count;
}

/** In a custom bucket without an end the answer is the end it has; null in any other bucket. */
function openEnd(histogram: FloatHistogram, bucket: Bucket): number | null {
  if (!isCustom(histogram)) return null;
  if (bucket.lower === Number.NEGATIVE_INFINITY) return bucket.upper <= 0 ? bucket.upper : null;
  return bucket.upper === Number.POSITIVE_INFINITY ? bucket.lower : null;
}

/** The first custom bucket begins at zero; the zero bucket ends there when the histogram has one side only. */
function cutAtZero(histogram: FloatHistogram, bucket: Bucket): Bucket {
  if (isCustom(histogram)) return bucket.lower === Number.NEGATIVE_INFINITY ? { ...bucket, lower: 0 } : bucket;
  if (!(bucket.lower < 0 && bucket.upper > 0)) return bucket;
  return zeroSide(histogram, bucket);
}

function zeroSide(histogram: FloatHistogram, bucket: Bucket): Bucket {
  const hasPositive = histogram.positive.index.length > 0;
  const hasNegative = histogram.negative.index.length > 0;
  if (hasPositive === hasNegative) return bucket;
  return hasPositive ? { ...bucket, lower: 0 } : { ...bucket, upper: 0 };
}

/** The value so far into a bucket. */
function within(histogram: FloatHistogram, { lower, upper }: Bucket, fraction: number): number {
  if (isCustom(histogram) || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction;
  const from = Math.log2(Math.abs(lower));
  const to = Math.log2(Math.abs(upper));
  return lower > 0 ? 2 ** (from + (to - from) * fraction) : -(2 ** (to + (from - to) * (1 - fraction)));
}

/** How far into a finite bucket `value` lies, 0..1. */
export function fractionBelow({ lower, upper }: Bucket, value: number, isLinear: boolean): number {
  if (isLinear) return (value - lower) / (upper - lower);
  const from = Math.log2(Math.abs(lower));
  const to = Math.log2(Math.abs(upper));
  const at = Math.log2(Math.abs(value));
  return value > 0 ? (at - from) / (to - from) : 1 - (at - to) / (from - to);
}

export interface HistogramFraction {
  readonly value: number;
  /** NaN observations are in no fraction. */
  readonly hasNan: boolean;
}

/** The part of all observations between two values, 0..1; NaN without observations or with a NaN bound. */
export function histogramFraction(lower: number, upper: number, histogram: FloatHistogram): HistogramFraction {
  if (histogram.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return { value: Number.NaN, hasNan: false };
  if (lower >= upper) return { value: 0, hasNan: false };
  let total = 0;
  for (const walk = new BucketWalk(histogram); walk.next(); ) total += walk.count;
  const hasNanSum = Number.isNaN(histogram.sum);
  const count = hasNanSum ? total : histogram.count;
  const rankOf = (value: number) => Math.min(rankBelow(histogram, value) ?? count, count);
  const value = (rankOf(upper) - rankOf(lower)) / histogram.count;
  return { value, hasNan: hasNanSum && total < histogram.count };
}

/** How many observations lie below a value; null when it lies above all buckets. */
function rankBelow(histogram: FloatHistogram, value: number): number | null {
  let rank = 0;
  for (const walk = new BucketWalk(histogram); walk.next(); ) {
    let bucket = walk.bucket();
    const isZero = bucket.lower <= 0 && bucket.upper >= 0;
    if (isZero) bucket = zeroSide(histogram, bucket);
    if (bucket.lower >= value) return rank;
    if (bucket.upper > value) return rank + partOf(bucket, value, isCustom(histogram) || isZero);
    rank += bucket.count;
  }
  return null;
}

/** Of a bucket without a lower end all counts as below, of one without an upper end nothing. */
function partOf(bucket: Bucket, value: number, isLinear: boolean): number {
  if (bucket.lower === Number.NEGATIVE_INFINITY) return bucket.count;
  return bucket.count * fractionBelow(bucket, value, isLinear);
}
