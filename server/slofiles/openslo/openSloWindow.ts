/**
 * Windows of OpenSLO files <-> ours. Calendar periods begin at local midnight of their first day (Monday, the 1st); a `startTime` elsewhere is
 * noted. `1m` is a minute in OpenSLO: as a calendar's length it can only mean a month, and is read so with a note.
 * Source: OpenSLO v1 (timeWindow) and v1alpha (timeWindows).
 */
import { isTimeZone } from "../../analysis/slo/zonedDays.ts";
import type { SloWindow } from "../../model/slo.ts";
import { type OpenSloDuration, openSloDuration, writeOpenSloDuration } from "../fileDurations.ts";
import type { Fields } from "../fileFields.ts";

const DAY_MS = 86_400_000;
/** A Monday, and the first day of a month and of a quarter. */
const START_TIME = "2024-01-01 00:00:00";
type CalendarUnit = Extract<SloWindow, { kind: "calendar" }>["unit"];

const DEFAULT_WINDOW = { kind: "rolling", days: 28 } as const;

/** `timeWindow` of v1: a list of exactly one. */
export function readOpenSloWindow(spec: Fields): SloWindow | null {
  const [window, ...more] = spec.list("timeWindow", "a time window");
  if (!window && !spec.has("timeWindow")) {
    spec.note("timeWindow", `there is no timeWindow: ${DEFAULT_WINDOW.days} rolling days are taken`);
    return DEFAULT_WINDOW;
  }
  if (!window || more.length > 0) {
    spec.problem("timeWindow", "timeWindow must have exactly one entry");
    return null;
  }
  const text = window.text("duration") ?? "";
  const duration = openSloDuration(text);
  const calendar = window.fields("calendar");
  const isRolling = window.flag("isRolling") ?? calendar === null;
  if (duration === null) window.problem("duration", `duration must be such as 28d, 4w or 1M, not "${text}"`);
  if (duration === null) return null;
  return isRolling ? rolling(window, duration) : calendarWindow(window, duration, calendar);
}

/** `timeWindows` of v1alpha: unit and count. */
export function readAlphaWindow(spec: Fields): SloWindow | null {
  const [window, ...more] = spec.list("timeWindows", "a time window");
  if (!window) return { kind: "rolling", days: 30 };
  if (more.length > 0) spec.problem("timeWindows", "only one time window can be kept");
  const unit = window.text("unit")?.toLowerCase().replace(/s$/, "") ?? "";
  const count = window.number("count") ?? 1;
  const letter = { day: "d", week: "w", month: "M", quarter: "Q", year: "Y", hour: "h", minute: "m" }[unit];
  const duration = letter === undefined ? null : openSloDuration(`${count}${letter}`);
  const calendar = window.fields("calendar");
  const isRolling = window.flag("isRolling") ?? calendar === null;
  if (duration === null) window.problem("unit", `unit must be Day, Week, Month, Quarter or Year, not "${unit}"`);
  if (duration === null) return null;
  return isRolling ? rolling(window, duration) : calendarWindow(window, duration, calendar);
}

function rolling(window: Fields, { ms, unit }: OpenSloDuration): SloWindow {
  if (unit === "M" || unit === "Q" || unit === "Y")
    window.note("duration", `a rolling window of months is kept as ${ms / DAY_MS} days`);
  window.fields("calendar")?.forget();
  return { kind: "rolling", days: ms / DAY_MS };
}

const UNITS: Readonly<Record<string, CalendarUnit>> = {
  "1w": "week",
  "7d": "week",
  "1M": "month",
  "1Q": "quarter",
  "3M": "quarter",
};

function calendarWindow(window: Fields, { count, unit }: OpenSloDuration, calendar: Fields | null): SloWindow | null {
  const isMonth = unit === "m" && count === 1;
  if (isMonth) window.note("duration", "1m is a minute; as the length of a calendar period it is read as 1M, a month");
  const found = isMonth ? "month" : UNITS[`${count}${unit}`];
  const timeZone = calendar?.text("timeZone") ?? "UTC";
  if (found === undefined) {
    window.problem(
      "duration",
      `a calendar period of ${count}${unit} is not kept here: take 1w, 1M or 1Q, or ${count}${unit} rolling (isRolling: true)`,
    );
    return null;
  }
  if (!isTimeZone(timeZone)) {
    (calendar ?? window).problem(
      "timeZone",
      `there is no time zone "${timeZone}"; take an IANA name such as Europe/Berlin`,
    );
    return null;
  }
  const start = calendar?.text("startTime") ?? null;
  if (start !== null && !beginsPeriod(start, found))
    calendar?.note("startTime", `a calendar ${found} begins at local midnight of its first day here, not at ${start}`);
  return { kind: "calendar", unit: found, timeZone };
}

function beginsPeriod(startTime: string, unit: CalendarUnit): boolean {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(startTime.trim());
  const day = match?.[1] === undefined ? null : new Date(`${match[1]}T00:00:00Z`);
  if (day === null || Number.isNaN(day.getTime())) return false;
  if (unit === "week") return day.getUTCDay() === 1;
  return day.getUTCDate() === 1 && (unit === "month" || day.getUTCMonth() % 3 === 0);
}

const DURATIONS: Readonly<Record<CalendarUnit, string>> = { week: "1w", month: "1M", quarter: "1Q" };

export function writeOpenSloWindow(window: SloWindow): Record<string, unknown> {
  if (window.kind === "rolling") return { duration: writeOpenSloDuration(window.days * DAY_MS), isRolling: true };
  const { unit, timeZone } = window;
  return { duration: DURATIONS[unit], isRolling: false, calendar: { startTime: START_TIME, timeZone } };
}
