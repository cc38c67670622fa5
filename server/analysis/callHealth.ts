/**
 * Is it well now? A judgement on the last stretch of the window against what was usual in the window before.
 *
 *   failed     5 % of the calls fail, and that is twice the usual share or more
 *   degraded   1 % fail and that is twice the usual; or 5 % fail as they always do; or p95 is twice the usual, by 20 ms or more, over
 *              20 calls at least
 *   healthy    none of these
 *   unknown    no calls in the stretch: no data is not health; or 5 % and more fail, of too few calls to judge
 *
 * One guard for few calls: fewer than 3 failures may be chance, so they make nothing failed or degraded, whatever share they are. So
 * of as many calls the state never gets milder as more of them fail, and 5 % and more is never called degraded for want of calls.
 * Without a usual (nothing was seen before) only the shares themselves count. The numbers are conventions, not science. Shape: summaries in, kind and reason out; the words are the screen's.
 */
import type { CallSummary, Usual } from "./callSummary.ts";
import { DEGRADED_RATIO, FAILING_RATIO } from "./healthStrip.ts";

export interface CallHealth {
  readonly kind: "ok" | "warn" | "fail" | "unknown";
  /**
   * Why it is not healthy: `errors`, `slow`, `full` of what can fill up, `quiet` without calls, `few` with too few to judge; null when it
   * is.
   */
  readonly reason: "errors" | "slow" | "full" | "quiet" | "few" | null;
  /** Slower than usual, whatever else is wrong. */
  readonly slow: boolean;
  /** Why, as the history of the system said it when it became so ("fails 7.2 % of requests, usually 0.1 %"), where that judged. */
  readonly words?: string | null;
}

/** Fewer failures may be chance. */
const LEAST_ERRORS = 3;
const TIMES_USUAL = 2;
const SLOWER_BY_SECONDS = 0.02;
const LEAST_CALLS_FOR_QUANTILES = 20;

type Recent = Pick<CallSummary, "calls" | "errors" | "errorRatio" | "p95Seconds">;

export function callHealth(recent: Recent, usual: Usual | null): CallHealth {
  if (recent.calls === 0 || recent.errorRatio === null) return { kind: "unknown", reason: "quiet", slow: false };
  const ratio = recent.errorRatio;
  const slow = isSlow(recent, usual);
  if (recent.errors >= LEAST_ERRORS) {
    const kind = shareHealth(ratio, usual?.errorRatio ?? null);
    if (kind !== "ok") return { kind, reason: "errors", slow };
  }
  if (slow) return { kind: "warn", reason: "slow", slow };
  return ratio >= FAILING_RATIO ? { kind: "unknown", reason: "few", slow } : { kind: "ok", reason: null, slow };
}

/** What a share of failures among enough calls says. `usual` null: nothing was seen before. */
export function shareHealth(ratio: number, usual: number | null): "ok" | "warn" | "fail" {
  const unusual = usual === null || ratio >= usual * TIMES_USUAL;
  if (ratio >= FAILING_RATIO) return unusual ? "fail" : "warn";
  return ratio >= DEGRADED_RATIO && unusual ? "warn" : "ok";
}

/** Whether a p95 of enough calls is far above the usual one. */
export const isSlower = (p95Seconds: number, usualSeconds: number): boolean =>
  p95Seconds >= usualSeconds * TIMES_USUAL && p95Seconds - usualSeconds >= SLOWER_BY_SECONDS;

function isSlow({ calls, p95Seconds }: Recent, usual: Usual | null): boolean {
  if (p95Seconds === null || usual?.p95Seconds == null || calls < LEAST_CALLS_FOR_QUANTILES) return false;
  return isSlower(p95Seconds, usual.p95Seconds);
}

/** Trouble first: the order of lists. */
export const HEALTH_ORDER: Readonly<Record<CallHealth["kind"], number>> = { fail: 0, warn: 1, ok: 2, unknown: 3 };

/** The stretch that counts as "now": the last tenth of the window, from one minute to ten, whatever the window. */
export function recentMs(windowMs: number): number {
  return Math.min(windowMs, Math.max(60_000, Math.min(600_000, windowMs / 10)));
}
