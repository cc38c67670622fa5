/**
 * Days of a time zone: which day an instant falls on there, and when a day begins there. Days have 23, 24 or 25 hours where clocks change,
 * and begin after midnight where the change skips it.
 * Units: Unix milliseconds; months count from 1, and values out of range carry over (month 13 is January of the next year).
 * Errors: RangeError for a zone that Intl does not know; ask `isTimeZone` first.
 */

export interface ZonedDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** IANA names, UTC, and what else Intl knows. */
export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The day of the zone's calendar at this instant. */
export function zonedDay(atMs: number, zone: string): ZonedDay {
  const wall = new Date(wallMs(atMs, zone));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/** Monday is 0. */
export const weekdayOf = ({ year, month, day }: ZonedDay): number =>
  (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;

/** The first instant of a day of the zone's calendar. */
export function dayStartMs({ year, month, day }: ZonedDay, zone: string): number {
  const midnight = Date.UTC(year, month - 1, day);
  // Offsets half a day before and after cannot both be on the far side of one change.
  const before = midnight - offsetMs(midnight - DAY_MS / 2, zone);
  const after = midnight - offsetMs(midnight + DAY_MS / 2, zone);
  const fitting = [before, after].filter((instant) => wallMs(instant, zone) === midnight);
  if (fitting.length > 0) return Math.min(...fitting);
  return firstOfDay(Math.min(before, after), Math.max(before, after), midnight, zone);
}

/** Midnight does not exist: the change of clocks itself begins the day. */
function firstOfDay(earlyMs: number, lateMs: number, midnight: number, zone: string): number {
  let early = earlyMs - DAY_MS / 24;
  let late = lateMs + DAY_MS / 24;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (wallMs(middle, zone) >= midnight) late = middle;
    else early = middle;
  }
  return late;
}

const wallMs = (atMs: number, zone: string) => atMs + offsetMs(atMs, zone);

/** How far the zone's wall clock is ahead of UTC at this instant. */
function offsetMs(atMs: number, zone: string): number {
  const parts = formatterOf(zone).formatToParts(atMs);
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(get("year"), get("month") - 1, get("day"), get("hour"), get("minute"), get("second"));
  return wall - Math.floor(atMs / 1000) * 1000;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(zone, made);
  return made;
}
