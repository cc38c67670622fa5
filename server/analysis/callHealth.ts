/**
 * Is it well now? A judgement on the last stretch of the window against what was usual in the window before.
 *
 *   failed     5 % of the calls fail (3 at least), and that is twice the usual share or more
 *   degraded   1 % fail (2 at least) and that is twice the usual; or 5 % fail as they always do; or p95 is twice the usual, by
 *              20 ms or more, over 20 calls at least
 *   healthy    none of these
 *   unknown    no calls in the stretch: no data is not health; or 5 % and more fail, of so few calls that it may be chance
 *
 * Without a usual (nothing was seen before) only the shares themselves count. The numbers are conventions, not science: they are
 * chosen so that one failure among few calls never shouts. Shape: summaries in, kind and reason out; the words are the screen's.
 */
import type { CallSummary, Usual } from "./callSummary.ts";
import { DEGRADED_RATIO, FAILING_RATIO } from "./healthStrip.ts";

export interface CallHealth {
  readonly kind: "ok" | "warn" | "fail" | "unknown";
  /** Why it is not healthy: `errors`, `slow`, `quiet` without calls, `few` with too few to judge; null when it is. */
  readonly reason: "errors" | "slow" | "quiet" | "few" | null;
  /** Slower than usual, whatever else is wrong. */
  readonly slow: boolean;
}

const TIMES_USUAL = 2;
const SLOWER_BY_SECONDS = 0.02;
const LEAST_CALLS_FOR_QUANTILES = 20;

type Recent = Pick<CallSummary, "calls" | "errors" | "errorRatio" | "p95Seconds">;

export function callHealth(recent: Recent, usual: Usual | null): CallHealth {
  if (recent.calls === 0 || recent.errorRatio === null) return { kind: "unknown", reason: "quiet", slow: false };
  const ratio = recent.errorRatio;
  const slow = isSlow(recent, usual);
  const unusual = usual === null || ratio >= usual.errorRatio * TIMES_USUAL;
  if (ratio >= FAILING_RATIO && recent.errors >= 3 && unusual) return { kind: "fail", reason: "errors", slow };
  const failing = ratio >= DEGRADED_RATIO && recent.errors >= 2 && unusual;
  const chronic = ratio >= FAILING_RATIO && recent.errors >= 2;
  if (failing || chronic) return { kind: "warn", reason: "errors", slow };
  if (slow) return { kind: "warn", reason: "slow", slow };
  return ratio >= FAILING_RATIO ? { kind: "unknown", reason: "few", slow } : { kind: "ok", reason: null, slow };
}

function isSlow({ calls, p95Seconds }: Recent, usual: Usual | null): boolean {
  if (p95Seconds === null || usual?.p95Seconds == null || calls < LEAST_CALLS_FOR_QUANTILES) return false;
  return p95Seconds >= usual.p95Seconds * TIMES_USUAL && p95Seconds - usual.p95Seconds >= SLOWER_BY_SECONDS;
}

/** Trouble first: the order of lists. */
export const HEALTH_ORDER: Readonly<Record<CallHealth["kind"], number>> = { fail: 0, warn: 1, ok: 2, unknown: 3 };

/** The stretch that counts as "now": the last tenth of the window, from one minute to ten, whatever the window. */
export function recentMs(windowMs: number): number {
  return Math.min(windowMs, Math.max(60_000, Math.min(600_000, windowMs / 10)));
}
