/**
 * rate, increase and delta. Series of floats alone, nearly all there are, slide in one loop; resets were found beforehand, and those
 * within a window are added in their order, so that the last digit is the one that adding sample by sample gives.
 * Source: Prometheus promql/functions.go (extrapolatedRate).
 */
import { startTimeOverlap } from "../annotationTexts.ts";
import { placeAfter } from "../placeAfter.ts";
import { StepKind, type StepSeries } from "../stepSeries.ts";
import { overWindows } from "../windowSlide.ts";
import { overlapPlaces, resetPlaces } from "./counterResets.ts";
import { extendedRate } from "./extendedRate.ts";
import { extrapolationFactor, secondsOf } from "./extrapolation.ts";
import type { ColumnFunction, RangeCall, RangeSeries, StepSpan } from "./rangeFunction.ts";
import { beganWithin, histogramSteps } from "./rateOfHistograms.ts";

export const rate = extrapolated(true, true);
export const increase = extrapolated(true, false);
export const delta = extrapolated(false, false);

function extrapolated(isCounter: boolean, isRate: boolean): ColumnFunction {
  const extended = overWindows(extendedRate(isCounter, isRate));
  return (series, call, out, steps) => {
    if (call.extension !== null) return extended(series, call, out, steps);
    floatSteps(series, call, out, steps, isCounter, isRate);
    if (series.histograms.length > 0) histogramSteps(series, call, out, steps, isCounter, isRate);
  };
}

function floatSteps(
  series: RangeSeries,
  call: RangeCall,
  out: StepSeries,
  steps: StepSpan,
  isCounter: boolean,
  isRate: boolean,
): void {
  const { timesMs, values, startTimesMs } = series;
  const { rangeMs, firstEndMs, endStepMs } = call;
  const resets = isCounter ? resetPlaces(series) : [];
  const overlaps = isCounter ? overlapPlaces(series) : [];
  const divisor = isRate ? secondsOf(rangeMs) : 1;
  const count = timesMs.length;
  let from = placeAfter(timesMs, firstEndMs + steps.from * endStepMs - rangeMs);
  let to = 0;
  let reset = 0;
  for (let step = steps.from; step < steps.to; step++) {
    const endMs = firstEndMs + step * endStepMs;
    const startMs = endMs - rangeMs;
    while (from < count && (timesMs[from] as number) <= startMs) from++;
    if (to < from) to = from;
    while (to < count && (timesMs[to] as number) <= endMs) to++;
    if (to === from) continue;
    const first = values[from] as number;
    let grown = (values[to - 1] as number) - first;
    while (reset < resets.length && (resets[reset] as number) <= from) reset++;
    for (let i = reset; i < resets.length && (resets[i] as number) < to; i++)
      grown += values[(resets[i] as number) - 1] as number;
    if (overlaps.length > 0) remarkOverlap(overlaps, from, to, series, call);
    const firstMs = timesMs[from] as number;
    const beganMs = isCounter && startTimesMs !== null ? beganWithin(startTimesMs[from] ?? 0, startMs, firstMs) : 0;
    if (to - from === 1 && beganMs === 0) continue;
    const lastMs = timesMs[to - 1] as number;
    const total = beganMs === 0 ? grown : grown + first;
    const known = isCounter ? first : -1;
    const factor = extrapolationFactor(firstMs, lastMs, to - from - 1, startMs, endMs, beganMs, known, grown);
    out.kinds[step] = StepKind.FLOAT;
    out.values[step] = total * (factor / divisor);
  }
}

function remarkOverlap(
  places: readonly number[],
  from: number,
  to: number,
  series: RangeSeries,
  call: RangeCall,
): void {
  if (places.some((place) => place > from && place < to))
    call.annotations.add(startTimeOverlap(series.labels.metricName), call.span);
}
