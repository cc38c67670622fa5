/**
 * One side of a running sum of histograms: counts and, beside each, what rounding took from it.
 * The list of indexes may be shared with histograms and is never changed in place; the two lists of numbers are the sum's own.
 * Source: Prometheus model/histogram/float_histogram.go (kahanAddBuckets, kahanReduceResolution).
 */
import type { Buckets } from "../floatHistogram.ts";
import { carryOf } from "../kahanSum.ts";
import { coarserIndex } from "./bucketBounds.ts";

export interface CompensatedBuckets {
  readonly index: readonly number[];
  readonly count: number[];
  readonly lost: number[];
}

export function compensatedBuckets(buckets: Buckets): CompensatedBuckets {
  return { index: buckets.index, count: buckets.count.slice(), lost: buckets.count.map(() => 0) };
}

function addAt(side: CompensatedBuckets, place: number, term: number): void {
  const before = side.count[place] ?? 0;
  side.lost[place] = carryOf(term, before, side.lost[place] ?? 0, before + term);
  side.count[place] = before + term;
}

/** Adds the buckets of `other` from place `from` on; what is returned takes the place of `side`. */
export function addBuckets(side: CompensatedBuckets, other: Buckets, from: number): CompensatedBuckets {
  const wide = side.index === other.index ? side : withIndexes(side, other.index, from);
  for (let i = 0, j = from; j < other.index.length; j++) {
    const index = other.index[j] ?? 0;
    while ((wide.index[i] ?? index) < index) i++;
    addAt(wide, i, other.count[j] ?? 0);
  }
  return wide;
}

/** The side with a place for each of these indexes; the same one when it has them all. */
function withIndexes(side: CompensatedBuckets, wanted: readonly number[], from: number): CompensatedBuckets {
  if (hasAll(side.index, wanted, from)) return side;
  const index: number[] = [];
  const count: number[] = [];
  const lost: number[] = [];
  for (let i = 0, j = from; i < side.index.length || j < wanted.length; ) {
    const left = side.index[i] ?? Number.POSITIVE_INFINITY;
    const right = wanted[j] ?? Number.POSITIVE_INFINITY;
    index.push(Math.min(left, right));
    count.push(left <= right ? (side.count[i] ?? 0) : 0);
    lost.push(left <= right ? (side.lost[i] ?? 0) : 0);
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return { index, count, lost };
}

function hasAll(indexes: readonly number[], wanted: readonly number[], from: number): boolean {
  for (let i = 0, j = from; j < wanted.length; j++) {
    const index = wanted[j] ?? 0;
    while (i < indexes.length && (indexes[i] ?? 0) < index) i++;
    if (indexes[i] !== index) return false;
  }
  return true;
}

/** Each bucket goes to the place `target` gives its index; targets ascend with the indexes. */
function regrouped(side: CompensatedBuckets, target: (index: number) => number): CompensatedBuckets {
  const index: number[] = [];
  const grouped: CompensatedBuckets = { index, count: [], lost: [] };
  for (let i = 0; i < side.index.length; i++) {
    const to = target(side.index[i] ?? 0);
    if (index[index.length - 1] !== to) {
      index.push(to);
      grouped.count.push(0);
      grouped.lost.push(0);
    }
    const last = index.length - 1;
    addAt(grouped, last, side.count[i] ?? 0);
    grouped.lost[last] = (grouped.lost[last] ?? 0) + (side.lost[i] ?? 0);
  }
  return grouped;
}

export function coarserCompensated(side: CompensatedBuckets, schema: number, coarser: number): CompensatedBuckets {
  return schema === coarser ? side : regrouped(side, (index) => coarserIndex(index, schema, coarser));
}

/** By `targets[index]`, as sharedIndexes gives them. */
export function regroupedBy(side: CompensatedBuckets, targets: readonly number[]): CompensatedBuckets {
  return regrouped(side, (index) => targets[index] ?? targets.length);
}

export function withoutInnermost(side: CompensatedBuckets, taken: number): CompensatedBuckets {
  if (taken === 0) return side;
  return { index: side.index.slice(taken), count: side.count.slice(taken), lost: side.lost.slice(taken) };
}
