/**
 * How histograms of one series change within a window: rate, increase, delta, irate, idelta, and the sum and mean over time.
 * A reset is told by content, by hint or by start time. What comes out is a gauge. Null is no sample: histograms of exponential
 * and custom buckets met, which is annotated.
 * Source: Prometheus promql/functions.go (histogramRate, instantValue, sum_over_time, avg_over_time).
 */
import * as texts from "../annotationTexts.ts";
import { type FloatHistogram, NO_BUCKETS } from "../floatHistogram.ts";
import { divideHistogram } from "../histogram/arithmetic.ts";
import { isCustom } from "../histogram/bucketBounds.ts";
import { isReset } from "../histogram/reset.ts";
import { atSchema, compact } from "../histogram/resolution.ts";
import { startOverlaps, startsAnew } from "./counterStart.ts";
import { combineAt, type Place } from "./histogramCombine.ts";
import { HistogramTotal } from "./histogramTotal.ts";
import type { HistogramPoint, RangeCall, RangeSeries, RangeWindow } from "./rangeFunction.ts";

export { interpolate } from "./histogramCombine.ts";
export { extendedIncrease } from "./histogramExtended.ts";

const placeOf = (series: RangeSeries, call: RangeCall): Place => ({
  annotations: call.annotations,
  span: call.span,
  metricName: series.labels.metricName,
});

function asGauge(histogram: FloatHistogram): FloatHistogram {
  const compacted = compact(histogram);
  return compacted.counterReset === "gauge" ? compacted : { ...compacted, counterReset: "gauge" };
}

/** Of each histogram of a series but the first: whether the counter began anew before it. 0: not looked at yet. */
const resetsOf = new WeakMap<RangeSeries, Uint8Array>();
const NO_RESET = 1;
const RESET = 2;

/** Whether the counter began anew between histograms `place - 1` and `place`; remembered, since windows overlap. */
export function resetsAt(series: RangeSeries, place: number): boolean {
  let known = resetsOf.get(series);
  if (known === undefined) {
    known = new Uint8Array(series.histograms.length);
    resetsOf.set(series, known);
  }
  known[place] ||= lookForReset(series, place) ? RESET : NO_RESET;
  return known[place] === RESET;
}

function lookForReset(series: RangeSeries, place: number): boolean {
  const before = series.histograms[place - 1];
  const after = series.histograms[place];
  if (before === undefined || after === undefined) return false;
  const starts = series.histogramStartTimesMs;
  const times = series.histogramTimesMs;
  if (
    starts !== null &&
    startsAnew(starts[place - 1] ?? 0, times[place - 1] ?? 0, starts[place] ?? 0, times[place] ?? 0)
  )
    return true;
  return isReset(before, after);
}

/** The increase from the first to the last histogram of a window of two or more, not extrapolated. */
export function histogramIncrease(window: RangeWindow, call: RangeCall, isCounter: boolean): FloatHistogram | null {
  const { series, histogramFrom: from, histogramTo: to } = window;
  const first = series.histograms[from];
  const last = series.histograms[to - 1];
  if (first === undefined || last === undefined) return null;
  const place = placeOf(series, call);
  // A first histogram before a reset does not count; its buckets may be of any kind.
  const skipsFirst = isCounter && resetsAt(series, from + 1);
  const start = skipsFirst ? emptyLike(series.histograms[from + 1] ?? last) : first;
  const schema = commonSchema(window, start, isCounter);
  if (schema === null) {
    place.annotations.add(texts.mixedExponentialCustom(place.metricName), place.span);
    return null;
  }
  annotateKind(window, place, isCounter);
  let increase = combineAt(place, "subtraction", atSchema(last, schema), start);
  if (isCounter) {
    annotateOverlaps(window, place);
    for (let i = from + (skipsFirst ? 2 : 1); i < to && increase !== null; i++) {
      const before = series.histograms[i - 1];
      if (before !== undefined && resetsAt(series, i)) increase = combineAt(place, "addition", increase, before);
    }
  }
  return increase === null ? null : asGauge(increase);
}

