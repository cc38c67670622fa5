/**
 * Times that recur, as text in a form: `09:00-17:00`, `mon-fri, sun`, `1-7, -1`, `jan-mar`, `2026-2027`. Pure.
 * Source: Alertmanager docs/configuration.md, time_interval; ranges are inclusive but for times.
 */
import type { TimeInterval } from "../../../server/model/notification.ts";

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;

export interface IntervalDraft {
  readonly times: string;
  readonly weekdays: string;
  readonly daysOfMonth: string;
  readonly months: string;
  readonly years: string;
  readonly location: string;
}
export const EMPTY_INTERVAL: IntervalDraft = {
  times: "",
  weekdays: "",
  daysOfMonth: "",
  months: "",
  years: "",
  location: "UTC",
};

type Range = { readonly from: number; readonly to: number };

const parts = (text: string) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

function ranges(text: string, one: (word: string) => number | null, least: number, most: number): Range[] | null {
  const all = parts(text).map((part): Range | null => {
    const match = /^(-?[a-z0-9]+)\s*(?:(?:-|to|:)\s*(-?[a-z0-9]+))?$/i.exec(part);
    const from = one(match?.[1] ?? "");
    const to = match?.[2] === undefined ? from : one(match[2]);
    const fits = (value: number | null) => value !== null && value >= least && value <= most;
    return fits(from) && fits(to) ? { from: from ?? 0, to: to ?? 0 } : null;
  });
  return all.every((range) => range !== null) ? all : null;
}

const number = (word: string) => (/^-?\d+$/.test(word) ? Number(word) : null);
const named = (names: readonly string[], first: number) => (word: string) => {
  const place = names.indexOf(word.toLowerCase().slice(0, 3));
  return place >= 0 ? place + first : number(word);
};

function minutes(text: string): number | null {
  const [, hours, mins] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  if (hours === undefined || mins === undefined) return null;
  const all = Number(hours) * 60 + Number(mins);
  return Number(mins) < 60 && all <= 1_440 ? all : null;
}

function timeRanges(text: string): { startMinute: number; endMinute: number }[] | null {
  const all = parts(text).map((part) => {
    const [from = "", to = ""] = part.split(/\s*(?:-|to)\s*/);
    const [startMinute, endMinute] = [minutes(from), minutes(to)];
    return startMinute !== null && endMinute !== null && startMinute < endMinute ? { startMinute, endMinute } : null;
  });
  return all.every((range) => range !== null) ? all : null;
}

/** The interval, or which field cannot be read. */
export function readInterval(draft: IntervalDraft): TimeInterval | { readonly trouble: string } {
  const times = timeRanges(draft.times);
  if (!times)
    return {
      trouble: "Times are written 09:00-17:00; what goes over midnight is two of them, to 24:00 and from 00:00.",
    };
  const weekdays = ranges(draft.weekdays, named(WEEKDAYS, 0), 0, 6);
  if (!weekdays) return { trouble: "Weekdays are written mon-fri, or sun." };
  const daysOfMonth = ranges(draft.daysOfMonth, number, -31, 31);
  if (!daysOfMonth || daysOfMonth.some(({ from, to }) => from === 0 || to === 0))
    return { trouble: "Days of the month are 1-31, or from its end: -1 is the last." };
  const months = ranges(draft.months, named(MONTHS, 1), 1, 12);
  if (!months) return { trouble: "Months are written jan-mar, or 12." };
  const years = ranges(draft.years, number, 1970, 9999);
  if (!years) return { trouble: "Years are written 2026-2027." };
  const location = draft.location.trim() || "UTC";
  if (!isZone(location)) return { trouble: `"${location}" is no time zone, as Europe/Berlin or UTC.` };
  return { times, weekdays, daysOfMonth, months, years, location };
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const write = (all: readonly Range[], one: (value: number) => string) =>
  all.map(({ from, to }) => (from === to ? one(from) : `${one(from)}-${one(to)}`)).join(", ");

export function writeInterval({ times, weekdays, daysOfMonth, months, years, location }: TimeInterval): IntervalDraft {
  return {
    times: times.map(({ startMinute, endMinute }) => `${clock(startMinute)}-${clock(endMinute)}`).join(", "),
    weekdays: write(weekdays, (day) => WEEKDAYS[day] ?? String(day)),
    daysOfMonth: write(daysOfMonth, String),
    months: write(months, (month) => MONTHS[month - 1] ?? String(month)),
    years: write(years, String),
    location,
  };
}
