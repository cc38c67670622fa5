/**
 * The window that an SLO speaks of at an instant. Rolling: the days before it. Calendar: the whole week (from Monday), month or quarter of
 * the zone in which it lies, also what is yet to come of it.
 * Units: Unix milliseconds. A calendar period has the length that its days have: 23 and 25 hours where clocks change.
 */
import type { SloWindow } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import { dayStartMs, weekdayOf, type ZonedDay, zonedDay } from "./zonedDays.ts";

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

/** What a calendar period is counted as where no instant says which one: days. */
const NOMINAL_DAYS = { week: 7, month: 30, quarter: 91 } as const;

export function windowAt(window: SloWindow, atMs: number): TimeWindow {
  if (window.kind === "rolling") return { startMs: atMs - window.days * DAY_MS, endMs: atMs };
  const { unit, timeZone } = window;
  const key = `${unit} ${timeZone}`;
  const known = newest.get(key);
  if (known && known.startMs <= atMs && atMs < known.endMs) return known;
  const [first, next] = periodDays(unit, zonedDay(atMs, timeZone));
  const found = { startMs: dayStartMs(first, timeZone), endMs: dayStartMs(next, timeZone) };
  if (newest.size > MOST_KEPT) newest.clear();
  newest.set(key, found);
  return found;
}
/** Zones are slow to ask, and questions come minute by minute. */
const newest = new Map<string, TimeWindow>();
const MOST_KEPT = 500;

/** P of the formulas: how long the window is at this instant. */
export function periodMsAt(window: SloWindow, atMs: number): number {
  const { startMs, endMs } = windowAt(window, atMs);
  return endMs - startMs;
}

/** The window's length where no instant says which period: a month is 30 days. */
export const nominalPeriodMs = (window: SloWindow): number =>
  (window.kind === "rolling" ? window.days : NOMINAL_DAYS[window.unit]) * DAY_MS;

type CalendarUnit = "day" | "week" | "month" | "quarter";

/** The periods of the zone's calendar that a window touches, whole ones, in order. */
export function periodsIn(unit: CalendarUnit, window: TimeWindow, zone: string): TimeWindow[] {
  const periods: TimeWindow[] = [];
  let [first, next] = periodDays(unit, zonedDay(window.startMs, zone));
  while (dayStartMs(first, zone) < window.endMs) {
    periods.push({ startMs: dayStartMs(first, zone), endMs: dayStartMs(next, zone) });
    [first, next] = periodDays(unit, next);
  }
  return periods;
}

/** First day of the period that holds the day, and first day of the next one. */
function periodDays(unit: CalendarUnit, day: ZonedDay): [ZonedDay, ZonedDay] {
  if (unit === "day") return [day, inRange({ ...day, day: day.day + 1 })];
  if (unit === "week") {
    const monday = day.day - weekdayOf(day);
    return [inRange({ ...day, day: monday }), inRange({ ...day, day: monday + 7 })];
  }
  const months = unit === "month" ? 1 : 3;
  const month = day.month - ((day.month - 1) % months);
  return [{ year: day.year, month, day: 1 }, inRange({ year: day.year, month: month + months, day: 1 })];
}

function inRange({ year, month, day }: ZonedDay): ZonedDay {
  const date = new Date(Date.UTC(year, month - 1, day));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
