/**
 * Wall-clock text in a zone <-> Unix milliseconds, as in "2026-11-20T09:46:30".
 * A time that a change of clocks skips reads as the hour after; one that it repeats reads as the first of the two.
 */

const HALF_DAY_MS = 43_200_000;
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
