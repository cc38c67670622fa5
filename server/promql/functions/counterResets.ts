/**
 * Where a series' floats began anew: found once for a series, since whether a sample follows a reset depends on its neighbour alone.
 * Shape: places of the samples after a reset, ascending; likewise of samples whose start time contradicts the sample before.
 */
import { startOverlaps, startsAnew } from "./counterStart.ts";
import type { RangeSeries } from "./rangeFunction.ts";

export function resetPlaces({ timesMs, values, startTimesMs }: RangeSeries): number[] {
  const places: number[] = [];
  for (let i = 1; i < values.length; i++) {
    const fell = (values[i] as number) < (values[i - 1] as number);
    if (fell || (startTimesMs !== null && beganBetween(timesMs, startTimesMs, i))) places.push(i);
  }
  return places;
}

function beganBetween(timesMs: Float64Array, startTimesMs: Float64Array, i: number): boolean {
  return startsAnew(startTimesMs[i - 1] ?? 0, timesMs[i - 1] ?? 0, startTimesMs[i] ?? 0, timesMs[i] ?? 0);
}

export function overlapPlaces({ timesMs, startTimesMs }: RangeSeries): number[] {
  const places: number[] = [];
  if (startTimesMs === null) return places;
  for (let i = 1; i < timesMs.length; i++)
    if (startOverlaps(startTimesMs[i - 1] ?? 0, timesMs[i - 1] ?? 0, startTimesMs[i] ?? 0)) places.push(i);
  return places;
}
