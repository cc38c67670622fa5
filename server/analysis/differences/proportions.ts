/**
 * How surely two shares differ: the least gap between them that chance leaves standing.
 *
 * The gap between the share of bad and of good requests that have a value is Youden's J of that value as a test for "bad"; for a number the
 * best cut's is the Kolmogorov-Smirnov distance. Ranked is by the lower end of its confidence interval, so 3 of 3 against 0 of 4 does not
 * stand above 190 of 200 against 6 of 300; at or below 0 it may be chance.
 * Sources: Youden 1950, Index for rating diagnostic tests; Newcombe 1998, Interval estimation for the difference between independent
 * proportions, method 10 (Wilson's intervals, squared and added).
 */

/** Wilson's interval of a share, at z standard deviations. */
export function wilson(count: number, total: number, z: number): { readonly low: number; readonly high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const share = count / total;
  const middle = share + z ** 2 / (2 * total);
  const half = z * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  const scale = 1 + z ** 2 / total;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

/** The least |a - b| that the counts leave plausible; 0 or less when they may as well be equal. Symmetric in its two sides. */
export function leastGap(aCount: number, aTotal: number, bCount: number, bTotal: number, z: number): number {
  if (aTotal === 0 || bTotal === 0) return 0;
  const [a, b] = [aCount / aTotal, bCount / bTotal];
  if (a < b) return leastGap(bCount, bTotal, aCount, aTotal, z);
  const below = a - wilson(aCount, aTotal, z).low;
  const above = wilson(bCount, bTotal, z).high - b;
  return a - b - Math.sqrt(below ** 2 + above ** 2);
}

/** Standard deviations beyond which so many tests together are wrong with this chance at the most (Bonferroni; Chernoff's bound of the tail). */
export function strictness(tests: number, chance: number): number {
  return Math.sqrt(2 * Math.log(Math.max(1, tests) / chance));
}
