/**
 * Whether a condition of an SLO holds at an instant, as numbers: asked every few seconds for each SLO, and for every minute of a replay.
 * Burn: both windows exceed the factor. Exhaustion: less than so many hours are left at the last hour's rate, and it still spends too fast.
 * Spent: so much of the budget went within so many hours, by its events. Absent: no data for so long.
 * Low traffic: with fewer events (or failures) than the SLO asks for in either window nothing is told; where minutes or slices are
 * counted instead of requests there is no such thing. Little knowledge: what speaks of the whole budget is held back until a day of the window
 * is known (or a tenth of it, where that is less), since one failure of the first minute would be all of it.
 * Errors: never throws; without data nothing holds and `value` is null.
 */
import { SLO_STEP_MS, type SloBody, type SloCondition } from "../../model/slo.ts";
import { type BurnCondition, factorAt, greatestBurn } from "./burnPairs.ts";
import type { CountSums } from "./countSums.ts";
import { budgetAt, burnRateAt, countedInstant, exhaustionAt, RECENT_MS, spentWithin } from "./errorBudget.ts";
import { DAY_MS, HOUR_MS } from "./sloWindows.ts";

/** Why something was held back. */
export type TooFew =
  | {
      readonly what: "failure" | "event";
      readonly count: number;
      readonly least: number;
      readonly windowMs: number;
    }
  | { readonly what: "minute"; readonly knownMs: number; readonly periodMs: number };
export interface Measure {
  readonly holds: boolean;
  /** Burn rate of the long window, hours left, ratio spent, or minutes without data; null: unknown. */
  readonly value: number | null;
  /** It would hold by its ratio alone. */
  readonly heldBack: TooFew | null;
}
export type MeasuredBody = Pick<SloBody, "objective" | "window" | "slices" | "indicator" | "alerting">;

export function measureCondition(
  body: MeasuredBody,
  condition: SloCondition,
  counts: CountSums,
  atMs: number,
): Measure {
  const at = countedInstant(counts, atMs);
  if (condition.kind === "burn") return measureBurn(body, condition, counts, at);
  if (condition.kind === "exhaustion") {
    const { leftMs, burnRate, hasCalmed } = exhaustionAt(body, counts, at);
    const value = burnRate === null || leftMs === null ? null : leftMs / HOUR_MS;
    const isNear = value !== null && value < condition.hours && (burnRate ?? 0) > 1 && !hasCalmed;
    const unknown = isNear ? tooLittle(body, counts, at) : null;
    return unknown ? { holds: false, value, heldBack: unknown } : judged(isNear, value, body, counts, at, [RECENT_MS]);
  }
  if (condition.kind === "spent") {
    const withinMs = condition.hours * HOUR_MS;
    const value = spentWithin(body, counts, at, withinMs);
    const isOver = value !== null && value >= condition.ratio;
    const unknown = isOver ? tooLittle(body, counts, at) : null;
    return unknown ? { holds: false, value, heldBack: unknown } : judged(isOver, value, body, counts, at, [withinMs]);
  }
  const value = counts.silentMinutes(at);
  return { holds: value >= condition.minutes, value, heldBack: null };
}

/** True: it certainly does not hold. Cheaper than measuring, for whoever asks minute by minute. */
export function cannotHold(body: MeasuredBody, condition: SloCondition, counts: CountSums, atMs: number): boolean {
  if (condition.kind === "burn") {
    const short = burnRateAt(body, counts, atMs, condition.shortMs);
    return short === null || !exceeds(short, factorAt(body, condition, atMs), greatestBurn(body));
  }
  if (condition.kind === "exhaustion") return (burnRateAt(body, counts, atMs, RECENT_MS) ?? 0) <= 1;
  if (condition.kind === "spent") return counts.between(atMs - condition.hours * HOUR_MS, atMs).bad === 0;
  return counts.between(atMs - condition.minutes * SLO_STEP_MS, atMs).knownMinutes > 0;
}

function measureBurn(body: MeasuredBody, condition: BurnCondition, counts: CountSums, at: number): Measure {
  const long = burnRateAt(body, counts, at, condition.longMs);
  const short = burnRateAt(body, counts, at, condition.shortMs);
  if (long === null || short === null) return { holds: false, value: long, heldBack: null };
  const factor = factorAt(body, condition, at);
  const greatest = greatestBurn(body);
  const isOver = exceeds(long, factor, greatest) && exceeds(short, factor, greatest);
  return judged(isOver, long, body, counts, at, [condition.longMs, condition.shortMs]);
}

/** The greatest burn there is can be reached but not exceeded. */
const exceeds = (burn: number, factor: number, greatest: number) => burn > factor || burn >= greatest * (1 - 1e-9);

function judged(
  isOver: boolean,
  value: number | null,
  body: MeasuredBody,
  counts: CountSums,
  at: number,
  windowsMs: readonly number[],
): Measure {
  const heldBack = isOver ? tooFew(body, counts, at, windowsMs) : null;
  return { holds: isOver && heldBack === null, value, heldBack };
}

/** Whether requests are counted, so that a few of them can be chance. */
export const countsRequests = ({ indicator, slices }: Pick<SloBody, "indicator" | "slices">): boolean =>
  slices === null && indicator.kind !== "threshold" && !(indicator.kind === "ratio" && indicator.isRatio);

function tooLittle(body: MeasuredBody, counts: CountSums, at: number): TooFew | null {
  const { knownMinutes, periodMs } = budgetAt(body, counts, at);
  const { window } = body;
  // Of a calendar period the traffic before it is known too, and gives the budget of the whole period.
  const known = window.kind === "calendar" ? counts.between(at - periodMs, at).knownMinutes : knownMinutes;
  const knownMs = known * SLO_STEP_MS;
  return knownMs < Math.min(DAY_MS, periodMs / 10) ? { what: "minute", knownMs, periodMs } : null;
}

function tooFew(body: MeasuredBody, counts: CountSums, at: number, windowsMs: readonly number[]): TooFew | null {
  if (!countsRequests(body)) return null;
  const { minimumBadEvents, minimumEvents } = body.alerting;
  for (const windowMs of windowsMs) {
    const { bad, valid } = counts.between(at - windowMs, at);
    if (bad < minimumBadEvents) return { what: "failure", count: bad, least: minimumBadEvents, windowMs };
    if (valid < minimumEvents) return { what: "event", count: valid, least: minimumEvents, windowMs };
  }
  return null;
}
