/**
 * How many calls of an exponential histogram took longer than a threshold; between bounds of a bucket the logarithm of the duration is
 * interpolated, as `histogramQuantile.ts` does the other way round.
 * Units: seconds in, calls out (not whole where the threshold lies inside a bucket).
 */
import { DURATION_SCALE, type DurationHistogram } from "../model/derived.ts";

export function callsLongerThan({ index, count }: DurationHistogram, seconds: number): number {
  const at = Math.log2(seconds) * 2 ** DURATION_SCALE;
  return index.reduce((sum, bucket, i) => sum + (count[i] ?? 0) * Math.min(1, Math.max(0, bucket + 1 - at)), 0);
}
