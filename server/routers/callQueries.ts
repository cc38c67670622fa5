/**
 * What the procedures about calls share: a series of the window and of the window before on one grid -> numbers, health, lines.
 * "Usual" is always said of the window before of the same length, and only when enough was seen in it.
 */

import { type Grid, gridWindow, joinCalls, joinedGrid } from "../analysis/callGrid.ts";
import { callHealth, recentMs } from "../analysis/callHealth.ts";
import { type CallLines, callLines, callSummary, usualOf } from "../analysis/callSummary.ts";
import type { CallSeries } from "../model/derived.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Derived } from "../store/derivedReader.ts";

/** Buckets that "usual" is the median of. */
const USUAL_BUCKETS = 30;
const SPARK_BUCKETS = 40;

/** The questions to the store for a window: itself, and the window before in fewer buckets. */
export function callWindows(window: TimeWindow) {
  const lengthMs = window.endMs - window.startMs;
  const now = gridWindow(window);
  const earlier = { startMs: now.window.startMs - lengthMs, endMs: now.window.startMs };
  return {
    now,
    earlier: { window: earlier, stepMs: Math.max(now.stepMs, lengthMs / USUAL_BUCKETS) },
    recent: recentWindow(window),
  };
}

/** The stretch of now, in steps of its own: those of a long window are longer than it. */
function recentWindow(window: TimeWindow) {
  const startMs = window.endMs - recentMs(window.endMs - window.startMs);
  return gridWindow({ startMs, endMs: window.endMs });
}

/** Numbers over the window, numbers of now, what is usual, and the judgement. `earlier` is undefined when nothing was seen before. */
export function judgeCalls(now: Seen, earlier: Seen | undefined, latest: Seen, window: TimeWindow) {
  // Where only coarse tiers are left, one of their steps is the shortest "now" there is.
  const stretchMs = Math.max(recentMs(window.endMs - window.startMs), latest.grid.stepMs);
  const usual = earlier ? usualOf(earlier.series, earlier.grid) : null;
  const recent = callSummary(latest.series, latest.grid, { startMs: window.endMs - stretchMs, endMs: window.endMs });
  const whole = callSummary(now.series, now.grid, { startMs: beganMs(now, earlier, window), endMs: window.endMs });
  return { ...whole, recent: { ...recent, lengthMs: stretchMs }, usual, health: callHealth(recent, usual) };
}

/** What was seen of the stretch of now, by key; nothing of a key that is not there. */
export function seenLately<T extends CallSeries>(answer: Derived<T>, stepMs: number, keyOf: (one: T) => string) {
  const { grid, all } = onGrid(answer, stepMs);
  const byKey = new Map(all.map(({ of, series }) => [keyOf(of), series]));
  return (key: string): Seen => ({ series: byKey.get(key) ?? NOTHING, grid });
}

const NOTHING: CallSeries = { calls: [], errors: [], durationSumSeconds: [], duration: [] };

export interface Seen {
  readonly series: CallSeries;
  readonly grid: Grid;
}

/** Lines of at most 40 points for a table's cells, all of whole buckets: half a bucket reads as a drop that never happened. */
export function sparks(
  { series, grid }: Seen,
  window: TimeWindow,
): Pick<CallLines, "ratePerSecond" | "errorRatio" | "p95Seconds"> {
  const whole = Math.min(grid.bucketCount, Math.floor((window.endMs - grid.startMs) / grid.stepMs));
  const width = Math.max(1, Math.ceil(whole / SPARK_BUCKETS));
  const points = Math.floor(whole / width);
  const startMs = grid.startMs + (whole - points * width) * grid.stepMs;
  const coarse = { startMs, stepMs: grid.stepMs * width, bucketCount: points };
  const { ratePerSecond, errorRatio, p95Seconds } = callLines(joinCalls(series, grid, coarse), coarse);
  return { ratePerSecond, errorRatio, p95Seconds };
}

/** Every series of an answer, on a grid of at least `stepMs`. */
export function onGrid<T extends CallSeries>(
  answer: Derived<T>,
  stepMs: number,
): { grid: Grid; all: { of: T; series: CallSeries }[] } {
  const grid = joinedGrid(answer, stepMs);
  return { grid, all: answer.series.map((of) => ({ of, series: joinCalls(of, answer, grid) })) };
}

/**
 * A rate counts from the first call on when there was none in the window before: what is new is not slow. One minute at least, and
 * only for what has been called most of the time since: a first call says nothing about what is rarely called.
 */
function beganMs({ series, grid }: Seen, earlier: Seen | undefined, window: TimeWindow): number {
  if (earlier?.series.calls.some((calls) => calls > 0)) return Math.max(window.startMs, grid.startMs);
  const first = series.calls.findIndex((calls) => calls > 0);
  const since = series.calls.slice(Math.max(0, first));
  const isSteady = first >= 0 && since.filter((calls) => calls > 0).length > since.length / 2;
  const begins = isSteady ? grid.startMs + first * grid.stepMs : window.startMs;
  return Math.max(Math.min(begins, window.endMs - 60_000), Math.min(window.startMs, grid.startMs));
}
