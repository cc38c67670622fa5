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

/** Steps over cells; how many spans they counted. A question about a month goes through millions, most of them of one byte. */
export function readCellTotal(reader: PackedReader): number {
  const { bytes, end } = reader;
  let left = reader.uint();
  let { at } = reader;
  let total = 0;
  for (; left > 0; left--) {
    while ((bytes[at++] as number) >= 128);
    const count = bytes[at] as number;
    if (count < 128) {
      at++;
      total += count;
    } else {
      reader.at = at;
      total += reader.uint();
      at = reader.at;
    }
  }
  if (at > end) throw new Error("Packed bytes end too early.");
  reader.at = at;
  return total;
}
