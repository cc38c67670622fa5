/**
 * What is usual for an operation: its counted durations added up over the window.
 * Shape: exponential buckets of scale 3 (server/model/derived.ts), ascending; quantiles by interpolation inside the bucket.
 * Units: nanoseconds. null when nothing was counted: no data is not zero.
 */
import { DURATION_SCALE, type OperationSeries } from "../model/derived.ts";

export interface UsualDuration {
  readonly count: number;
  readonly p50Nano: number;
  readonly p95Nano: number;
  readonly buckets: readonly { readonly fromNano: number; readonly toNano: number; readonly count: number }[];
}

const boundNano = (index: number) => 2 ** (index / 2 ** DURATION_SCALE) * 1e9;

/** All durations of these series as one histogram. */
export function usualDuration(series: readonly OperationSeries[]): UsualDuration | null {
  const counts = new Map<number, number>();
  let zero = 0;
  for (const histogram of series.flatMap((one) => one.duration)) {
    zero += histogram.zero;
    histogram.index.forEach((index, i) => {
      counts.set(index, (counts.get(index) ?? 0) + (histogram.count[i] ?? 0));
    });
  }
  const buckets = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([index, count]) => ({ fromNano: boundNano(index), toNano: boundNano(index + 1), count }));
  if (zero > 0) buckets.unshift({ fromNano: 0, toNano: 0, count: zero });
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  if (count === 0) return null;
  return { count, p50Nano: quantile(buckets, count, 0.5), p95Nano: quantile(buckets, count, 0.95), buckets };
}

function quantile(buckets: UsualDuration["buckets"], count: number, rank: number): number {
  let below = 0;
  for (const { fromNano, toNano, count: own } of buckets) {
    if (below + own >= rank * count) return fromNano + (toNano - fromNano) * ((rank * count - below) / own);
    below += own;
  }
  return buckets.at(-1)?.toNano ?? 0;
}
