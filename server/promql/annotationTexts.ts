/**
 * The warnings and infos that PromQL knows, with Prometheus's exact texts, since people search for them.
 * Source: Prometheus util/annotations/annotations.go.
 */
import type { Annotation } from "./annotations.ts";
import { quoteGo } from "./formatGo.ts";
import { formatGeneral, formatGeneralRounded } from "./formatNumber.ts";

const warning = (text: string): Annotation => ({ severity: "warning", text: `PromQL warning: ${text}` });
const info = (text: string): Annotation => ({ severity: "info", text: `PromQL info: ${text}` });
const ofMetric = (metricName: string) => (metricName === "" ? "" : ` for metric name ${quoteGo(metricName)}`);

export type HistogramOperation = "addition" | "subtraction" | "aggregation";

export const invalidQuantile = (quantile: number) =>
  warning(`quantile value should be between 0 and 1, got ${formatGeneral(quantile)}`);
export const invalidRatio = (ratio: number, cappedTo: number) =>
  warning(`ratio value should be between -1 and 1, got ${formatGeneral(ratio)}, capping to ${formatGeneral(cappedTo)}`);
export const badBucketLabel = (metricName: string, label: string) =>
  warning(`bucket label "le" is missing or has a malformed value of ${quoteGo(label)}${ofMetric(metricName)}`);
export const mixedFloatsHistograms = (metricName: string) =>
  warning(`encountered a mix of histograms and floats for metric name ${quoteGo(metricName)}`);
export const mixedFloatsHistogramsInAggregation = () =>
  warning("encountered a mix of histograms and floats for aggregation");
export const mixedClassicNativeHistograms = (metricName: string) =>
  warning(`vector contains a mix of classic and native histograms${ofMetric(metricName)}`);
export const nativeHistogramNotCounter = (metricName: string) =>
  warning(`this native histogram metric is not a counter: ${quoteGo(metricName)}`);
export const nativeHistogramNotGauge = (metricName: string) =>
  warning(`this native histogram metric is not a gauge: ${quoteGo(metricName)}`);
export const mixedExponentialCustom = (metricName: string) =>
  warning(
    `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${quoteGo(metricName)}`,
  );
export const incompatibleBucketLayout = (operator: string) =>
  warning(`incompatible bucket layout encountered for binary operator ${operator}`);
export const sortInRangeQuery = () =>
  warning("sort is ineffective for range queries since results are always ordered by labels");
export const counterResetCollision = (operation: HistogramOperation) =>
  warning(`conflicting counter resets during histogram ${operation}`);

export const possibleNonCounter = (metricName: string) =>
  info(`metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quoteGo(metricName)}`);
export const possibleNonCounterType = (metricName: string, type: string) =>
  info(
    `metric might not be a counter, __type__ label is not set to "counter" or "histogram", got ${quoteGo(type)}: ${quoteGo(metricName)}`,
  );
export const incompatibleTypes = (left: string, operator: string, right: string) =>
  info(`incompatible sample types encountered for binary operator ${quoteGo(operator)}: ${left} ${operator} ${right}`);
export const histogramIgnoredInAggregation = (aggregation: string) =>
  info(`ignored histogram in ${aggregation} aggregation`);
export const histogramIgnoredInRange = (metricName: string) =>
  info(`ignored histograms in a range containing both floats and histograms for metric name ${quoteGo(metricName)}`);
export const nanQuantile = (metricName: string) =>
  info(`input to histogram_quantile has NaN observations, result is NaN${ofMetric(metricName)}`);
export const nanSkew = (metricName: string) =>
  info(`input to histogram_quantile has NaN observations, result is skewed higher${ofMetric(metricName)}`);
export const nanFraction = (metricName: string) =>
  info(
    `input to histogram_fraction has NaN observations, which are excluded from all fractions${ofMetric(metricName)}`,
  );
export const boundsReconciled = (operation: HistogramOperation) =>
  info(`mismatched custom buckets were reconciled during ${operation}`);

interface Forced {
  readonly fromMs: number;
  readonly toMs: number;
  readonly minBucket: number;
  readonly maxBucket: number;
  readonly maxDifference: number;
  readonly samples: number;
}

/** Counts how often, over which time, and between which buckets classic counts had to be raised. */
export function forcedMonotonicity(
  metricName: string,
  timeMs: number,
  minBucket: number,
  maxBucket: number,
  maxDifference: number,
): Annotation {
  return forced(metricName, { fromMs: timeMs, toMs: timeMs, minBucket, maxBucket, maxDifference, samples: 1 });
}

interface ForcedAnnotation extends Annotation {
  readonly forced: Forced;
}

function forced(metricName: string, own: Forced): ForcedAnnotation {
  const seconds = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
  return {
    ...info(
      `input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)${ofMetric(metricName)}`,
    ),
    forced: own,
    merge: (earlier) =>
      "forced" in earlier ? forced(metricName, join((earlier as ForcedAnnotation).forced, own)) : earlier,
    tail: () =>
      `, from buckets ${formatGeneral(own.minBucket)} to ${formatGeneral(own.maxBucket)}, with a max diff of ${formatGeneralRounded(own.maxDifference, 2)}, over ${own.samples} samples from ${seconds(own.fromMs)} to ${seconds(own.toMs)}`,
  };
}

function join(a: Forced, b: Forced): Forced {
  return {
    fromMs: Math.min(a.fromMs, b.fromMs),
    toMs: Math.max(a.toMs, b.toMs),
    minBucket: Math.min(a.minBucket, b.minBucket),
    maxBucket: Math.max(a.maxBucket, b.maxBucket),
    maxDifference: Math.max(a.maxDifference, b.maxDifference),
    samples: a.samples + b.samples,
  };
}

interface OverlapAnnotation extends Annotation {
  readonly occurrences: number;
}

export function startTimeOverlap(metricName: string, occurrences = 1): OverlapAnnotation {
  return {
    ...warning(`sample has start time that overlaps with previous sample timestamp for metric ${quoteGo(metricName)}`),
    occurrences,
    merge: (earlier) =>
      startTimeOverlap(
        metricName,
        occurrences + ("occurrences" in earlier ? (earlier as OverlapAnnotation).occurrences : 0),
      ),
    tail: () => (occurrences > 1 ? ` (${occurrences} occurrences)` : ""),
  };
}
