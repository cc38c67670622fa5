/**
 * Histograms with custom buckets whose bounds differ: both are brought to the bounds they share, so that each count stays
 * within bounds that are true for it.
 * Source: Prometheus model/histogram/float_histogram.go (intersectCustomBucketBounds, addCustomBucketsWithMismatches).
 */
import type { Buckets } from "../floatHistogram.ts";

/** Bounds that occur in both, ascending. */
export function sharedBounds(a: readonly number[], b: readonly number[]): number[] {
  const shared: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) {
      shared.push(left);
      i++;
      j++;
    } else if (left < right) i++;
    else j++;
  }
  return shared;
}

/** For each bucket of `bounds`, +Inf's included, the bucket of the `shared` bounds that holds it. */
export function sharedIndexes(bounds: readonly number[], shared: readonly number[]): number[] {
  let target = 0;
  const indexes = bounds.map((bound) => {
    while (target < shared.length && (shared[target] ?? 0) < bound) target++;
    return target;
  });
  return [...indexes, shared.length];
}

/** The buckets by the shared bounds. */
export function toSharedBounds(buckets: Buckets, bounds: readonly number[], shared: readonly number[]): Buckets {
  const targets = sharedIndexes(bounds, shared);
  const index: number[] = [];
  const count: number[] = [];
  for (let i = 0; i < buckets.index.length; i++) {
    const target = targets[buckets.index[i] ?? 0] ?? shared.length;
    const last = index.length - 1;
    if (index[last] === target) count[last] = (count[last] ?? 0) + (buckets.count[i] ?? 0);
    else {
      index.push(target);
      count.push(buckets.count[i] ?? 0);
    }
  }
  return { index, count };
}
