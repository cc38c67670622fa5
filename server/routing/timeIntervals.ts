/**
 * Time intervals: which stretches of the week, month or year a route is mute or active in, on the clocks of a named zone, so that
 * 09:00 stays 09:00 when summer time begins.
 * Source: Alertmanager timeinterval/timeinterval.go.
 */
import type { NamedTimeInterval, TimeInterval } from "../model/notification.ts";

interface LocalTime {
  readonly minute: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Null for what is no zone. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | null = null;
  try {
    const numeric = "numeric" as const;
    const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric } as const;
    const calendar = { calendar: "gregory", numberingSystem: "latn", hourCycle: "h23", weekday: "short" } as const;
    format = new Intl.DateTimeFormat("en-US", { ...parts, ...calendar, timeZone: zone === "" ? "UTC" : zone });
  } catch {
    // Not a zone.
  }
  if (formats.size < 1_000) formats.set(zone, format);
  return format;
}

export const isTimeZone = (zone: string): boolean => formatOf(zone) !== null;

function localTime(atMs: number, zone: string): LocalTime | null {
  const format = formatOf(zone);
  if (!format || !(Math.abs(atMs) <= 8.64e15)) return null;
  const part = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(part.get(type));
  return {
    minute: number("hour") * 60 + number("minute"),
    weekday: WEEKDAYS.indexOf(part.get("weekday") ?? ""),
    day: number("day"),
    month: number("month"),
    year: number("year"),
  };
}

type Range = { readonly from: number; readonly to: number };
const admits = (ranges: readonly Range[], value: number) =>
  ranges.length === 0 || ranges.some(({ from, to }) => value >= from && value <= to);

/** Days counted from the month's end become days from its start; ends beyond the month are cut, beginnings beyond it admit nothing. */
function admitsDay(ranges: readonly Range[], { year, month, day }: LocalTime): boolean {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const inMonth = (value: number) => (value < 0 ? length + value + 1 : value);
  const inside = ranges.map(({ from, to }) => ({ from: inMonth(from), to: inMonth(to) }));
  return ranges.length === 0 || inside.some(({ from, to }) => from <= length && day >= from && day <= to);
}

/** False in a zone that is unknown: then nothing is muted. */
export function intervalContains(interval: TimeInterval, atMs: number): boolean {
  const local = localTime(atMs, interval.location);
  if (!local) return false;
  const { times, daysOfMonth, months, weekdays, years } = interval;
  const isInTime = ({ startMinute, endMinute }: (typeof times)[number]) =>
    local.minute >= startMinute && local.minute < endMinute;
  return (
    (times.length === 0 || times.some(isInTime)) &&
    admitsDay(daysOfMonth, local) &&
    admits(months, local.month) &&
    admits(weekdays, local.weekday) &&
    admits(years, local.year)
  );
}

export interface TimedRoute {
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
}

/**
 * Names of the intervals because of which a route is mute at this instant: mute ones that contain it, or all active ones when none does.
 * Empty: it speaks. Names that nobody defined mute nothing.
 */
export function mutedByTime(route: TimedRoute, defined: readonly NamedTimeInterval[], atMs: number): string[] {
  const known = (names: readonly string[]) => defined.filter(({ name }) => names.includes(name));
  const holds = ({ intervals }: NamedTimeInterval) => intervals.some((interval) => intervalContains(interval, atMs));
  const mute = known(route.muteTimeIntervals).filter(holds);
  const active = known(route.activeTimeIntervals);
  const isOff = active.length > 0 && !active.some(holds);
  return [...mute, ...(isOff ? active : [])].map(({ name }) => name);
}
