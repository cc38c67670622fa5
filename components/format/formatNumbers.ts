/**
 * Numbers -> text: rates, ratios, counts, bytes. Units always, at most three significant digits, `null` (no data) a dash.
 * Ratios come in as 0..1; percent exists only here.
 */
import { grouped, NO_DATA, significant, UNIT_SPACE } from "./significant.ts";

const COUNT_STEPS: readonly (readonly [number, string])[] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];
const BYTE_STEPS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** 46.2 req/s; below one a second per minute (4 per min), below one a minute per hour. `unit` is what is counted: "req", "spans". */
export function formatRate(perSecond: number | null, unit = "req"): string {
  if (perSecond === null || !Number.isFinite(perSecond)) return NO_DATA;
  if (perSecond === 0 || perSecond >= 0.9995)
    return `${compact(perSecond, 10_000)}${unit === "" ? "" : UNIT_SPACE}${unit}/s`;
  const perMinute = perSecond * 60;
  if (perMinute >= 0.9995) return `${short(perMinute)} per${UNIT_SPACE}min`;
  return `${short(perMinute * 60)} per${UNIT_SPACE}h`;
}

const FEW_REQUESTS = 5;

/** The rate of requests; of fewer than five in the stretch their number, for a rate would be made up. */
export function formatRequests(requests: number, perSecond: number | null): string {
  return requests > 0 && requests < FEW_REQUESTS ? formatCountOf(requests, "request") : formatRate(perSecond);
}

/** 0..1 -> 18.4 %, 7.2 %, 0.71 %, < 0.01 %, 0 %, 100 %. Never rounds a failure away nor up to a whole. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return NO_DATA;
  const percent = ratio * 100;
  if (percent === 0) return `0${UNIT_SPACE}%`;
  if (Math.abs(percent) < 0.01) return `<${UNIT_SPACE}0.01${UNIT_SPACE}%`;
  if (Math.abs(percent) < 1) return `${percent.toFixed(2)}${UNIT_SPACE}%`;
  if (percent > 99.9 && percent < 100) return `>${UNIT_SPACE}99.9${UNIT_SPACE}%`;
  return `${percent === 100 ? "100" : percent.toFixed(1)}${UNIT_SPACE}%`;
}

/** Exact below 10,000 (3,412), then 12.4 k, 1.60 M. */
export function formatCount(count: number | null): string {
  if (count === null || !Number.isFinite(count)) return NO_DATA;
  return count < 10_000 && Number.isInteger(count) ? grouped(count) : compact(count, 10_000);
}

/** "1 span", "3,412 spans". The plural adds an s unless given. */
export function formatCountOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** Decimal units, as disks are sold: 84 B, 12.4 kB, 1.60 GB. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null || !Number.isFinite(bytes)) return NO_DATA;
  let value = bytes;
  let step = 0;
  while (Number(value.toPrecision(3)) >= 1000 && step < BYTE_STEPS.length - 1) {
    value /= 1000;
    step++;
  }
  return `${step === 0 ? Math.round(value) : significant(value)}${UNIT_SPACE}${BYTE_STEPS[step]}`;
}

/** Three digits with k, M, G above `from`. */
export function compact(value: number, from: number): string {
  if (Math.abs(value) < from) return significant(value);
  const [size, letter] = COUNT_STEPS.find(([step]) => Math.abs(value) >= step) ?? [1, ""];
  return `${significant(value / size)}${UNIT_SPACE}${letter}`;
}

const short = (value: number) => significant(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
