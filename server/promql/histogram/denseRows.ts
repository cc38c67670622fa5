/**
 * Histograms of one layout as rows of one table: where a series' histograms share schema, zero threshold and bounds, arithmetic over
 * many of them is a loop over numbers, without an object for each.
 * Shape: a row is count, sum, zero count, then positive buckets from `positiveFrom` on without gaps, then negative ones likewise.
 */
import type { Buckets, FloatHistogram } from "../floatHistogram.ts";
import { isCustom, lastIndexWithin, sameBounds } from "./bucketBounds.ts";

export interface DenseLayout {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly customBounds: readonly number[];
  /** Index of the first positive bucket, and how many there are. */
  readonly positiveFrom: number;
  readonly positives: number;
  readonly negativeFrom: number;
  readonly negatives: number;
  /** Numbers in a row. */
  readonly width: number;
}

/** One histogram for each row. */
export interface DenseTable {
  readonly layout: DenseLayout;
  readonly rows: Float64Array;
}

/** Where positive buckets begin in a row. */
export const FIRST_BUCKET = 3;
/** Wider tables would hold mostly empty buckets. */
const WIDEST = 1024;

interface Span {
  from: number;
  to: number;
}

/** What all these histograms fit into; null when their layouts differ in more than which buckets are listed. */
export function denseLayout(histograms: readonly FloatHistogram[]): DenseLayout | null {
  const [first] = histograms;
  if (first === undefined) return null;
  const positive: Span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  const negative: Span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  for (const histogram of histograms) {
    if (!sameKind(histogram, first)) return null;
    reach(positive, histogram.positive);
    reach(negative, histogram.negative);
  }
  return layoutOver(first, positive, negative);
}

type Kind = Pick<FloatHistogram, "schema" | "zeroThreshold" | "customBounds">;

const sameKind = (a: Kind, b: Kind) =>
  a.schema === b.schema && a.zeroThreshold === b.zeroThreshold && sameBounds(a.customBounds, b.customBounds);

function reach(span: Span, { index }: Buckets): void {
  const first = index[0];
  const last = index[index.length - 1];
  if (first === undefined || last === undefined) return;
  if (first < span.from) span.from = first;
  if (last >= span.to) span.to = last + 1;
}

function layoutOver(kind: Kind, positive: Span, negative: Span): DenseLayout | null {
  const positives = Math.max(0, positive.to - positive.from);
  const negatives = Math.max(0, negative.to - negative.from);
  if (positives + negatives > WIDEST) return null;
  // Buckets within the zero bucket follow rules of their own.
  const innermost = Math.min(positive.from, negative.from);
  if (!isCustom(kind) && innermost <= lastIndexWithin(kind.zeroThreshold, kind.schema)) return null;
  return {
    schema: kind.schema,
    zeroThreshold: kind.zeroThreshold,
    customBounds: kind.customBounds,
    positiveFrom: positives === 0 ? 0 : positive.from,
    positives,
    negativeFrom: negatives === 0 ? 0 : negative.from,
    negatives,
    width: FIRST_BUCKET + positives + negatives,
  };
}

/** The smallest layout for both; null when there is none. */
export function commonLayout(a: DenseLayout, b: DenseLayout): DenseLayout | null {
  if (!sameKind(a, b)) return null;
  if (covers(a, b)) return a;
  const span = (aFrom: number, aCount: number, bFrom: number, bCount: number): Span => {
    if (aCount === 0) return { from: bFrom, to: bFrom + bCount };
    if (bCount === 0) return { from: aFrom, to: aFrom + aCount };
    return { from: Math.min(aFrom, bFrom), to: Math.max(aFrom + aCount, bFrom + bCount) };
  };
  return layoutOver(
    a,
    span(a.positiveFrom, a.positives, b.positiveFrom, b.positives),
    span(a.negativeFrom, a.negatives, b.negativeFrom, b.negatives),
  );
}

function covers(a: DenseLayout, b: DenseLayout): boolean {
  const inside = (aFrom: number, aCount: number, bFrom: number, bCount: number) =>
    bCount === 0 || (aCount > 0 && aFrom <= bFrom && aFrom + aCount >= bFrom + bCount);
  return (
    inside(a.positiveFrom, a.positives, b.positiveFrom, b.positives) &&
    inside(a.negativeFrom, a.negatives, b.negativeFrom, b.negatives)
  );
}

/** Writes a histogram that fits into the layout as row `place`; the row must be zeros before. */
export function writeRow({ layout, rows }: DenseTable, place: number, histogram: FloatHistogram): void {
  const start = place * layout.width;
  rows[start] = histogram.count;
  rows[start + 1] = histogram.sum;
  rows[start + 2] = histogram.zeroCount;
  writeBuckets(rows, start + FIRST_BUCKET - layout.positiveFrom, histogram.positive);
  writeBuckets(rows, start + FIRST_BUCKET + layout.positives - layout.negativeFrom, histogram.negative);
}

function writeBuckets(rows: Float64Array, base: number, { index, count }: Buckets): void {
  for (let i = 0; i < index.length; i++) rows[base + (index[i] as number)] = count[i] as number;
}

/** Row `place` as a histogram of its populated buckets, a gauge as every rate is. */
export function histogramOfRow({ layout, rows }: DenseTable, place: number): FloatHistogram {
  const start = place * layout.width;
  const firstNegative = start + FIRST_BUCKET + layout.positives;
  return {
    schema: layout.schema,
    counterReset: "gauge",
    zeroThreshold: layout.zeroThreshold,
    zeroCount: rows[start + 2] ?? 0,
    count: rows[start] ?? 0,
    sum: rows[start + 1] ?? 0,
    positive: readBuckets(rows, start + FIRST_BUCKET, layout.positives, layout.positiveFrom),
    negative: readBuckets(rows, firstNegative, layout.negatives, layout.negativeFrom),
    customBounds: layout.customBounds,
  };
}

function readBuckets(rows: Float64Array, start: number, length: number, from: number): Buckets {
  const index: number[] = [];
  const count: number[] = [];
  for (let i = 0; i < length; i++) {
    const value = rows[start + i] as number;
    if (value === 0) continue;
    index.push(from + i);
    count.push(value);
  }
  return { index, count };
}
