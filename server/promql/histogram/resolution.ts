/**
 * Exponential histograms at a coarser schema: neighbouring buckets flow together, exactly, without touching sum or count.
 * Source: Prometheus model/histogram/generic.go (reduceResolution).
 */
import { type Buckets, type FloatHistogram, NO_BUCKETS } from "../floatHistogram.ts";
import { coarserIndex } from "./bucketBounds.ts";

export function coarserBuckets(buckets: Buckets, schema: number, coarserSchema: number): Buckets {
  if (schema === coarserSchema || buckets.index.length === 0) return buckets;
  const index: number[] = [];
  const count: number[] = [];
  for (let i = 0; i < buckets.index.length; i++) {
    const target = coarserIndex(buckets.index[i] ?? 0, schema, coarserSchema);
    const last = index.length - 1;
    if (index[last] === target) count[last] = (count[last] ?? 0) + (buckets.count[i] ?? 0);
    else {
      index.push(target);
      count.push(buckets.count[i] ?? 0);
    }
  }
  return { index, count };
}

/** The histogram at `schema`, which must not be finer than its own; the same one when it is there already. */
export function atSchema(histogram: FloatHistogram, schema: number): FloatHistogram {
  if (histogram.schema === schema) return histogram;
  return {
    ...histogram,
    schema,
    positive: coarserBuckets(histogram.positive, histogram.schema, schema),
    negative: coarserBuckets(histogram.negative, histogram.schema, schema),
  };
}

/** Without the empty buckets that are listed; the same histogram when there are none. */
export function compact(histogram: FloatHistogram): FloatHistogram {
  const positive = populated(histogram.positive);
  const negative = populated(histogram.negative);
  return positive === histogram.positive && negative === histogram.negative
    ? histogram
    : { ...histogram, positive, negative };
}

function populated(buckets: Buckets): Buckets {
  if (!buckets.count.includes(0)) return buckets;
  const index = buckets.index.filter((_, i) => buckets.count[i] !== 0);
  return index.length === 0 ? NO_BUCKETS : { index, count: buckets.count.filter((count) => count !== 0) };
}
