/**
 * The range that rate, failures and durations usually keep within: two standard deviations around the median of the buckets that saw
 * calls, the deviation taken from the median absolute deviation (times 1.4826, as for a normal distribution), so that an incident in
 * less than half of the buckets does not widen it. Take buckets as wide as those of the line that is held against it.
 * Units: per second, ratios 0..1, seconds. null: too few buckets to say.
 */
import type { CallSeries } from "../model/derived.ts";
import type { Grid } from "./callGrid.ts";
import { callLines } from "./callSummary.ts";

export type Band = readonly [low: number, high: number];

export interface UsualBand {
  readonly ratePerSecond: Band | null;
  readonly errorRatio: Band | null;
  readonly p95Seconds: Band | null;
}

const LEAST_BUCKETS = 6;

export function usualBand(series: CallSeries, grid: Grid): UsualBand {
  const { ratePerSecond, errorRatio, p95Seconds } = callLines(series, grid);
  const seen = series.calls.map((calls) => calls > 0);
  return {
    ratePerSecond: usualRange(ratePerSecond.filter((_, i) => seen[i])),
    errorRatio: usualRange(errorRatio),
    p95Seconds: usualRange(p95Seconds),
  };
}

const REACH = 2 * 1.4826;

/** Of the known values of any line; null of fewer than six. */
export function usualRange(values: readonly (number | null)[]): Band | null {
  const known = values.filter((value) => value !== null);
  if (known.length < LEAST_BUCKETS) return null;
  const center = median(known);
  const reach = REACH * median(known.map((value) => Math.abs(value - center)));
  return [Math.max(0, center - reach), center + reach];
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
