/**
 * Quantiles of exponential histograms, and their sum.
 * Shape: sparse histograms with ascending indexes (server/model/derived.ts). Units: seconds in, seconds out.
 * Within a bucket the value is interpolated exponentially: calls are taken to spread evenly over the logarithm of their duration.
 * null for a histogram without calls. Source: Prometheus, native histograms, `histogram_quantile`.
 */
import { DURATION_SCALE, type DurationHistogram } from "../model/derived.ts";

/** The duration that the share `q` (0..1) of the calls did not exceed. */
export function histogramQuantile(histogram: DurationHistogram, q: number): number | null {
  const total = histogram.count.reduce((sum, count) => sum + count, histogram.zero);
  if (total === 0) return null;
  let rank = q * total - histogram.zero;
  if (rank <= 0 && histogram.zero > 0) return 0;
  for (let i = 0; i < histogram.index.length; i++) {
    const count = histogram.count[i] ?? 0;
    if (rank <= count || i === histogram.index.length - 1) {
      const share = count > 0 ? Math.min(1, Math.max(0, rank / count)) : 1;
      return 2 ** (((histogram.index[i] ?? 0) + share) / 2 ** DURATION_SCALE);
    }
    rank -= count;
  }
  return 0;
}

/** All calls of these histograms in one. */
export function mergeHistograms(histograms: readonly DurationHistogram[]): DurationHistogram {
  const only = histograms.length === 1 ? histograms[0] : undefined;
  if (only) return only;
  const counts = new Map<number, number>();
  let zero = 0;
  for (const histogram of histograms) {
    zero += histogram.zero;
    histogram.index.forEach((index, i) => {
      counts.set(index, (counts.get(index) ?? 0) + (histogram.count[i] ?? 0));
    });
  }
  const index = [...counts.keys()].sort((a, b) => a - b);
  return { zero, index, count: index.map((one) => counts.get(one) ?? 0) };
}
