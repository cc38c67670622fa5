/**
 * The zero bucket made wider, so that two histograms with different zero thresholds can be put together.
 * A wider zero bucket swallows every bucket it reaches into. Where the wished threshold falls within a populated bucket, that
 * whole bucket is swallowed and the threshold grows to its far end.
 * Source: Prometheus model/histogram/float_histogram.go (zeroCountForLargerThreshold, reconcileZeroBuckets).
 */
import { type Buckets, type FloatHistogram, NO_BUCKETS } from "../floatHistogram.ts";
import { exponentialBound } from "./bucketBounds.ts";

/** How many of a side's buckets, from the innermost outwards, a zero bucket of this threshold swallows, and where it then ends. */
function swallowed(buckets: Buckets, schema: number, threshold: number): { taken: number; threshold: number } {
  for (let i = 0; i < buckets.index.length; i++) {
    const index = buckets.index[i] ?? 0;
    if (exponentialBound(index - 1, schema) >= threshold) return { taken: i, threshold };
    const upper = exponentialBound(index, schema);
    if (upper > threshold) return { taken: i + 1, threshold: (buckets.count[i] ?? 0) === 0 ? threshold : upper };
  }
  return { taken: buckets.index.length, threshold };
}

export interface WiderZero {
  readonly threshold: number;
  /** Innermost buckets that are part of the zero bucket now. */
  readonly positiveTaken: number;
  readonly negativeTaken: number;
}

/** What widening a histogram's zero bucket to at least `threshold`, no less than its own, comes to. */
export function widerZero(
  histogram: Pick<FloatHistogram, "schema" | "positive" | "negative">,
  threshold: number,
): WiderZero {
  const positive = swallowed(histogram.positive, histogram.schema, threshold);
  const negative = swallowed(histogram.negative, histogram.schema, positive.threshold);
  if (negative.threshold > positive.threshold) return widerZero(histogram, negative.threshold);
  return { threshold: negative.threshold, positiveTaken: positive.taken, negativeTaken: negative.taken };
}

function sumOfFirst(counts: readonly number[], length: number, start: number): number {
  let sum = start;
  for (let i = 0; i < length; i++) sum += counts[i] ?? 0;
  return sum;
}

function withoutFirst(buckets: Buckets, taken: number): Buckets {
  if (taken === 0) return buckets;
  if (taken === buckets.index.length) return NO_BUCKETS;
  return { index: buckets.index.slice(taken), count: buckets.count.slice(taken) };
}

/** A copy with a zero bucket of at least this width; the same histogram if it is that wide already. */
export function withZeroThreshold(histogram: FloatHistogram, threshold: number): FloatHistogram {
  if (threshold <= histogram.zeroThreshold) return histogram;
  const wider = widerZero(histogram, threshold);
  const zeroCount = sumOfFirst(histogram.positive.count, wider.positiveTaken, histogram.zeroCount);
  return {
    ...histogram,
    zeroThreshold: wider.threshold,
    zeroCount: sumOfFirst(histogram.negative.count, wider.negativeTaken, zeroCount),
    positive: withoutFirst(histogram.positive, wider.positiveTaken),
    negative: withoutFirst(histogram.negative, wider.negativeTaken),
  };
}

/** Two exponential histograms with the same zero threshold, the smallest that suits both. */
export function reconcileZeroBuckets(a: FloatHistogram, b: FloatHistogram): [FloatHistogram, FloatHistogram] {
  let [left, right] = [a, b];
  while (left.zeroThreshold < right.zeroThreshold || left.zeroThreshold > right.zeroThreshold) {
    right = withZeroThreshold(right, left.zeroThreshold);
    left = withZeroThreshold(left, right.zeroThreshold);
  }
  return [left, right];
}
