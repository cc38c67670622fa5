/**
 * What an SLO would have told over a past stretch, minute by minute, under its present conditions.
 * Shape: counts and a window -> for each condition the stretches in which it held, and how often anybody would have been called: conditions
 * of one severity that hold at the same time are one call. Holds interrupted for less than KEEP_FIRING_MS are one stretch.
 * False: from the first failure to its end it spent less than half of the budget that the condition stands for (of exhaustion: less
 * than a quarter of what was left), so the budget was never threatened.
 */
import type { SloBody, SloCondition, SloSeverity } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import { sayCount } from "../history/sayNumbers.ts";
import { budgetPart, conditionsOf } from "./burnPairs.ts";
import type { CountSums } from "./countSums.ts";
import { budgetAt, burnRateAt } from "./errorBudget.ts";
import { cannotHold, measureCondition } from "./measureCondition.ts";
import { sayWindow } from "./sayBudget.ts";
import { HOUR_MS, MINUTE_MS } from "./sloWindows.ts";

/** An alert of an SLO goes on for so long after its condition stopped to hold, so that it does not flap. */
export const KEEP_FIRING_MS = 5 * MINUTE_MS;

export interface ReplayedAlert {
  readonly condition: SloCondition;
  readonly startMs: number;
  /** Null: it held at the end of the window. */
  readonly endMs: number | null;
  /** Greatest burn, ratio or minutes; least hours left. */
  readonly peak: number;
  /** Since when it failed without a rest; null: it is about no failures. */
  readonly firstFailureMs: number | null;
  readonly spentRatio: number;
  readonly isFalse: boolean;
}
/** One call: alerts of one severity that overlap. */
export interface ReplayedCall {
  readonly severity: SloSeverity;
  readonly startMs: number;
  readonly endMs: number | null;
  /** From the first failure to the call; null: it is about no failures. */
  readonly delayMs: number | null;
  readonly isFalse: boolean;
}
export interface Replay {
  readonly alerts: readonly ReplayedAlert[];
  readonly calls: readonly ReplayedCall[];
  readonly pages: number;
  readonly tickets: number;
  readonly falseCalls: number;
  readonly quickestMs: number | null;
  /** Minutes in which something was held back for low traffic. */
  readonly heldBackMinutes: number;
  /** "4 pages, 2 tickets, none of them false, the quickest 2 min after the first failure" */
  readonly sentence: string;
}

export function replayConditions(body: SloBody, counts: CountSums, window: TimeWindow): Replay {
  const heldBack = new Set<number>();
  const alerts = conditionsOf(body)
    .flatMap((condition) => alertsOf(body, condition, counts, window, heldBack))
    .sort((a, b) => a.startMs - b.startMs);
  const calls = [...callsOf(alerts, "page"), ...callsOf(alerts, "ticket")].sort((a, b) => a.startMs - b.startMs);
  const delays = calls.flatMap(({ delayMs }) => (delayMs === null ? [] : [delayMs]));
  const pages = calls.filter(({ severity }) => severity === "page").length;
  const falseCalls = calls.filter(({ isFalse }) => isFalse).length;
  const quickestMs = delays.length > 0 ? Math.min(...delays) : null;
  const counted = { pages, tickets: calls.length - pages, falseCalls, quickestMs };
  return { alerts, calls, ...counted, heldBackMinutes: heldBack.size, sentence: replaySentence(counted) };
}

