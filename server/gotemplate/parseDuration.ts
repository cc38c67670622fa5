/**
 * `1h30m` -> seconds, as Prometheus writes durations.
 * Errors: Error with Prometheus's text.
 * Source: Prometheus common/model (time.go, ParseDurationAllowNegative).
 */
import { quoted } from "./goText.ts";

/** Milliseconds, from the greatest to the least. */
const UNITS = new Map([
  ["y", 31_536_000_000],
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
]);

export function parseDuration(text: string): number {
  const size = text.replace(/^-/, "");
  if (size === "0") return 0;
  if (size === "") throw new Error("empty duration string");
  const invalid = new Error(`not a valid duration string: ${quoted(size)}`);
  if (!/^\d/.test(size)) throw invalid;
  let [milliseconds, before] = [0, Number.POSITIVE_INFINITY];
  for (const [, count = "", unit = ""] of size.matchAll(/(\d+)(\D*)/g)) {
    if (unit === "") throw invalid;
    const length = UNITS.get(unit);
    if (length === undefined) throw new Error(`unknown unit ${quoted(unit)} in duration ${quoted(size)}`);
    if (length >= before) throw invalid;
    [milliseconds, before] = [milliseconds + Number(count) * length, length];
  }
  if (milliseconds > 2 ** 63 / 1e6) throw new Error("duration out of range");
  return (text.startsWith("-") ? -milliseconds : milliseconds) / 1_000;
}
