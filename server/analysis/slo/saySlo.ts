/**
 * An SLO in sentences: what it promises, and where it stands. The first sentence is what a person should know or do, numbers come after.
 * Instants are given beside the sentence (`goneMs`), since only a page knows the reader's clock: "..., at 16:06".
 */
import type { Indicator, SloBody, SloSubject } from "../../model/slo.ts";
import { sayCount, sayDigits } from "../history/sayNumbers.ts";
import { sayObjective } from "./burnPairs.ts";
import type { CountSums } from "./countSums.ts";
import { type Budget, budgetAt, type Exhaustion, exhaustionAt } from "./errorBudget.ts";
import { countsRequests } from "./measureCondition.ts";
import { sayHours, sayPart, sayWindow } from "./sayBudget.ts";
import { silenceAt } from "./sloStanding.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./sloWindows.ts";
import { zonedDay } from "./zonedDays.ts";

export interface SloSentence {
  /** "At this rate the budget is gone in 4.1 h" */
  readonly headline: string;
  /** To be said after the headline in the reader's zone; null: there is no such instant. */
  readonly goneMs: number | null;
  /** "Acting within 2 h saves half of what is left."; empty when there is nothing to add. */
  readonly advice: string;
  /** "3 more failures are allowed until 1 December"; null where minutes are counted or nothing is known. */
  readonly allowance: string | null;
  /** "Knows 9 of 30 days."; null: all of it. */
  readonly knowledge: string | null;
}

/** What lasts longer than this part of the period is not what a person should know first. */
const SOON = 0.25;
/** Of at most so many failures that are left every single one counts. */
const FEW = 20;
const MONTHS = "January February March April May June July August September October November December".split(" ");

export function sloSentence(body: SloBody, counts: CountSums, atMs: number): SloSentence {
  const budget = budgetAt(body, counts, atMs);
  const exhaustion = exhaustionAt(body, counts, atMs);
  const allowance = allowanceOf(body, budget);
  const knowledge = knowledgeOf(body, budget);
  const { isSilent, silentMinutes } = silenceAt(body, counts, atMs);
  const said =
    isSilent && budget.remaining !== null
      ? silence(silentMinutes, budget.remaining)
      : standing(body, budget, exhaustion, allowance);
  return { ...said, allowance, knowledge };
}

type Said = Pick<SloSentence, "headline" | "goneMs" | "advice">;

function silence(silentMinutes: number, remaining: number): Said {
  const left =
    remaining > 0 ? `${sayPart(remaining)} of the budget was left then.` : "Nothing of the budget was left then.";
  const advice = remaining < 0 ? "The budget was overspent then." : left;
  return { headline: `No data for ${sayWindow(silentMinutes * MINUTE_MS)}`, goneMs: null, advice };
}

function standing(
  body: SloBody,
  { remaining, bad, allowedBad, periodMs }: Budget,
  { leftMs, goneMs, outlastsPeriod, hasCalmed }: Exhaustion,
  allowance: string | null,
): Said {
  const none = { goneMs: null, advice: "" };
  if (remaining === null) return { ...none, headline: "Nothing is known: there were no events in the window" };
  if (remaining <= 0) {
    const headline =
      remaining < 0 ? `The budget is overspent by ${sayPart(remaining)}` : "Nothing of the budget is left";
    const tooMany = Math.max(0, Math.ceil(bad - allowedBad - 1e-6));
    const advice = countsRequests(body) && tooMany > 0 ? `${sayCount(tooMany, "failure")} too many.` : "";
    return { ...none, headline, advice };
  }
  if (leftMs !== null && leftMs < periodMs * SOON)
    return {
      headline: `At this rate the budget is gone in ${sayHours(leftMs)}`,
      goneMs,
      advice: leftMs > 10 * MINUTE_MS ? `Acting within ${sayHours(leftMs / 2)} saves half of what is left.` : "",
    };
  const calm = hasCalmed ? "It burned too fast within the last hour, and does not any more." : "";
  const lasts = leftMs === null ? calm : `At this rate it lasts ${sayHours(leftMs)}.`;
  const advice = outlastsPeriod ? "At this rate it lasts until the period ends." : lasts;
  if (allowance !== null && allowedBad - bad < FEW) return { ...none, headline: allowance, advice };
  return { ...none, headline: `${sayPart(remaining)} of the budget is left`, advice };
}

