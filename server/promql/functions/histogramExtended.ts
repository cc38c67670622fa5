/**
 * rate, increase and delta of histograms under `anchored` and `smoothed`: between the exact edges of the range, where the last
 * histogram before an edge stands for it (anchored) or a value is interpolated between the two around it (smoothed).
 * Source: Prometheus promql/functions.go (extendedHistogramRate, correctForCounterResetsHistogram).
 */
import * as texts from "../annotationTexts.ts";
import type { FloatHistogram } from "../floatHistogram.ts";
import { isCustom } from "../histogram/bucketBounds.ts";
import { isReset } from "../histogram/reset.ts";
import { compact } from "../histogram/resolution.ts";
import { combineAt, interpolate, type Place } from "./histogramCombine.ts";
import type { HistogramPoint, RangeCall, RangeWindow } from "./rangeFunction.ts";

/** The places that matter, first and last, both inclusive, and the values at the range's edges. */
interface Edges {
  readonly first: number;
  readonly last: number;
  readonly left: FloatHistogram;
  readonly right: FloatHistogram;
}

/** The increase between the range's edges, not divided; null: no sample. */
export function extendedIncrease(window: RangeWindow, call: RangeCall, isCounter: boolean): FloatHistogram | null {
  const place = { annotations: call.annotations, span: call.span, metricName: window.series.labels.metricName };
  const edges = edgesOf(window, call, isCounter, place);
  if (edges === null) return null;
  const { left, right } = edges;
  if (!isCounter && (left.counterReset !== "gauge" || right.counterReset !== "gauge"))
    place.annotations.add(texts.nativeHistogramNotGauge(place.metricName), place.span);
  let increase = combineAt(place, "subtraction", right, left);
  for (const lost of isCounter ? lostToResets(window, call, edges) : [])
    if (increase !== null) increase = combineAt(place, "addition", increase, lost);
  return increase === null ? null : compact({ ...increase, counterReset: "gauge" });
}

const pointAt = ({ series }: RangeWindow, at: number): HistogramPoint | null => {
  const histogram = series.histograms[at];
  if (histogram === undefined) return null;
  return { histogram, timeMs: series.histogramTimesMs[at] ?? 0, startTimeMs: series.histogramStartTimesMs?.[at] ?? 0 };
};

function edgesOf(window: RangeWindow, call: RangeCall, isCounter: boolean, place: Place): Edges | null {
  const { histogramFrom: from, histogramTo: to, rangeStartMs, rangeEndMs } = window;
  const times = window.series.histogramTimesMs;
  const isSmoothed = call.extension === "smoothed";
  let last = to - 1;
  let first = from;
  while (first < last && (times[first] ?? 0) <= rangeStartMs) first++;
  if (first > from) first--;
  if (isSmoothed) {
    let end = from;
    while (end < last && (times[end] ?? 0) < rangeEndMs) end++;
    last = end;
  }
  if ((times[last] ?? 0) <= rangeStartMs) return null;
  if (isSmoothed && (times[first] ?? 0) > rangeEndMs) return null;
  if (!isOfOneKind(window, first, last, isCounter, place)) return null;
  const left = edgeValue(window, first, first + 1, isSmoothed && (times[first] ?? 0) < rangeStartMs, isCounter, place);
  const isBetween = isSmoothed && last > from && (times[last] ?? 0) > rangeEndMs;
  const right = edgeValue(window, last, last - 1, isBetween, isCounter, place);
  return left === null || right === null ? null : { first, last, left, right };
}

/** False, annotated, when exponential and custom buckets are mixed. */
function isOfOneKind(window: RangeWindow, first: number, last: number, isCounter: boolean, place: Place): boolean {
  const { histograms } = window.series;
  const custom = histograms.slice(first, last + 1).map(isCustom);
  for (let i = first; i <= last; i++) {
    if (custom[i - first] !== custom[0]) {
      place.annotations.add(texts.mixedExponentialCustom(place.metricName), place.span);
      return false;
    }
    if (isCounter && histograms[i]?.counterReset === "gauge")
      place.annotations.add(texts.nativeHistogramNotCounter(place.metricName), place.span);
  }
  return true;
}

/** The histogram at one edge: that of place `at`, or the value at the edge between it and its neighbour. */
function edgeValue(
  window: RangeWindow,
  at: number,
  neighbour: number,
  isBetween: boolean,
  isCounter: boolean,
  place: Place,
): FloatHistogram | null {
  const edge = pointAt(window, at);
  const other = pointAt(window, neighbour);
  if (!isBetween || edge === null || other === null) return edge?.histogram ?? null;
  return neighbour > at
    ? interpolate(edge, other, window.rangeStartMs, isCounter, place.metricName, place)
    : interpolate(other, edge, window.rangeEndMs, isCounter, place.metricName, place);
}

/**
 * The histograms that stood right before a reset between the edges. The last place is looked at through `right`, which bears its
 * hint; a reset that the interpolation at the left edge spans is in `left` already.
 */
function lostToResets(window: RangeWindow, call: RangeCall, { first, last, left, right }: Edges): FloatHistogram[] {
  const { histograms, histogramTimesMs: times } = window.series;
  const lost: FloatHistogram[] = [];
  let before = left;
  let from = first + 1;
  const second = histograms[first + 1];
  const isSpanned = call.extension === "smoothed" && (times[first] ?? 0) < window.rangeStartMs;
  if (isSpanned && second !== undefined && isReset(histograms[first] ?? left, second)) {
    before = second;
    from++;
  }
  if (from > last) return lost;
  const look = (after: FloatHistogram) => {
    if (isReset(before, after)) lost.push(before);
    before = after;
  };
  for (let i = from; i < last; i++) look(histograms[i] ?? before);
  look(right);
  return lost;
}
