/** Steps of charts: round lengths, so that every step of every window is a multiple of it since the Unix epoch. Units: milliseconds. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NICE_MS = [
  SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
];

/** The shortest round step that gives at most `mostPoints` in the window and is a multiple of `unitMs` (which divides a day). */
export function stepFor(windowMs: number, mostPoints: number, unitMs = SECOND): number {
  const least = windowMs / Math.max(1, mostPoints);
  const nice = NICE_MS.find((step) => step >= least && step % unitMs === 0);
  return nice ?? Math.ceil(least / DAY) * DAY;
}
