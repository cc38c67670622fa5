/**
 * The quantile of a handful of numbers, on the line between the two it falls between. NaN counts as smaller than everything.
 * Source: Prometheus promql/quantile.go (quantile).
 */

/** Sorts `values` in place. NaN for none of them; infinities for quantiles outside [0, 1]. */
export function quantileOf(quantile: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return Number.NEGATIVE_INFINITY;
  if (quantile > 1) return Number.POSITIVE_INFINITY;
  sortNanFirst(values);
  const rank = quantile * (values.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(values.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (values[lower] ?? 0) * (1 - weight) + (values[upper] ?? 0) * weight;
}

function sortNanFirst(values: Float64Array): void {
  values.sort();
  let numbers = values.length;
  while (numbers > 0 && Number.isNaN(values[numbers - 1])) numbers--;
  if (numbers === values.length) return;
  values.copyWithin(values.length - numbers, 0, numbers);
  values.fill(Number.NaN, 0, values.length - numbers);
}
