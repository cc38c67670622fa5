/**
 * All that a list or the head of a page says of one SLO at an instant: one call, no query.
 * Units: ratios, Unix milliseconds; null is unknown.
 */
import type { SloBody, SloStatus } from "../../model/slo.ts";
import { type BurnCondition, burnPairs, factorAt } from "./burnPairs.ts";
import type { CountSums } from "./countSums.ts";
import { type Budget, budgetAt, burnRateAt, type Exhaustion, exhaustionAt, goneInMs } from "./errorBudget.ts";
import { measureCondition } from "./measureCondition.ts";
import { type SloSentence, sloSentence } from "./saySlo.ts";
import { sloStanding } from "./sloStanding.ts";

export interface BurnReading {
  readonly condition: BurnCondition;
  /** The limit for the period at hand, not above what can be reached. */
  readonly factor: number;
  readonly long: number | null;
  readonly short: number | null;
  /** left x P / burn of the long window; 0: nothing is left. Null: it lasts, as at any speed up to even spending, or nothing is known. */
  readonly goneInMs: number | null;
  readonly holds: boolean;
  readonly isHeldBack: boolean;
}
export interface SloReading {
  readonly status: SloStatus;
  readonly budget: Budget;
  readonly exhaustion: Exhaustion;
  readonly sentence: SloSentence;
  readonly burns: readonly BurnReading[];
}

export function sloReading(body: SloBody, counts: CountSums, atMs: number): SloReading {
  return {
    status: sloStanding(body, counts, atMs).status,
    budget: budgetAt(body, counts, atMs),
    exhaustion: exhaustionAt(body, counts, atMs),
    sentence: sloSentence(body, counts, atMs),
    burns: burnReadings(body, counts, atMs),
  };
}

/** Each derived pair, fastest first, whether or not the SLO tells about it. */
export function burnReadings(body: SloBody, counts: CountSums, atMs: number): BurnReading[] {
  const budget = budgetAt(body, counts, atMs);
  return burnPairs(body).map((condition) => {
    const measure = measureCondition(body, condition, counts, atMs);
    const long = burnRateAt(body, counts, atMs, condition.longMs);
    return {
      condition,
      factor: factorAt(body, condition, atMs),
      long,
      short: burnRateAt(body, counts, atMs, condition.shortMs),
      goneInMs: goneAt(body, budget, long),
      holds: measure.holds,
      isHeldBack: measure.heldBack !== null,
    };
  });
}

function goneAt(body: SloBody, budget: Budget, burn: number | null): number | null {
  if (burn === null) return null;
  if (budget.remaining !== null && budget.remaining <= 0) return 0;
  return burn <= 1 ? null : goneInMs(body, budget, burn);
}
