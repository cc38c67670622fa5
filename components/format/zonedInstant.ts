/**
 * Wall-clock text in a zone <-> Unix milliseconds, as in "2026-11-20T09:46:30".
 * A time that a change of clocks skips reads as the hour after; one that it repeats reads as the first of the two.
 */

const MINUTE_MS = 60_000;
const HALF_DAY_MS = 43_200_000;
/** By how much clocks are set back: an hour nearly everywhere, half of one on Lord Howe Island. */
const SET_BACK_MS = [30 * MINUTE_MS, 60 * MINUTE_MS];
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Wall-clock text of an instant, to the second. */
export function wallClock(unixMs: number, zone: string): string {
  return new Date(unixMs + offsetMs(unixMs, zone)).toISOString().slice(0, 19);
}

/** The instant of this wall-clock text, or null when it is none. */
export function instantOf(text: string, zone: string): number | null {
  const asUtc = Date.parse(`${text}Z`);
  if (!Number.isFinite(asUtc)) return null;
  const before = asUtc - offsetMs(asUtc - HALF_DAY_MS, zone);
  const after = asUtc - offsetMs(asUtc + HALF_DAY_MS, zone);
  const fitting = [before, after].filter((instant) => instant + offsetMs(instant, zone) === asUtc);
  return fitting.length > 0 ? Math.min(...fitting) : before;
}

/** The offset in words of an instant whose wall-clock text comes twice, since the text alone does not tell which of the two; else null. */
export function repeatedOffset(unixMs: number, zone: string): string | null {
  const text = wallClock(unixMs, zone);
  const isTwice = SET_BACK_MS.some((ms) => [unixMs - ms, unixMs + ms].some((other) => wallClock(other, zone) === text));
  return isTwice ? offsetWords(offsetMs(unixMs, zone)) : null;
}

/** "UTC+1", "UTC−4:30". */
export function offsetWords(offset: number): string {
  const minutes = Math.abs(Math.round(offset / MINUTE_MS));
  const rest = minutes % 60;
  return `UTC${offset < 0 ? "−" : "+"}${Math.floor(minutes / 60)}${rest > 0 ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

/** How far the zone's wall clock is ahead of UTC at this instant. */
function offsetMs(unixMs: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    formatters.set(zone, formatter);
  }
  const name = formatter.formatToParts(unixMs).find((part) => part.type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name ?? "");
  if (!match) return 0;
  const size = Number(match[2]) * 3_600_000 + Number(match[3]) * 60_000 + Number(match[4] ?? 0) * 1000;
  return match[1] === "-" ? -size : size;
}
