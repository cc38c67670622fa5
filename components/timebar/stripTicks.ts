/**
 * The ticks of the strip's axis: whole steps of the viewer's wall clock, also across a change of clocks. An hour that does not exist has
 * no tick; of one that comes twice both have one, and the second names its offset, so that no two labels are the same.
 */
import { formatInstant } from "../format/formatInstant.ts";
import { instantOf, offsetWords, wallClock } from "../format/zonedInstant.ts";
import type { StripRange } from "../playback/stripRange.ts";

export interface Tick {
  readonly timeMs: number;
  readonly label: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** The first that gives at most as many ticks as there is room for. */
const STEPS_MS = [
  1 / 12,
  1 / 6,
  0.25,
  0.5,
  1,
  2,
  5,
  10,
  15,
  30,
  60,
  180,
  360,
  720,
  1440,
  2880,
  10_080,
  20_160,
  40_320,
].map((minutes) => minutes * MINUTE_MS);

export function stripTicks({ startMs, endMs }: StripRange, zone: string, most = 10): Tick[] {
  const stepMs = STEPS_MS.find((step) => (endMs - startMs) / step <= most) ?? (endMs - startMs) / most;
  const wall = (timeMs: number) => Date.parse(`${wallClock(timeMs, zone)}Z`);
  const instants = new Set<number>();
  const from = Math.floor((wall(startMs) - DAY_MS / 12) / stepMs) * stepMs;
  const to = wall(endMs) + DAY_MS / 12;
  for (let local = from; local <= to; local += stepMs) {
    const first = instantOf(new Date(local).toISOString().slice(0, 19), zone);
    if (first === null || wall(first) !== local) continue;
    instants.add(first);
    if (stepMs <= HOUR_MS && wall(first + HOUR_MS) === local) instants.add(first + HOUR_MS);
  }
  const shown = [...instants].filter((timeMs) => timeMs >= startMs && timeMs < endMs).sort((a, b) => a - b);
  const said = new Set<string>();
  return shown.map((timeMs) => {
    const plain = labelOf(timeMs, stepMs, zone);
    const label = said.has(plain) ? `${plain} ${offsetWords(wall(timeMs) - timeMs)}` : plain;
    said.add(label);
    return { timeMs, label };
  });
}

/** Midnight is a day's name, so that a strip of several days can be read. */
function labelOf(timeMs: number, stepMs: number, zone: string): string {
  if (wallClock(timeMs, zone).endsWith("T00:00:00")) return formatInstant(timeMs, zone, "day");
  return formatInstant(timeMs, zone, stepMs < MINUTE_MS ? "clock" : "minute");
}
