/**
 * Histograms without their buckets, for queries that look only at counts and sums. Whether a counter was reset shows in the buckets, so
 * it is found out before they go and kept as a hint.
 * Source: Prometheus promql/histogram_stats_iterator.go.
 */
import { type FloatHistogram, NO_BUCKETS } from "./floatHistogram.ts";
import { isReset } from "./histogram/reset.ts";
import type { SourceSeries } from "./seriesSource.ts";

export function histogramStats(series: SourceSeries): SourceSeries {
  if (series.histograms === null) return series;
  let before: FloatHistogram | null = null;
  const histograms = series.histograms.map((histogram) => {
    if (histogram === null) return null;
    const counterReset = hintOf(before, histogram);
    before = { ...histogram, counterReset };
    return { ...before, zeroThreshold: 0, zeroCount: 0, positive: NO_BUCKETS, negative: NO_BUCKETS, customBounds: [] };
  });
  return { ...series, histograms };
}

function hintOf(before: FloatHistogram | null, histogram: FloatHistogram): FloatHistogram["counterReset"] {
  if (histogram.counterReset !== "unknown" || before === null) return histogram.counterReset;
  return isReset(before, histogram) ? "reset" : "notReset";
}
