/**
 * What the procedures about calls share: a series of the window and of the window before on one grid -> numbers, health, lines.
 * "Usual" is always said of the window before of the same length, and only when enough was seen in it.
 */

import { type Grid, gridWindow, joinCalls, joinedGrid } from "../analysis/callGrid.ts";
import { type CallHealth, callHealth, recentMs } from "../analysis/callHealth.ts";
import { type CallLines, callLines, callSummary, usualOf } from "../analysis/callSummary.ts";
import type { CallSeries } from "../model/derived.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Derived } from "../store/derivedReader.ts";

/** Buckets that "usual" is the median of. */
const USUAL_BUCKETS = 30;
const SPARK_BUCKETS = 40;
/** A burst that has just begun makes no rate of a second. */
const LEAST_STRETCH_MS = 60_000;

/** The questions to the store for a window: itself, and the window before in fewer buckets. */
export function callWindows(window: TimeWindow) {
  const lengthMs = window.endMs - window.startMs;
  const now = gridWindow(window);
  const earlier = { startMs: now.window.startMs - lengthMs, endMs: now.window.startMs };
  return {
    now,
    earlier: { window: earlier, stepMs: Math.max(now.stepMs, lengthMs / USUAL_BUCKETS) },
  };
}

/** The stretch of now, in steps of its own: those of a long window are longer than it. */
export function recentWindow(window: TimeWindow, stretchMs = recentMs(window.endMs - window.startMs)) {
  return gridWindow({ startMs: window.endMs - stretchMs, endMs: window.endMs });
}

/**
 * Numbers over the window, numbers of now, what is usual, and the judgement: that of the history where there is one. `earlier` is undefined
 * when nothing was seen before.
 */
export function judgeCalls(
  now: Seen,
  earlier: Seen | undefined,
  latest: Seen,
  window: TimeWindow,
  { lengthMs = recentMs(window.endMs - window.startMs), health = null }: Told = {},
) {
  // Where only coarse tiers are left, one of their steps is the shortest "now" there is.
  const stretchMs = Math.max(lengthMs, latest.grid.stepMs);
  const usual = earlier ? usualOf(earlier.series, earlier.grid) : null;
  const recent = callSummary(latest.series, latest.grid, { startMs: window.endMs - stretchMs, endMs: window.endMs });
  const whole = callSummary(now.series, now.grid, rateStretch(now, earlier?.series, window));
  // Calls came late, and the history has not told of them yet.
  const isBehind = health?.kind === "unknown" && recent.calls > 0;
  const judged = health === null || isBehind ? callHealth(recent, usual) : health;
  return { ...whole, recent: { ...recent, lengthMs: stretchMs }, usual, health: judged };
}
/** How long the stretch of now is, and what the history says of it. */
interface Told {
  readonly lengthMs?: number | undefined;
  readonly health?: CallHealth | null;
}

/** What was seen of the stretch of now, by key; nothing of a key that is not there. */
export function seenLately<T extends CallSeries>(answer: Derived<T>, stepMs: number, keyOf: (one: T) => string) {
  const { grid, all } = onGrid(answer, stepMs);
  const byKey = new Map(all.map(({ of, series }) => [keyOf(of), series]));
  return (key: string): Seen => ({ series: byKey.get(key) ?? NOTHING, grid });
}

export const NOTHING: CallSeries = { calls: [], errors: [], durationSumSeconds: [], duration: [] };

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
 * Over how long a rate is taken, of whatever is called: the window, or since the bucket in which it was first seen when that is later;
 * what is new is not slow. One minute at least. Nothing else counts, so that equal traffic seen since the same time has one rate on
 * every page. `before`: it was called in the window before too.
 */
export function rateStretch({ series, grid }: Seen, before: CallSeries | undefined, window: TimeWindow): TimeWindow {
  const first = before?.calls.some((calls) => calls > 0) ? -1 : series.calls.findIndex((calls) => calls > 0);
  const seenMs = first < 0 ? window.startMs : grid.startMs + first * grid.stepMs;
  const startMs = Math.max(window.startMs, grid.startMs, Math.min(seenMs, window.endMs - LEAST_STRETCH_MS));
  return { startMs, endMs: window.endMs };
}
