/** One SLO as the leader holds it: what it is, how far it is counted, and its counts ready to be asked for any window. */
import { CountSums } from "../../analysis/slo/countSums.ts";
import { DAY_MS, nominalPeriodMs } from "../../analysis/slo/sloWindows.ts";
import type { EnabledSlo } from "../../db/sloBody.ts";
import { SLO_STEP_MS, type SloCounts } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { SloCursor } from "../../store/sloStore.ts";

export interface SloEntry {
  slo: EnabledSlo;
  /** Null: nothing was counted yet. */
  cursor: SloCursor | null;
  /** The revision since which the same is counted. */
  revision: number;
  sums: CountSums;
  /** Why its expressions have no answer; it is asked again at `retryMs`. */
  problem: string | null;
  retryMs: number;
  failures: number;
  /** From here on something came late that it has not counted yet. */
  lateMs: number | null;
  /** What is to be counted again of more than a week ago. */
  older: TimeWindow | null;
}

export function newEntry(slo: EnabledSlo, atMs: number): SloEntry {
  return {
    slo,
    cursor: null,
    revision: slo.revision,
    sums: noCounts(slo, atMs),
    problem: null,
    retryMs: 0,
    failures: 0,
    lateMs: null,
    older: null,
  };
}

export function noCounts(slo: EnabledSlo, atMs: number): CountSums {
  const startMs = Math.floor(atMs / SLO_STEP_MS) * SLO_STEP_MS;
  return new CountSums(slo, { startMs, bad: new Float64Array(0), valid: new Float64Array(0) });
}

/** What is held in memory: the window, with one more for what is yet to come of a calendar's, and the longest burn window before it. */
export function heldLengthMs({ window }: Pick<EnabledSlo, "window">): number {
  return nominalPeriodMs(window) * (window.kind === "calendar" ? 2.1 : 1.1) + DAY_MS;
}

/** Forgets what no question needs any more, once it is much. */
export function trimEntry(entry: SloEntry, atMs: number): void {
  const { slo, sums } = entry;
  const keepMs = heldLengthMs(slo);
  if (sums.endMs - sums.startMs <= keepMs + 2 * DAY_MS) return;
  entry.sums = new CountSums(slo, sums.read({ startMs: atMs - keepMs, endMs: sums.endMs }));
}

/** The minutes of `counts` that are not known so already, from the first to the end; null: all are. */
export function changedPart(sums: CountSums, counts: SloCounts): SloCounts | null {
  const { startMs, bad, valid } = counts;
  const endMs = startMs + valid.length * SLO_STEP_MS;
  const known = sums.read({ startMs, endMs });
  const same = (a: number | undefined, b: number | undefined) => Object.is(a, b) || a === b;
  let first = 0;
  while (first < valid.length && same(known.bad[first], bad[first]) && same(known.valid[first], valid[first])) first++;
  if (first === valid.length) return null;
  return { startMs: startMs + first * SLO_STEP_MS, bad: bad.subarray(first), valid: valid.subarray(first) };
}

export const emptyCounts = (startMs: number): SloCounts => ({
  startMs,
  bad: new Float64Array(0),
  valid: new Float64Array(0),
});

/** The minute before an instant, without data. */
export const unknownMinute = (untilMs: number): SloCounts => ({
  startMs: untilMs - SLO_STEP_MS,
  bad: Float64Array.of(Number.NaN),
  valid: Float64Array.of(Number.NaN),
});

/** Whether its whole window was counted, as far as anything is stored: before that its numbers are of a part. */
export function isFilled({ cursor }: SloEntry, window: TimeWindow): boolean {
  return cursor !== null && cursor.sinceMs <= window.startMs;
}