function alertsOf(
  body: SloBody,
  condition: SloCondition,
  counts: CountSums,
  window: TimeWindow,
  heldBack: Set<number>,
): ReplayedAlert[] {
  const worse = condition.kind === "exhaustion" ? Math.min : Math.max;
  const held: { startMs: number; lastMs: number; peak: number }[] = [];
  const endMs = Math.min(window.endMs, counts.endMs);
  // Before anything was ever known nothing fell silent.
  const knownMs = condition.kind === "absent" ? (counts.firstKnownMs ?? endMs) + MINUTE_MS : counts.startMs;
  const startMs = Math.max(window.startMs, knownMs);
  for (let at = Math.ceil(startMs / MINUTE_MS) * MINUTE_MS; at <= endMs; at += MINUTE_MS) {
    if (cannotHold(body, condition, counts, at)) continue;
    const measure = measureCondition(body, condition, counts, at);
    if (measure.heldBack) heldBack.add(at);
    if (!measure.holds) continue;
    const value = measure.value ?? 0;
    const last = held.at(-1);
    if (last && at - last.lastMs <= KEEP_FIRING_MS) Object.assign(last, { lastMs: at, peak: worse(last.peak, value) });
    else held.push({ startMs: at, lastMs: at, peak: value });
  }
  return held.map(({ startMs, lastMs, peak }) => {
    const isOpen = lastMs + KEEP_FIRING_MS >= endMs;
    return {
      condition,
      startMs,
      endMs: isOpen ? null : lastMs,
      peak,
      ...threatOf(body, condition, counts, startMs, lastMs),
    };
  });
}

function threatOf(
  body: SloBody,
  condition: SloCondition,
  counts: CountSums,
  startMs: number,
  lastMs: number,
): Pick<ReplayedAlert, "firstFailureMs" | "spentRatio" | "isFalse"> {
  if (condition.kind === "absent") return { firstFailureMs: null, spentRatio: 0, isFalse: false };
  const longestMs = condition.kind === "burn" ? condition.longMs : HOUR_MS;
  const firstFailureMs = failsSince(body, counts, startMs, longestMs);
  const { allowedBad } = budgetAt(body, counts, lastMs);
  const { bad } = counts.between(firstFailureMs, lastMs);
  const spentRatio = allowedBad > 0 ? bad / allowedBad : 0;
  if (condition.kind === "burn")
    return { firstFailureMs, spentRatio, isFalse: spentRatio < budgetPart(body, condition) / 2 };
  const leftBefore = budgetAt(body, counts, firstFailureMs).remaining ?? 0;
  return { firstFailureMs, spentRatio, isFalse: condition.kind === "exhaustion" && spentRatio < leftBefore / 4 };
}

/** Back from the alert while minutes burn faster than they may, with rests of at most five minutes, no further than its long window. */
function failsSince(body: SloBody, counts: CountSums, alertMs: number, longestMs: number): number {
  let since = alertMs;
  for (let at = alertMs; at > alertMs - longestMs && since - at <= KEEP_FIRING_MS; at -= MINUTE_MS) {
    if ((burnRateAt(body, counts, at, MINUTE_MS) ?? 0) > 1) since = at - MINUTE_MS;
  }
  return since;
}

function callsOf(alerts: readonly ReplayedAlert[], severity: SloSeverity): ReplayedCall[] {
  const calls: {
    severity: SloSeverity;
    startMs: number;
    endMs: number | null;
    delayMs: number | null;
    isFalse: boolean;
  }[] = [];
  for (const { startMs, endMs, firstFailureMs, isFalse, condition } of alerts) {
    if (condition.severity !== severity) continue;
    const last = calls.at(-1);
    if (last && (last.endMs === null || startMs <= last.endMs + KEEP_FIRING_MS)) {
      last.endMs = last.endMs === null || endMs === null ? null : Math.max(last.endMs, endMs);
      last.isFalse &&= isFalse;
    } else {
      const delayMs = firstFailureMs === null ? null : startMs - firstFailureMs;
      calls.push({ severity, startMs, endMs, delayMs, isFalse });
    }
  }
  return calls;
}

function replaySentence({
  pages,
  tickets,
  falseCalls,
  quickestMs,
}: Pick<Replay, "pages" | "tickets" | "falseCalls" | "quickestMs">): string {
  if (pages + tickets === 0) return "Nobody would have been told anything";
  const all = [pages > 0 && sayCount(pages, "page"), tickets > 0 && sayCount(tickets, "ticket")].filter(Boolean);
  const truth =
    pages + tickets === 1
      ? `${falseCalls === 0 ? "not " : ""}a false one`
      : `${falseCalls === 0 ? "none" : falseCalls} of them false`;
  const quickest = quickestMs === null ? "" : `, the quickest ${sayWindow(quickestMs)} after the first failure`;
  return `${all.join(", ")}, ${truth}${quickest}`;
}
