/**
 * Increments per bucket -> samples of a counter, as PromQL has them.
 *
 * A counter starts anew at 00:00 UTC each day, so that a sample has one value whatever window asks for it, and no read goes back
 * further than a midnight. Each bucket gives two samples, one right after its start and one at its end:
 *
 *   bucket            [ 10:00:00 ........ 10:00:10 )[ 10:00:10 ........ 10:00:20 )
 *   samples            10:00:00.001 before  10:00:10 after   10:00:10.001 before ...
 *
 * so that a window of whole buckets, which leaves out its own start, still has the value there: `increase` over whole steps is the
 * same on every tier. A series begins with the first bucket that counted something and stays until the end of the window.
 * Units: Unix milliseconds.
 */
import type { Grid } from "../store/derivedReader.ts";

const DAY_MS = 86_400_000;

/** The midnight (UTC) at or before this instant. */
export function midnightBefore(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

/** Buckets of the grid that end at or before `endMs`: what is not over yet has no samples. */
export function wholeBuckets({ startMs, stepMs, bucketCount }: Grid, endMs: number): number {
  return Math.max(0, Math.min(bucketCount, Math.floor((endMs - startMs) / stepMs)));
}

/** Times of the two samples of each of `count` buckets; series share it. */
export function sampleTimes({ startMs, stepMs }: Grid, count: number): Float64Array {
  const times = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    times[2 * i] = startMs + i * stepMs + 1;
    times[2 * i + 1] = startMs + (i + 1) * stepMs;
  }
  return times;
}

/** The bucket with which a series begins: 0 when it counted before the grid, -1 when it never did. */
export function firstBucket(base: number, increments: Float64Array, count: number): number {
  if (base > 0) return 0;
  for (let i = 0; i < count; i++) if (increments[i] !== 0) return i;
  return -1;
}

/** Whether the counter starts anew with this bucket. */
export function startsAnew({ startMs, stepMs }: Grid, bucket: number): boolean {
  return (startMs + bucket * stepMs) % DAY_MS === 0;
}

/**
 * Values from bucket `first` on, two for each. `base` is what was counted from midnight to the grid's start.
 */
export function counterValues(
  grid: Grid,
  base: number,
  increments: Float64Array,
  first: number,
  count: number,
): Float64Array {
  const values = new Float64Array(2 * (count - first));
  let total = base;
  for (let i = first, at = 0; i < count; i++) {
    if (startsAnew(grid, i)) total = 0;
    values[at++] = total;
    total += increments[i] ?? 0;
    values[at++] = total;
  }
  return values;
}

/** Tiers' steps, coarsest first. */
const STEPS_MS = [3_600_000, 300_000, 60_000, 10_000] as const;
const FINEST_MS = 10_000;

export interface WindowsAsked {
  /** Windows leave this instant out. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly rangeMs: number;
}

/** True when every window of the question begins and ends on steps of this length. */
export function fallsOnSteps({ startMs, stepMs, rangeMs }: Omit<WindowsAsked, "endMs">, tierMs: number): boolean {
  return rangeMs > 0 && rangeMs % tierMs === 0 && stepMs % tierMs === 0 && startMs % tierMs === 0;
}

/** A longer step would leave out too much of now, since what is not over yet has no samples. */
const LONGEST_STEP_MS = 6 * 3_600_000;

/**
 * A window that does not fall on steps is wrong by what happened in the steps at its two ends, and ends with the last step that is over: a
 * sixtieth of it is little enough for bursts. Of a long stretch of short windows no more than these steps are read, down to a fifth.
 */
const WELL_CUT = 60;
const LEAST_CUT = 5;
const WELL_CUT_STEPS = 1_000;

/** The step to ask the store for: the coarsest that all windows fall on, else one of many in a window. */
export function wishedStep(asked: WindowsAsked): number {
  const whole = STEPS_MS.find((tierMs) => fallsOnSteps(asked, tierMs));
  if (whole !== undefined) return whole;
  const { startMs, endMs, stepMs, rangeMs } = asked;
  const fine = Math.max(rangeMs / WELL_CUT, (endMs - startMs) / WELL_CUT_STEPS);
  const wished = rangeMs > 0 ? Math.min(fine, rangeMs / LEAST_CUT) : Math.min(stepMs, 60_000);
  return Math.max(FINEST_MS, Math.min(wished, LONGEST_STEP_MS));
}

/** From when on a question is answered: of a longer window than the coarsest tier has in `mostSteps`, its newest end. */
export function readSince(
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  mostSteps: number,
): number {
  return Math.max(startMs, Math.floor(endMs / STEPS_MS[0]) * STEPS_MS[0] - (mostSteps - 1) * STEPS_MS[0]);
}
