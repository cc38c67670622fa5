/**
 * An instant -> text, in the viewer's zone (an IANA name or "UTC"). Units: Unix milliseconds; nanoseconds where the name says so.
 * Twenty-four hours, day before month, month in letters: no two readings of one date.
 */
import { formatSpanOfTime } from "./formatDuration.ts";

type Style = "clock" | "clockMs" | "minute" | "day" | "date" | "dayMinute" | "full";
const PARTS: Record<Style, Intl.DateTimeFormatOptions> = {
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  clockMs: { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 },
  minute: { hour: "2-digit", minute: "2-digit" },
  day: { weekday: "short", day: "numeric", month: "short" },
  date: { day: "numeric", month: "short", year: "numeric" },
  dayMinute: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  full: {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZoneName: "short",
  },
};
const formatters = new Map<string, Intl.DateTimeFormat>();

/** 09:46:30 · 09:46:30.123 · 09:46 · Fri 20 Nov · 20 Nov 2026 · 20 Nov 09:46 · Fri 20 Nov 2026, 09:46:30.123 UTC */
export function formatInstant(unixMs: number, zone: string, style: Style = "clock"): string {
  const key = `${style} ${zone}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", { ...PARTS[style], hourCycle: "h23", timeZone: zone });
    formatters.set(key, formatter);
  }
  const text = formatter.format(unixMs);
  return style === "day" || style === "dayMinute" ? text.replace(",", "") : text.replace(",", "");
}

/** The same of a decimal string of Unix nanoseconds, as procedures answer them; "full" keeps the nanoseconds. */
export function formatUnixNano(unixNano: string, zone: string, style: Style = "clockMs"): string {
  const nano = BigInt(unixNano);
  const text = formatInstant(Number(nano / 1_000_000n), zone, style);
  if (style !== "full") return text;
  return text.replace(/\.\d{3}/, `.${(nano % 1_000_000_000n).toString().padStart(9, "0")}`);
}

/** Days are not counted beyond this: the date says more. */
const LONGEST_AGO_MS = 2 * 365 * 86_400_000;

/** "just now", "12 s ago", "2 h 14 min ago"; "in 5 min" for what is ahead; the date alone more than two years away. */
export function formatAgo(unixMs: number, nowMs: number, zone = "UTC"): string {
  const apart = nowMs - unixMs;
  if (Math.abs(apart) > LONGEST_AGO_MS) return formatInstant(unixMs, zone, "date");
  if (Math.abs(apart) < 1000) return "just now";
  return apart > 0 ? `${formatSpanOfTime(apart)} ago` : `in ${formatSpanOfTime(apart)}`;
}

/** "11:00 to 12:00", with the days when they differ. */
export function formatWindow(startMs: number, endMs: number, zone: string): string {
  const sameDay = formatInstant(startMs, zone, "day") === formatInstant(endMs, zone, "day");
  const style = sameDay ? (endMs - startMs < 600_000 ? "clock" : "minute") : "dayMinute";
  return `${formatInstant(startMs, zone, style)} to ${formatInstant(endMs, zone, style)}`;
}
