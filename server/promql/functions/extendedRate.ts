/**
 * rate, increase and delta over `anchored` and `smoothed` ranges: nothing is extrapolated. The value at an edge of the range is that of
 * the sample at or before it (anchored), or lies on the line between the samples around it (smoothed).
 * Source: Prometheus promql/functions.go (extendedRate), PROM-52.
 */
import { mixedFloatsHistograms } from "../annotationTexts.ts";
import { scaleHistogram } from "../histogram/arithmetic.ts";
import { secondsOf } from "./extrapolation.ts";
import { extendedIncrease } from "./histogramExtended.ts";
import type { RangeCall, RangeWindow, WindowFunction } from "./rangeFunction.ts";

export function extendedRate(isCounter: boolean, isRate: boolean): WindowFunction {
  return (window, call, out) => {
    const divisor = isRate ? secondsOf(call.rangeMs) : 1;
    const hasFloats = window.to > window.from;
    if (hasFloats && window.histogramTo > window.histogramFrom) {
      call.annotations.add(mixedFloatsHistograms(window.series.labels.metricName), call.span);
      return false;
    }
    if (hasFloats) {
      const grown = floatIncrease(window, call, isCounter);
      out.value = (grown ?? 0) / divisor;
      return grown !== null;
    }
    const grown = extendedIncrease(window, call, isCounter);
    out.histogram = grown && (isRate ? scaleHistogram(grown, 1 / divisor) : grown);
    return grown !== null;
  };
}

function floatIncrease(window: RangeWindow, call: RangeCall, isCounter: boolean): number | null {
  const { timesMs, values } = window.series;
  const { rangeStartMs, rangeEndMs } = window;
  const smoothed = call.extension === "smoothed";
  const time = (place: number) => timesMs[place] ?? 0;
  const value = (place: number) => values[place] ?? 0;
  let { first, last } = edgePlaces(timesMs, window.from, window.to, rangeStartMs, rangeEndMs, smoothed);
  if (time(last) <= rangeStartMs || (smoothed && time(first) > rangeEndMs)) return null;

  const between = (before: number, after: number, atMs: number) => {
    const from = isCounter && value(after) < value(before) ? 0 : value(before);
    return from + ((value(after) - from) * (atMs - time(before))) / (time(after) - time(before));
  };
  const left = smoothed && time(first) < rangeStartMs ? between(first, first + 1, rangeStartMs) : value(first);
  const right =
    smoothed && last > window.from && time(last) > rangeEndMs ? between(last - 1, last, rangeEndMs) : value(last);
  if (!isCounter) return right - left;

  // Resets at the edges are in `left` and `right` already; what is left are the samples strictly within.
  if (time(first) <= rangeStartMs) first++;
  if (time(last) >= rangeEndMs) last--;
  let correction = 0;
  let previous = left;
  for (let place = first; place <= last; place++) {
    if (value(place) < previous) correction += previous;
    previous = value(place);
  }
  if (right < previous) correction += previous;
  return right - left + correction;
}

/** The samples that stand for the edges: the last at or before the start (else the first of all), and the last, or when smoothed the first at or after the end. */
export function edgePlaces(
  timesMs: Float64Array,
  from: number,
  to: number,
  rangeStartMs: number,
  rangeEndMs: number,
  smoothed: boolean,
): { first: number; last: number } {
  const search = (holds: (timeMs: number) => boolean) => {
    let place = from;
    while (place < to - 1 && !holds(timesMs[place] ?? 0)) place++;
    return place;
  };
  const first = Math.max(from, search((timeMs) => timeMs > rangeStartMs) - 1);
  return { first, last: smoothed ? search((timeMs) => timeMs >= rangeEndMs) : to - 1 };
}
