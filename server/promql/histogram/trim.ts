/**
 * The operators `histogram </ x` and `histogram >/ x`: only observations below, or above, a value are kept. A bucket that the
 * value divides keeps its part by the interpolation of quantiles; from what is kept count and sum are estimated anew, each
 * observation at the middle of its bucket. When nothing is cut the histogram stays as it was, sum and all.
 * Source: Prometheus model/histogram/float_histogram.go (TrimBuckets).
 */
import type { Buckets, FloatHistogram } from "../floatHistogram.ts";
import { isCustom, upperBound } from "./bucketBounds.ts";
import type { Bucket } from "./buckets.ts";
import { fractionBelow } from "./quantile.ts";
import { compact } from "./resolution.ts";

/** What stays of a bucket: how many observations, and the value they are taken to have. */
interface Kept {
  readonly count: number;
  readonly middle: number;
}

type Side = "below" | "above";

/** Keeps observations of at most `limit`. */
export function trimAbove(histogram: FloatHistogram, limit: number): FloatHistogram {
  return trim(histogram, limit, "below");
}

/** Keeps observations of at least `limit`. */
export function trimBelow(histogram: FloatHistogram, limit: number): FloatHistogram {
  return trim(histogram, limit, "above");
}

function trim(histogram: FloatHistogram, limit: number, side: Side): FloatHistogram {
  let count = 0;
  let sum = 0;
  let isCut = false;
  const keep = (kept: Kept, before: number): number => {
    count += kept.count;
    sum += kept.middle * kept.count;
    if (kept.count !== before) isCut = true;
    return kept.count;
  };
  const keepSide = (buckets: Buckets, isPositive: boolean): Buckets => ({
    index: buckets.index,
    count: buckets.count.map((before, i) => {
      if (before === 0) return 0;
      const bucket = wholeBucket(histogram, buckets.index[i] ?? 0, before, isPositive);
      return keep(keptOf(bucket, limit, side, isPositive, isCustom(histogram)), before);
    }),
  });
  const positive = keepSide(histogram.positive, true);
  const negative = keepSide(histogram.negative, false);
  const zeroCount =
    histogram.zeroCount > 0 ? keep(keptOfZero(histogram, limit, side), histogram.zeroCount) : histogram.zeroCount;
  return isCut ? compact({ ...histogram, zeroCount, count, sum, positive, negative }) : histogram;
}

/** Not cut at the zero threshold, unlike in the walks of quantiles. */
function wholeBucket(histogram: FloatHistogram, index: number, count: number, isPositive: boolean): Bucket {
  const inner = upperBound(histogram, index - 1);
  const outer = upperBound(histogram, index);
  const [lower, upper] = isPositive ? [inner, outer] : [-outer, -inner];
  return { lower, upper, count, lowerInclusive: !isPositive, upperInclusive: isPositive };
}

function keptOf(bucket: Bucket, limit: number, side: Side, isPositive: boolean, isLinear: boolean): Kept {
  const { lower, upper, count } = bucket;
  const isInside = side === "below" ? upper <= limit : lower >= limit;
  if (isInside) return { count, middle: middleOf(lower, upper, isPositive, isLinear) };
  const isOutside = side === "below" ? !(lower < limit) : !(upper > limit);
  if (isOutside) return { count: 0, middle: 0 };
  if (lower === Number.NEGATIVE_INFINITY || upper === Number.POSITIVE_INFINITY) return keptOfOpen(bucket, limit, side);
  const below = limit <= lower ? 0 : count * fractionBelow(bucket, limit, isLinear);
  return side === "below"
    ? { count: below, middle: middleOf(lower, limit, isPositive, isLinear) }
    : { count: count - below, middle: middleOf(limit, upper, isPositive, isLinear) };
}

/** Nothing is known of where observations lie towards infinity, except that the first bucket begins at zero if it ends above. */
function keptOfOpen({ lower, upper, count }: Bucket, limit: number, side: Side): Kept {
  const finiteOrZero = (value: number) => (Number.isFinite(value) ? value : 0);
  if (lower === Number.NEGATIVE_INFINITY) {
    const isDivided = upper > 0 && Number.isFinite(upper) && (side === "below" ? limit > 0 : limit >= 0);
    if (isDivided && side === "below") return { count: (count * limit) / upper, middle: limit / 2 };
    if (isDivided) return { count: count * (1 - limit / upper), middle: (limit + upper) / 2 };
    if (side === "below" && upper <= 0) return { count, middle: limit };
    return { count: 0, middle: finiteOrZero(upper) };
  }
  return side === "above" && limit >= lower ? { count, middle: limit } : { count: 0, middle: finiteOrZero(lower) };
}

/** The zero bucket ends at zero when all other observations lie on one side of it; within it they lie evenly. */
function keptOfZero(histogram: FloatHistogram, limit: number, side: Side): Kept {
  const hasPositive = histogram.positive.count.some((count) => count !== 0);
  const hasNegative = histogram.negative.count.some((count) => count !== 0);
  const upper = hasNegative && !hasPositive ? 0 : histogram.zeroThreshold;
  const lower = hasPositive && !hasNegative ? 0 : -histogram.zeroThreshold;
  const [from, to] = side === "below" ? [lower, Math.min(limit, upper)] : [Math.max(limit, lower), upper];
  const isEmpty = side === "below" ? limit <= lower : limit >= upper && limit > lower;
  if (isEmpty) return { count: 0, middle: 0 };
  if (from === lower && to === upper) return { count: histogram.zeroCount, middle: (lower + upper) / 2 };
  return { count: histogram.zeroCount * ((to - from) / (upper - lower)), middle: (from + to) / 2 };
}

function middleOf(lower: number, upper: number, isPositive: boolean, isLinear: boolean): number {
  if (!Number.isFinite(lower)) {
    if (!Number.isFinite(upper)) return 0;
    return upper > 0 ? upper / 2 : upper;
  }
  if (!Number.isFinite(upper)) return lower;
  if (isLinear) return (lower + upper) / 2;
  const geometric = Math.sqrt(Math.abs(lower * upper));
  return isPositive ? geometric : -geometric;
}
