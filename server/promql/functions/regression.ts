/**
 * Range functions that answer a line or a smoothed curve to a window's floats: deriv, predict_linear, double_exponential_smoothing.
 * Errors: PromQlError (execution) for smoothing factors outside (0, 1).
 * Source: Prometheus promql/functions.go (linearRegression, funcDoubleExponentialSmoothing).
 */
import { histogramIgnoredInRange } from "../annotationTexts.ts";
import { KahanSum } from "../kahanSum.ts";
import { PromQlError } from "../promQlError.ts";
import type { RangeCall, RangeWindow, WindowFunction } from "./rangeFunction.ts";

/** Two floats at least; histograms beside one or more floats are remarked. */
function ofTwoOrMore(answer: (window: RangeWindow, call: RangeCall) => number): WindowFunction {
  return (window, call, out) => {
    const floats = window.to - window.from;
    if (floats > 0 && window.histogramTo > window.histogramFrom)
      call.annotations.add(histogramIgnoredInRange(window.series.labels.metricName), call.span);
    if (floats < 2) return false;
    out.value = answer(window, call);
    return true;
  };
}

export const deriv = ofTwoOrMore((window) => line(window, window.series.timesMs[window.from] ?? 0).slope);

export const predictLinear = ofTwoOrMore((window, call) => {
  const { slope, intercept } = line(window, window.evaluationMs);
  return slope * (call.scalars[0]?.[window.step] ?? Number.NaN) + intercept;
});

/** Least squares; the intercept is the line's value at `atMs`, the slope is per second. */
function line({ series, from, to }: RangeWindow, atMs: number): { slope: number; intercept: number } {
  const [x, y, xy, xx] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()];
  const first = series.values[from] ?? 0;
  let constant = true;
  for (let i = from; i < to; i++) {
    const seconds = ((series.timesMs[i] as number) - atMs) / 1000;
    const value = series.values[i] as number;
    if (value !== first && i > from) constant = false;
    x.add(seconds);
    y.add(value);
    xy.add(seconds * value);
    xx.add(seconds * seconds);
  }
  if (constant) {
    const infinite = first === Number.POSITIVE_INFINITY || first === Number.NEGATIVE_INFINITY;
    return infinite ? { slope: Number.NaN, intercept: Number.NaN } : { slope: 0, intercept: first };
  }
  const count = to - from;
  const slope = (xy.total - (x.total * y.total) / count) / (xx.total - (x.total * x.total) / count);
  return { slope, intercept: y.total / count - (slope * x.total) / count };
}

/** Holt's linear method: a smoothed value and a smoothed trend, each a mix of what is seen and what was expected. */
const smooth = ofTwoOrMore(({ series: { values }, from, to, step }, call) => {
  const smoothing = call.scalars[0]?.[step] ?? Number.NaN;
  const trending = call.scalars[1]?.[step] ?? Number.NaN;
  let before = 0;
  let smoothed = values[from] ?? 0;
  let trend = (values[from + 1] ?? 0) - smoothed;
  for (let i = from + 1; i < to; i++) {
    if (i > from + 1) trend = trending * (smoothed - before) + (1 - trending) * trend;
    before = smoothed;
    smoothed = smoothing * (values[i] as number) + (1 - smoothing) * (smoothed + trend);
  }
  return smoothed;
});

export const doubleExponentialSmoothing: WindowFunction = (window, call, out) => {
  checkFactor("smoothing", "sf", call.scalars[0]?.[window.step] ?? Number.NaN);
  checkFactor("trend", "tf", call.scalars[1]?.[window.step] ?? Number.NaN);
  return smooth(window, call, out);
};

function checkFactor(name: string, short: string, factor: number): void {
  if (factor <= 0 || factor >= 1)
    throw new PromQlError("execution", `invalid ${name} factor. Expected: 0 < ${short} < 1, got: ${factor.toFixed(6)}`);
}
