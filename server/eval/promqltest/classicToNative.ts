/**
 * Classic histograms (`_bucket`, `_count`, `_sum`) -> native ones with the same bounds, as `load_with_nhcb` stores them beside.
 * Errors: an Error for buckets that are not cumulative.
 * Source: Prometheus util/convertnhcb.
 */
import { CUSTOM_SCHEMA, type FloatHistogram, NO_BUCKETS } from "../../promql/floatHistogram.ts";
import { type Labels, METRIC_NAME } from "../../promql/labels.ts";
import type { Stored } from "./storedSeries.ts";

/** What is known of one histogram at one time. */
interface Parts {
  /** Cumulative counts by upper bound. */
  readonly buckets: Map<number, number>;
  count: number | null;
  sum: number;
}

export function nativeFromClassic(loaded: readonly Stored[]): Stored[] {
  const found = new Map<string, { labels: Labels; byTime: Map<number, Parts> }>();
  for (const { labels, samples } of loaded) {
    const [, name, suffix] = /^(.*)_(bucket|count|sum)$/.exec(labels.metricName) ?? [];
    const bound = boundOf(labels.get("le"));
    if (name === undefined || (suffix === "bucket" && Number.isNaN(bound))) continue;
    const base = labels.with([
      [METRIC_NAME, name],
      ["le", ""],
    ]);
    const histogram = found.get(base.key) ?? { labels: base, byTime: new Map<number, Parts>() };
    found.set(base.key, histogram);
    for (const { timeMs, value } of samples) {
      if (value.kind !== "float") continue;
      const parts = histogram.byTime.get(timeMs) ?? { buckets: new Map<number, number>(), count: null, sum: 0 };
      histogram.byTime.set(timeMs, parts);
      if (suffix === "bucket") parts.buckets.set(bound, value.value);
      else if (suffix === "count") parts.count = value.value;
      else parts.sum = value.value;
    }
  }
  return [...found.values()].map(({ labels, byTime }) => ({
    labels,
    samples: [...byTime]
      .sort(([a], [b]) => a - b)
      .map(([timeMs, parts]) => ({
        timeMs,
        startMs: 0,
        value: { kind: "histogram", histogram: histogramOf(parts), hasHint: false } as const,
      })),
  }));
}

function boundOf(text: string): number {
  if (/^\+?inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  return text === "" ? Number.NaN : Number(text);
}

function histogramOf({ buckets, count, sum }: Parts): FloatHistogram {
  const cumulative = [...buckets].sort(([a], [b]) => a - b);
  const total = count ?? cumulative.at(-1)?.[1] ?? 0;
  if (cumulative.at(-1)?.[0] !== Number.POSITIVE_INFINITY) cumulative.push([Number.POSITIVE_INFINITY, total]);
  const counts = cumulative.map(([, upTo], i) => upTo - (cumulative[i - 1]?.[1] ?? 0));
  if (counts.some((each) => each < 0)) throw new Error("count is not cumulative");
  if (cumulative.at(-1)?.[1] !== total) throw new Error("count mismatch");
  const filled = counts.flatMap((each, i) => (each === 0 ? [] : [i]));
  return {
    schema: CUSTOM_SCHEMA,
    counterReset: "unknown",
    zeroThreshold: 0,
    zeroCount: 0,
    count: total,
    sum,
    positive: { index: filled, count: filled.map((i) => counts[i] ?? 0) },
    negative: NO_BUCKETS,
    customBounds: cumulative.slice(0, -1).map(([bound]) => bound),
  };
}
