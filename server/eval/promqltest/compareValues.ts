/**
 * Whether values are as good as equal: a relative error of a millionth is forgiven, empty buckets are not looked at.
 * Source: Prometheus util/almost, promql/promqltest (test.go: compareNativeHistogram).
 */
import { type Buckets, CUSTOM_SCHEMA, type FloatHistogram } from "../../promql/floatHistogram.ts";

const EPSILON = 1e-6;
/** Smallest normal float. */
const MIN_NORMAL = 2 ** -1022;

export function almostEqual(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < MIN_NORMAL) return difference < EPSILON * MIN_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON;
}

export function almostEqualHistograms(expected: FloatHistogram, got: FloatHistogram, withHint: boolean): boolean {
  return (
    expected.schema === got.schema &&
    almostEqual(expected.count, got.count) &&
    almostEqual(expected.sum, got.sum) &&
    (expected.schema !== CUSTOM_SCHEMA || expected.customBounds.join() === got.customBounds.join()) &&
    expected.zeroThreshold === got.zeroThreshold &&
    almostEqual(expected.zeroCount, got.zeroCount) &&
    almostEqualBuckets(expected.positive, got.positive) &&
    almostEqualBuckets(expected.negative, got.negative) &&
    (!withHint || expected.counterReset === got.counterReset)
  );
}

function almostEqualBuckets(a: Buckets, b: Buckets): boolean {
  const [left, right] = [filledOf(a), filledOf(b)];
  return (
    left.length === right.length &&
    left.every(([index, count], i) => index === right[i]?.[0] && almostEqual(count, right[i]?.[1] ?? 0))
  );
}

function filledOf({ index, count }: Buckets): [number, number][] {
  return index.flatMap((place, i) => (count[i] === 0 ? [] : [[place, count[i] ?? 0] as [number, number]]));
}
