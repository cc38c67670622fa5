/**
 * What functions over range vectors are given: one series at a time, and of it one window for each step.
 * Shape: floats and histograms of a series stand apart, each ascending by time, without stale markers. A window is the places
 * [from, to) of floats and [histogramFrom, histogramTo) of histograms with rangeStartMs < time <= rangeEndMs; for `anchored` it also
 * holds the samples of the look-back before the range, for `smoothed` those of the look-back before and after.
 * The window is one object that changes from step to step: nobody keeps it.
 */

import type { Annotations } from "../annotations.ts";
import type { Span } from "../ast.ts";
import type { FloatHistogram } from "../floatHistogram.ts";
import type { Labels } from "../labels.ts";
import type { Frame, StepSeries } from "../stepSeries.ts";

export interface RangeSeries {
  readonly labels: Labels;
  /** The name is to go away at the end (a subquery's series can say so already). */
  readonly dropName: boolean;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** When the counter behind each float began, 0 where unknown; null when unknown for all, or when the function does not ask. */
  readonly startTimesMs: Float64Array | null;
  readonly histogramTimesMs: Float64Array;
  readonly histograms: readonly FloatHistogram[];
  readonly histogramStartTimesMs: Float64Array | null;
}

export interface RangeWindow {
  series: RangeSeries;
  from: number;
  to: number;
  histogramFrom: number;
  histogramTo: number;
  /** Exclusive. */
  rangeStartMs: number;
  rangeEndMs: number;
  /** The step's own instant, without offset and @. */
  evaluationMs: number;
  step: number;
}

/** What stays the same over all series and steps of one call. */
export interface RangeCall {
  readonly name: string;
  readonly frame: Frame;
  readonly rangeMs: number;
  /** The range of step i ends at firstEndMs + i * endStepMs; endStepMs is 0 under `@`. */
  readonly firstEndMs: number;
  readonly endStepMs: number;
  readonly lookbackMs: number;
  readonly extension: "anchored" | "smoothed" | null;
  /** Whoever asked takes histograms as a dense table. */
  readonly takesDense?: boolean;
  /** And keeps it: every series needs a table of its own. */
  readonly keepsDense?: boolean;
  /** The other arguments, which are scalars, in their order: one value for each step. */
  readonly scalars: readonly Float64Array[];
  readonly annotations: Annotations;
  /** Of the first argument: where annotations point to. */
  readonly span: Span;
}

/** Where a window function puts its answer: a histogram, or else a float. */
export interface RangeOutput {
  value: number;
  histogram: FloatHistogram | null;
}

/** Answers for one window that holds at least one sample; false: no sample at this step. */
export type WindowFunction = (window: RangeWindow, call: RangeCall, out: RangeOutput) => boolean;

/** Steps from `from` up to, but not with, `to`. */
export interface StepSpan {
  readonly from: number;
  readonly to: number;
}

/** Answers for many steps of a series at once. */
export type ColumnFunction = (series: RangeSeries, call: RangeCall, out: StepSeries, steps: StepSpan) => void;

export interface RangeFunction {
  readonly answer: ColumnFunction;
  /** True when each window is worked through anew, so that long ranges at many steps take long. */
  readonly rereads: boolean;
}

/** A window function over histograms alone; the window holds at least one histogram and no float. Null: no sample. */
export type HistogramWindowFunction = (window: RangeWindow, call: RangeCall) => FloatHistogram | null;

/** One histogram and its times, for functions of two neighbours. */
export interface HistogramPoint {
  readonly histogram: FloatHistogram;
  readonly timeMs: number;
  readonly startTimeMs: number;
}

/**
 * What `functions/histogramRate.ts` exports (each annotates by itself, at call.span, as functions.go of Prometheus does):
 * - histogramIncrease: the increase between the first and the last of two or more, resets counted (by content, hint or start time,
 *   see counterStart.ts), not yet extrapolated (`histogramRate` of functions.go);
 * - extendedIncrease: the same for `anchored` and `smoothed`, between the range's edges (`extendedHistogramRate` without the division);
 * - lastChange: irate and idelta between two neighbours (divided by the seconds between them when isRate);
 * - sumOverTime, averageOverTime; and interpolate, for `smoothed` instant selectors.
 */
export interface HistogramRangeFunctions {
  histogramIncrease(window: RangeWindow, call: RangeCall, isCounter: boolean): FloatHistogram | null;
  extendedIncrease(window: RangeWindow, call: RangeCall, isCounter: boolean): FloatHistogram | null;
  lastChange(
    before: HistogramPoint,
    after: HistogramPoint,
    isRate: boolean,
    metricName: string,
    call: RangeCall,
  ): FloatHistogram | null;
  sumOverTime: HistogramWindowFunction;
  averageOverTime: HistogramWindowFunction;
  interpolate(
    before: HistogramPoint,
    after: HistogramPoint,
    timeMs: number,
    isCounter: boolean,
    metricName: string,
    place: { readonly annotations: Annotations; readonly span: Span },
  ): FloatHistogram | null;
}

/**
 * What `functions/histogramTotal.ts` exports as class HistogramTotal, for `sum` and `avg` over series (and for the two over time):
 * compensated, the mean incremental once the sum would overflow, as in engine.go.
 */
export interface HistogramTotal {
  /** False when exponential and custom buckets meet; then the total is void. */
  add(histogram: FloatHistogram): boolean;
  /** Custom bounds differed and were reconciled. */
  readonly boundsReconciled: boolean;
  /** Both "reset" and "notReset" were seen. */
  readonly resetCollision: boolean;
  /** Compacted. */
  result(): FloatHistogram;
}
export type HistogramTotalConstructor = new (kind: "sum" | "avg") => HistogramTotal;
