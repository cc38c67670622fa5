/**
 * Quantiles and fractions of classic histograms: cumulative counts by upper bound (`le`).
 * Counts that fall with rising bounds (scraped between two updates, or rounded) are raised to what stands below them; the
 * difference is told unless it is mere rounding.
 * Source: Prometheus promql/quantile.go (BucketQuantile, BucketFraction, ensureMonotonicAndIgnoreSmallDeltas).
 */

export interface ClassicBucket {
  readonly upperBound: number;
  readonly count: number;
}

/** Where counts had to be raised, between which bounds and by how much at most. */
export interface ForcedMonotonic {
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDifference: number;
}

export interface ClassicQuantile {
  readonly value: number;
  /** Null when no count had to be raised. */
  readonly forced: ForcedMonotonic | null;
}

/** Relative difference of two counts below which it is rounding; chosen by Prometheus from sharded queries. */
const ROUNDING = 1e-12;

/** The buckets need not be sorted. NaN without a +Inf bucket, without another one, or without observations. */
export function classicQuantile(q: number, buckets: readonly ClassicBucket[]): ClassicQuantile {
  if (Number.isNaN(q)) return { value: Number.NaN, forced: null };
  if (q < 0) return { value: Number.NEGATIVE_INFINITY, forced: null };
  if (q > 1) return { value: Number.POSITIVE_INFINITY, forced: null };
  const merged = sortedAndMerged(buckets);
  if (merged.at(-1)?.upperBound !== Number.POSITIVE_INFINITY) return { value: Number.NaN, forced: null };
  const { buckets: rising, forced } = monotonic(merged);
  return { value: quantileOf(q, rising), forced };
}

function quantileOf(q: number, buckets: readonly ClassicBucket[]): number {
  const observations = buckets.at(-1)?.count ?? 0;
  if (buckets.length < 2 || observations === 0) return Number.NaN;
  const rank = q * observations;
  const last = buckets.length - 1;
  const place = firstReaching(buckets, rank);
  if (place === last) return buckets[last - 1]?.upperBound ?? Number.NaN;
  const { upperBound, count } = buckets[place] ?? { upperBound: Number.NaN, count: 0 };
  if (place === 0) return upperBound <= 0 ? upperBound : upperBound * (rank / count);
  const before = buckets[place - 1] ?? { upperBound: 0, count: 0 };
  return before.upperBound + (upperBound - before.upperBound) * ((rank - before.count) / (count - before.count));
}

/** The place of the first bucket whose count reaches the rank; the last bucket's when none before does (binary search). */
function firstReaching(buckets: readonly ClassicBucket[], rank: number): number {
  let from = 0;
  let to = buckets.length - 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((buckets[middle]?.count ?? 0) >= rank) to = middle;
    else from = middle + 1;
  }
  return from;
}

function sortedAndMerged(buckets: readonly ClassicBucket[]): readonly ClassicBucket[] {
  if (ascends(buckets)) return buckets;
  const sorted = buckets.slice().sort((a, b) => {
    if (a.upperBound === b.upperBound) return 0;
    return a.upperBound < b.upperBound ? -1 : 1;
  });
  const merged: ClassicBucket[] = [];
  for (const bucket of sorted) {
    const last = merged.at(-1);
    if (last?.upperBound === bucket.upperBound) {
      merged[merged.length - 1] = { upperBound: bucket.upperBound, count: last.count + bucket.count };
    } else merged.push(bucket);
  }
  return merged;
}

function ascends(buckets: readonly ClassicBucket[]): boolean {
  for (let i = 1; i < buckets.length; i++)
    if (!((buckets[i - 1]?.upperBound ?? 0) < (buckets[i]?.upperBound ?? 0))) return false;
  return true;
}

function monotonic(buckets: readonly ClassicBucket[]): { buckets: ClassicBucket[]; forced: ForcedMonotonic | null } {
  const raised: ClassicBucket[] = [];
  let forced: ForcedMonotonic | null = null;
  let before = buckets[0]?.count ?? 0;
  for (const { upperBound, count } of buckets) {
    if (count < before && !almostEqual(before, count)) forced = widened(forced, upperBound, before - count);
    else if (!almostEqual(before, count)) before = count;
    raised.push({ upperBound, count: before });
  }
  return { buckets: raised, forced };
}

function widened(forced: ForcedMonotonic | null, upperBound: number, difference: number): ForcedMonotonic {
  if (forced === null) return { minBucket: upperBound, maxBucket: upperBound, maxDifference: difference };
  return { ...forced, maxBucket: upperBound, maxDifference: Math.max(forced.maxDifference, difference) };
}

function almostEqual(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const size = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  const smallestNormal = 2 ** -1022;
  if (a === 0 || b === 0 || size < smallestNormal) return difference < ROUNDING * smallestNormal;
  return difference / Math.min(size, Number.MAX_VALUE) < ROUNDING;
}

/** The part of all observations between two values, 0..1; the buckets need not be sorted. */
export function classicFraction(lower: number, upper: number, unsorted: readonly ClassicBucket[]): number {
  const buckets = sortedAndMerged(unsorted);
  const last = buckets.at(-1);
  if (last?.upperBound !== Number.POSITIVE_INFINITY || last.count === 0) return Number.NaN;
  if (Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const rankOf = (value: number) => Math.min(rankBelow(buckets, value) ?? last.count, last.count);
  return (rankOf(upper) - rankOf(lower)) / last.count;
}

/** Begins at zero when the first bound is positive; null when the value lies above all buckets. */
function rankBelow(buckets: readonly ClassicBucket[], value: number): number | null {
  let lowerBound = (buckets[0]?.upperBound ?? 0) <= 0 ? Number.NEGATIVE_INFINITY : 0;
  let rank = 0;
  for (const { upperBound, count } of buckets) {
    if (lowerBound >= value) return rank;
    if (upperBound > value) {
      if (lowerBound === Number.NEGATIVE_INFINITY) return count;
      return rank + ((count - rank) * (value - lowerBound)) / (upperBound - lowerBound);
    }
    rank = count;
    lowerBound = upperBound;
  }
  return null;
}
