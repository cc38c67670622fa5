/**
 * A histogram as one line of text, `{count:3, sum:4, (0.5,1]:3}`: what count_values writes into its label.
 * Source: Prometheus model/histogram (FloatHistogram.String, Bucket.String).
 */
import type { FloatHistogram } from "./floatHistogram.ts";
import { formatGeneral } from "./formatNumber.ts";
import { bucketsAscending } from "./histogram/buckets.ts";

export function histogramText(histogram: FloatHistogram): string {
  const buckets = bucketsAscending(histogram)
    .filter(({ count }) => count !== 0)
    .map(({ lower, upper, lowerInclusive, upperInclusive, count }) => {
      const range = `${lowerInclusive ? "[" : "("}${formatGeneral(lower)},${formatGeneral(upper)}`;
      return `, ${range}${upperInclusive ? "]" : ")"}:${formatGeneral(count)}`;
    });
  return `{count:${formatGeneral(histogram.count)}, sum:${formatGeneral(histogram.sum)}${buckets.join("")}}`;
}
