/**
 * Slides a window over one series, step by step, with a pointer at each edge: every sample enters and leaves once.
 */
import type {
  ColumnFunction,
  RangeCall,
  RangeOutput,
  RangeSeries,
  RangeWindow,
  StepSpan,
  WindowFunction,
} from "./functions/rangeFunction.ts";
import { placeAfter } from "./placeAfter.ts";
import { setFloat, setHistogram } from "./stepSeries.ts";

/** How far beyond the range a window reaches, for `anchored` and `smoothed`. */
export const reachBeforeMs = (call: RangeCall): number => (call.extension === null ? 0 : call.lookbackMs);
export const reachAfterMs = (call: RangeCall): number => (call.extension === "smoothed" ? call.lookbackMs : 0);

/** A function of windows as a function of whole series. Steps without a sample in their window have no answer. */
export function overWindows(answer: WindowFunction): ColumnFunction {
  return (series, call, out, steps) => {
    const output: RangeOutput = { value: 0, histogram: null };
    slide(series, call, steps, (window) => {
      output.histogram = null;
      if (!answer(window, call, output)) return;
      if (output.histogram === null) setFloat(out, window.step, output.value);
      else setHistogram(out, window.step, output.histogram);
    });
  };
}

/** Calls `visit` for each of the steps whose window holds a sample. */
export function slide(
  series: RangeSeries,
  call: RangeCall,
  steps: StepSpan,
  visit: (window: RangeWindow) => void,
): void {
  const { timesMs, histogramTimesMs } = series;
  const before = reachBeforeMs(call);
  const after = reachAfterMs(call);
  const window: RangeWindow = {
    series,
    from: 0,
    to: 0,
    histogramFrom: 0,
    histogramTo: 0,
    rangeStartMs: 0,
    rangeEndMs: 0,
    evaluationMs: 0,
    step: 0,
  };
  const firstStartMs = call.firstEndMs + steps.from * call.endStepMs - call.rangeMs - before;
  window.from = placeAfter(timesMs, firstStartMs);
  window.histogramFrom = placeAfter(histogramTimesMs, firstStartMs);
  for (let step = steps.from; step < steps.to; step++) {
    window.step = step;
    window.evaluationMs = call.frame.startMs + step * call.frame.stepMs;
    window.rangeEndMs = call.firstEndMs + step * call.endStepMs;
    window.rangeStartMs = window.rangeEndMs - call.rangeMs;
    const startMs = window.rangeStartMs - before;
    const endMs = window.rangeEndMs + after;
    window.from = advance(timesMs, window.from, startMs);
    window.to = advance(timesMs, Math.max(window.from, window.to), endMs);
    window.histogramFrom = advance(histogramTimesMs, window.histogramFrom, startMs);
    window.histogramTo = advance(histogramTimesMs, Math.max(window.histogramFrom, window.histogramTo), endMs);
    if (window.to > window.from || window.histogramTo > window.histogramFrom) visit(window);
  }
}

function advance(timesMs: Float64Array, from: number, timeMs: number): number {
  let place = from;
  while (place < timesMs.length && (timesMs[place] as number) <= timeMs) place++;
  return place;
}
