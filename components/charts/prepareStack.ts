/**
 * Counts per bucket and kind -> stacked bars, in pixels; plus round ticks for both axes.
 * Shape: one rectangle per bucket and series that is not zero; series stack from the bottom in the order given.
 */
import { formatLast } from "../format/formatDuration.ts";

export interface StackSeries {
  readonly name: string;
  readonly color: string;
  readonly values: readonly number[];
}
export interface StackInput {
  readonly startMs: number;
  readonly stepMs: number;
  readonly bucketCount: number;
  readonly series: readonly StackSeries[];
}
export interface StackBar {
  readonly series: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Stack {
  readonly bars: readonly StackBar[];
  /** Top of the axis: a round number not below the highest bucket; 1 when everything is zero. */
  readonly top: number;
}

/** The least of 1, 2, 5 times a power of ten that is not below this. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const size = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * size >= value) ?? 10) * size;
}

/** Adds buckets together until each is at least this wide: thinner bars cannot be told apart. */
const LEAST_BAR_PX = 3;

export function joinBuckets(input: StackInput, windowMs: number, widthPx: number): StackInput {
  const each = Math.max(1, Math.ceil(LEAST_BAR_PX / Math.max(1e-9, (input.stepMs / windowMs) * widthPx)));
  if (each === 1 || widthPx <= 0) return input;
  const skip = Math.round(input.startMs / input.stepMs) % each;
  const bucketCount = Math.ceil((input.bucketCount + skip) / each);
  const joined = (values: readonly number[]) => {
    const sums = new Array<number>(bucketCount).fill(0);
    values.forEach((value, i) => {
      const at = Math.floor((i + skip) / each);
      sums[at] = (sums[at] ?? 0) + value;
    });
    return sums;
  };
  return {
    startMs: input.startMs - skip * input.stepMs,
    stepMs: input.stepMs * each,
    bucketCount,
    series: input.series.map((series) => ({ ...series, values: joined(series.values) })),
  };
}

/** What is drawn at all, as it lies from top to bottom: a name of what is not there would be looked for. */
export const shownSeries = ({ series }: StackInput): readonly StackSeries[] =>
  series.filter(({ values }) => values.some((value) => value > 0)).reverse();

/** What a bar counts: "records per 30 s", "spans per minute". */
export const unitOf = (noun: string, stepMs: number): string => `${noun} per ${formatLast(stepMs)}`;

/** Lays the bars into a box; `window` is what the x axis spans. */
export function prepareStack(
  input: StackInput,
  window: { startMs: number; endMs: number },
  box: { width: number; height: number },
): Stack {
  const totals = Array.from({ length: input.bucketCount }, (_, bucket) =>
    input.series.reduce((sum, series) => sum + (series.values[bucket] ?? 0), 0),
  );
  const top = roundUp(Math.max(0, ...totals));
  const perMs = box.width / (window.endMs - window.startMs);
  const gap = input.stepMs * perMs > 4 ? 1 : 0;
  const bars = totals.flatMap((total, bucket) => {
    if (total === 0) return [];
    const left = Math.max(0, (input.startMs + bucket * input.stepMs - window.startMs) * perMs);
    const right = Math.min(box.width, (input.startMs + (bucket + 1) * input.stepMs - window.startMs) * perMs);
    if (right <= left) return [];
    let floor = box.height;
    return input.series.flatMap((series, index) => {
      const value = series.values[bucket] ?? 0;
      if (value === 0) return [];
      const height = Math.max(1, (value / top) * box.height);
      floor -= height;
      return [{ series: index, x: left, y: Math.max(0, floor), width: Math.max(1, right - left - gap), height }];
    });
  });
  return { bars, top };
}

const TICK_STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
].map((seconds) => seconds * 1_000);

/** Whole steps within the window, at most `most` of them. */
export function timeTicks(window: { startMs: number; endMs: number }, most: number): number[] {
  const step = TICK_STEPS_MS.find((tick) => (window.endMs - window.startMs) / tick <= most) ?? 2_592_000_000;
  const ticks: number[] = [];
  for (let tick = Math.ceil(window.startMs / step) * step; tick < window.endMs; tick += step) ticks.push(tick);
  return ticks;
}