const emptyLike = ({ schema, customBounds }: FloatHistogram): FloatHistogram => ({
  schema,
  counterReset: "unknown",
  zeroThreshold: 0,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positive: NO_BUCKETS,
  negative: NO_BUCKETS,
  customBounds,
});

/** The coarsest schema that matters in the window; null when exponential and custom buckets are mixed. */
function commonSchema(window: RangeWindow, start: FloatHistogram, isCounter: boolean): number | null {
  const { histograms } = window.series;
  const last = histograms[window.histogramTo - 1] ?? start;
  if (isCustom(last) !== isCustom(start)) return null;
  let coarsest = Math.min(start.schema, last.schema);
  for (let i = window.histogramFrom + 1; isCounter && i < window.histogramTo - 1; i++) {
    const between = histograms[i] ?? last;
    if (isCustom(between) !== isCustom(last)) return null;
    coarsest = Math.min(coarsest, between.schema);
  }
  return coarsest;
}

/** Functions of counters were given a gauge, or the other way round. */
function annotateKind(window: RangeWindow, place: Place, isCounter: boolean): void {
  const { histograms } = window.series;
  const isGauge = (at: number) => histograms[at]?.counterReset === "gauge";
  if (!isCounter) {
    if (!isGauge(window.histogramFrom) || !isGauge(window.histogramTo - 1))
      place.annotations.add(texts.nativeHistogramNotGauge(place.metricName), place.span);
    return;
  }
  for (let i = window.histogramFrom; i < window.histogramTo; i++)
    if (isGauge(i)) {
      place.annotations.add(texts.nativeHistogramNotCounter(place.metricName), place.span);
      return;
    }
}

function annotateOverlaps(window: RangeWindow, place: Place): void {
  const { histogramStartTimesMs: starts, histogramTimesMs: times } = window.series;
  if (starts === null) return;
  for (let i = window.histogramFrom + 1; i < window.histogramTo; i++)
    if (startOverlaps(starts[i - 1] ?? 0, times[i - 1] ?? 0, starts[i] ?? 0)) {
      place.annotations.add(texts.startTimeOverlap(place.metricName), place.span);
      return;
    }
}

/** irate and idelta: the change between two neighbours, divided by the seconds between them when it is a rate. */
export function lastChange(
  before: HistogramPoint,
  after: HistogramPoint,
  isRate: boolean,
  metricName: string,
  call: RangeCall,
): FloatHistogram | null {
  const place = { annotations: call.annotations, span: call.span, metricName };
  const gauges = [before, after].filter(({ histogram }) => histogram.counterReset === "gauge").length;
  if (isRate && gauges > 0) call.annotations.add(texts.nativeHistogramNotCounter(metricName), call.span);
  if (!isRate && gauges < 2) call.annotations.add(texts.nativeHistogramNotGauge(metricName), call.span);
  const isNew =
    isRate &&
    (startsAnew(before.startTimeMs, before.timeMs, after.startTimeMs, after.timeMs) ||
      isReset(before.histogram, after.histogram));
  const change = isNew ? after.histogram : combineAt(place, "subtraction", after.histogram, before.histogram);
  if (change === null) return null;
  return isRate ? divideHistogram(asGauge(change), (after.timeMs - before.timeMs) / 1000) : asGauge(change);
}

export function sumOverTime(window: RangeWindow, call: RangeCall): FloatHistogram | null {
  return totalOverTime("sum", window, call);
}

export function averageOverTime(window: RangeWindow, call: RangeCall): FloatHistogram | null {
  return totalOverTime("avg", window, call);
}

function totalOverTime(kind: "sum" | "avg", window: RangeWindow, call: RangeCall): FloatHistogram | null {
  const total = new HistogramTotal(kind);
  for (let i = window.histogramFrom; i < window.histogramTo; i++) {
    const histogram = window.series.histograms[i];
    if (histogram !== undefined && !total.add(histogram)) {
      call.annotations.add(texts.mixedExponentialCustom(window.series.labels.metricName), call.span);
      return null;
    }
  }
  if (total.resetCollision) call.annotations.add(texts.counterResetCollision("aggregation"), call.span);
  if (total.boundsReconciled) call.annotations.add(texts.boundsReconciled("aggregation"), call.span);
  return total.result();
}
