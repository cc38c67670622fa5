/**
 * Whether a counter histogram began anew between two samples: a bucket, the zero bucket or the count went down or went away, or
 * the layout became finer, which only a restart does. A hint of the later sample decides without looking; a gauge is looked at
 * like a counter.
 * Source: Prometheus model/histogram/float_histogram.go (DetectReset).
 */
import type { Buckets, FloatHistogram } from "../floatHistogram.ts";
import { insideZero } from "./arithmetic.ts";
import { isCustom, sameBounds } from "./bucketBounds.ts";
import { sharedBounds, toSharedBounds } from "./customBounds.ts";
import { coarserBuckets } from "./resolution.ts";
import { withZeroThreshold } from "./zeroBucket.ts";

export function isReset(before: FloatHistogram, after: FloatHistogram): boolean {
  if (after.counterReset === "reset") return true;
  if (after.counterReset === "notReset") return false;
  if (after.count < before.count) return true;
  if (isCustom(after)) return customShrank(before, after);
  if (after.schema > before.schema || after.zeroThreshold < before.zeroThreshold) return true;
  const widened = withZeroThreshold(before, after.zeroThreshold);
  if (widened.zeroThreshold !== after.zeroThreshold || after.zeroCount < widened.zeroCount) return true;
  const outside = (buckets: Buckets) => insideZero(buckets, after.schema, after.zeroThreshold);
  const sideShrank = (was: Buckets, is: Buckets): boolean => {
    const coarse = coarserBuckets(was, before.schema, after.schema);
    return shrank(coarse, is, outside(coarse), outside(is));
  };
  return sideShrank(before.positive, after.positive) || sideShrank(before.negative, after.negative);
}

function customShrank(before: FloatHistogram, after: FloatHistogram): boolean {
  if (!isCustom(before)) return true;
  if (sameBounds(before.customBounds, after.customBounds)) return shrank(before.positive, after.positive, 0, 0);
  const shared = sharedBounds(before.customBounds, after.customBounds);
  const was = toSharedBounds(before.positive, before.customBounds, shared);
  return shrank(was, toSharedBounds(after.positive, after.customBounds, shared), 0, 0);
}

/** Some bucket holds less than it did; both are looked at from a place of their own on. */
function shrank(was: Buckets, is: Buckets, wasFrom: number, isFrom: number): boolean {
  for (let i = wasFrom, j = isFrom; i < was.index.length; i++) {
    const index = was.index[i] ?? 0;
    const count = was.count[i] ?? 0;
    while (j < is.index.length && (is.index[j] ?? 0) < index) j++;
    if (is.index[j] === index ? (is.count[j] ?? 0) < count : count !== 0) return true;
  }
  return false;
}
