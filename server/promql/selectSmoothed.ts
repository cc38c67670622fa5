/**
 * `smoothed` instant selectors: at each step the value on the line between the samples around it, within the look-back either way;
 * the last value where nothing follows.
 * Source: Prometheus promql/engine.go (smoothSeries).
 */
import { mixedExponentialCustom, mixedFloatsHistograms } from "./annotationTexts.ts";
import type { VectorSelector } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import type { FloatHistogram } from "./floatHistogram.ts";
import { interpolate } from "./functions/histogramRate.ts";
import type { RangeCall, RangeWindow } from "./functions/rangeFunction.ts";
import { isCustom } from "./histogram/bucketBounds.ts";
import { lookTimes } from "./selectSeries.ts";
import type { SourceSeries } from "./seriesSource.ts";
import { type Frame, hasValue, type StepSink, seriesFor, setFloat, setHistogram } from "./stepSeries.ts";
import { rangeSeries } from "./windowSeries.ts";
import { slide } from "./windowSlide.ts";

export async function streamSmoothed(
  evaluator: Evaluator,
  selector: VectorSelector,
  series: readonly SourceSeries[],
  frame: Frame,
  sink: StepSink,
): Promise<void> {
  const { pace, budget, request, annotations } = evaluator.evaluation;
  const times = lookTimes(selector, frame);
  const call: RangeCall = {
    name: "smoothed",
    frame,
    rangeMs: 0,
    firstEndMs: times.firstMs,
    endStepMs: times.stepMs,
    lookbackMs: request.lookbackMs,
    extension: "smoothed",
    scalars: [],
    annotations,
    span: selector.span,
  };
  const next = seriesFor(sink, frame.stepCount);
  for (const one of series) {
    if (pace.due()) await pace.pause();
    const out = next(one.labels, false);
    slide(rangeSeries(one, false), call, { from: 0, to: frame.stepCount }, (window) => {
      const hasFloats = window.to > window.from;
      if (hasFloats && window.histogramTo > window.histogramFrom)
        return annotations.add(mixedFloatsHistograms(one.labels.metricName), selector.span);
      const value = hasFloats ? floatAt(window) : null;
      const histogram = hasFloats ? null : histogramAtEdge(window, call);
      if (value !== null) setFloat(out, window.step, value);
      else if (histogram !== null) setHistogram(out, window.step, histogram);
    });
    if (!hasValue(out)) continue;
    if (sink.keeps) budget.take(frame.stepCount);
    sink.visit(out);
  }
}

/** Place of the first sample at or after the step's instant; `to` when there is none. */
function following(timesMs: Float64Array, from: number, to: number, atMs: number): number {
  let place = from;
  while (place < to && (timesMs[place] ?? 0) < atMs) place++;
  return place;
}

function floatAt({ series: { timesMs, values }, from, to, rangeEndMs: atMs }: RangeWindow): number | null {
  const place = following(timesMs, from, to, atMs);
  if (place < to && timesMs[place] === atMs) return values[place] ?? null;
  if (place === from) return null;
  const before = values[place - 1] ?? 0;
  if (place === to) return before;
  const [beforeMs, afterMs] = [timesMs[place - 1] ?? 0, timesMs[place] ?? 0];
  return before + (((values[place] ?? 0) - before) * (atMs - beforeMs)) / (afterMs - beforeMs);
}

function histogramAtEdge(window: RangeWindow, call: RangeCall): FloatHistogram | null {
  const { series, histogramFrom: from, histogramTo: to, rangeEndMs: atMs } = window;
  const place = following(series.histogramTimesMs, from, to, atMs);
  const after = place < to ? series.histograms[place] : undefined;
  if (after !== undefined && series.histogramTimesMs[place] === atMs) return after;
  const before = place > from ? series.histograms[place - 1] : undefined;
  if (before === undefined) return null;
  if (after === undefined) return { ...before, counterReset: "unknown" };
  if (isCustom(before) !== isCustom(after)) {
    call.annotations.add(mixedExponentialCustom(series.labels.metricName), call.span);
    return null;
  }
  const isCounter = before.counterReset !== "gauge" || after.counterReset !== "gauge";
  const point = (histogram: FloatHistogram, at: number) => ({
    histogram,
    timeMs: series.histogramTimesMs[at] ?? 0,
    startTimeMs: 0,
  });
  return interpolate(point(before, place - 1), point(after, place), atMs, isCounter, series.labels.metricName, call);
}
