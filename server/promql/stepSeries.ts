/**
 * What the evaluator computes with: one series' values at every step of an evaluation, in columns.
 * Shape: `kinds[i]` says whether step i has no value, a float (in `values`) or a histogram (in `histograms`). Whoever is handed a
 * StepSeries owns it and may change it in place, unless the hand-over says that it is only lent (StepSink.keeps is false).
 * `dropName` says that the metric's name (and type and unit) goes away at the end of the evaluation, as in Prometheus with
 * delayed name removal: until then functions such as label_replace can still read it.
 */
import type { FloatHistogram } from "./floatHistogram.ts";
import { type DenseTable, histogramOfRow } from "./histogram/denseRows.ts";
import type { Labels } from "./labels.ts";

export const StepKind = { NONE: 0, FLOAT: 1, HISTOGRAM: 2 } as const;

/** The instants of an evaluation: startMs, startMs + stepMs, ... `stepCount` of them. */
export interface Frame {
  readonly startMs: number;
  /** 0 when there is one step only. */
  readonly stepMs: number;
  readonly stepCount: number;
  /** False for an instant query, whose order of samples is part of the answer. */
  readonly isRange: boolean;
}

export interface StepSeries {
  labels: Labels;
  dropName: boolean;
  kinds: Uint8Array;
  values: Float64Array;
  /** Null while there is no histogram at any step. */
  histograms: (FloatHistogram | null)[] | null;
  /** In the place of `histograms`, one row for each step, for a sink that takes it so. */
  dense?: DenseTable | null;
}

/** Who takes series one by one. Without `keeps` a series is lent until `visit` returns, so that its arrays can be used again. */
export interface StepSink {
  readonly keeps: boolean;
  /** Histograms may come as a dense table. */
  readonly takesDense?: boolean;
  readonly visit: (series: StepSeries) => void;
}

export function emptySeries(labels: Labels, dropName: boolean, stepCount: number): StepSeries {
  return {
    labels,
    dropName,
    kinds: new Uint8Array(stepCount),
    values: new Float64Array(stepCount),
    histograms: null,
  };
}

export function setFloat(series: StepSeries, step: number, value: number): void {
  series.kinds[step] = StepKind.FLOAT;
  series.values[step] = value;
}

export function setHistogram(series: StepSeries, step: number, histogram: FloatHistogram): void {
  series.kinds[step] = StepKind.HISTOGRAM;
  series.histograms ??= new Array<FloatHistogram | null>(series.kinds.length).fill(null);
  series.histograms[step] = histogram;
}

export function histogramAt(series: StepSeries, step: number): FloatHistogram | null {
  if (series.kinds[step] !== StepKind.HISTOGRAM) return null;
  return series.dense ? histogramOfRow(series.dense, step) : (series.histograms?.[step] ?? null);
}

export function hasValue(series: StepSeries): boolean {
  return series.kinds.some((kind) => kind !== StepKind.NONE);
}

/** Series for a sink: fresh ones where it keeps them, the same arrays again where it does not. */
export function seriesFor(sink: StepSink, stepCount: number): (labels: Labels, dropName: boolean) => StepSeries {
  if (sink.keeps) return (labels, dropName) => emptySeries(labels, dropName, stepCount);
  const kinds = new Uint8Array(stepCount);
  const values = new Float64Array(stepCount);
  return (labels, dropName) => {
    kinds.fill(StepKind.NONE);
    return { labels, dropName, kinds, values, histograms: null };
  };
}
