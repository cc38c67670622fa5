/**
 * Which tier answers a question over the derived series, and on which steps.
 *
 * The finest tier with at most MOST_STEPS steps in the window bounds the resolution from below. The answer's step is the step
 * wished, rounded up to whole steps of the coarsest tier that is not coarser than it; whole steps are equal on every tier, so
 * that this reads the fewest rows. Before what the fine tiers keep, the coarse ones answer. Buckets start at multiples of the step since the Unix epoch. A step as long as the
 * window or longer asks for the window's sum: one bucket, cut at the steps of the finest tier.
 */
import { BUCKET_MS } from "../../../model/increments.ts";
import type { TimeWindow } from "../../../model/time.ts";
import { TIERS, type Tier } from "./tiers.ts";

export const MOST_STEPS = 720;

export interface ReadPlan {
  readonly stepMs: number;
  readonly startMs: number;
  readonly bucketCount: number;
  /** Stretches of tiers that together are [startMs, startMs + bucketCount * stepMs), in buckets of 10 s. */
  readonly parts: readonly TierPart[];
}

export interface TierPart {
  readonly tier: Tier;
  readonly from: number;
  readonly to: number;
}

const down = (value: number, unit: number) => Math.floor(value / unit) * unit;
const up = (value: number, unit: number) => Math.ceil(value / unit) * unit;

/** `fineSinceMs`: from when on the tiers under raw retention are whole. */
export function planRead(
  { startMs, endMs }: TimeWindow,
  stepMs: number,
  fineSinceMs = 0,
  mostSteps = MOST_STEPS,
): ReadPlan {
  const length = Math.max(1, endMs - startMs);
  const finest = TIERS.findIndex(
    (tier) => length / tier.stepMs <= mostSteps && (tier.kept === "series" || startMs >= fineSinceMs),
  );
  const floor = finest < 0 ? TIERS.length - 1 : finest;
  const floorTier = TIERS[floor] as Tier;
  if (stepMs >= length) {
    const from = down(startMs, floorTier.stepMs);
    const to = Math.max(up(endMs, floorTier.stepMs), from + floorTier.stepMs);
    return { stepMs: to - from, startMs: from, bucketCount: 1, parts: cover(from, to, floor) };
  }
  // Beyond the coarsest tier's reach the steps grow, not their number.
  const wished = Math.max(stepMs, length / mostSteps);
  const tier = TIERS.findLast((candidate, i) => i === floor || (i > floor && candidate.stepMs <= wished)) ?? floorTier;
  const step = up(wished, tier.stepMs);
  const from = down(startMs, step);
  const bucketCount = Math.max(1, Math.ceil((endMs - from) / step));
  const to = from + bucketCount * step;
  return {
    stepMs: step,
    startMs: from,
    bucketCount,
    parts: [{ tier, from: from / BUCKET_MS, to: to / BUCKET_MS }],
  };
}

/** The window on whole steps of 5 min, the finest that instances have. */
export function planInstances({ startMs, endMs }: TimeWindow): readonly TierPart[] {
  const finest = TIERS.findIndex(({ kept }) => kept === "series");
  const { stepMs } = TIERS[finest] as Tier;
  return cover(down(startMs, stepMs), up(endMs, stepMs), finest);
}

/** [from, to) as the longest steps that fit: fine at the rims, coarse in the middle. */
function cover(from: number, to: number, finest: number): TierPart[] {
  const tier = TIERS[finest] as Tier;
  const coarser = TIERS[finest + 1];
  const innerFrom = coarser ? up(from, coarser.stepMs) : to;
  const innerTo = coarser ? down(to, coarser.stepMs) : from;
  const whole = { tier, from: from / BUCKET_MS, to: to / BUCKET_MS };
  if (innerFrom >= innerTo) return from < to ? [whole] : [];
  return [
    { ...whole, to: innerFrom / BUCKET_MS },
    ...cover(innerFrom, innerTo, finest + 1),
    { ...whole, from: innerTo / BUCKET_MS },
  ].filter((part) => part.from < part.to);
}
