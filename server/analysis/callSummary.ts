/**
 * RED in numbers: rate, errors and durations of anything that is called, over a stretch of its buckets, and what is usual for it.
 * Shape: a call series on a grid -> one summary, or one value per bucket. Units: per second, ratios 0..1, seconds.
 * null means no data (no calls, so no ratio and no quantile); a rate of 0 is measured.
 */
import type { CallSeries } from "../model/derived.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Grid } from "./callGrid.ts";
import { histogramQuantile, mergeHistograms } from "./histogramQuantile.ts";

export interface CallSummary {
  readonly calls: number;
  readonly errors: number;
  readonly ratePerSecond: number;
  readonly errorRatio: number | null;
  readonly p50Seconds: number | null;
  readonly p95Seconds: number | null;
  readonly p99Seconds: number | null;
}

/** Calls in the buckets of the stretch: those that begin before its end and have their middle after its start. The rate is over its own length. */
export function callSummary(series: CallSeries, grid: Grid, stretch: TimeWindow): CallSummary {
  const first = Math.max(0, Math.ceil((stretch.startMs - grid.startMs) / grid.stepMs - 0.5));
  const stop = Math.min(grid.bucketCount, Math.ceil((stretch.endMs - grid.startMs) / grid.stepMs));
  let calls = 0;
  let errors = 0;
  for (let i = first; i < stop; i++) {
    calls += series.calls[i] ?? 0;
    errors += series.errors[i] ?? 0;
  }
  const merged = mergeHistograms(series.duration.slice(first, stop));
  const seconds = Math.max(1, stretch.endMs - Math.max(stretch.startMs, grid.startMs)) / 1000;
  return {
    calls,
    errors,
    ratePerSecond: calls / seconds,
    errorRatio: calls > 0 ? errors / calls : null,
    p50Seconds: histogramQuantile(merged, 0.5),
    p95Seconds: histogramQuantile(merged, 0.95),
    p99Seconds: histogramQuantile(merged, 0.99),
  };
}

/** What a series usually does: medians over the buckets that saw calls, which one incident in less than half of them cannot move. */
export interface Usual {
  readonly ratePerSecond: number;
  readonly errorRatio: number;
  readonly p95Seconds: number | null;
}

/** Fewer buckets with calls than this say nothing about what is usual. */
const LEAST_BUCKETS = 6;

export function usualOf(series: CallSeries, grid: Grid): Usual | null {
  const seen = series.calls.flatMap((calls, i) => (calls > 0 ? [i] : []));
  if (seen.length < LEAST_BUCKETS) return null;
  const quantiles = seen.flatMap((i) => {
    const histogram = series.duration[i];
    const value = histogram ? histogramQuantile(histogram, 0.95) : null;
    return value === null ? [] : [value];
  });
  return {
    ratePerSecond: median(seen.map((i) => (series.calls[i] ?? 0) / (grid.stepMs / 1000))) ?? 0,
    errorRatio: median(seen.map((i) => (series.errors[i] ?? 0) / (series.calls[i] ?? 1))) ?? 0,
    p95Seconds: median(quantiles),
  };
}

/** One value per bucket, for charts. */
export interface CallLines {
  readonly ratePerSecond: readonly number[];
  readonly errorRatio: readonly (number | null)[];
  readonly p50Seconds: readonly (number | null)[];
  readonly p95Seconds: readonly (number | null)[];
  readonly p99Seconds: readonly (number | null)[];
}

export function callLines(series: CallSeries, grid: Grid): CallLines {
  const quantile = (q: number) =>
    series.duration.map((histogram) => {
      const value = histogramQuantile(histogram, q);
      return value === null ? null : Number(value.toPrecision(4));
    });
  return {
    ratePerSecond: series.calls.map((calls) => calls / (grid.stepMs / 1000)),
    errorRatio: series.calls.map((calls, i) => (calls > 0 ? (series.errors[i] ?? 0) / calls : null)),
    p50Seconds: quantile(0.5),
    p95Seconds: quantile(0.95),
    p99Seconds: quantile(0.99),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) return null;
  return sorted.length % 2 === 1 ? middle : (middle + (sorted[sorted.length / 2 - 1] ?? middle)) / 2;
}
