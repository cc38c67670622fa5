/**
 * Lengths as SLO files write them: OpenSLO's `1m 2h 3d 4w 1M 1Q 1Y` (m is a minute, M a month), Prometheus's `1d12h` of Pyrra and Sloth.
 * Units: days as numbers where a window is meant, milliseconds elsewhere. A month is 30 days, a quarter 90, a year 365 where a
 * window rolls.
 */
import { durationMs } from "../promql/parseDurationText.ts";

const DAY_MS = 86_400_000;
const CALENDAR_MS = { M: 30 * DAY_MS, Q: 90 * DAY_MS, Y: 365 * DAY_MS } as const;

export interface OpenSloDuration {
  readonly ms: number;
  readonly count: number;
  readonly unit: "m" | "h" | "d" | "w" | "M" | "Q" | "Y";
}

/** Null: no such length. */
export function openSloDuration(text: string): OpenSloDuration | null {
  const match = /^(\d+)([mhdwMQY])$/.exec(text.trim());
  if (!match) return null;
  const count = Number(match[1]);
  const unit = match[2] as OpenSloDuration["unit"];
  if (unit === "M" || unit === "Q" || unit === "Y") return { ms: count * CALENDAR_MS[unit], count, unit };
  const ms = durationMs(text.trim());
  return typeof ms === "number" ? { ms, count, unit } : null;
}

/** Prometheus's spelling; null: no such length. */
export function promDurationMs(text: string): number | null {
  const ms = durationMs(text.trim());
  return typeof ms === "number" && ms > 0 ? ms : null;
}

const UNITS: readonly (readonly [string, number])[] = [
  ["w", 7 * DAY_MS],
  ["d", DAY_MS],
  ["h", 3_600_000],
  ["m", 60_000],
];
/** The largest of OpenSLO's units that divides it; minutes at least. */
export function writeOpenSloDuration(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms % each === 0) ?? ["m", 60_000];
  return `${Math.max(1, Math.round(ms / size))}${unit}`;
}
