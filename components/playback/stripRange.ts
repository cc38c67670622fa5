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
/** Steps between the strip's ticks, in ms; the first that gives at most ten. */
const TICKS_MS = [5, 10, 15, 30, 60, 180, 360, 720, 1440, 2880, 10_080, 20_160].map((minutes) => minutes * MINUTE_MS);

export const SHORTEST_STRIP_MS = 2 * MINUTE_MS;
export const LONGEST_STRIP_MS = 400 * DAY_MS;

/** `lengthMs`: how much, where somebody chose that. */
export function stripRange(windowMs: number, atMs: number, nowMs: number, lengthMs?: number): StripRange {
  const length = lengthMs ?? STRETCHES_MS.find((stretch) => stretch >= windowMs * 4) ?? windowMs * 4;
  const endMs = nowMs - atMs < length * 0.75 ? nowMs : atMs + length / 4;
  return { startMs: endMs - length, endMs };
}

/** Whole steps of the zone's wall clock within the range. `offsetMs` is how far it is ahead of UTC. */
export function stripTicks(range: StripRange, offsetMs: number): number[] {
  const length = range.endMs - range.startMs;
  const step = TICKS_MS.find((tick) => length / tick <= 10) ?? length / 8;
  const ticks: number[] = [];
  const first = Math.ceil((range.startMs + offsetMs) / step) * step - offsetMs;
  for (let tick = first; tick < range.endMs; tick += step) ticks.push(tick);
  return ticks;
}
