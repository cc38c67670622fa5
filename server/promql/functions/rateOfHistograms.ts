/**
 * rate, increase and delta where a series holds histograms: the increase is stretched by the same rule as that of floats, with the
 * histogram's count in the place of the value. A range that holds both kinds has no answer.
 * Source: Prometheus promql/functions.go (extrapolatedRate).
 */
import { boundsReconciled, mixedExponentialCustom, mixedFloatsHistograms } from "../annotationTexts.ts";
import type { FloatHistogram } from "../floatHistogram.ts";
import { addHistograms, scaleHistogram } from "../histogram/arithmetic.ts";
import { StepKind, type StepSeries, setHistogram } from "../stepSeries.ts";
import { slide } from "../windowSlide.ts";
import { extrapolationFactor, secondsOf } from "./extrapolation.ts";
import { histogramIncrease } from "./histogramRate.ts";
import { denseRate } from "./histogramRateDense.ts";
import type { RangeCall, RangeSeries, RangeWindow, StepSpan } from "./rangeFunction.ts";

/** Adds the steps with histograms to a column that already has those with floats. */
export function histogramSteps(
  series: RangeSeries,
  call: RangeCall,
  out: StepSeries,
  steps: StepSpan,
  isCounter: boolean,
  isRate: boolean,
): void {
  out.dense = call.takesDense === true && isCounter ? denseRate(series, call, isRate, out.kinds) : null;
  if (out.dense !== null) return;
  slide(series, call, steps, (window) => {
    if (window.histogramTo === window.histogramFrom) return;
    if (window.to > window.from) {
      call.annotations.add(mixedFloatsHistograms(series.labels.metricName), call.span);
      out.kinds[window.step] = StepKind.NONE;
      return;
    }
    const answer = histogramWindow(window, call, isCounter, isRate);
    if (answer !== null) setHistogram(out, window.step, answer);
  });
}

function histogramWindow(
  window: RangeWindow,
  call: RangeCall,
  isCounter: boolean,
  isRate: boolean,
): FloatHistogram | null {
  const { series, histogramFrom: from, histogramTo: to, rangeStartMs, rangeEndMs } = window;
  const first = series.histograms[from];
  if (first === undefined) return null;
  const firstMs = series.histogramTimesMs[from] ?? 0;
  const began = series.histogramStartTimesMs?.[from] ?? 0;
  const beganMs = isCounter ? beganWithin(began, rangeStartMs, firstMs) : 0;
  if (to - from === 1 && beganMs === 0) return null;
  const grown = to - from > 1 ? histogramIncrease(window, call, isCounter) : null;
  if (to - from > 1 && grown === null) return null;
  const total = beganMs === 0 ? grown : withFirst(grown, first, window, call);
  if (total === null) return null;
  const lastMs = series.histogramTimesMs[to - 1] ?? 0;
  const known = isCounter ? first.count : -1;
  const increase = grown?.count ?? 0;
  const factor = extrapolationFactor(
    firstMs,
    lastMs,
    to - from - 1,
    rangeStartMs,
    rangeEndMs,
    beganMs,
    known,
    increase,
  );
  return scaleHistogram(total, isRate ? factor / secondsOf(call.rangeMs) : factor);
}

/** A counter that is known to have begun within the range grew from zero to its first sample, too. */
function withFirst(
  grown: FloatHistogram | null,
  first: FloatHistogram,
  window: RangeWindow,
  call: RangeCall,
): FloatHistogram | null {
  if (grown === null) return first;
  const sum = addHistograms(grown, first);
  if (sum === null) call.annotations.add(mixedExponentialCustom(window.series.labels.metricName), call.span);
  else if (sum.boundsReconciled) call.annotations.add(boundsReconciled("addition"), call.span);
  return sum?.histogram ?? null;
}

/** The counter's start if it lies within the range and before its first sample, else 0. */
export function beganWithin(startMs: number, rangeStartMs: number, firstMs: number): number {
  return startMs !== 0 && startMs > rangeStartMs && startMs < firstMs ? startMs : 0;
}
