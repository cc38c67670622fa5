/** Leaves data points out of columns, in place: what stays moves up, with its runs. */
import type { PointColumns } from "../model/columns.ts";

const PER_POINT = [
  "scope",
  "metric",
  "startHi",
  "startLo",
  "timeHi",
  "timeLo",
  "valueType",
  "value",
  "intHi",
  "intLo",
] as const;

/** Keeps the points whose place in `refused` is 0. */
export function keepPoints(columns: PointColumns, refused: Uint8Array): void {
  const { count } = columns;
  moveRuns(columns.firstRun, columns.runs, count, refused);
  moveRuns(columns.firstAttributeRun, columns.attributeRuns, count, refused);
  let to = 0;
  for (let i = 0; i < count; i++) {
    if (refused[i] === 1) continue;
    if (to !== i) for (const column of PER_POINT) columns[column][to] = columns[column][i] ?? 0;
    to++;
  }
  columns.count = to;
}

function moveRuns(first: Uint32Array, runs: Uint32Array, count: number, refused: Uint8Array): void {
  let [to, run] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (refused[i] === 1) continue;
    const [from = 0, end = 0] = [first[i], first[i + 1]];
    runs.copyWithin(2 * run, 2 * from, 2 * end);
    first[to++] = run;
    run += end - from;
  }
  first[to] = run;
}
