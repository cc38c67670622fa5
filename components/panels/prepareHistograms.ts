/**
 * Buckets of any bounds -> rows of a heatmap on one logarithm. A bucket that covers several rows, or parts of them, is shared out among
 * them by its width on the logarithm; what lies below the least bound above zero goes into the lowest row, what lies beyond the
 * greatest finite one into the row above it.
 */
import type { HeatmapInput } from "../charts/prepareHeatmap.ts";
import type { Answers } from "../trpc/client.tsx";

type HeatmapAnswer = Pick<Answers["metrics"]["heatmap"], "startMs" | "stepMs" | "bounds" | "counts">;
type Cells = Pick<HeatmapInput, "lowSeconds" | "rowsPerDoubling" | "rowCount" | "cells" | "startMs" | "stepMs">;

const ROWS_PER_DOUBLING = 2;
/** Counts below this are crumbs of sharing out, not measurements. */
const LEAST_COUNT = 0.05;

export function prepareHistograms({ startMs, stepMs, bounds, counts }: HeatmapAnswer): Cells {
  const edges = bounds.map(edgeOf);
  const finite = edges.filter((edge) => edge > 0 && Number.isFinite(edge));
  const lowest = Math.floor(Math.log2(finite[0] ?? 1) * ROWS_PER_DOUBLING + 1e-9);
  const highest = Math.ceil(Math.log2(finite.at(-1) ?? 1) * ROWS_PER_DOUBLING - 1e-9);
  const lift = edges.some((edge) => edge <= 0) ? 1 : 0;
  const place = (edge: number) => Math.log2(edge) * ROWS_PER_DOUBLING - lowest + lift;
  const cells = counts.flatMap((column, bucket) => {
    const rows = new Map<number, number>();
    column.forEach((count, i) => {
      if (count > 0) shareOut(rows, count, edges[i] ?? 0, edges[i + 1] ?? 0, place, highest - lowest + lift);
    });
    return [...rows].filter(([, count]) => count >= LEAST_COUNT).map(([row, count]) => [bucket, row, count] as const);
  });
  const top = cells.reduce((most, [, row]) => Math.max(most, row), 0);
  return {
    lowSeconds: 2 ** ((lowest - lift) / ROWS_PER_DOUBLING),
    rowsPerDoubling: ROWS_PER_DOUBLING,
    rowCount: cells.length > 0 ? top + 1 : 0,
    cells,
    // A histogram at an instant counts what came in the step before it.
    startMs: startMs - stepMs,
    stepMs,
  };
}

const edgeOf = (bound: number | string) =>
  typeof bound === "number" ? bound : bound === "+Inf" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;

function shareOut(
  rows: Map<number, number>,
  count: number,
  lower: number,
  upper: number,
  place: (edge: number) => number,
  above: number,
): void {
  const add = (row: number, part: number) => {
    rows.set(row, (rows.get(row) ?? 0) + part);
  };
  if (upper === Number.POSITIVE_INFINITY) add(above, count);
  else if (lower <= 0) add(0, count);
  else {
    const [from, to] = [place(lower), place(upper)];
    for (let row = Math.floor(from + 1e-9); row < to - 1e-9; row++) {
      add(row, (count * (Math.min(to, row + 1) - Math.max(from, row))) / (to - from));
    }
  }
}
