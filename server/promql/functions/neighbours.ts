/**
 * Range functions that compare neighbouring samples: irate, idelta, resets, changes. Floats and histograms are merged by time first.
 * Source: Prometheus promql/functions.go (instantValue, funcResets, funcChanges).
 */
import { mixedFloatsHistograms } from "../annotationTexts.ts";
import { equalHistograms } from "../histogram/equal.ts";
import { isReset } from "../histogram/reset.ts";
import { startsAnew } from "./counterStart.ts";
import { lastChange } from "./histogramRate.ts";
import type { HistogramPoint, RangeCall, RangeOutput, RangeWindow, WindowFunction } from "./rangeFunction.ts";

interface Point {
  readonly timeMs: number;
  readonly startTimeMs: number;
  readonly value: number;
  readonly histogram: HistogramPoint["histogram"] | null;
}

function floatPoint({ series }: RangeWindow, place: number): Point {
  const startTimeMs = series.startTimesMs?.[place] ?? 0;
  return { timeMs: series.timesMs[place] ?? 0, startTimeMs, value: series.values[place] ?? 0, histogram: null };
}

function histogramPoint({ series }: RangeWindow, place: number): Point {
  const startTimeMs = series.histogramStartTimesMs?.[place] ?? 0;
  const histogram = series.histograms[place] ?? null;
  return { timeMs: series.histogramTimesMs[place] ?? 0, startTimeMs, value: 0, histogram };
}

export const irate: WindowFunction = (window, call, out) => lastTwo(window, call, out, true);
export const idelta: WindowFunction = (window, call, out) => lastTwo(window, call, out, false);

function lastTwo(window: RangeWindow, call: RangeCall, out: RangeOutput, isRate: boolean): boolean {
  const points: Point[] = [];
  for (let i = Math.max(window.from, window.to - 2); i < window.to; i++) points.push(floatPoint(window, i));
  for (let i = Math.max(window.histogramFrom, window.histogramTo - 2); i < window.histogramTo; i++)
    points.push(histogramPoint(window, i));
  const [before, after] = points.sort((a, b) => a.timeMs - b.timeMs).slice(-2);
  if (before === undefined || after === undefined || before.timeMs === after.timeMs) return false;
  const metricName = window.series.labels.metricName;
  if (before.histogram !== null && after.histogram !== null) {
    const [earlier, later] = [
      { ...before, histogram: before.histogram },
      { ...after, histogram: after.histogram },
    ];
    out.histogram = lastChange(earlier, later, isRate, metricName, call);
    return out.histogram !== null;
  }
  if (before.histogram !== null || after.histogram !== null) {
    call.annotations.add(mixedFloatsHistograms(metricName), call.span);
    return false;
  }
  const began = isRate && (after.value < before.value || beganBetween(before, after));
  const change = began ? after.value : after.value - before.value;
  out.value = isRate ? change / ((after.timeMs - before.timeMs) / 1000) : change;
  return true;
}

const beganBetween = (before: Point, after: Point) =>
  startsAnew(before.startTimeMs, before.timeMs, after.startTimeMs, after.timeMs);

export const resets = countBetween((before, after) => {
  if (before.histogram === null && after.histogram === null)
    return after.value < before.value || beganBetween(before, after);
  if (before.histogram === null || after.histogram === null) return true;
  return beganBetween(before, after) || isReset(before.histogram, after.histogram);
});

export const changes = countBetween((before, after) => {
  if (before.histogram === null && after.histogram === null)
    return after.value !== before.value && !(Number.isNaN(after.value) && Number.isNaN(before.value));
  if (before.histogram === null || after.histogram === null) return true;
  return !equalHistograms(after.histogram, before.histogram);
});

function countBetween(differs: (before: Point, after: Point) => boolean): WindowFunction {
  return (window, call, out) => {
    const first = anchor(window, call);
    if (first === null) return false;
    let [float, histogram] = first;
    let before: Point | null = null;
    out.value = 0;
    while (float < window.to || histogram < window.histogramTo) {
      const isFloat = histogram >= window.histogramTo || (float < window.to && comesFirst(window, float, histogram));
      const point = isFloat ? floatPoint(window, float++) : histogramPoint(window, histogram++);
      if (before !== null && differs(before, point)) out.value++;
      before = point;
    }
    return true;
  };
}

const comesFirst = ({ series }: RangeWindow, float: number, histogram: number) =>
  (series.timesMs[float] ?? 0) < (series.histogramTimesMs[histogram] ?? 0);

/**
 * The places to start from. Of an anchored range only the newest sample at or before its start counts of those before it; null
 * when no sample lies after the start.
 */
function anchor(window: RangeWindow, call: RangeCall): [number, number] | null {
  let { from: float, histogramFrom: histogram } = window;
  if (call.extension !== "anchored") return [float, histogram];
  const { series, rangeStartMs, to, histogramTo } = window;
  while (float < to && (series.timesMs[float] ?? 0) <= rangeStartMs) float++;
  while (histogram < histogramTo && (series.histogramTimesMs[histogram] ?? 0) <= rangeStartMs) histogram++;
  if (float >= to && histogram >= histogramTo) return null;
  const floatMs = float > window.from ? (series.timesMs[float - 1] ?? 0) : Number.NEGATIVE_INFINITY;
  const histogramMs =
    histogram > window.histogramFrom ? (series.histogramTimesMs[histogram - 1] ?? 0) : Number.NEGATIVE_INFINITY;
  if (floatMs === Number.NEGATIVE_INFINITY && histogramMs === Number.NEGATIVE_INFINITY) return [float, histogram];
  return floatMs >= histogramMs ? [float - 1, histogram] : [float, histogram - 1];
}
