/**
 * Durations over time -> cells of a heatmap: how many calls fell into a band of duration in a bucket of time.
 * Shape: rows on a logarithm, `rowsPerDoubling` to a factor of two, row 0 from `lowSeconds` up (of another unit than seconds: in that). Levels 1..9 on the logarithm of the
 * count, so that a few slow calls are seen beside many quick ones; empty cells are absent.
 */
import { type ChartUnit, formatValue, type TimeTick, timeTicks } from "./axis.ts";

export interface HeatmapInput {
  readonly lowSeconds: number;
  readonly rowsPerDoubling: number;
  readonly rowCount: number;
  readonly cells: readonly (readonly [bucket: number, row: number, calls: number])[];
  readonly startMs: number;
  readonly stepMs: number;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  readonly zone: string;
  readonly widthPx: number;
  /** Of what is counted; seconds unless given. */
  readonly unit?: ChartUnit;
}

export interface HeatmapModel {
  readonly cells: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly row: number;
    readonly level: number;
  }[];
  readonly rows: number;
  readonly xMin: number;
  readonly xMax: number;
  readonly xTicks: readonly TimeTick[];
  readonly yTicks: readonly { readonly row: number; readonly label: string }[];
  readonly most: number;
  /** The row (with its fraction) of a duration. */
  rowOf(seconds: number): number;
}

export const HEAT_LEVELS = 9;
/** Empty bands above and below, so that the map does not touch its frame. */
const MARGIN_ROWS = 1;
const LEAST_ROWS = 12;

export function prepareHeatmap(input: HeatmapInput): HeatmapModel {
  const lift = MARGIN_ROWS + Math.max(0, Math.floor((LEAST_ROWS - input.rowCount) / 2));
  const rows = Math.max(LEAST_ROWS, input.rowCount) + 2 * MARGIN_ROWS;
  const rowOf = (seconds: number) =>
    Math.log2(Math.max(seconds, 1e-9) / (input.lowSeconds || 1)) * input.rowsPerDoubling + lift;
  const most = input.cells.reduce((greatest, [, , calls]) => Math.max(greatest, calls), 0);
  const cells = input.cells.flatMap(([bucket, row, calls]) => {
    const fromMs = input.startMs + bucket * input.stepMs;
    const toMs = fromMs + input.stepMs;
    if (toMs <= input.windowStartMs || fromMs >= input.windowEndMs) return [];
    return [{ fromMs, toMs, row: row + lift, level: heatLevel(calls, most) }];
  });
  return {
    cells,
    rows,
    xMin: input.windowStartMs,
    xMax: input.windowEndMs,
    xTicks: timeTicks(input.windowStartMs, input.windowEndMs, input.zone, Math.max(2, Math.floor(input.widthPx / 88))),
    yTicks: input.rowCount === 0 ? [] : decades(rowOf, rows, input.unit ?? "seconds"),
    most,
    rowOf,
  };
}

/** 1..9; a single call (or a part of one) is level 1, the fullest cell level 9. */
export function heatLevel(calls: number, most: number): number {
  if (most <= 1) return ONLY_LEVEL;
  const level = Math.floor((Math.log(calls) / Math.log(most)) * (HEAT_LEVELS - 1) + 1e-9);
  return 1 + Math.min(HEAT_LEVELS - 1, Math.max(0, level));
}

/** Where no cell has more than one call, all have one colour. */
const ONLY_LEVEL = 5;

/** The colours from few to many as a scale shows them: `most` is at the last of them; 1 of a single one. */
export function heatScale(most: number): readonly number[] {
  return most <= 1 ? [ONLY_LEVEL] : Array.from({ length: HEAT_LEVELS }, (_, i) => i + 1);
}

/** Rows that a label and the gap to its neighbour take, as a share of all. */
const LABEL_SHARE = 1 / 8;

/** Powers of ten; where they would touch, every second, third, ... of them. */
function decades(rowOf: (seconds: number) => number, rows: number, unit: ChartUnit) {
  const every = Math.max(1, Math.ceil((rows * LABEL_SHARE) / (rowOf(10) - rowOf(1))));
  const ticks: { row: number; label: string }[] = [];
  for (let exponent = -9; exponent <= 15; exponent++) {
    const row = rowOf(10 ** exponent);
    if (exponent % every !== 0 || row < 0.5 || row > rows - 0.5) continue;
    ticks.push({ row, label: formatValue(Number(`1e${exponent}`), unit, "") });
  }
  return ticks;
}
