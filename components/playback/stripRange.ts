/**
 * Which stretch of time the strip at the foot shows: wider than the page's window, so that one sees what was before; its end is now
 * where the clock is near, else the clock stands at three quarters of it.
 */
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export interface StripRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** Stretch for a window: the first of these that is at least four windows long. */
const STRETCHES_MS = [HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, DAY_MS, 2 * DAY_MS, 7 * DAY_MS, 28 * DAY_MS, 91 * DAY_MS];
export const SHORTEST_STRIP_MS = 2 * MINUTE_MS;
export const LONGEST_STRIP_MS = 92 * DAY_MS;

/** `lengthMs`: how much, where somebody chose that. */
export function stripRange(windowMs: number, atMs: number, nowMs: number, lengthMs?: number): StripRange {
  const length = lengthMs ?? STRETCHES_MS.find((stretch) => stretch >= windowMs * 4) ?? windowMs * 4;
  const endMs = nowMs - atMs < length * 0.75 ? nowMs : atMs + length / 4;
  return { startMs: endMs - length, endMs };
}
