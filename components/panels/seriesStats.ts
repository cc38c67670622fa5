/** What a series comes to over the window. Values that are absent do not count; null of a series without any. */

export interface SeriesStats {
  readonly min: number | null;
  readonly avg: number | null;
  readonly max: number | null;
  readonly last: number | null;
}

export function seriesStats(values: readonly (number | null)[]): SeriesStats {
  let [min, max, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  let last: number | null = null;
  for (const value of values) {
    if (value === null) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count++;
    last = value;
  }
  return count === 0 ? { min: null, avg: null, max: null, last: null } : { min, avg: sum / count, max, last };
}
