/**
 * Whether a condition of an SLO holds at an instant, and the sentence that tells it: hours left first, the numbers after.
 * Errors: never throws; without data nothing holds and `value` is null.
 */
import type { SloBody, SloCondition, SloStatus } from "../../model/slo.ts";
import { sayCount, sayDigits } from "../history/sayNumbers.ts";
import { type BurnCondition, burnPairs, factorAt } from "./burnPairs.ts";
import type { CountSums } from "./countSums.ts";
import { budgetAt, burnRateAt, goneInMs, RECENT_MS } from "./errorBudget.ts";
import { type Measure, measureCondition, type TooFew } from "./measureCondition.ts";
import { sayBurn, sayHours, sayPart, sayWindow } from "./sayBudget.ts";
import { HOUR_MS, MINUTE_MS } from "./sloWindows.ts";

export interface Judgement {
  readonly holds: boolean;
  /** Burn rate of the long window, hours left, ratio spent, or minutes without data; null: unknown. */
  readonly value: number | null;
  readonly sentence: string;
  /** Its first sentence under the SLO's title, for alerts: "Checkout succeeds: at this rate the budget is gone in 4.1 h". */
  readonly summary: string;
  /** Why it does not hold although it would by its ratio alone: too little traffic. */
  readonly heldBack: string | null;
}

export function judgeCondition(body: SloBody, condition: SloCondition, counts: CountSums, atMs: number): Judgement {
  const measure = measureCondition(body, condition, counts, atMs);
  const heldBack = measure.heldBack && sayTooFew(measure.heldBack);
  const { holds, value } = measure;
  const sentence = heldBack ?? sentenceOf(body, condition, measure, counts, atMs);
  return { holds, value, sentence, summary: titled(body, sentence), heldBack };
}

function titled({ title, name }: SloBody, sentence: string): string {
  const [first = ""] = sentence.split(/\.(?:\s|$)/, 1);
  return `${title || name}: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
}

function sayTooFew(held: TooFew): string {
  if (held.what === "minute")
    return `Held back: ${sayWindow(held.knownMs)} of ${sayWindow(held.periodMs)} are known, too little to speak of the whole budget.`;
  const { what, count, least, windowMs } = held;
  return `Held back, low traffic: ${sayCount(Math.round(count), what)} in ${sayWindow(windowMs)}, and at least ${sayDigits(least)} are asked for.`;
}

function sentenceOf(
  body: SloBody,
  condition: SloCondition,
  { value }: Measure,
  counts: CountSums,
  atMs: number,
): string {
  if (condition.kind === "burn") return burnSentence(body, condition, counts, atMs);
  if (condition.kind === "absent")
    return (value ?? 0) > 0 ? `No data for ${sayWindow((value ?? 0) * MINUTE_MS)}.` : "There is data.";
  if (condition.kind === "spent")
    return value === null
      ? "No events in the window: the budget is unknown."
      : `${sayPart(value)} of the budget was spent within ${sayWindow(condition.hours * HOUR_MS)}.`;
  if (value === null) return "At this rate the budget lasts.";
  return value > 0 ? `At this rate the budget is gone in ${sayHours(value * HOUR_MS)}.` : overspent(body, counts, atMs);
}

function burnSentence(body: SloBody, condition: BurnCondition, counts: CountSums, atMs: number): string {
  const { longMs, shortMs } = condition;
  const long = burnRateAt(body, counts, atMs, longMs);
  const short = burnRateAt(body, counts, atMs, shortMs);
  if (long === null || short === null) return `No events in the last ${sayWindow(long === null ? longMs : shortMs)}.`;
  const gone = goneInMs(body, budgetAt(body, counts, atMs), long);
  const first =
    gone === null
      ? "At this rate the budget lasts."
      : gone > 0
        ? `${rateOf(longMs)} the budget is gone in ${sayHours(gone)}.`
        : overspent(body, counts, atMs);
  const factor = sayBurn(factorAt(body, condition, atMs));
  return `${first} It burns ${sayBurn(long)} times as fast as it may over ${sayWindow(longMs)} and ${sayBurn(short)} times over ${sayWindow(shortMs)}; the limit is ${factor}.`;
}

/** "This" rate is that of the last hour, wherever a budget is spoken of; another names its window, since it gives another time. */
const rateOf = (longMs: number) =>
  longMs === RECENT_MS ? "At this rate" : `At the rate of the last ${sayWindow(longMs)}`;

function overspent(body: SloBody, counts: CountSums, atMs: number): string {
  const remaining = budgetAt(body, counts, atMs).remaining ?? 0;
  return remaining < 0 ? `The budget is overspent by ${sayPart(remaining)}.` : "Nothing of the budget is left.";
}

/** `burning` when a burn pair holds (told or not), `exhausted` when nothing is left, `unknown` without data. */
export function sloStatusAt(body: SloBody, counts: CountSums, atMs: number): SloStatus {
  const { remaining } = budgetAt(body, counts, atMs);
  if (remaining === null) return "unknown";
  if (remaining <= 0) return "exhausted";
  const holds = burnPairs(body).some((condition) => measureCondition(body, condition, counts, atMs).holds);
  return holds ? "burning" : "healthy";
}
