/**
 * An error budget as text: the part of it that is left, and how long that lasts. One form of each wherever a budget is shown.
 * Units: ratios 0..1 (below 0: overspent), milliseconds; null is unknown.
 */
import { grouped, NO_DATA, UNIT_SPACE } from "./significant.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A part of the budget: "41 %", "4.1 %", "−12 %". What is not all is never told as 100 %, what is not nothing never as 0. */
export function formatBudget(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return NO_DATA;
  const percent = Math.abs(ratio * 100);
  const sign = ratio < 0 ? "−" : "";
  if (percent === 0) return `0${UNIT_SPACE}%`;
  if (percent < 0.1) return `${sign}<${UNIT_SPACE}0.1${UNIT_SPACE}%`;
  if (percent > 99 && percent < 100) return `${sign}${(Math.floor(percent * 10) / 10).toFixed(1)}${UNIT_SPACE}%`;
  if (percent < 10) return `${sign}${Number(percent.toFixed(1))}${UNIT_SPACE}%`;
  return `${sign}${grouped(percent)}${UNIT_SPACE}%`;
}

/** How long the budget lasts, as people say it: "25 min", "4.1 h", "35 h", "5.1 days"; Infinity: "lasts". */
export function formatLasts(ms: number | null): string {
  if (ms === null || Number.isNaN(ms)) return NO_DATA;
  if (ms <= 0) return "gone";
  if (!Number.isFinite(ms)) return "lasts";
  if (ms < HOUR_MS) return `${Math.max(1, Math.round(ms / MINUTE_MS))}${UNIT_SPACE}min`;
  if (ms < 48 * HOUR_MS) return `${short(ms / HOUR_MS)}${UNIT_SPACE}h`;
  if (ms < 1000 * DAY_MS) return `${short(ms / DAY_MS)}${UNIT_SPACE}days`;
  return "years";
}

const short = (value: number) =>
  value < 10 ? value.toFixed(1) : Math.round(value * 10) / 10 < 20 ? trim(value) : Math.round(value).toString();
const trim = (value: number) => (Math.round(value * 10) / 10).toString();
