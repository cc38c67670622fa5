/**
 * Series as range functions see them: floats and histograms apart, stale markers gone. From a source's samples or from the points
 * of a subquery; most series hold floats only and are taken as they are, without a copy.
 */

import { stepTimeMs } from "./evaluateState.ts";
import type { FloatHistogram } from "./floatHistogram.ts";
import type { RangeSeries } from "./functions/rangeFunction.ts";
import { SampleKind, type SourceSeries } from "./seriesSource.ts";
import { type Frame, StepKind, type StepSeries } from "./stepSeries.ts";

const NO_NUMBERS = new Float64Array(0);

/** `withStarts`: only rate, irate, increase and resets look at start times. */
export function rangeSeries(source: SourceSeries, withStarts: boolean): RangeSeries {
  const startTimesMs = withStarts ? source.startTimesMs : null;
  if (source.kinds === null) {
    const { labels, timesMs, values } = source;
    return {
      labels,
      dropName: false,
      timesMs,
      values,
      startTimesMs,
      histogramTimesMs: NO_NUMBERS,
      histograms: [],
      histogramStartTimesMs: null,
    };
  }
  return split(source, source.kinds, startTimesMs);
}

function split(source: SourceSeries, kinds: Uint8Array, startTimesMs: Float64Array | null): RangeSeries {
  const floats = placesOf(kinds, SampleKind.FLOAT);
  const histograms = placesOf(kinds, SampleKind.HISTOGRAM);
  const pick = (numbers: Float64Array, places: Int32Array) => Float64Array.from(places, (place) => numbers[place] ?? 0);
  return {
    labels: source.labels,
    dropName: false,
    timesMs: pick(source.timesMs, floats),
    values: pick(source.values, floats),
    startTimesMs: startTimesMs && pick(startTimesMs, floats),
    histogramTimesMs: pick(source.timesMs, histograms),
    histograms: Array.from(histograms, (place) => source.histograms?.[place]).filter((one) => one != null),
    histogramStartTimesMs: startTimesMs && pick(startTimesMs, histograms),
  };
}

function placesOf(kinds: Uint8Array, kind: number): Int32Array {
  const places = new Int32Array(kinds.length);
  let count = 0;
  for (let i = 0; i < kinds.length; i++) if (kinds[i] === kind) places[count++] = i;
  return places.subarray(0, count);
}

/**
 * The points of a subquery's series as samples. Hints about counter resets are forgotten, as the points need not be neighbours of
 * the samples the hints spoke of.
 */
export function rangeSeriesOfSteps(series: StepSeries, frame: Frame): RangeSeries {
  const floats = placesOf(series.kinds, StepKind.FLOAT);
  const histograms = placesOf(series.kinds, StepKind.HISTOGRAM);
  return {
    labels: series.labels,
    dropName: series.dropName,
    timesMs: Float64Array.from(floats, (step) => stepTimeMs(frame, step)),
    values: Float64Array.from(floats, (step) => series.values[step] ?? 0),
    startTimesMs: null,
    histogramTimesMs: Float64Array.from(histograms, (step) => stepTimeMs(frame, step)),
    histograms: Array.from(histograms, (step) => series.histograms?.[step])
      .filter((one) => one != null)
      .map(withoutResetHint),
    histogramStartTimesMs: null,
  };
}

function withoutResetHint(histogram: FloatHistogram): FloatHistogram {
  const { counterReset } = histogram;
  return counterReset === "reset" || counterReset === "notReset"
    ? { ...histogram, counterReset: "unknown" }
    : histogram;
}
