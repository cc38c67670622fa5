/**
 * A length of time -> text: 412 µs, 12.4 ms, 1.24 s, 2 min 5 s, 3 h 12 min, 5 d 4 h. At most three significant digits below a
 * minute, two units above. `null` (no data) is a dash.
 */
import { NO_DATA, significant, UNIT_SPACE } from "./significant.ts";

const LONG_UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
];

/** Text of a length in nanoseconds. */
export function formatDuration(nano: number | null): string {
  if (nano === null || !Number.isFinite(nano)) return NO_DATA;
  const sign = nano < 0 ? "−" : "";
  const size = Math.abs(nano);
  if (size === 0) return "0";
  if (rounded(size) < 1e3) return `${sign}${significant(size)}${UNIT_SPACE}ns`;
  if (rounded(size) < 1e6) return `${sign}${significant(size / 1e3)}${UNIT_SPACE}µs`;
  if (rounded(size) < 1e9) return `${sign}${significant(size / 1e6)}${UNIT_SPACE}ms`;
  if (rounded(size) < 6e10) return `${sign}${significant(size / 1e9)}${UNIT_SPACE}s`;
  return sign + twoUnits(Math.round(size / 1e9));
}

/** Text of a length in seconds. */
export function formatSeconds(seconds: number | null): string {
  return formatDuration(seconds === null ? null : seconds * 1e9);
}

/** Text of a length in milliseconds, in whole units from seconds up: what people call a window ("1 h", "15 min", "2 h 14 min"). */
export function formatSpanOfTime(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return seconds < 60 ? `${seconds}${UNIT_SPACE}s` : twoUnits(seconds);
}

/** The same after "the last": "6 min", but "minute" and not "1 min". */
export function formatLast(ms: number): string {
  const text = formatSpanOfTime(ms);
  const single: Readonly<Record<string, string>> = {
    [`1${UNIT_SPACE}min`]: "minute",
    [`1${UNIT_SPACE}h`]: "hour",
    [`1${UNIT_SPACE}d`]: "day",
  };
  return single[text] ?? text;
}

/** What the three digits will show decides the unit: 999.9 µs is "1.00 ms", not "1,000 µs". */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function twoUnits(seconds: number): string {
  const first = LONG_UNITS.findIndex(([, size]) => seconds >= size);
  const [name, size] = LONG_UNITS[first] ?? ["s", 1];
  const [nextName, nextSize] = LONG_UNITS[first + 1] ?? ["", 0];
  const head = Math.floor(seconds / size);
  const rest = nextSize > 0 ? Math.floor((seconds - head * size) / nextSize) : 0;
  return rest > 0 ? `${head}${UNIT_SPACE}${name} ${rest}${UNIT_SPACE}${nextName}` : `${head}${UNIT_SPACE}${name}`;
}
