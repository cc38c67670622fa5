/**
 * Budget over time, for drawing.
 * Shape: counts -> at each of `steps` + 1 instants, evenly over the window, what was left. Units: ratios; null where nothing is known or
 * that is yet to come.
 * Two readings: `budgetLine` is the budget as it was at each instant (a rolling one gets back what leaves its window); `burnDown` is one window
 * spent from 100 % on. Even spending: what is left if the window's budget is spent at the same rate all the time.
 */
import type { SloBody } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { CountSums } from "./countSums.ts";
import { budgetAt, countedInstant } from "./errorBudget.ts";
import { windowAt } from "./sloWindows.ts";

export interface BudgetLine {
  readonly atMs: readonly number[];
  readonly remaining: readonly (number | null)[];
  readonly even: readonly (number | null)[];
}
type Objective = Pick<SloBody, "objective" | "window">;

export function budgetLine(body: Objective, counts: CountSums, window: TimeWindow, steps: number): BudgetLine {
  const atMs = instants(window, steps);
  const last = windowAt(body.window, window.endMs);
  return {
    atMs,
    remaining: atMs.map((at) => (isCounted(counts, at) ? budgetAt(body, counts, at).remaining : null)),
    even: atMs.map((at) => evenAt(body.window.kind === "calendar" ? windowAt(body.window, at) : last, at)),
  };
}

/** Of the window at `atMs`: from its start, everything before it forgotten, to its end. */
export function burnDown(body: Objective, counts: CountSums, atMs: number, steps: number): BudgetLine {
  const { window, allowedBad, valid } = budgetAt(body, counts, atMs);
  const times = instants(window, steps);
  return {
    atMs: times,
    remaining: times.map((at) => {
      if (valid === 0 || !isCounted(counts, at) || at > atMs) return null;
      return 1 - counts.between(window.startMs, at).bad / allowedBad;
    }),
    even: times.map((at) => evenAt(window, at)),
  };
}

function evenAt({ startMs, endMs }: TimeWindow, atMs: number): number | null {
  return atMs < startMs || atMs > endMs ? null : 1 - (atMs - startMs) / (endMs - startMs);
}

const isCounted = (counts: CountSums, atMs: number) => countedInstant(counts, atMs) <= counts.endMs;

function instants({ startMs, endMs }: TimeWindow, steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, i) => startMs + ((endMs - startMs) * i) / steps);
}
