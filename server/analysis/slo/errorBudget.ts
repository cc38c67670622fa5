/**
 * Error budget: how much may still fail.
 * Shape: counts of an SLO -> its budget at an instant. Units: ratios 0..1 (what is left may be negative), counts, Unix milliseconds.
 * Rolling: the events of the window, (1 - objective) of which may fail; minutes without data are neither good nor bad, and
 * `knownRatio` says how much of the window is known. Calendar: the budget is that of the whole period; what is yet to come of it is
 * reckoned to bring as many events as the known minutes of one period before the instant did (`expectedValid`), which is exact at its end.
 * Errors: never throws; null where there is no data, which is not zero.
 * Source: SRE Workbook ch. 2 and 5: remaining = 1 - bad(P) / ((1 - T) x valid(P)).
 */
import { SLO_STEP_MS, type SloBody } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { CountSums } from "./countSums.ts";
import { windowAt } from "./sloWindows.ts";

/** Counting stays behind the clock; so far the newest count stands for now. */
const MOST_BEHIND_MS = 300_000;
/** (1 - 0.999) x 1000 is 1.0000000000000009: no failure is lost to the last digit of a double. */
const ROUNDING = 1e-9;

export interface Budget {
  readonly window: TimeWindow;
  /** P: length of the window, or of the calendar's period. */
  readonly periodMs: number;
  /** Up to when it was counted. */
  readonly atMs: number;
  readonly bad: number;
  readonly valid: number;
  /** Events of the whole period: `valid` where the window is rolling. */
  readonly expectedValid: number;
  /** (1 - objective) x expectedValid: so many may fail. */
  readonly allowedBad: number;
  /** 1 - bad / valid: the SLI of the window. Null: no event, so nothing is known. */
  readonly goodRatio: number | null;
  /** 1: nothing was spent; 0: all; below: overspent. Null: unknown. */
  readonly remaining: number | null;
  /** Failures that still fit, whole ones; negative: so many too many. Null: unknown. */
  readonly failuresLeft: number | null;
  /** Of the minutes so far that the window speaks of, how many have data. */
  readonly knownRatio: number;
  readonly knownMinutes: number;
}

export function budgetAt(
  { objective, window }: Pick<SloBody, "objective" | "window">,
  counts: CountSums,
  atMs: number,
): Budget {
  const at = countedInstant(counts, atMs);
  const shown = windowAt(window, at);
  const periodMs = shown.endMs - shown.startMs;
  const { bad, valid, knownMinutes, minutes } = counts.between(shown.startMs, Math.min(at, shown.endMs));
  const expectedValid = valid + (window.kind === "calendar" ? yetToCome(counts, at, shown) : 0);
  const allowedBad = (1 - objective) * expectedValid;
  const isKnown = valid > 0;
  return {
    window: shown,
    periodMs,
    atMs: at,
    bad,
    valid,
    expectedValid,
    allowedBad,
    goodRatio: isKnown ? 1 - bad / valid : null,
    remaining: isKnown ? 1 - bad / allowedBad : null,
    failuresLeft: isKnown ? Math.floor(allowedBad - bad + ROUNDING * Math.max(1, allowedBad)) : null,
    knownRatio: minutes > 0 ? knownMinutes / minutes : 0,
    knownMinutes,
  };
}

/** As many events as the known minutes of the last period had, for the minutes that are left of this one. */
function yetToCome(counts: CountSums, atMs: number, { startMs, endMs }: TimeWindow): number {
  const before = counts.between(atMs - (endMs - startMs), atMs);
  const minutesLeft = Math.max(0, (endMs - atMs) / SLO_STEP_MS);
  return before.knownMinutes > 0 ? (before.valid / before.knownMinutes) * minutesLeft : 0;
}

/** How many times as fast as it may the budget is spent over a window before the instant; null: no event in it. */
export function burnRateAt(
  { objective }: Pick<SloBody, "objective">,
  counts: CountSums,
  atMs: number,
  windowMs: number,
): number | null {
  const at = countedInstant(counts, atMs);
  const { bad, valid } = counts.between(at - windowMs, at);
  return valid > 0 ? bad / valid / (1 - objective) : null;
}

