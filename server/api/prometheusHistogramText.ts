/**
 * A native histogram as the Prometheus API writes it: count, sum, and the buckets that are not empty, ascending, each with how its
 * bounds count (0: upper within, 1: lower within, 2: neither, 3: both).
 * Source: Prometheus util/jsonutil (MarshalHistogram, MarshalHistogramBucket).
 */
import type { FloatHistogram } from "../promql/floatHistogram.ts";
import { bucketBounds, isCustom } from "../promql/histogram/bucketBounds.ts";
import { sampleText } from "./prometheusNumbers.ts";

/** JSON text. */
export function histogramText(histogram: FloatHistogram): string {
  const buckets = bucketTexts(histogram);
  const list = buckets.length > 0 ? `,"buckets":[${buckets.join(",")}]` : "";
  return `{"count":"${sampleText(histogram.count)}","sum":"${sampleText(histogram.sum)}"${list}}`;
}

function bucketTexts(histogram: FloatHistogram): string[] {
  const { positive, negative, zeroCount, zeroThreshold } = histogram;
  const texts: string[] = [];
  for (let i = negative.index.length - 1; i >= 0; i--) {
    const { lower, upper } = bucketBounds(histogram, negative.index[i] ?? 0);
    add(texts, 1, -upper, -lower, negative.count[i] ?? 0);
  }
  add(texts, 3, -zeroThreshold, zeroThreshold, zeroCount);
  for (let i = 0; i < positive.index.length; i++) {
    const { lower, upper } = bucketBounds(histogram, positive.index[i] ?? 0);
    const startsBelowAll = isCustom(histogram) && lower === Number.NEGATIVE_INFINITY;
    add(texts, startsBelowAll ? 3 : 0, lower, upper, positive.count[i] ?? 0);
  }
  return texts;
}

function add(texts: string[], boundaries: number, lower: number, upper: number, count: number): void {
  if (count === 0) return;
  texts.push(`[${boundaries},"${sampleText(lower)}","${sampleText(upper)}","${sampleText(count)}"]`);
}
