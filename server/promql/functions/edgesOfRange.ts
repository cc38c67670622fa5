/**
 * Range functions that look only at a window's first or last sample, or only at how many there are; floats and histograms alike.
 * Source: Prometheus promql/functions.go.
 */
import type { RangeWindow, WindowFunction } from "./rangeFunction.ts";

const count = (window: RangeWindow) => window.to - window.from + window.histogramTo - window.histogramFrom;

export const countOfRange: WindowFunction = (window, _call, out) => {
  out.value = count(window);
  return true;
};
/** What is left to do for absent_over_time is done once all series are known (absent.ts). */
export const presentInRange: WindowFunction = (_window, _call, out) => {
  out.value = 1;
  return true;
};

export const firstOfRange: WindowFunction = ({ series, from, to, histogramFrom, histogramTo }, _call, out) => {
  const histogram = histogramTo > histogramFrom ? series.histograms[histogramFrom] : undefined;
  const floatFirst = to > from && (series.timesMs[from] ?? 0) < (series.histogramTimesMs[histogramFrom] ?? 0);
  if (histogram === undefined || floatFirst) out.value = series.values[from] ?? 0;
  else out.histogram = histogram;
  return true;
};

export const lastOfRange: WindowFunction = ({ series, from, to, histogramFrom, histogramTo }, _call, out) => {
  const histogram = histogramTo > histogramFrom ? series.histograms[histogramTo - 1] : undefined;
  const floatLast = to > from && (series.histogramTimesMs[histogramTo - 1] ?? 0) < (series.timesMs[to - 1] ?? 0);
  if (histogram === undefined || floatLast) out.value = series.values[to - 1] ?? 0;
  else out.histogram = histogram;
  return true;
};

export const timeOfFirst: WindowFunction = ({ series, from, to, histogramFrom, histogramTo }, _call, out) => {
  const floatMs = to > from ? (series.timesMs[from] ?? 0) : Number.POSITIVE_INFINITY;
  const histogramMs = histogramTo > histogramFrom ? (series.histogramTimesMs[histogramFrom] ?? 0) : floatMs;
  out.value = Math.min(floatMs, histogramMs) / 1000;
  return true;
};

export const timeOfLast: WindowFunction = ({ series, from, to, histogramFrom, histogramTo }, _call, out) => {
  const floatMs = to > from ? (series.timesMs[to - 1] ?? 0) : 0;
  const histogramMs = histogramTo > histogramFrom ? (series.histogramTimesMs[histogramTo - 1] ?? 0) : 0;
  out.value = Math.max(floatMs, histogramMs) / 1000;
  return true;
};
