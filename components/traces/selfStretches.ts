/**
 * The stretches of a span in which it works itself: its time less its children's. Children of a row come by start, as in the tree.
 * Rows with very many children are left out (no stretches), since a frame may ask for fifty rows.
 */
import type { TraceModel } from "./traceModel.ts";

const MOST_CHILDREN = 3_000;
type Shape = Pick<TraceModel, "count" | "subtreeEnd" | "offsetNano" | "durationNano">;
const known = new WeakMap<Shape, Map<number, readonly (readonly [number, number])[]>>();

/** [from, to] pairs in nanoseconds, ascending and disjoint. */
export function selfStretches(shape: Shape, row: number): readonly (readonly [number, number])[] {
  const byRow = known.get(shape) ?? new Map<number, readonly (readonly [number, number])[]>();
  known.set(shape, byRow);
  const stretches = byRow.get(row) ?? measured(shape, row);
  byRow.set(row, stretches);
  return stretches;
}

function measured({ count, subtreeEnd, offsetNano, durationNano }: Shape, row: number): [number, number][] {
  const start = offsetNano[row] ?? 0;
  const end = start + (durationNano[row] ?? 0);
  const stretches: [number, number][] = [];
  let covered = start;
  let children = 0;
  for (let child = row + 1; child < (subtreeEnd[row] ?? 0); child = subtreeEnd[child] ?? count) {
    if (++children > MOST_CHILDREN) return [];
    const from = Math.min(end, offsetNano[child] ?? 0);
    if (from > covered) stretches.push([covered, from]);
    covered = Math.max(covered, Math.min(end, (offsetNano[child] ?? 0) + (durationNano[child] ?? 0)));
  }
  if (covered < end) stretches.push([covered, end]);
  return stretches;
}
