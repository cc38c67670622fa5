/**
 * Histograms added, subtracted and scaled, as PromQL's operators do it. Nothing is changed in place.
 * Differing schemas meet at the coarser one, differing zero thresholds at one wide enough for both, differing custom bounds at
 * those they share; exponential and custom buckets do not go together, which is null and not an error.
 * Empty buckets may be listed in a result: `compact` takes them away where Prometheus does.
 * Source: Prometheus model/histogram/float_histogram.go (Add, Sub, Mul, Div).
 */
import { type Buckets, type FloatHistogram, NO_BUCKETS } from "../floatHistogram.ts";
import { isCustom, lastIndexWithin, sameBounds } from "./bucketBounds.ts";
import { combinedReset, resetsCollide } from "./counterReset.ts";
import { sharedBounds, toSharedBounds } from "./customBounds.ts";
import { coarserBuckets } from "./resolution.ts";
import { reconcileZeroBuckets } from "./zeroBucket.ts";

export interface Combined {
  readonly histogram: FloatHistogram;
  /** One side was known to have been reset and the other one not to: warn. */
  readonly resetsCollide: boolean;
  /** Custom bounds differed and were reduced to the shared ones: inform. */
  readonly boundsReconciled: boolean;
}

/** Null when one has exponential and the other custom buckets. */
export function addHistograms(a: FloatHistogram, b: FloatHistogram): Combined | null {
  return combine(a, b, 1);
}

/** Like adding; the hint is not yet "gauge", which the `-` operator makes of it. */
export function subtractHistograms(a: FloatHistogram, b: FloatHistogram): Combined | null {
  return combine(a, b, -1);
}

function combine(a: FloatHistogram, b: FloatHistogram, sign: 1 | -1): Combined | null {
  if (isCustom(a) !== isCustom(b)) return null;
  const collide = resetsCollide(a.counterReset, b.counterReset);
  if (!isCustom(a))
    return { histogram: combineExponential(a, b, sign), resetsCollide: collide, boundsReconciled: false };
  const same = sameBounds(a.customBounds, b.customBounds);
  const bounds = same ? a.customBounds : sharedBounds(a.customBounds, b.customBounds);
  const left = same ? a.positive : toSharedBounds(a.positive, a.customBounds, bounds);
  const right = same ? b.positive : toSharedBounds(b.positive, b.customBounds, bounds);
  const histogram: FloatHistogram = {
    schema: a.schema,
    counterReset: combinedReset(a.counterReset, b.counterReset),
    zeroThreshold: 0,
    zeroCount: 0,
    count: a.count + sign * b.count,
    sum: a.sum + sign * b.sum,
    positive: merge(left, right, sign, 0),
    negative: NO_BUCKETS,
    customBounds: bounds,
  };
  return { histogram, resetsCollide: collide, boundsReconciled: !same };
}

function combineExponential(first: FloatHistogram, second: FloatHistogram, sign: 1 | -1): FloatHistogram {
  const [a, b] = first.zeroThreshold === second.zeroThreshold ? [first, second] : reconcileZeroBuckets(first, second);
  const schema = Math.min(a.schema, b.schema);
  const side = (left: Buckets, right: Buckets): Buckets => {
    const coarse = coarserBuckets(right, b.schema, schema);
    return merge(coarserBuckets(left, a.schema, schema), coarse, sign, insideZero(coarse, schema, a.zeroThreshold));
  };
  return {
    schema,
    counterReset: combinedReset(a.counterReset, b.counterReset),
    zeroThreshold: a.zeroThreshold,
    zeroCount: a.zeroCount + sign * b.zeroCount,
    count: a.count + sign * b.count,
    sum: a.sum + sign * b.sum,
    positive: side(a.positive, b.positive),
    negative: side(a.negative, b.negative),
    customBounds: a.customBounds,
  };
}

/** How many of the innermost buckets end within the zero bucket; their counts are not looked at. */
export function insideZero(buckets: Buckets, schema: number, zeroThreshold: number): number {
  const last = lastIndexWithin(zeroThreshold, schema);
  let inside = 0;
  while (inside < buckets.index.length && (buckets.index[inside] ?? 0) <= last) inside++;
  return inside;
}

/** a + sign * b, bucket by bucket, beginning at place `from` of b. */
function merge(a: Buckets, b: Buckets, sign: 1 | -1, from: number): Buckets {
  if (from === 0 && sameBounds(a.index, b.index)) {
    const count = new Array<number>(a.count.length);
    for (let i = 0; i < count.length; i++) count[i] = (a.count[i] ?? 0) + sign * (b.count[i] ?? 0);
    return { index: a.index, count };
  }
  const index: number[] = [];
  const count: number[] = [];
  for (let i = 0, j = from; i < a.index.length || j < b.index.length; ) {
    const left = a.index[i] ?? Number.POSITIVE_INFINITY;
    const right = b.index[j] ?? Number.POSITIVE_INFINITY;
    index.push(Math.min(left, right));
    let sum = left <= right ? (a.count[i++] ?? 0) : 0;
    if (right <= left) sum += sign * (b.count[j++] ?? 0);
    count.push(sum);
  }
  return { index, count };
}

/** Every count and the sum times `factor`; a negative factor makes a gauge. */
export function scaleHistogram(histogram: FloatHistogram, factor: number): FloatHistogram {
  return withCounts(histogram, (count) => count * factor, factor < 0);
}

/** Every count and the sum divided by `divisor`; division by zero leaves no buckets, infinities and NaN elsewhere. */
export function divideHistogram(histogram: FloatHistogram, divisor: number): FloatHistogram {
  const divided = withCounts(histogram, (count) => count / divisor, divisor < 0);
  return divisor === 0 ? { ...divided, positive: NO_BUCKETS, negative: NO_BUCKETS } : divided;
}

function withCounts(histogram: FloatHistogram, change: (count: number) => number, toGauge: boolean): FloatHistogram {
  return {
    schema: histogram.schema,
    counterReset: toGauge ? "gauge" : histogram.counterReset,
    zeroThreshold: histogram.zeroThreshold,
    zeroCount: change(histogram.zeroCount),
    count: change(histogram.count),
    sum: change(histogram.sum),
    positive: { index: histogram.positive.index, count: histogram.positive.count.map(change) },
    negative: { index: histogram.negative.index, count: histogram.negative.count.map(change) },
    customBounds: histogram.customBounds,
  };
}
