/**
 * Three significant digits, the most that any number on a screen carries, and the spaces that numbers are set with.
 * Shape: a finite number in, digits out; no unit, no sign of its own beyond "−" (U+2212) for negatives.
 */

/** Between a number and its unit: never broken over two lines (U+00A0; a narrower one runs number and unit together at 13 px). */
export const UNIT_SPACE = "\u00a0";
/** What stands for "no data"; a measured zero is written "0". */
export const NO_DATA = "–";

/** 1284 -> "1,280", 31 -> "31", 31.04 -> "31.0", 0.0712 -> "0.0712". A whole number below 1000 keeps no decimals. */
export function significant(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size === 0) return "0";
  const rounded = Number(size.toPrecision(3));
  if (rounded >= 1000) return sign + grouped(rounded);
  if (Number.isInteger(size)) return sign + size.toString();
  return (
    sign + (rounded >= 0.001 ? rounded.toFixed(Math.max(0, 2 - Math.floor(Math.log10(rounded)))) : size.toPrecision(2))
  );
}

/** Digits in groups of three: 1280 -> "1,280". */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}
