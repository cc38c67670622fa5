/**
 * Sums of many tables of histograms, row by row, compensated: what HistogramSum does for one step, done for all steps at once.
 * Rows are added in the order in which tables come, so the sums are those of HistogramSum to the last digit.
 */
import type { FloatHistogram } from "../floatHistogram.ts";
import { commonLayout, type DenseLayout, type DenseTable, FIRST_BUCKET, histogramOfRow } from "./denseRows.ts";

export class DenseSum {
  private layout: DenseLayout;
  private sums: Float64Array;
  private lost: Float64Array;
  /** A row that totals are put together in. */
  private row = new Float64Array();
  /** Rows to which anything was added. */
  readonly filled: Uint8Array;

  constructor(layout: DenseLayout, rowCount: number) {
    this.layout = layout;
    this.sums = new Float64Array(rowCount * layout.width);
    this.lost = new Float64Array(rowCount * layout.width);
    this.filled = new Uint8Array(rowCount);
  }

  /** Adds the rows for which `wanted` is `mark`. False, and nothing is added, when the layouts do not go together. */
  add(table: DenseTable, wanted: Uint8Array, mark: number): boolean {
    const layout = commonLayout(this.layout, table.layout);
    if (layout === null) return false;
    if (layout !== this.layout) this.widen(layout);
    const { positives, negatives, width } = table.layout;
    const positiveAt = FIRST_BUCKET + table.layout.positiveFrom - this.layout.positiveFrom;
    const negativeAt = FIRST_BUCKET + this.layout.positives + table.layout.negativeFrom - this.layout.negativeFrom;
    for (let row = 0; row < wanted.length; row++) {
      if (wanted[row] !== mark) continue;
      this.filled[row] = 1;
      const from = row * width;
      const to = row * this.layout.width;
      this.addRun(table.rows, from, to, FIRST_BUCKET);
      this.addRun(table.rows, from + FIRST_BUCKET, to + positiveAt, positives);
      if (negatives > 0) this.addRun(table.rows, from + FIRST_BUCKET + positives, to + negativeAt, negatives);
    }
    return true;
  }

  /** kahanSum.ts's carryOf, written out: this is the innermost loop of a sum over histograms. */
  private addRun(rows: Float64Array, from: number, to: number, length: number): void {
    const { sums, lost } = this;
    for (let i = 0; i < length; i++) {
      const term = rows[from + i] as number;
      if (term === 0) continue;
      const before = sums[to + i] as number;
      const after = before + term;
      sums[to + i] = after;
      if (after === Number.POSITIVE_INFINITY || after === Number.NEGATIVE_INFINITY) lost[to + i] = 0;
      else
        lost[to + i] =
          (lost[to + i] as number) +
          (Math.abs(before) >= Math.abs(term) ? before - after + term : term - after + before);
    }
  }

  private widen(layout: DenseLayout): void {
    const old = this.layout;
    const rowCount = this.filled.length;
    const moved = (numbers: Float64Array): Float64Array => {
      const wide = new Float64Array(rowCount * layout.width);
      const positiveAt = FIRST_BUCKET + (old.positives === 0 ? 0 : old.positiveFrom - layout.positiveFrom);
      const negativeAt =
        FIRST_BUCKET + layout.positives + (old.negatives === 0 ? 0 : old.negativeFrom - layout.negativeFrom);
      for (let row = 0; row < rowCount; row++) {
        const from = row * old.width;
        const to = row * layout.width;
        const firstNegative = from + FIRST_BUCKET + old.positives;
        wide.set(numbers.subarray(from, from + FIRST_BUCKET), to);
        wide.set(numbers.subarray(from + FIRST_BUCKET, firstNegative), to + positiveAt);
        wide.set(numbers.subarray(firstNegative, from + old.width), to + negativeAt);
      }
      return wide;
    };
    this.sums = moved(this.sums);
    this.lost = moved(this.lost);
    this.layout = layout;
  }

  /** The sum of one row with what rounding took from it; only for rows that are filled. */
  total(row: number): FloatHistogram {
    const { width } = this.layout;
    if (this.row.length !== width) this.row = new Float64Array(width);
    const total = this.row;
    for (let i = 0; i < width; i++)
      total[i] = (this.sums[row * width + i] as number) + (this.lost[row * width + i] as number);
    return histogramOfRow({ layout: this.layout, rows: total }, 0);
  }
}
