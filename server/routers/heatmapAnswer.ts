/**
 * Histograms over time -> a heat map: counts by bucket and step.
 * Shape: `bounds` ascend, one more than there are rows; row r covers (bounds[r], bounds[r + 1]]; `counts[step][r]`.
 * Native histograms of several series are laid over each other on the coarsest resolution among them; classic buckets are taken
 * from their `le`.
 */
import type { FloatHistogram } from "../promql/floatHistogram.ts";
import { bucketsAscending } from "../promql/histogram/buckets.ts";
import type { MatrixSeries, QueryValue } from "../promql/queryValue.ts";
import type { ChartGrid } from "./metricsAnswer.ts";

export interface HeatmapAnswer {
  readonly bounds: readonly (number | "+Inf" | "-Inf")[];
  readonly counts: readonly (readonly number[])[];
}

interface Cell {
  readonly step: number;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

export function heatmapOf(value: QueryValue, grid: ChartGrid): HeatmapAnswer {
  if (value.type !== "matrix") return { bounds: [], counts: [] };
  const native = value.series.filter(({ histograms }) => histograms !== null);
  const cells = native.length > 0 ? native.flatMap((one) => nativeCells(one, grid)) : classicCells(value.series, grid);
  return layOut(cells, grid.count);
}

function stepOf(timeMs: number, { startMs, stepMs }: ChartGrid): number {
  return Math.round((timeMs - startMs) / stepMs);
}

function nativeCells({ timesMs, histograms }: MatrixSeries, grid: ChartGrid): Cell[] {
  return (histograms ?? []).flatMap((histogram, i) =>
    histogram === null ? [] : cellsOf(histogram, stepOf(timesMs[i] ?? 0, grid)),
  );
}

function cellsOf(histogram: FloatHistogram, step: number): Cell[] {
  return bucketsAscending(histogram)
    .filter(({ count }) => count > 0)
    .map(({ lower, upper, count }) => ({ step, lower, upper, count }));
}

/** Each `le` counts all below it: the difference to the one before is the bucket's own. */
function classicCells(series: readonly MatrixSeries[], grid: ChartGrid): Cell[] {
  const columns = new Map<number, Map<number, number>>();
  for (const { labels, timesMs, values } of series) {
    const le = Number(labels.get("le").replace("+Inf", "Infinity"));
    if (labels.get("le") === "" || Number.isNaN(le)) continue;
    for (let i = 0; i < timesMs.length; i++) {
      const step = stepOf(timesMs[i] ?? 0, grid);
      const column = columns.get(step) ?? new Map<number, number>();
      column.set(le, (column.get(le) ?? 0) + (values[i] ?? 0));
      columns.set(step, column);
    }
  }
  return [...columns].flatMap(([step, column]) => {
    const bounds = [...column.keys()].sort((a, b) => a - b);
    return bounds.flatMap((upper, i) => {
      const lower = bounds[i - 1] ?? 0;
      const count = (column.get(upper) ?? 0) - (column.get(lower) ?? 0);
      return count > 0 ? [{ step, lower, upper, count }] : [];
    });
  });
}

function layOut(cells: readonly Cell[], stepCount: number): HeatmapAnswer {
  const bounds = [...new Set(cells.flatMap(({ lower, upper }) => [lower, upper]))].sort((a, b) => a - b);
  const placeOf = new Map(bounds.map((bound, i) => [bound, i]));
  const counts = Array.from({ length: stepCount }, () => new Array<number>(Math.max(0, bounds.length - 1)).fill(0));
  for (const { step, lower, upper, count } of cells) {
    const row = counts[step];
    const [from, to] = [placeOf.get(lower) ?? 0, placeOf.get(upper) ?? 0];
    // A bucket wider than its neighbours is spread evenly over the rows that it covers.
    for (let place = from; row && place < to; place++) row[place] = (row[place] ?? 0) + count / (to - from);
  }
  return { bounds: bounds.map((bound) => (Number.isFinite(bound) ? bound : bound > 0 ? "+Inf" : "-Inf")), counts };
}
