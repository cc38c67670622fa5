/**
 * A vector sorted for quantiles and fractions: for each set of labels its native histogram and the buckets of its classic one.
 * A classic histogram is the float series that differ in `le` alone. Where a native and a classic histogram of the same labels
 * meet at a step, neither counts.
 * Source: Prometheus promql/engine.go (resetHistograms).
 */
import type { Annotations } from "../annotations.ts";
import { badBucketLabel, mixedClassicNativeHistograms } from "../annotationTexts.ts";
import type { Span } from "../ast.ts";
import type { FloatHistogram } from "../floatHistogram.ts";
import type { ClassicBucket } from "../histogram/classicQuantile.ts";
import type { Labels } from "../labels.ts";
import { histogramAt, StepKind, type StepSeries } from "../stepSeries.ts";

const BUCKET_LABEL = new Set(["le"]);
/** What Go's ParseFloat takes. */
const FLOAT = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const INFINITE = /^([-+]?)inf(inity)?$/i;

export interface HistogramGroup {
  readonly labels: Labels;
  /** Null when there is no native histogram at any step. */
  native: StepSeries | null;
  /** Ascending by upper bound. */
  readonly classic: { readonly upperBound: number; readonly series: StepSeries }[];
  /** The buckets of the step last asked for, used again. */
  readonly buckets: { upperBound: number; count: number }[];
}

export function histogramGroups(vector: readonly StepSeries[], annotations: Annotations, span: Span): HistogramGroup[] {
  const groups = new Map<string, HistogramGroup>();
  const groupOf = (labels: Labels): HistogramGroup => {
    const group = groups.get(labels.key) ?? { labels, native: null, classic: [], buckets: [] };
    groups.set(labels.key, group);
    return group;
  };
  for (const series of vector) {
    if (series.kinds.includes(StepKind.HISTOGRAM)) groupOf(series.labels).native = series;
    if (!series.kinds.includes(StepKind.FLOAT)) continue;
    const bound = series.labels.get("le");
    const upperBound = parseBound(bound);
    if (upperBound === null) annotations.add(badBucketLabel(series.labels.metricName, bound), span);
    else groupOf(series.labels.without(BUCKET_LABEL)).classic.push({ upperBound, series });
  }
  for (const { classic } of groups.values()) classic.sort((a, b) => a.upperBound - b.upperBound);
  return [...groups.values()];
}

function parseBound(text: string): number | null {
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  return FLOAT.test(text) ? Number(text) : null;
}

function classicAt({ classic, buckets }: HistogramGroup, step: number): readonly ClassicBucket[] {
  let length = 0;
  for (const { upperBound, series } of classic) {
    if (series.kinds[step] !== StepKind.FLOAT) continue;
    const count = series.values[step] ?? 0;
    const bucket = buckets[length];
    if (bucket === undefined) buckets.push({ upperBound, count });
    else {
      bucket.upperBound = upperBound;
      bucket.count = count;
    }
    length++;
  }
  return length === buckets.length ? buckets : buckets.slice(0, length);
}

/** Valid until the next step is asked for. Null when there is nothing, or both, which is warned of. */
export function groupAt(
  group: HistogramGroup,
  step: number,
  annotations: Annotations,
  span: Span,
): FloatHistogram | readonly ClassicBucket[] | null {
  const native = group.native === null ? null : histogramAt(group.native, step);
  const classic = classicAt(group, step);
  if (native === null) return classic.length === 0 ? null : classic;
  if (classic.length === 0) return native;
  annotations.add(mixedClassicNativeHistograms(group.labels.metricName), span);
  return null;
}
