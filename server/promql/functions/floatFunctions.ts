/**
 * Functions of one float at a time: rounding, roots, logarithms, trigonometry, clamping, parts of a date. Histograms have no answer,
 * and the metric's name goes away. They change series in place, one by one, so that they never hold a vector.
 * Source: Prometheus promql/functions.go.
 */
import { dateParts } from "./calendar.ts";
import { larger, smaller } from "./goMath.ts";

/** `scalars` are the other arguments at the same step. */
export type FloatFunction = (value: number, scalars: readonly number[]) => number;

const ROUND_TO_DEFAULT = 1;

export const FLOAT_FUNCTIONS: ReadonlyMap<string, FloatFunction> = new Map<string, FloatFunction>([
  ["abs", Math.abs],
  ["ceil", Math.ceil],
  ["floor", Math.floor],
  ["exp", Math.exp],
  ["sqrt", Math.sqrt],
  ["ln", Math.log],
  ["log2", Math.log2],
  ["log10", Math.log10],
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["tan", Math.tan],
  ["asin", Math.asin],
  ["acos", Math.acos],
  ["atan", Math.atan],
  ["sinh", Math.sinh],
  ["cosh", Math.cosh],
  ["tanh", Math.tanh],
  ["asinh", Math.asinh],
  ["acosh", Math.acosh],
  ["atanh", Math.atanh],
  ["rad", (value) => (value * Math.PI) / 180],
  ["deg", (value) => (value * 180) / Math.PI],
  ["sgn", (value) => (value < 0 ? -1 : value > 0 ? 1 : value)],
  ["round", (value, [nearest = ROUND_TO_DEFAULT]) => round(value, nearest)],
  ["clamp", (value, [low = 0, high = 0]) => larger(low, smaller(high, value))],
  ["clamp_min", (value, [low = 0]) => larger(low, smaller(Number.POSITIVE_INFINITY, value))],
  ["clamp_max", (value, [high = 0]) => larger(Number.NEGATIVE_INFINITY, smaller(high, value))],
  ["year", (value) => dateParts(value).year],
  ["month", (value) => dateParts(value).month],
  ["day_of_month", (value) => dateParts(value).day],
  ["day_of_year", (value) => dateParts(value).dayOfYear],
  ["days_in_month", (value) => dateParts(value).daysInMonth],
  ["day_of_week", (value) => dateParts(value).weekday],
  ["hour", (value) => dateParts(value).hour],
  ["minute", (value) => dateParts(value).minute],
]);

/** These take the evaluation's own time when no vector is given. */
export const DATE_FUNCTIONS: ReadonlySet<string> = new Set(
  "year month day_of_month day_of_year days_in_month day_of_week hour minute".split(" "),
);

/** Ties go up. Multiplying by the inverse loses less than dividing. */
function round(value: number, nearest: number): number {
  const inverse = 1 / nearest;
  return Math.floor(value * inverse + 0.5) / inverse;
}
