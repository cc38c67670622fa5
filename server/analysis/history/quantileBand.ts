/**
 * A signal's recent normal: the range in which 98 of 100 of its values lay, widened to the least width that is worth a word.
 * A quantile band and not a deviation score: counts of failures are mostly one value, of which the median deviation is zero.
 * Units: those of the values. Source: the comparison of detectors on NAB (numenta/NAB), where such a band found most.
 */

export interface Band {
  readonly low: number;
  readonly high: number;
  readonly median: number;
}

/** Fewer values than this say nothing about what is usual. */
export const LEAST_VALUES = 10;
const LOW = 0.01;
const HIGH = 0.99;

/** Sorts `values` in place; null of fewer than ten. */
export function quantileBand(values: Float64Array, leastWidth: number): Band | null {
  if (values.length < LEAST_VALUES) return null;
  values.sort();
  const low = quantile(values, LOW);
  return { low, high: Math.max(quantile(values, HIGH), low + leastWidth), median: quantile(values, 0.5) };
}

/** Between neighbours, linearly; of ascending values. */
export function quantile(sorted: Float64Array, q: number): number {
  const rank = q * (sorted.length - 1);
  const below = Math.floor(rank);
  const a = sorted[below] ?? 0;
  const b = sorted[below + 1] ?? a;
  return a + (b - a) * (rank - below);
}
