/**
 * The PromQL that shows a metric without being asked how: a counter as its rate, a gauge as its value, a histogram as quantiles; summed
 * or averaged over all labels but those that it is split by, within the labels that it is filtered by.
 */
import type { PanelUnit } from "../panels/panelSpec.ts";
import type { MetricRow } from "./metricRows.ts";

/** `job="cart"`. */
export interface LabelFilter {
  readonly label: string;
  readonly value: string;
}

export const AGGREGATIONS = ["sum", "avg", "max", "min"] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];
export const QUANTILES = [0.5, 0.95, 0.99] as const;

export interface MetricQuestion {
  readonly metric: Pick<MetricRow, "name" | "type" | "unit" | "derived">;
  readonly split: readonly string[];
  readonly filters: readonly LabelFilter[];
  /** Left out: what suits the unit. */
  readonly aggregation: Aggregation | null;
  /** Which one of a histogram that is split. */
  readonly quantile: number;
  /** Some senders of a histogram have explicit buckets, others exponential ones: PromQL does not add them up. */
  readonly mixed?: boolean;
}

export interface MetricQuery {
  readonly ref: string;
  readonly expr: string;
  readonly legend: string;
}

const LEGACY_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** `http_requests_total{job="cart"}`; names with other characters in quotes, within the braces. */
export function selectorText(name: string, filters: readonly LabelFilter[]): string {
  const pairs = filters.map(({ label, value }) => `${labelText(label)}=${quote(value)}`);
  if (!LEGACY_NAME.test(name)) return `{${[quote(name), ...pairs].join(", ")}}`;
  return pairs.length > 0 ? `${name}{${pairs.join(", ")}}` : name;
}

const quote = (text: string) => JSON.stringify(text);
const labelText = (label: string) => (LEGACY_LABEL.test(label) ? label : quote(label));

/** Of amounts the sum, of levels and shares the mean. */
export function usualAggregation({ type, unit }: Pick<MetricRow, "type" | "unit">): Aggregation {
  if (type === "counter" || type === "histogram") return "sum";
  return /^(seconds|percent|ratio|celsius|)$/.test(unit) ? "avg" : "sum";
}

export function metricQueries(question: MetricQuestion): MetricQuery[] {
  const { metric, split, filters } = question;
  const legend = split.map((label) => `{{${label}}}`).join(" ");
  const selector = selectorText(metric.name, filters);
  const by = (labels: readonly string[]) => (labels.length > 0 ? ` by (${labels.map(labelText).join(", ")})` : "");
  const aggregation = question.aggregation ?? usualAggregation(metric);
  const one = (expr: string, told = legend): MetricQuery[] => [{ ref: "A", expr, legend: told }];
  switch (metric.type) {
    case "counter":
      return one(`${aggregation}${by(split)} (rate(${selector}[${rangeOf(metric)}]))`, legend || metric.name);
    case "histogram":
      return histogramQueries(question, by(split), legend);
    case "summary":
      return one(`avg${by(["quantile", ...split])} (${selector})`, ["{{quantile}}", legend].join(" ").trim());
    default:
      return one(`${aggregation}${by(split)} (${selector})`, legend || metric.name);
  }
}

/** All three quantiles, or one where it is split; of each kind of buckets on its own where both are there. */
function histogramQueries(question: MetricQuestion, by: string, legend: string): MetricQuery[] {
  const { metric, split, filters, mixed = false } = question;
  const range = rangeOf(metric);
  const rates = `rate(${selectorText(metric.name, filters)}[${range}])`;
  const explicit = selectorText(`${metric.name}_bucket`, [...filters, { label: "le", value: "+Inf" }]);
  const parts = mixed
    ? [
        { kind: " explicit", rates: `${rates} and on (job, instance) ${explicit}` },
        { kind: " exponential", rates: `${rates} unless on (job, instance) ${explicit}` },
      ]
    : [{ kind: "", rates }];
  const quantiles = split.length > 0 ? [question.quantile] : QUANTILES;
  return parts.flatMap(({ kind, rates }) =>
    quantiles.map((quantile) => ({
      ref: `p${quantile * 100}${kind}`,
      expr: `histogram_quantile(${quantile}, sum${by} (${rates}))`,
      legend: split.length > 0 ? legend : `p${quantile * 100}${kind}`,
    })),
  );
}

/** Whether a sum met histograms with explicit and with exponential buckets, and had to leave them out. */
export function isMixed(warnings: readonly string[]): boolean {
  return warnings.some((warning) => warning.includes("mix of histograms with exponential and custom buckets"));
}

/** How many fell where, all series together; a job's have buckets of one kind, and the heatmap lays jobs over each other. */
export function heatmapQuery({ metric, filters }: Pick<MetricQuestion, "metric" | "filters">): string {
  return `sum by (job) (increase(${selectorText(metric.name, filters)}[${rangeOf(metric)}]))`;
}

const rangeOf = ({ derived }: Pick<MetricRow, "derived">) => (derived ? "$__span_interval" : "$__rate_interval");

const UNITS: Readonly<Record<string, PanelUnit>> = {
  seconds: "seconds",
  bytes: "bytes",
  ratio: "ratio",
  celsius: "celsius",
};

/** Of the chart. A rate of seconds (CPU time, say) is a plain number: seconds a second. */
export function chartUnitOf({ type, unit, name }: Pick<MetricRow, "type" | "unit" | "name">): PanelUnit {
  const known = UNITS[unit] ?? (name.endsWith("_ratio") ? "ratio" : undefined);
  if (type !== "counter") return known ?? "plain";
  if (known === "bytes") return "bytesPerSecond";
  return known === undefined ? "perSecond" : "plain";
}

/** What the chart shows, as a person would say it. */
export function chartSentence({ metric, split, aggregation, quantile }: MetricQuestion): string {
  const by = split.length > 0 ? `, split by ${split.join(" and ")}` : "";
  const how = { sum: "sum", avg: "mean", max: "greatest", min: "least" }[aggregation ?? usualAggregation(metric)];
  switch (metric.type) {
    case "counter":
      return `A counter only grows: shown is how much a second, ${how === "sum" ? "all series together" : `the ${how} of the series`}${by}.`;
    case "histogram":
      return split.length > 0
        ? `A histogram: shown is its p${quantile * 100}${by}.`
        : "A histogram: half of what was measured lies below p50, all but a hundredth below p99.";
    case "summary":
      return `A summary: quantiles as the sender computed them; their mean over its series${by}.`;
    default:
      return `${metric.type === "gauge" ? "A gauge goes up and down" : "Its type was not told"}: shown is its value, the ${how} of the series${by}.`;
  }
}
