/**
 * The clock as it stands in a URL.
 *
 * `?at=` is the instant that every page shows the system as of: RFC 3339 (`2026-11-20T09:46:30Z`) or Unix milliseconds. Absent: live.
 * `?window=` is how far back from that instant a page looks: `15m`, `1h`, `7d`, or several units (`1h30m`). An absolute range is
 * therefore its end and its length. Absent: one hour. Nonsense in either reads as absent (null), never as an error; so does an
 * instant that nothing can have reached yet. `clockComplaints` says so in words.
 */
const UNITS_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
const ONE_YEAR_MS = 366 * UNITS_MS.d;

export const DEFAULT_WINDOW_MS = UNITS_MS.h;
export const SHORTEST_WINDOW_MS = 1_000;
/** What the window picker offers, shortest first. */
export const WINDOW_PRESETS_MS = [
  5 * UNITS_MS.m,
  15 * UNITS_MS.m,
  30 * UNITS_MS.m,
  UNITS_MS.h,
  3 * UNITS_MS.h,
  6 * UNITS_MS.h,
  12 * UNITS_MS.h,
  UNITS_MS.d,
  2 * UNITS_MS.d,
  7 * UNITS_MS.d,
] as const;

/** Unix milliseconds of `?at=`. A bare number counts as milliseconds, so that a log line's own time can be pasted. */
export function parseAt(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d{11,14}$/.test(trimmed)) return Number(trimmed);
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(trimmed)) return null;
  const ms = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(trimmed) ? trimmed : `${trimmed.replace(" ", "T")}Z`);
  return Number.isFinite(ms) ? ms : null;
}

/** Senders' clocks may be ahead by as much, and what they sent is kept; nothing lies beyond. */
export const FUTURE_MS = UNITS_MS.h;
/** The present moves in steps, and a link may be some seconds ahead of it. */
const TOLERATED_MS = 90_000;

/** The instant to show: null (live) for one beyond everything that can have arrived. */
export function reachableAt(atMs: number | null, nowMs: number): number | null {
  return atMs !== null && atMs > nowMs + FUTURE_MS ? null : atMs;
}

export interface RawClock {
  readonly at: string | null;
  readonly window: string | null;
}

/** What of an address is not shown as it asks, one sentence each. */
export function clockComplaints({ at, window }: RawClock, nowMs: number): string[] {
  const said: string[] = [];
  const atMs = at === null ? null : parseAt(at);
  if (at !== null && atMs === null)
    said.push(`“${shortened(at)}” is no instant, so you see the present. An instant looks like 2026-11-20T09:46:30Z.`);
  if (atMs !== null && atMs > nowMs + FUTURE_MS)
    said.push(`${writeAt(atMs)} has not happened yet, so you see the present.`);
  else if (atMs !== null && atMs > nowMs + TOLERATED_MS)
    said.push(`${writeAt(atMs)} lies ahead: only what senders with a fast clock sent can be seen there.`);
  if (window !== null && parseWindow(window) === null)
    said.push(
      `“${shortened(window)}” is no length of time from a second to a year, so you see one hour. Write 15m, 1h or 7d.`,
    );
  return said;
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** RFC 3339 in UTC, without a fraction when it is a whole second. */
export function writeAt(unixMs: number): string {
  return new Date(Math.round(unixMs)).toISOString().replace(".000Z", "Z");
}

/** Milliseconds of `?window=`: from one second to a year. */
export function parseWindow(text: string): number | null {
  if (!/^(\d+(ms|[dhms]))+$/.test(text)) return null;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[dhms])/g)) {
    total += Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
  }
  return total >= SHORTEST_WINDOW_MS && total <= ONE_YEAR_MS ? total : null;
}

/** The shortest exact text: 3600000 -> `1h`, 5400000 -> `1h30m`. */
export function writeWindow(windowMs: number): string {
  let rest = Math.round(windowMs);
  let text = "";
  for (const [unit, size] of Object.entries(UNITS_MS)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

/** How often a live page asks again: often enough to feel live, seldom enough that every panel of it shares one answer. */
export function liveStepMs(windowMs: number): number {
  if (windowMs <= 3 * UNITS_MS.h) return 5_000;
  return windowMs <= UNITS_MS.d ? 15_000 : 60_000;
}
