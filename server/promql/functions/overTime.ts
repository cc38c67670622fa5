/**
 * The `..._over_time` functions that fold a window's floats to one number. Those that cannot use histograms leave them out and say so.
 * Source: Prometheus promql/functions.go.
 */
import { histogramIgnoredInRange, invalidQuantile, mixedFloatsHistograms } from "../annotationTexts.ts";
import { carryOf, KahanSum, Mean } from "../kahanSum.ts";
import { averageOverTime, sumOverTime } from "./histogramRate.ts";
import { quantileOf } from "./quantileOf.ts";
import type { HistogramWindowFunction, RangeCall, RangeWindow, WindowFunction } from "./rangeFunction.ts";

/** Of floats or of histograms, not of both. */
function eitherKind(floats: (window: RangeWindow) => number, histograms: HistogramWindowFunction): WindowFunction {
  return (window, call, out) => {
    const hasFloats = window.to > window.from;
    if (hasFloats && window.histogramTo > window.histogramFrom) {
      call.annotations.add(mixedFloatsHistograms(window.series.labels.metricName), call.span);
      return false;
    }
    if (hasFloats) out.value = floats(window);
    else out.histogram = histograms(window, call);
    return hasFloats || out.histogram !== null;
  };
}

export const sumOfRange = eitherKind(sum, sumOverTime);
export const averageOfRange = eitherKind((window) => {
  const mean = new Mean();
  const { values } = window.series;
  for (let i = window.from; i < window.to; i++) mean.add(values[i] as number);
  return mean.value;
}, averageOverTime);

function sum({ series: { values }, from, to }: RangeWindow): number {
  let total = 0;
  let carry = 0;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    const before = total;
    total = before + value;
    carry = carryOf(value, before, carry, total);
  }
  return total === Number.POSITIVE_INFINITY || total === Number.NEGATIVE_INFINITY ? total : total + carry;
}

/** Of floats alone; false when there are none. Histograms beside them are remarked. */
function floatsOnly(fold: (window: RangeWindow, call: RangeCall) => number): WindowFunction {
  return (window, call, out) => {
    if (window.to === window.from) return false;
    if (window.histogramTo > window.histogramFrom)
      call.annotations.add(histogramIgnoredInRange(window.series.labels.metricName), call.span);
    out.value = fold(window, call);
    return true;
  };
}

/** The place of the value that wins; NaN loses to anything. */
function winner({ series: { values }, from, to }: RangeWindow, wins: (value: number, over: number) => boolean): number {
  let place = from;
  for (let i = from; i < to; i++) {
    const best = values[place] as number;
    if (wins(values[i] as number, best) || Number.isNaN(best)) place = i;
  }
  return place;
}
const valueAt = (window: RangeWindow, place: number) => window.series.values[place] ?? 0;
const secondsAt = (window: RangeWindow, place: number) => (window.series.timesMs[place] ?? 0) / 1000;

export const maxOfRange = floatsOnly((window) =>
  valueAt(
    window,
    winner(window, (a, b) => a > b),
  ),
);
export const minOfRange = floatsOnly((window) =>
  valueAt(
    window,
    winner(window, (a, b) => a < b),
  ),
);
export const timeOfMax = floatsOnly((window) =>
  secondsAt(
    window,
    winner(window, (a, b) => a >= b),
  ),
);
export const timeOfMin = floatsOnly((window) =>
  secondsAt(
    window,
    winner(window, (a, b) => a <= b),
  ),
);

function variance({ series: { values }, from, to }: RangeWindow): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    const away = value - mean.total;
    mean.add(away / (i - from + 1));
    squares.add(away * (value - mean.total));
  }
  return squares.total / (to - from);
}
export const varianceOfRange = floatsOnly(variance);
export const deviationOfRange = floatsOnly((window) => Math.sqrt(variance(window)));

export const quantileOfRange = floatsOnly((window, call) => {
  const quantile = call.scalars[0]?.[window.step] ?? Number.NaN;
  if (!(quantile >= 0 && quantile <= 1)) call.annotations.add(invalidQuantile(quantile), call.span);
  return quantileOf(quantile, window.series.values.slice(window.from, window.to));
});

/** The median distance from the median. */
export const medianDeviationOfRange = floatsOnly((window) => {
  const values = window.series.values.slice(window.from, window.to);
  if (values.some(Number.isNaN)) return Number.NaN;
  const median = quantileOf(0.5, values);
  return quantileOf(
    0.5,
    values.map((value) => Math.abs(value - median)),
  );
});
