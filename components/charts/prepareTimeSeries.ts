/**
 * Series over buckets -> what a chart draws: points in the middle of their buckets, axes, ticks. No colours are resolved here.
 * Shape: values are one per bucket, null where there is no data: a gap stays a gap, a lone value between gaps becomes a dot.
 * A bucket that the window's end cuts is left out: half a bucket of counts reads as a drop that never happened.
 */
import { type ChartUnit, type TimeTick, timeTicks, valueTicks } from "./axis.ts";

export interface ChartSeries {
  readonly name: string;
  /** The name in full, for the tooltip. */
  readonly whole?: string;
  /** CSS colour, `var(--...)` welcome. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  /** Fills the area below, faintly. */
  readonly area?: boolean;
  /** Of another time: drawn thin and broken, behind the others. */
  readonly behind?: boolean;
}

export interface TimeSeriesInput {
  readonly series: readonly ChartSeries[];
  /** Start of the first bucket; where values are of instants, the first of those. */
  readonly startMs: number;
  readonly stepMs: number;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  readonly unit: ChartUnit;
  readonly zone: string;
  /** Pixels of the plot, for the number of ticks. */
  readonly widthPx: number;
  /** Values are of the instants `startMs + i * stepMs`, as PromQL's are, and not of buckets that begin there. */
  readonly instants?: boolean;
  /** Values stand on each other: the axis must hold their sums. */
  readonly stacked?: boolean;
  /** A line to be kept in sight. */
  readonly threshold?: number;
  /** What the values usually keep within; kept in sight too. */
  readonly usual?: readonly [low: number, high: number] | null;
}

export interface PreparedLine {
  readonly name: string;
  readonly whole: string;
  readonly color: string;
  readonly area: boolean;
  readonly behind: boolean;
  readonly points: readonly (readonly [number, number | null])[];
  /** Indexes of points without neighbours: drawn as dots. */
  readonly lone: readonly number[];
}
export interface TimeSeriesModel {
  readonly lines: readonly PreparedLine[];
  readonly xMin: number;
  readonly xMax: number;
  readonly xTicks: readonly TimeTick[];
  readonly yTicks: readonly number[];
  readonly empty: boolean;
}

const PX_PER_TIME_TICK = 68;

export function prepareTimeSeries(input: TimeSeriesInput): TimeSeriesModel {
  const lines = input.series.map((series) => prepareLine(series, input));
  const values = lines.flatMap((line) => line.points.map(([, value]) => value)).filter((value) => value !== null);
  const kept = Math.max(input.threshold ?? 0, input.usual?.[1] ?? 0);
  const heights = input.stacked ? sumsOf(lines) : values;
  const max = heights.reduce((greatest, value) => Math.max(greatest, value), kept);
  const min = heights.reduce((least, value) => Math.min(least, value), 0);
  const most = Math.max(2, Math.floor(input.widthPx / PX_PER_TIME_TICK));
  return {
    lines,
    xMin: input.windowStartMs,
    xMax: input.windowEndMs,
    xTicks: timeTicks(input.windowStartMs, input.windowEndMs, input.zone, most),
    yTicks: valueTicks(max, input.unit, 3, min),
    empty: values.length === 0,
  };
}

function sumsOf(lines: readonly PreparedLine[]): number[] {
  const sums = new Map<number, number>();
  for (const { points, behind } of lines) {
    for (const [timeMs, value] of behind ? [] : points) sums.set(timeMs, (sums.get(timeMs) ?? 0) + (value ?? 0));
  }
  return [...sums.values()];
}

function prepareLine(series: ChartSeries, input: TimeSeriesInput): PreparedLine {
  const points: [number, number | null][] = [];
  series.values.forEach((value, i) => {
    const from = input.startMs + i * input.stepMs;
    if (input.instants) {
      if (from >= input.windowStartMs && from <= input.windowEndMs) points.push([from, value]);
    } else if (from + input.stepMs <= input.windowEndMs && from >= input.windowStartMs - input.stepMs / 2) {
      points.push([from + input.stepMs / 2, value]);
    }
  });
  const at = (i: number) => points[i]?.[1] ?? null;
  const lone = points.flatMap(([, value], i) =>
    value !== null && at(i - 1) === null && at(i + 1) === null ? [i] : [],
  );
  const { name, whole = name, color, area = false, behind = false } = series;
  return { name, whole, color, area, behind, points, lone };
}

/** What each line says at an instant: its value in the bucket around it, largest first; lines without one last. */
export function valuesAt(model: TimeSeriesModel, timeMs: number, stepMs: number) {
  return model.lines
    .map(({ name, whole, color, behind, points }) => ({
      name,
      whole,
      color,
      behind,
      value: nearest(points, timeMs, stepMs),
    }))
    .sort((a, b) => (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY));
}

/** Points stand one step apart, so the place of the nearest is arithmetic. */
function nearest(points: PreparedLine["points"], timeMs: number, stepMs: number): number | null {
  const first = points[0]?.[0] ?? 0;
  return points[Math.round((timeMs - first) / stepMs)]?.[1] ?? null;
}
