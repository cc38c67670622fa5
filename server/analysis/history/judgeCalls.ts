/**
 * Is it well at this instant? One thing's last minute and gauges against its own recent normal. What comes out is raw: it may change
 * with every step (settledHealth.ts calms it).
 *
 *   failed     5 % of the calls fail, three of them at least, clearly more than usual
 *   degraded   1 % fail, three at least, clearly more than usual; or p95 is twice what it usually is at most, by 20 ms, over 20
 *              calls; or something that can fill up is fuller than usual and nearly full
 *   hold       too few calls to say: it stays what it was
 *
 * Agrees with callHealth.ts, which judges a window against the one before it. Without a usual only the shares of failures count.
 * Units: seconds, ratios 0..1.
 */
import type { Judgement } from "../../model/state.ts";
import { DEGRADED_RATIO, FAILING_RATIO } from "../healthStrip.ts";
import type { CallWindow } from "./callTrack.ts";
import type { GaugeNow } from "./gauges.ts";
import type { Band } from "./quantileBand.ts";
import { sayRatio, saySeconds } from "./sayNumbers.ts";

export type RawLevel = "hold" | "healthy" | "degraded" | "failed";
export interface Verdict {
  readonly level: RawLevel;
  /** What is wrong with the numbers, as what follows the thing's name ("fails 7.2 % of requests"); "" when nothing is. */
  readonly reason: string;
  readonly judgement: Judgement | null;
}

export interface Usual {
  errorRatio(): Band | null;
  p95Seconds(): Band | null;
}

/** Fewer failures may be chance. */
const LEAST_ERRORS = 3;
export const LEAST_CALLS_FOR_QUANTILES = 20;
const SLOWER_BY_SECONDS = 0.02;
const SLOWER_TIMES = 2;

export const LEAST_WIDTH = { errorRatio: 0.005, p95Seconds: 0.02, share: 0.05 } as const;

interface Finding {
  readonly level: "degraded" | "failed";
  readonly reason: string;
  readonly judgement: Judgement;
}

export function judgeCalls(window: CallWindow, usual: Usual, gauges: readonly GaugeNow[]): Verdict {
  const findings = [errorFinding(window, usual), slowFinding(window, usual), ...gauges.map(({ finding }) => finding)];
  const wrong = findings.filter((finding) => finding !== null);
  const worst = wrong.find(({ level }) => level === "failed") ?? wrong[0];
  if (worst) {
    return { level: worst.level, reason: wrong.map(({ reason }) => reason).join("; "), judgement: worst.judgement };
  }
  const isFew = window.errors > 0 && window.errors < LEAST_ERRORS && window.errors >= window.calls * FAILING_RATIO;
  return { level: isFew ? "hold" : "healthy", reason: "", judgement: null };
}

function errorFinding({ calls, errors }: CallWindow, usual: Usual): Finding | null {
  if (errors < LEAST_ERRORS || errors < calls * DEGRADED_RATIO) return null;
  const band = usual.errorRatio();
  if (band !== null && !isClearlyMore(errors, calls, band.high)) return null;
  const value = errors / calls;
  const usually = band === null ? "" : `, usually ${band.median === 0 ? "none" : sayRatio(band.median)}`;
  return {
    level: value >= FAILING_RATIO ? "failed" : "degraded",
    reason: `fails ${sayRatio(value)} of requests${usually}`,
    judgement: { signal: "errorRatio", value, usualLow: band?.low ?? 0, usualHigh: band?.high ?? 0 },
  };
}

/** More than chance makes of the usual share at its highest, and half as much again. */
function isClearlyMore(errors: number, calls: number, usualHigh: number): boolean {
  const expected = calls * usualHigh;
  return errors > Math.max(1.5 * expected, expected + 2 * Math.sqrt(expected));
}

function slowFinding({ calls, p95Seconds }: CallWindow, usual: Usual): Finding | null {
  if (calls < LEAST_CALLS_FOR_QUANTILES || !(p95Seconds > SLOWER_BY_SECONDS)) return null;
  const band = usual.p95Seconds();
  if (band === null || p95Seconds < band.high * SLOWER_TIMES || p95Seconds - band.high < SLOWER_BY_SECONDS) return null;
  return {
    level: "degraded",
    reason: `p95 is ${saySeconds(p95Seconds)}, usually ${saySeconds(band.median)}`,
    judgement: { signal: "p95Seconds", value: p95Seconds, usualLow: band.low, usualHigh: band.high },
  };
}
