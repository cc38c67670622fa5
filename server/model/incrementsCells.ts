/** Duration cells in the packed form of increments.ts: how many, then differences of their index and counts. */
import type { Cells } from "./durationCells.ts";
import type { PackedReader, PackedWriter } from "./packed.ts";

/** The first `length` cells, which ascend. */
export function writeCells(
  out: PackedWriter,
  index: ArrayLike<number>,
  count: ArrayLike<number>,
  length: number,
): void {
  out.uint(length);
  let last = 0;
  for (let i = 0; i < length; i++) {
    const cell = index[i] as number;
    out.uint(cell - last);
    out.uint(count[i] as number);
    last = cell;
  }
}

export function readCells(reader: PackedReader): Cells {
  const length = reader.uint();
  const index = new Array<number>(length);
  const count = new Array<number>(length);
  let cell = 0;
  for (let i = 0; i < length; i++) {
    cell += reader.uint();
    index[i] = cell;
    count[i] = reader.uint();
  }
  return { index, count };
}

/** Steps over cells; how many spans they counted. */
export function readCellTotal(reader: PackedReader): number {
  let total = 0;
  for (let left = reader.uint(); left > 0; left--) {
    reader.uint();
    total += reader.uint();
  }
  return total;
}
