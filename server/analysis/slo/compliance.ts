/**
 * How an SLO fared day by day, month by month: which ones were missed.
 * Shape: counts -> one entry per period of a zone's calendar that a window touches, whole periods, oldest first.
 * Units: ratios; null where there was no event, which is neither met nor missed.
 */
import type { SloBody } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { CountSums } from "./countSums.ts";
import { periodsIn } from "./sloWindows.ts";

export interface Compliance {
  readonly startMs: number;
  readonly endMs: number;
  readonly bad: number;
  readonly valid: number;
  readonly goodRatio: number | null;
  /** 1 - bad / ((1 - objective) x valid), of this period alone. */
  readonly remaining: number | null;
  readonly isMet: boolean | null;
  /** Of the period's minutes that were counted, how many have data. */
  readonly knownRatio: number;
  /** It goes on: what is said of it is so far. */
  readonly isOpen: boolean;
}
export type CompliancePeriod = "day" | "week" | "month" | "quarter";

/** `window` defaults to all that was counted. */
export function complianceBy(
  { objective }: Pick<SloBody, "objective">,
  counts: CountSums,
  period: CompliancePeriod,
  timeZone: string,
  window: TimeWindow = { startMs: counts.firstKnownMs ?? counts.startMs, endMs: counts.endMs },
): Compliance[] {
  return periodsIn(period, window, timeZone).map(({ startMs, endMs }) => {
    const { bad, valid, knownMinutes, minutes } = counts.between(startMs, Math.min(endMs, window.endMs));
    const isKnown = valid > 0;
    const goodRatio = isKnown ? 1 - bad / valid : null;
    const remaining = isKnown ? 1 - bad / ((1 - objective) * valid) : null;
    return {
      startMs,
      endMs,
      bad,
      valid,
      goodRatio,
      remaining,
      isMet: remaining === null ? null : remaining >= -1e-9,
      knownRatio: minutes > 0 ? knownMinutes / minutes : 0,
      isOpen: endMs > window.endMs,
    };
  });
}
