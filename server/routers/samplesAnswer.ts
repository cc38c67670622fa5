/**
 * Samples of a range selector -> rows of a table: newest first within a series, as many of each series and as many series as a person reads.
 */
import { histogramText } from "../promql/aggregateHistogramText.ts";
import type { MatrixSeries, QueryValue } from "../promql/queryValue.ts";
import { type ChartValue, chartValue, labelsRecord } from "./metricsAnswer.ts";

const MOST_SERIES = 100;
const MOST_SAMPLES = 500;

export interface SampleRow {
  readonly timeMs: number;
  readonly value: ChartValue;
  /** In place of a value: a native histogram as text. */
  readonly histogram?: string;
}

export interface SampleSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly SampleRow[];
  /** Samples that there are; more than `samples` has when they are many. */
  readonly total: number;
}

export function samplesAnswer(value: QueryValue | null): { series: SampleSeries[]; total: number } {
  if (value?.type !== "matrix") return { series: [], total: 0 };
  return { series: value.series.slice(0, MOST_SERIES).map(newestFirst), total: value.series.length };
}

function newestFirst({ labels, timesMs, values, histograms }: MatrixSeries): SampleSeries {
  const samples: SampleRow[] = [];
  for (let i = timesMs.length - 1; i >= 0 && samples.length < MOST_SAMPLES; i--) {
    const [timeMs, histogram] = [timesMs[i] ?? 0, histograms?.[i]];
    if (histogram) samples.push({ timeMs, value: null, histogram: histogramText(histogram) });
    else samples.push({ timeMs, value: chartValue(values[i] ?? Number.NaN) });
  }
  return { labels: labelsRecord(labels), samples, total: timesMs.length };
}
