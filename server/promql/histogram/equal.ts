/**
 * Whether two histograms hold the same data, bit by bit: the same layout (listed empty buckets count), the same counts, NaN equal
 * to itself and 0 unlike -0. Hints of counter resets are not data.
 * Source: Prometheus model/histogram/float_histogram.go (Equals).
 */
import type { Buckets, FloatHistogram } from "../floatHistogram.ts";
import { isCustom, sameBounds } from "./bucketBounds.ts";

export function equalHistograms(a: FloatHistogram, b: FloatHistogram): boolean {
  return (
    a.schema === b.schema &&
    Object.is(a.count, b.count) &&
    Object.is(a.sum, b.sum) &&
    a.zeroThreshold === b.zeroThreshold &&
    Object.is(a.zeroCount, b.zeroCount) &&
    (!isCustom(a) || sameBounds(a.customBounds, b.customBounds)) &&
    equalBuckets(a.positive, b.positive) &&
    equalBuckets(a.negative, b.negative)
  );
}

function equalBuckets(a: Buckets, b: Buckets): boolean {
  return sameBounds(a.index, b.index) && a.count.every((count, i) => Object.is(count, b.count[i]));
}
