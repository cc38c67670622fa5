/**
 * OTLP names -> Prometheus names, as the official translator makes them with suffixes and without UTF-8.
 * Source: OpenTelemetry specification, "Prometheus and OpenMetrics compatibility"; prometheus/otlptranslator.
 */
import { AggregationTemporality, MetricKind } from "../model/metric.ts";

const UNITS: Readonly<Record<string, string>> = {
  d: "days",
  h: "hours",
  min: "minutes",
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  By: "bytes",
  KiBy: "kibibytes",
  MiBy: "mebibytes",
  GiBy: "gibibytes",
  TiBy: "tibibytes",
  KBy: "kilobytes",
  MBy: "megabytes",
  GBy: "gigabytes",
  TBy: "terabytes",
  m: "meters",
  V: "volts",
  A: "amperes",
  J: "joules",
  W: "watts",
  g: "grams",
  Cel: "celsius",
  Hz: "hertz",
  "1": "",
  "%": "percent",
};
const PER_UNITS: Readonly<Record<string, string>> = {
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
  mo: "month",
  y: "year",
};

export type MetricType = "counter" | "gauge" | "histogram" | "summary" | "unknown";

/** What decides a metric's name and type. `kind` is OTLP's field number. */
export interface MetricShape {
  readonly name: string;
  readonly unit: string;
  readonly kind: number;
  readonly temporality: number;
  readonly isMonotonic: boolean;
}

/** Prometheus's type; deltas are shown summed up, so they have the type of what they sum up to. */
export function metricType({ kind, isMonotonic, temporality }: MetricShape): MetricType {
  if (kind === MetricKind.SUM) {
    return isMonotonic && temporality !== AggregationTemporality.UNSPECIFIED ? "counter" : "gauge";
  }
  if (kind === MetricKind.GAUGE) return "gauge";
  if (kind === MetricKind.SUMMARY) return "summary";
  return kind === MetricKind.HISTOGRAM || kind === MetricKind.EXPONENTIAL_HISTOGRAM ? "histogram" : "unknown";
}

function unitParts(unit: string): { main: string; per: string } {
  const slash = unit.indexOf("/");
  const named = (text: string, table: Readonly<Record<string, string>>) => {
    const trimmed = text.trim();
    if (trimmed === "" || /[{}]/.test(trimmed)) return "";
    return Object.hasOwn(table, trimmed) ? (table[trimmed] ?? "") : trimmed;
  };
  const main = named(slash < 0 ? unit : unit.slice(0, slash), UNITS);
  const per = slash < 0 ? "" : named(unit.slice(slash + 1), PER_UNITS);
  return { main, per: per === "" ? "" : `per_${per}` };
}

function cleanUnit(unit: string): string {
  return unit
    .replace(/[^a-zA-Z0-9:]/gu, "_")
    .replace(/_+/g, "_")
    .replace(/^_/, "");
}

/** `By/s` -> `bytes_per_second`; "" for none. */
export function unitName(unit: string): string {
  const { main, per } = unitParts(unit);
  return [cleanUnit(main), cleanUnit(per)]
    .filter((part) => part !== "")
    .join("_")
    .replace(/^_|_$/g, "");
}

function withUnit(tokens: readonly string[], unit: string): string[] {
  const parts = unitParts(unit);
  const cleanPer = cleanUnit(parts.per);
  let main = cleanUnit(parts.main);
  let per = cleanPer === "per_" ? "" : cleanPer.replace(/_$/, "");
  if (tokens.includes(main)) main = "";
  if (tokens.includes(per)) per = "";
  if (per !== "") main = main.replace(/_$/, "");
  return [...tokens, main, per].filter((token) => token !== "");
}

/** The name without `_bucket`, `_sum`, `_count`; "" when nothing of the name can be kept. */
export function metricName(metric: MetricShape): string {
  let tokens = withUnit(
    metric.name.split(/[^a-zA-Z0-9:]+/u).filter((token) => token !== ""),
    metric.unit,
  );
  const type = metricType(metric);
  if (type === "counter") tokens = [...tokens.filter((token) => token !== "total"), "total"];
  if (type === "gauge" && metric.unit === "1" && metric.kind === MetricKind.GAUGE) {
    tokens = [...tokens.filter((token) => token !== "ratio"), "ratio"];
  }
  const name = tokens.join("_");
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/** An attribute's name as a label; "" when nothing of it can be kept. */
export function labelName(attribute: string): string {
  const isReserved = /^__.*__$/s.test(attribute) && attribute.length >= 4;
  const inner = (isReserved ? attribute.slice(2, -2) : attribute).replace(/[^a-zA-Z0-9]+/gu, "_");
  const name = isReserved ? `__${inner}__` : inner;
  if (/^_*$/.test(name)) return "";
  return /^[0-9]/.test(name) ? `key_${name}` : name;
}
