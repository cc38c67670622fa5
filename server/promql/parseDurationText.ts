/**
 * `1d2h`, `5m30s`, `250ms` <-> milliseconds.
 * Source: Prometheus common/model (time.go): units in descending order, each once, at most 2^63 nanoseconds.
 */
import { quoteGo } from "./formatGo.ts";

const UNITS: readonly (readonly [string, number])[] = [
  ["y", 365 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
];
const UNIT_MS: ReadonlyMap<string, number> = new Map(UNITS);
/** 2^63 nanoseconds. */
export const MAX_DURATION_MS = 2 ** 63 / 1e6;

/** Milliseconds, or what is wrong with the text. */
export function durationMs(text: string): number | string {
  if (text === "0") return 0;
  if (text === "") return "empty duration string";
  const broken = `not a valid duration string: ${quoteGo(text)}`;
  if (!/^(?:[0-9]+[^0-9]+)+$/.test(text)) return broken;
  let ms = 0;
  let before = Number.POSITIVE_INFINITY;
  for (const [, count, unit = ""] of text.matchAll(/([0-9]+)([^0-9]+)/g)) {
    const unitMs = UNIT_MS.get(unit);
    if (unitMs === undefined) return `unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`;
    if (unitMs >= before) return broken;
    before = unitMs;
    ms += Number(count) * unitMs;
  }
  return ms > MAX_DURATION_MS ? "duration out of range" : ms;
}

/** As Prometheus prints one: the largest units that divide it; years and weeks only when nothing is left over. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 0) return `-${formatDuration(-ms)}`;
  let left = Math.trunc(ms);
  let text = "";
  for (const [unit, unitMs] of UNITS) {
    if ((unit === "y" || unit === "w") && left % unitMs !== 0) continue;
    const count = Math.floor(left / unitMs);
    if (count === 0) continue;
    text += `${count}${unit}`;
    left -= count * unitMs;
  }
  return text;
}
