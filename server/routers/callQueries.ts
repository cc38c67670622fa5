/**
 * What the procedures about calls share: a series of the window and of the window before on one grid -> numbers, health, lines.
 * "Usual" is always said of the window before of the same length, and only when enough was seen in it.
 */

import { type Grid, gridWindow, joinCalls, joinedGrid } from "../analysis/callGrid.ts";
import { callHealth, recentMs } from "../analysis/callHealth.ts";
import { type CallLines, callLines, callSummary, usualOf } from "../analysis/callSummary.ts";
import type { CallSeries } from "../model/derived.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Derived } from "../store/telemetryStore.ts";

/** Buckets that "usual" is the median of. */
const USUAL_BUCKETS = 30;
const SPARK_BUCKETS = 40;

/** The questions to the store for a window: itself, and the window before in fewer buckets. */
export function callWindows(window: TimeWindow) {
  const lengthMs = window.endMs - window.startMs;
  const now = gridWindow(window);
  const earlier = { startMs: now.window.startMs - lengthMs, endMs: now.window.startMs };
  return { now, earlier: { window: earlier, stepMs: Math.max(now.stepMs, lengthMs / USUAL_BUCKETS) } };
}

/** Numbers over the window, numbers of now, what is usual, and the judgement. `earlier` is undefined when nothing was seen before. */
export function judgeCalls(now: Seen, earlier: Seen | undefined, window: TimeWindow) {
  const stretchMs = recentMs(window.endMs - window.startMs, now.grid.stepMs);
  const usual = earlier ? usualOf(earlier.series, earlier.grid) : null;
  const recent = callSummary(now.series, now.grid, { startMs: window.endMs - stretchMs, endMs: window.endMs });
  const whole = callSummary(now.series, now.grid, { startMs: beganMs(now, earlier, window), endMs: window.endMs });
  return { ...whole, recent: { ...recent, lengthMs: stretchMs }, usual, health: callHealth(recent, usual) };
}

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

/** A rate counts from the first call on when there was none in the window before: what is new is not slow. One minute at least. */
function beganMs({ series, grid }: Seen, earlier: Seen | undefined, window: TimeWindow): number {
  if (earlier?.series.calls.some((calls) => calls > 0)) return Math.max(window.startMs, grid.startMs);
  const first = series.calls.findIndex((calls) => calls > 0);
  const begins = first < 0 ? window.startMs : grid.startMs + first * grid.stepMs;
  return Math.max(Math.min(begins, window.endMs - 60_000), Math.min(window.startMs, grid.startMs));
}
