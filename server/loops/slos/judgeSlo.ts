/**
 * What an SLO of the book says of one of its conditions: arithmetic over its counts, as long as these are of now. Where its expressions have
 * no answer, or nobody counted for minutes, nothing is judged, so that what fires goes on firing and the rule is told as unwell; only
 * silence is judged on, by the clock: a metric that cannot be asked for is no data either.
 * Errors: none; why nothing can be said is the `problem`.
 */
import { type Judgement, judgeCondition } from "../../analysis/slo/judgeCondition.ts";
import { sayWindow } from "../../analysis/slo/sayBudget.ts";
import { SLO_STEP_MS, type SloCondition } from "../../model/slo.ts";
import type { SloEntry } from "./sloEntry.ts";

/** Counts are of the last whole minute, and a pass may take a while. */
const MOST_BEHIND_MS = 300_000;

/** `value` is NaN where nothing is known. */
export type SloVerdict =
  | (Omit<Judgement, "value"> & { readonly value: number })
  /** It cannot be judged now. */
  | { readonly problem: string };

/** Null: nothing of it was counted yet, or it is switched off. */
export function judgeSlo(entry: SloEntry, condition: SloCondition, atMs: number): SloVerdict | null {
  const { slo, cursor, sums } = entry;
  if (!slo.isEnabled) return null;
  const problem = problemOf(entry, atMs);
  if (cursor === null) return problem === null ? null : { problem };
  if (problem === null) {
    const judged = judgeCondition(slo, condition, sums, atMs);
    return { ...judged, value: judged.value ?? Number.NaN };
  }
  if (condition.kind !== "absent") return { problem };
  const behindMinutes = Math.floor(Math.max(0, atMs - cursor.untilMs) / SLO_STEP_MS);
  const value = sums.silentMinutes(cursor.untilMs) + behindMinutes;
  if (value < condition.minutes) return { problem };
  const sentence = `No data for ${sayWindow(value * SLO_STEP_MS)}: ${problem}.`;
  const summary = `${slo.title || slo.name}: no data for ${sayWindow(value * SLO_STEP_MS)}, ${problem}`;
  return { holds: true, value, sentence, summary, heldBack: null };
}

function problemOf({ problem, cursor }: SloEntry, atMs: number): string | null {
  if (problem !== null) return `it cannot be counted: ${problem}`;
  if (cursor === null || atMs - cursor.untilMs <= MOST_BEHIND_MS) return null;
  return `it was not counted for ${sayWindow(atMs - cursor.untilMs)}`;
}
