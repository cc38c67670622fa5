/** Lengths and amounts as sentences about budgets say them: hours left to two digits, windows in their own unit. */
import { sayDigits, sayLength } from "../history/sayNumbers.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./sloWindows.ts";

/** "25 min", "4.1 h", "13 h", "5.2 days": what is left, as exactly as it is known. */
export function sayHours(ms: number): string {
  const two = (value: number) => (value < 9.95 ? String(Number(value.toFixed(1))) : sayDigits(Math.round(value)));
  if (ms < MINUTE_MS) return "less than a minute";
  if (ms < HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  const hours = ms / HOUR_MS;
  if (hours < 47.5) return `${two(hours)} h`;
  return `${two(ms / DAY_MS)} days`;
}

/** A burn rate or factor: 14.4, 9, 0.71; without the last digits of a double. */
export const sayBurn = (burn: number): string => sayDigits(Number(burn.toPrecision(6)));

/** A window of minutes: "5 min", "6 h", "3 d", "1 h 24 min". */
export const sayWindow = (ms: number): string => sayLength(ms);

/** "12 %", "4.2 %", "230 %": a part of a budget, which may be more than all of it. */
export function sayPart(ratio: number): string {
  const percent = Math.abs(ratio) * 100;
  if (percent === 0) return "0 %";
  if (percent < 0.01) return "< 0.01 %";
  // What is not all is not told as all.
  if (percent > 99 && percent < 100) return `${Math.floor(percent * 10) / 10} %`;
  return `${percent < 10 ? Number(percent.toPrecision(2)) : sayDigits(Math.round(percent))} %`;
}