/** The part of the budget that a window before the instant spent, by its events; null: unknown. */
export function spentWithin(
  body: Pick<SloBody, "objective" | "window">,
  counts: CountSums,
  atMs: number,
  windowMs: number,
): number | null {
  const budget = budgetAt(body, counts, atMs);
  const { bad } = counts.between(budget.atMs - windowMs, budget.atMs);
  return budget.valid > 0 ? bad / budget.allowedBad : null;
}

export interface Exhaustion {
  /** Until nothing is left; 0: nothing is. Null: the budget is not being spent faster than it may. */
  readonly leftMs: number | null;
  readonly goneMs: number | null;
  /** remaining x P / burn, as if traffic were the same all the time. P is what of the window is known. */
  readonly uniformMs: number | null;
  /** What may still fail, over what fails in an hour. */
  readonly exactMs: number | null;
  /** By the hour before the instant. */
  readonly burnRate: number | null;
  /** A calendar period ends before the budget does. */
  readonly outlastsPeriod: boolean;
  /** The hour spent too fast, its last five minutes do not any more: a roll-back worked. */
  readonly hasCalmed: boolean;
}
export const RECENT_MS = 3_600_000;
/** So many failures were to be expected of a stretch before their absence says anything: by chance it comes once in twenty times. */
const LEAST_EXPECTED = 3;
const SHORT_PART = 12;

/**
 * When the budget is gone if it goes on as in the last hour.
 * By uniform traffic: remaining x P / burn. Exact: what may still fail over what fails in an hour.
 * They agree when the hour has as many events as every other; at night the exact one gives more time, at noon less.
 */
export function exhaustionAt(
  body: Pick<SloBody, "objective" | "window">,
  counts: CountSums,
  atMs: number,
  recentMs: number = RECENT_MS,
): Exhaustion {
  const budget = budgetAt(body, counts, atMs);
  const burnRate = burnRateAt(body, counts, atMs, recentMs);
  const hasCalmed = (burnRate ?? 0) > 1 && isCalm(body, counts, budget.atMs, recentMs);
  const none = {
    leftMs: null,
    goneMs: null,
    uniformMs: null,
    exactMs: null,
    burnRate,
    outlastsPeriod: false,
    hasCalmed,
  };
  if (budget.remaining === null) return none;
  if (budget.remaining <= 0) return { ...none, leftMs: 0, goneMs: budget.atMs, uniformMs: 0, exactMs: 0 };
  if (burnRate === null || burnRate === 0) return none;
  const { bad } = counts.between(budget.atMs - recentMs, budget.atMs);
  const uniformMs = goneInMs(body, budget, burnRate);
  const exactMs = ((budget.allowedBad - budget.bad) / bad) * recentMs;
  if (burnRate <= 1 || hasCalmed || uniformMs === null) return { ...none, uniformMs, exactMs };
  const goneMs = budget.atMs + uniformMs;
  const outlastsPeriod = body.window.kind === "calendar" && goneMs >= budget.window.endMs;
  return outlastsPeriod
    ? { ...none, uniformMs, exactMs, outlastsPeriod }
    : { ...none, leftMs: uniformMs, goneMs, uniformMs, exactMs };
}

/** Its last twelfth burns no faster than it may, where failures would have shown. */
function isCalm(body: Pick<SloBody, "objective">, counts: CountSums, at: number, recentMs: number): boolean {
  const expected = counts.between(at - recentMs, at).bad / SHORT_PART;
  const short = burnRateAt(body, counts, at, recentMs / SHORT_PART);
  return expected >= LEAST_EXPECTED && short !== null && short <= 1;
}

/** remaining x P / burn; 0: nothing is left; null: unknown, or not being spent. */
export function goneInMs(body: Pick<SloBody, "window">, budget: Budget, burnRate: number): number | null {
  if (budget.remaining === null || burnRate <= 0) return null;
  return Math.max(0, (budget.remaining * knownPeriodMs(body, budget)) / burnRate);
}

/** The time whose events make the budget: of a rolling window, no more than what is known of it. */
function knownPeriodMs({ window }: Pick<SloBody, "window">, { periodMs, knownMinutes }: Budget): number {
  return window.kind === "calendar" ? periodMs : Math.min(periodMs, knownMinutes * SLO_STEP_MS);
}

/** Since a live clock runs ahead of what is counted: the end of the counts where it lies just before the instant. */
export function countedInstant(counts: CountSums, atMs: number): number {
  return counts.endMs < atMs && atMs - counts.endMs <= MOST_BEHIND_MS ? counts.endMs : atMs;
}
