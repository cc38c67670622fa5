/**
 * Durations over time as a heatmap: how many calls took how long, bucket by bucket.
 * Shape: one sparse histogram per bucket of time -> cells [bucket, row, calls]; a row is half a power of two of seconds, row r covers
 * (2^(firstRow + r) / 2, ...] in halves: from `lowSeconds` up. Empty cells are absent. Units: seconds, calls.
 * Eight fine buckets to a doubling (scale 3) are joined by four: bands one can see, still within 41 % of the true duration.
 */
import { DURATION_SCALE, type DurationHistogram } from "../model/derived.ts";

const JOINED = 4;
const ROWS_PER_DOUBLING = 2 ** DURATION_SCALE / JOINED;

export interface DurationHeatmap {
  /** Lower edge of row 0; row r covers (low * 2^(r / rowsPerDoubling), low * 2^((r + 1) / rowsPerDoubling)]. */
  readonly lowSeconds: number;
  readonly rowsPerDoubling: number;
  readonly rowCount: number;
  readonly cells: readonly (readonly [bucket: number, row: number, calls: number])[];
}

export function durationHeatmap(duration: readonly DurationHistogram[]): DurationHeatmap {
  const counts = duration.map(joinRows);
  const rows = counts.flatMap((column) => [...column.keys()]);
  const low = rows.reduce((least, row) => Math.min(least, row), Number.POSITIVE_INFINITY);
  const high = rows.reduce((most, row) => Math.max(most, row), Number.NEGATIVE_INFINITY);
  const empty = rows.length === 0;
  return {
    lowSeconds: empty ? 0 : 2 ** (low / ROWS_PER_DOUBLING),
    rowsPerDoubling: ROWS_PER_DOUBLING,
    rowCount: empty ? 0 : high - low + 1,
    cells: counts.flatMap((column, bucket) => [...column].map(([row, calls]) => [bucket, row - low, calls] as const)),
  };
}

function joinRows({ index, count }: DurationHistogram): Map<number, number> {
  const rows = new Map<number, number>();
  index.forEach((fine, i) => {
    const row = Math.floor(fine / JOINED);
    rows.set(row, (rows.get(row) ?? 0) + (count[i] ?? 0));
  });
  return rows;
}
