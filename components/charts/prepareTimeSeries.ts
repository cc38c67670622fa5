/**
 * Series over buckets -> what a chart draws: points in the middle of their buckets, axes, ticks. No colours are resolved here.
 * Shape: values are one per bucket, null where there is no data: a gap stays a gap, a lone value between gaps becomes a dot.
 * A bucket that the window's end cuts is left out: half a bucket of counts reads as a drop that never happened.
 */
import { type ChartUnit, type TimeTick, timeTicks, valueTicks } from "./axis.ts";

export interface ChartSeries {
  readonly name: string;
  /** CSS colour, `var(--...)` welcome. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  /** Fills the area below, faintly. */
  readonly area?: boolean;
}

export interface TimeSeriesInput {
  readonly series: readonly ChartSeries[];
  /** Start of the first bucket. */
  readonly startMs: number;
  readonly stepMs: number;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  readonly unit: ChartUnit;
  readonly zone: string;
  /** Pixels of the plot, for the number of ticks. */
  readonly widthPx: number;
  /** A line to be kept in sight. */
  readonly threshold?: number;
  /** What the values usually keep within; kept in sight too. */
  readonly usual?: readonly [low: number, high: number] | null;
}

export interface PreparedLine {
  readonly name: string;
  readonly color: string;
  readonly area: boolean;
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
  const max = values.reduce(
    (most, value) => Math.max(most, value),
    Math.max(input.threshold ?? 0, input.usual?.[1] ?? 0),
  );
  const most = Math.max(2, Math.floor(input.widthPx / PX_PER_TIME_TICK));
  return {
    lines,
    xMin: input.windowStartMs,
    xMax: input.windowEndMs,
    xTicks: timeTicks(input.windowStartMs, input.windowEndMs, input.zone, most),
    yTicks: valueTicks(max, input.unit),
    empty: values.length === 0,
  };
}

function prepareLine(series: ChartSeries, input: TimeSeriesInput): PreparedLine {
  const points: [number, number | null][] = [];
  series.values.forEach((value, i) => {
    const from = input.startMs + i * input.stepMs;
    if (from + input.stepMs <= input.windowEndMs && from >= input.windowStartMs - input.stepMs / 2) {
      points.push([from + input.stepMs / 2, value]);
    }
  });
  const at = (i: number) => points[i]?.[1] ?? null;
  const lone = points.flatMap(([, value], i) =>
    value !== null && at(i - 1) === null && at(i + 1) === null ? [i] : [],
  );
  return { name: series.name, color: series.color, area: series.area ?? false, points, lone };
}

/** What each line says at an instant: its value in the bucket around it, largest first; lines without one last. */
export function valuesAt(model: TimeSeriesModel, timeMs: number, stepMs: number) {
  return model.lines
    .map((line) => ({
      name: line.name,
      color: line.color,
      value: line.points.find(([middle]) => Math.abs(middle - timeMs) <= stepMs / 2)?.[1] ?? null,
    }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
}
