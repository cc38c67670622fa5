/**
 * Go's layouts ("2006-01-02 15:04:05 MST") and instants in time zones.
 * Units: Unix milliseconds. Errors: Error with Go's text for a zone that nobody knows.
 * Source: Go's time (format.go).
 */
export interface ZonedParts {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** From Sunday, 0. */
  readonly weekday: number;
  readonly offsetMinutes: number;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const LAYOUT =
  /January|Jan|Monday|Mon|MST|2006|-07:00:00|-070000|-07:00|-0700|-07|Z07:00|Z0700|Z07|[.,]0+(?!\d)|[.,]9+(?!\d)|002|01|02|03|04|05|06|15|PM|pm|_2|[1-5]/g;

/** Throws when there is no such zone. */
export function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone === "Local" ? "UTC" : zone });
  } catch {
    throw new Error(`unknown time zone ${zone}`);
  }
}

function offsetMinutes(ms: number, zone: string): number {
  if (zone === "UTC") return 0;
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const name = format.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0"] = /GMT([+-])(\d+):?(\d+)?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

export function zonedParts(ms: number, zone: string): ZonedParts {
  const offset = offsetMinutes(ms, zone);
  const local = new Date(ms + offset * 60_000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    weekday: local.getUTCDay(),
    offsetMinutes: offset,
  };
}

function zoneName(ms: number, zone: string, offset: number): string {
  if (zone === "UTC") return "UTC";
  for (const locale of ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA"]) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "short" });
    const name = format.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
    if (/^[A-Z]{2,5}$/.test(name)) return name;
  }
  return offsetText(offset, "").replace(/00$/, "");
}

const two = (value: number) => String(value).padStart(2, "0");

function offsetText(minutes: number, colon: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${colon}${two(size % 60)}`;
}

export function formatLayout(ms: number, zone: string, layout: string): string {
  const parts = zonedParts(ms, zone);
  return layout.replace(LAYOUT, (element, at: number) => {
    // A fraction counts only right behind seconds.
    if (/^[.,]/.test(element)) return /5$/.test(layout.slice(0, at)) ? fractionText(parts, element) : element;
    if (element === "MST") return zoneName(ms, zone, parts.offsetMinutes);
    if (/^[-Z]07/.test(element)) return zoneOffset(parts, element);
    return elementText(parts, element);
  });
}

function fractionText({ millisecond }: ZonedParts, element: string): string {
  const digits = String(millisecond)
    .padStart(3, "0")
    .padEnd(9, "0")
    .slice(0, element.length - 1);
  if (element[1] === "0") return element[0] + digits;
  const trimmed = digits.replace(/0+$/, "");
  return trimmed === "" ? "" : element[0] + trimmed;
}

function zoneOffset({ offsetMinutes: offset }: ZonedParts, element: string): string {
  if (element.startsWith("Z") && offset === 0) return "Z";
  const text = offsetText(offset, element.includes(":") ? ":" : "");
  if (element.length === 3) return text.slice(0, 3);
  if (element === "-07:00:00") return `${text}:00`;
  return element === "-070000" ? `${text}00` : text;
}

const NAMED = new Map<string, (parts: ZonedParts) => string>([
  ["January", ({ month }) => MONTHS[month - 1] ?? ""],
  ["Jan", ({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3)],
  ["Monday", ({ weekday }) => DAYS[weekday] ?? ""],
  ["Mon", ({ weekday }) => (DAYS[weekday] ?? "").slice(0, 3)],
  ["2006", ({ year }) => String(year).padStart(4, "0")],
  ["06", ({ year }) => two(year % 100)],
  ["01", ({ month }) => two(month)],
  ["1", ({ month }) => String(month)],
  ["02", ({ day }) => two(day)],
  ["_2", ({ day }) => String(day).padStart(2, " ")],
  ["2", ({ day }) => String(day)],
  ["002", (parts) => String(dayOfYear(parts)).padStart(3, "0")],
  ["15", ({ hour }) => two(hour)],
  ["03", ({ hour }) => two(halfDay(hour))],
  ["3", ({ hour }) => String(halfDay(hour))],
  ["PM", ({ hour }) => (hour >= 12 ? "PM" : "AM")],
  ["pm", ({ hour }) => (hour >= 12 ? "pm" : "am")],
  ["04", ({ minute }) => two(minute)],
  ["4", ({ minute }) => String(minute)],
  ["05", ({ second }) => two(second)],
  ["5", ({ second }) => String(second)],
]);
const elementText = (parts: ZonedParts, element: string) => NAMED.get(element)?.(parts) ?? element;
const halfDay = (hour: number) => (hour % 12 === 0 ? 12 : hour % 12);

const dayOfYear = ({ year, month, day }: ZonedParts) =>
  Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
