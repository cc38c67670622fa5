/**
 * Numbers for people, as Prometheus's templates write them.
 * Errors: Error with Go's text for what is no number.
 * Source: Prometheus template/template.go; its common library, helpers/templates.
 */
import { formatFloat } from "./goFloat.ts";
import { quoted } from "./goText.ts";
import { DURATION, nanosOf, timeValue } from "./goTime.ts";
import { coreOf, TemplateObject, type TemplateValue, typeNameOf } from "./templateValue.ts";

const SMALL = ["m", "u", "n", "p", "f", "a", "z", "y"];
const LARGE = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const short = (value: number) => formatFloat(value, "g", 4);
const FLOAT = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?$/;

export function floatOf(value: TemplateValue): number {
  const core = coreOf(value);
  if (value instanceof TemplateObject) {
    if (value.typeName === DURATION) return Number(nanosOf(value)) / 1e9;
    throw new Error(`can't convert ${typeNameOf(value)} to float`);
  }
  if (typeof core === "number") return core;
  if (typeof core === "bigint") return Number(core);
  if (typeof core !== "string") throw new Error(`can't convert ${typeNameOf(value)} to float`);
  return parsedFloat(core);
}

export function parsedFloat(text: string): number {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special) {
    if (/nan/i.test(text)) return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const value = Number(text);
  const isHex = /^[+-]?0[xX][0-9a-fA-F.]+[pP]/.test(text);
  if (!FLOAT.test(text) || isHex || text.includes("_"))
    throw new Error(`strconv.ParseFloat: parsing ${quoted(text)}: invalid syntax`);
  if (!Number.isFinite(value)) throw new Error(`strconv.ParseFloat: parsing ${quoted(text)}: value out of range`);
  return value;
}

export function humanize(argument: TemplateValue): string {
  let value = floatOf(argument);
  if (value === 0 || !Number.isFinite(value)) return short(value);
  let prefix = "";
  if (Math.abs(value) >= 1) {
    for (const next of LARGE) {
      if (Math.abs(value) < 1_000) break;
      [prefix, value] = [next, value / 1_000];
    }
    return short(value) + prefix;
  }
  return below(value);
}

function below(argument: number): string {
  let [value, prefix] = [argument, ""];
  for (const next of SMALL) {
    if (Math.abs(value) >= 1) break;
    [prefix, value] = [next, value * 1_000];
  }
  return short(value) + prefix;
}

export function humanize1024(argument: TemplateValue): string {
  let value = floatOf(argument);
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return short(value);
  let prefix = "";
  for (const next of ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"]) {
    if (Math.abs(value) < 1_024) break;
    [prefix, value] = [next, value / 1_024];
  }
  return short(value) + prefix;
}

export const humanizePercentage = (argument: TemplateValue) => `${short(floatOf(argument) * 100)}%`;

export function humanizeDuration(argument: TemplateValue): string {
  const value = floatOf(argument);
  if (!Number.isFinite(value)) return short(value);
  if (value === 0) return `${short(value)}s`;
  if (Math.abs(value) < 1) return `${below(value)}s`;
  const sign = value < 0 ? "-" : "";
  const seconds = Math.trunc(Math.abs(value));
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const rest = `${minutes}m ${seconds % 60}s`;
  if (days > 0) return `${sign}${days}d ${hours}h ${rest}`;
  if (hours > 0) return `${sign}${hours}h ${rest}`;
  return minutes > 0 ? sign + rest : `${sign}${short(Math.abs(value))}s`;
}

export function humanizeTimestamp(argument: TemplateValue): string {
  const value = floatOf(argument);
  if (!Number.isFinite(value)) return short(value);
  return timeOf(value).text ?? "";
}

/** Of Unix seconds; beyond the year 2262 Go's nanoseconds overflow. */
export function timeOf(seconds: number): TemplateObject {
  if (!Number.isFinite(seconds)) throw new Error("value is NaN or Inf");
  if (Math.abs(seconds * 1e9) > 2 ** 63) {
    const text = formatFloat(seconds, "g", -1);
    throw new Error(`${text} cannot be represented as a nanoseconds timestamp since it overflows int64`);
  }
  return timeValue(Math.trunc((seconds * 1e9) / 1e6), "UTC", true);
}
