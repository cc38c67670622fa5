/**
 * Sums that a flush gathers in typed arrays: columns of numbers by row, and counts of duration cells by row, which hang on it as a
 * linked list and are sorted when written.
 */
import { writeCells } from "../model/incrementsCells.ts";
import type { PackedWriter } from "../model/packed.ts";
import { grown, PairTable } from "./deriveTables.ts";

/** Sparse counts per (owner, cell). */
export class CellLists {
  private readonly cells = new PairTable();
  private counts = new Float64Array(1024);
  private next = new Int32Array(1024);
  private heads = new Int32Array(1024).fill(-1);
  private index = new Int32Array(64);
  private found = new Float64Array(64);

  get isUsed(): boolean {
    return this.cells.size > 0;
  }

  clear(): void {
    this.cells.clear();
    this.heads.fill(-1);
  }

  add(owner: number, cell: number): void {
    const known = this.cells.size;
    const entry = this.cells.numberOf(owner, cell);
    if (entry < known) {
      this.counts[entry] = (this.counts[entry] as number) + 1;
      return;
    }
    if (entry >= this.counts.length) {
      this.counts = grown(this.counts, new Float64Array(entry * 2));
      this.next = grown(this.next, new Int32Array(entry * 2));
    }
    if (owner >= this.heads.length) this.heads = grown(this.heads, new Int32Array(owner * 2).fill(-1));
    this.counts[entry] = 1;
    this.next[entry] = this.heads[owner] as number;
    this.heads[owner] = entry;
  }

  write(out: PackedWriter, owner: number): void {
    let length = 0;
    for (let entry = this.heads[owner] ?? -1; entry >= 0; entry = this.next[entry] as number) {
      if (length === this.index.length) {
        this.index = grown(this.index, new Int32Array(length * 2));
        this.found = grown(this.found, new Float64Array(length * 2));
      }
      // Sorted by insertion: a flush has a handful of cells per operation.
      const cell = this.cells.b[entry] as number;
      let at = length++;
      for (; at > 0 && (this.index[at - 1] as number) > cell; at--) {
        this.index[at] = this.index[at - 1] as number;
        this.found[at] = this.found[at - 1] as number;
      }
      this.index[at] = cell;
      this.found[at] = this.counts[entry] as number;
    }
    writeCells(out, this.index, this.found, length);
  }
}

/** Growing columns of sums. */
export class Sums {
  private columns: Float64Array[];
  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => new Float64Array(1024));
  }
  add(column: number, row: number, value: number): void {
    const sums = this.columns[column] as Float64Array;
    sums[row] = (sums[row] as number) + value;
  }
  put(column: number, row: number, value: number): void {
    (this.columns[column] as Float64Array)[row] = value;
  }
  get(column: number, row: number): number {
    return (this.columns[column] as Float64Array)[row] as number;
  }
  /** Makes room for a row and sets it to 0. */
  open(row: number): void {
    if (row >= (this.columns[0] as Float64Array).length)
      this.columns = this.columns.map((sums) => grown(sums, new Float64Array(row * 2)));
    for (const sums of this.columns) sums[row] = 0;
  }
}
