/**
 * Axes in the units people say: ticks that are round in their unit ("0, 500 ms, 1 s", "0, 8 %, 16 %"), labels without idle zeros,
 * and ticks of time on whole steps of the viewer's wall clock.
 * Units in: rates per second, ratios 0..1, lengths in seconds, counts, bytes, bytes per second, degrees Celsius, plain numbers.
 */
import { formatSeconds } from "../format/formatDuration.ts";
import { compact, formatBytes, formatCount, formatRate, formatRatio } from "../format/formatNumbers.ts";
import { NO_DATA, significant, UNIT_SPACE } from "../format/significant.ts";
import { wallClock } from "../format/zonedInstant.ts";

export type ChartUnit = "rate" | "ratio" | "seconds" | "count" | "bytes" | "bytesPerSecond" | "celsius" | "plain";

/** What an axis of nothing but zeros reaches to, so that an idle chart looks idle and not magnified. */
const LEAST_TOP: Readonly<Record<ChartUnit, number>> = {
  rate: 1 / 60,
  ratio: 0.01,
  seconds: 0.001,
  count: 1,
  bytes: 1000,
  bytesPerSecond: 1000,
  celsius: 10,
  plain: 1e-6,
};

/** An axis of rates is per minute where its top is at most this many per second. */
const PER_MINUTE_UP_TO = 1;

/** A share is at most the whole; a hair above it is the rounding of sums. */
const WHOLE = 1 + 1e-6;

/**
 * Ticks from 0 (or below `min` where that is negative) to the axis's top, ascending; the top covers `max`. About `wished` intervals. An axis
 * of ratios ends at the whole unless a value is above it (three processors in use are 300 %).
 */
export function valueTicks(max: number, unit: ChartUnit, wished = 3, min = 0): number[] {
  const low = Math.min(0, min * 1.02);
  const least = low < 0 ? Math.max(max * 1.02, 0) : Math.max(max * 1.02, LEAST_TOP[unit]);
  const top = unit === "ratio" && max <= WHOLE ? Math.min(least, 1) : least;
  const step = roundStep((top - low) / wished, Math.max(top, -low), unit);
  const first = Math.floor(low / step + 1e-9);
  const count = Math.max(1, Math.ceil(top / step - 1e-9) - first);
  return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The smallest round step that is not below `least`: 1, 2, 2.5 or 5 times a power of ten; 15, 30 and 60 of a minute and an hour. */
function roundStep(least: number, top: number, unit: ChartUnit): number {
  if (unit === "seconds" && least > 5) {
    const found = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].find(
      (s) => s >= least,
    );
    return found ?? Math.ceil(least / 86_400) * 86_400;
  }
  const scale = unit === "rate" && top <= PER_MINUTE_UP_TO ? 1 / 60 : 1;
  const power = 10 ** Math.floor(Math.log10(least / scale));
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power * scale >= least * (1 - 1e-9)) ?? 10;
  const step = factor * power * scale;
  return unit === "count" ? Math.max(1, Math.ceil(step)) : step;
}

/** A tick's text: "1.5 s", "24 %", "340". Of a rate the zero carries the unit for the whole axis, per second or, below one, per minute. */
export function tickLabel(value: number, top: number, unit: ChartUnit, noun = "req"): string {
  if (unit !== "rate") return value === 0 && unit !== "ratio" ? "0" : withoutIdleZeros(formatValue(value, unit, noun));
  const perMinute = top <= PER_MINUTE_UP_TO;
  if (value === 0) return perMinute ? "0 per min" : rateUnit(0, noun);
  return withoutIdleZeros(compact(perMinute ? Number((value * 60).toPrecision(6)) : value, 10_000));
}

/** A value's text at full precision, as tooltips show it; a rate in the unit of its axis, whose top is given. */
export function formatValue(value: number | null, unit: ChartUnit, noun = "req", top?: number): string {
  if (unit === "rate") return top === undefined ? formatRate(value, noun) : rateOnAxis(value, noun, top);
  return FORMATS[unit](value);
}

const FORMATS: Readonly<Record<Exclude<ChartUnit, "rate">, (value: number | null) => string>> = {
  ratio: formatRatio,
  seconds: formatSeconds,
  bytes: (value) => signedBytes(value),
  bytesPerSecond: (value) => (value === null ? NO_DATA : `${signedBytes(value)}/s`),
  count: formatCount,
  celsius: (value) => (value === null ? NO_DATA : `${significant(value)}${UNIT_SPACE}°C`),
  plain: (value) => (value === null ? NO_DATA : compact(value, 10_000)),
};

const signedBytes = (value: number | null) =>
  value !== null && value < 0 ? `−${formatBytes(-value)}` : formatBytes(value);

/** "340 req/s"; of a rate that names nothing "340 /s". */
const rateUnit = (value: number | string, noun: string) => `${value}${noun === "" ? "" : UNIT_SPACE}${noun}/s`;

function rateOnAxis(perSecond: number | null, noun: string, top: number): string {
  if (perSecond === null) return formatRate(null);
  const perMinute = top <= PER_MINUTE_UP_TO;
  if (perMinute) return `${compact(perSecond * 60, 10_000)}${UNIT_SPACE}per${UNIT_SPACE}min`;
  return rateUnit(compact(perSecond, 10_000), noun);
}

function withoutIdleZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\D|$)/, "$1").replace(/\.(?=\D|$)/, "");
}

const MINUTE_MS = 60_000;
const TIME_STEPS_MS = [
  1 / 60,
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
  120,
  180,
  360,
  720,
  1440,
  2880,
  10_080,
].map((minutes) => minutes * MINUTE_MS);

export interface TimeTick {
  readonly timeMs: number;
  /** Which style of formatInstant suits it. */
  readonly style: "clock" | "minute" | "day";
}

/** Whole steps of the zone's wall clock within the window, at most `most`. */
export function timeTicks(startMs: number, endMs: number, zone: string, most: number): TimeTick[] {
  const step = TIME_STEPS_MS.find((candidate) => (endMs - startMs) / candidate <= most) ?? 28 * 1440 * MINUTE_MS;
  const style = step < MINUTE_MS ? "clock" : step < 1440 * MINUTE_MS ? "minute" : "day";
  const whole = Math.floor(endMs / 1000) * 1000;
  const offsetMs = Date.parse(`${wallClock(whole, zone)}Z`) - whole;
  const ticks: TimeTick[] = [];
  const first = Math.ceil((startMs + offsetMs) / step) * step - offsetMs;
  for (let timeMs = first; timeMs < endMs; timeMs += step) ticks.push({ timeMs, style });
  return ticks;
}
