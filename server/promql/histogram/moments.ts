/**
 * How far observations of a histogram spread: each is taken to have the middle of its bucket, the geometric one in exponential
 * buckets, zero in the zero bucket.
 * Source: Prometheus promql/functions.go (histogramVariance).
 */
import type { FloatHistogram } from "../floatHistogram.ts";
import { KahanSum } from "../kahanSum.ts";
import { isCustom } from "./bucketBounds.ts";
import { type Bucket, BucketWalk } from "./buckets.ts";

export function histogramVariance(histogram: FloatHistogram): number {
  const mean = histogram.sum / histogram.count;
  const total = new KahanSum();
  for (const walk = new BucketWalk(histogram); walk.next(); ) {
    if (walk.count === 0) continue;
    const distance = middleOf(histogram, walk.bucket()) - mean;
    total.add(walk.count * distance * distance);
  }
  return total.total / histogram.count;
}

function middleOf(histogram: FloatHistogram, { lower, upper }: Bucket): number {
  if (isCustom(histogram)) return (upper + lower) / 2;
  if (lower <= 0 && upper >= 0) return 0;
  const geometric = Math.sqrt(upper * lower);
  return upper < 0 ? -geometric : geometric;
}