function allowanceOf(body: SloBody, { failuresLeft, window }: Budget): string | null {
  if (failuresLeft === null || !countsRequests(body)) return null;
  const until =
    body.window.kind === "calendar" ? untilWords(window.endMs, body.window.timeZone) : `in ${sayPeriod(body)}`;
  if (failuresLeft < 0) return `${sayCount(-failuresLeft, "failure")} too many ${until}`;
  if (failuresLeft === 0) return `Not one more failure is allowed ${until}`;
  const digits =
    failuresLeft < 10_000 ? sayCount(failuresLeft, "more failure") : `${sayDigits(failuresLeft)} more failures`;
  return `${digits} ${failuresLeft === 1 ? "is" : "are"} allowed ${until}`;
}

function untilWords(endMs: number, timeZone: string): string {
  const { month, day } = zonedDay(endMs, timeZone);
  return `until ${day} ${MONTHS[month - 1]}`;
}

const KNOWN_ENOUGH = 0.99;
function knowledgeOf({ window }: SloBody, { knownMinutes, knownRatio, periodMs }: Budget): string | null {
  if (knownRatio >= KNOWN_ENOUGH) return null;
  const knownMs = knownMinutes * MINUTE_MS;
  const soFarMs = window.kind === "calendar" && knownRatio > 0 ? knownMs / knownRatio : periodMs;
  const known = knownMs >= 2 * DAY_MS ? sayDigits(Math.floor(knownMs / DAY_MS)) : sayWindow(knownMs);
  const days = Math.round(soFarMs / DAY_MS);
  return `Knows ${known} of ${days >= 2 ? `${days} days` : sayWindow(Math.round(soFarMs / HOUR_MS) * HOUR_MS)}.`;
}

/** "30 days", "a month (Europe/Berlin)". */
export function sayPeriod({ window }: Pick<SloBody, "window">): string {
  if (window.kind === "calendar") return `a calendar ${window.unit} (${window.timeZone})`;
  const { days } = window;
  return days >= 2 ? `${sayDigits(days)} days` : sayWindow(days * DAY_MS);
}

/** "99.9 % of the requests to checkout succeed in 30 days." */
export function saySlo({
  indicator,
  objective,
  window,
  slices,
}: Pick<SloBody, "indicator" | "objective" | "window" | "slices">): string {
  const period = sayPeriod({ window });
  const said = indicatorWords(indicator);
  if (!slices) return `${sayObjective(objective)} of ${said.events} ${said.good} in ${period}.`;
  const slice = slices.minutes === 1 ? "the minutes" : `the slices of ${sayWindow(slices.minutes * MINUTE_MS)}`;
  return `In ${sayObjective(objective)} of ${slice} of ${period}, at least ${sayObjective(slices.targetRatio)} of ${said.events} ${said.good}.`;
}

function indicatorWords(indicator: Indicator): { readonly events: string; readonly good: string } {
  switch (indicator.kind) {
    case "availability":
      return { events: subjectWords(indicator.subject), good: "succeed" };
    case "latency": {
      const succeed = indicator.countsErrors ? "succeed and " : "";
      return {
        events: subjectWords(indicator.subject),
        good: `${succeed}take at most ${sayThreshold(indicator.thresholdSeconds)}`,
      };
    }
    case "ratio":
      return { events: indicator.isRatio ? "all events, minute by minute," : "all events", good: "are good" };
    case "threshold":
      return { events: "the minutes", good: `have a value ${indicator.operator} ${sayDigits(indicator.value)}` };
  }
}

const sayThreshold = (seconds: number) =>
  seconds < 1 ? `${Number((seconds * 1000).toPrecision(6))} ms` : `${Number(seconds.toPrecision(6))} s`;

function subjectWords(subject: SloSubject): string {
  switch (subject.kind) {
    case "service":
      return `the requests to ${subject.service}`;
    case "operation":
      return `${subject.service}'s ${subject.spanName}`;
    case "edge":
      return `the calls from ${subject.client} to ${subject.server}`;
    case "caller":
      return `the calls that ${subject.client} makes`;
  }
}
