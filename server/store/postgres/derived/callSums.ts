/** Calls summed per bucket of an answer, and their form as series (server/model/derived.ts). */

import type { CallSeries, DurationHistogram } from "../../../model/derived.ts";
import { type Cells, cellTotal, durationHistogram } from "../../../model/durationCells.ts";
import { BUCKET_MS } from "../../../model/increments.ts";
import { mergeCells } from "../../../model/incrementTotals.ts";
import type { ReadPlan } from "./readPlan.ts";

export const EMPTY_HISTOGRAM: DurationHistogram = { zero: 0, index: [], count: [] };

/** The place in the answer of a bucket of 10 s, or -1 when it lies outside. */
export function placeOf({ startMs, stepMs, bucketCount }: ReadPlan, bucket: number): number {
  const place = Math.floor((bucket * BUCKET_MS - startMs) / stepMs);
  return place >= 0 && place < bucketCount ? place : -1;
}

export function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** Durations of one side of something called. */
export class DurationSums {
  readonly sumNano: number[];
  readonly cells: (Cells | undefined)[];

  constructor(count: number) {
    this.sumNano = zeros(count);
    this.cells = new Array<Cells | undefined>(count).fill(undefined);
  }

  add(place: number, sumNano: number, cells: Cells): void {
    this.sumNano[place] = (this.sumNano[place] as number) + sumNano;
    const before = this.cells[place];
    this.cells[place] = before === undefined ? cells : mergeCells(before, cells);
  }

  seconds(): number[] {
    return this.sumNano.map((nano) => nano / 1e9);
  }

  histograms(): DurationHistogram[] {
    return this.cells.map((cells) => (cells ? durationHistogram(cells) : EMPTY_HISTOGRAM));
  }
}

export class CallSums {
  readonly errors: number[];
  private readonly duration: DurationSums;

  constructor(count: number) {
    this.errors = zeros(count);
    this.duration = new DurationSums(count);
  }

  add(place: number, errors: number, sumNano: number, cells: Cells): void {
    this.errors[place] = (this.errors[place] as number) + errors;
    this.duration.add(place, sumNano, cells);
  }

  series(): CallSeries {
    return {
      calls: this.duration.cells.map((cells) => (cells ? cellTotal(cells) : 0)),
      errors: this.errors,
      durationSumSeconds: this.duration.seconds(),
      duration: this.duration.histograms(),
    };
  }
}

/** The value of a key, made when it is missing. */
export function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
