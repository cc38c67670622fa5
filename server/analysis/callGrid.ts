/**
 * One grid of time for everything that a page shows about calls: steps that people count in, at most 180 of them, the window widened
 * to whole steps. Series of any finer tier are joined to it; a coarser tier stays as it is.
 * Units: Unix milliseconds. Shape: bucket i of an answer is [startMs + i * stepMs, + stepMs).
 */
import type { CallSeries, DurationHistogram } from "../model/derived.ts";
import type { TimeWindow } from "../model/time.ts";
import { mergeHistograms } from "./histogramQuantile.ts";

export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly bucketCount: number;
}

const SECOND_MS = 1_000;
const STEPS_MS = [10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400].map((seconds) => seconds * SECOND_MS);
const MOST_BUCKETS = 180;

/** The step for a window and the window in whole steps of it. */
export function gridWindow(window: TimeWindow): { stepMs: number; window: TimeWindow } {
  const length = window.endMs - window.startMs;
  const stepMs = STEPS_MS.find((step) => length / step <= MOST_BUCKETS) ?? 7 * 86_400 * SECOND_MS;
  return {
    stepMs,
    window: { startMs: Math.floor(window.startMs / stepMs) * stepMs, endMs: Math.ceil(window.endMs / stepMs) * stepMs },
  };
}

/** The grid of an answer after joining its buckets to steps of at least `stepMs`, aligned to whole steps of the epoch. */
export function joinedGrid(from: Grid, stepMs: number): Grid {
  const step = Math.max(1, Math.round(stepMs / from.stepMs)) * from.stepMs;
  const startMs = Math.floor(from.startMs / step) * step;
  const endMs = from.startMs + from.bucketCount * from.stepMs;
  return { startMs, stepMs: step, bucketCount: Math.ceil((endMs - startMs) / step) };
}

/** A series of grid `from`, joined to the coarser grid `to`; buckets outside of `to` are left out. */
export function joinCalls(series: CallSeries, from: Grid, to: Grid): CallSeries {
  if (from.stepMs === to.stepMs && from.startMs === to.startMs && from.bucketCount === to.bucketCount) return series;
  const place = (i: number) => Math.floor((from.startMs + i * from.stepMs - to.startMs) / to.stepMs);
  const parts: DurationHistogram[][] = Array.from({ length: to.bucketCount }, () => []);
  series.duration.forEach((histogram, i) => {
    parts[place(i)]?.push(histogram);
  });
  return {
    calls: joinNumbers(series.calls, place, to.bucketCount),
    errors: joinNumbers(series.errors, place, to.bucketCount),
    durationSumSeconds: joinNumbers(series.durationSumSeconds, place, to.bucketCount),
    duration: parts.map(mergeHistograms),
  };
}

function joinNumbers(values: readonly number[], place: (i: number) => number, length: number): number[] {
  const joined = new Array<number>(length).fill(0);
  values.forEach((value, i) => {
    const at = place(i);
    if (at >= 0 && at < length) joined[at] = (joined[at] ?? 0) + value;
  });
  return joined;
}
