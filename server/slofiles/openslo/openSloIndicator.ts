/**
 * Indicators of OpenSLO files -> ours. Ratio: good or bad beside total, or a raw ratio; counters become increases over `[$window]`.
 * Threshold: a value beside the objective's `op` and `value`, judged minute by minute. Sources that are not Prometheus are noted: their
 * queries are taken as PromQL, which is what the console can ask.
 * Source: OpenSLO v1, SLI.
 */
import type { Indicator, SloOperator } from "../../model/slo.ts";
import type { Fields } from "../fileFields.ts";
import { countedEvents, parsedQuery, selectorAlone, slothWindow } from "../queryWindow.ts";

/** What type a DataSource of this name has; null: there is none in the folder. */
export type FindSourceType = (name: string) => string | null;
/** What the objective says of a threshold. */
export interface Comparison {
  readonly operator: SloOperator;
  readonly value: number;
}
/** An SLI as it stands in its file; what it becomes depends on each objective. */
export type OpenSloSli = { readonly kind: "threshold"; readonly query: string } | Extract<Indicator, { kind: "ratio" }>;

const QUERY_FIELDS = ["query", "promql", "expr"];
const isPrometheus = (type: string) => /^(prometheus|promql)$/i.test(type);
const OPERATORS: Readonly<Record<string, SloOperator>> = { lt: "<", lte: "<=", gt: ">", gte: ">=" };

/** `thresholdMetric` or `ratioMetric`. */
export function readSli(spec: Fields, sourceType: FindSourceType): OpenSloSli | null {
  spec.text("description");
  const threshold = spec.fields("thresholdMetric");
  const ratio = spec.fields("ratioMetric");
  if (threshold) {
    const query = metricQuery(threshold, sourceType);
    return query === null ? null : { kind: "threshold", query: slothWindow(query) };
  }
  if (ratio) return readRatio(ratio, sourceType);
  spec.problem("ratioMetric", `${spec.what} needs a ratioMetric or a thresholdMetric`);
  return null;
}

function readRatio(ratio: Fields, sourceType: FindSourceType): OpenSloSli | null {
  const isCounter = ratio.flag("counter");
  const read = (name: string) => {
    const metric = ratio.fields(name);
    return metric ? metricQuery(metric, sourceType) : null;
  };
  const raw = read("raw");
  if (raw !== null) {
    const isFailure = (ratio.text("rawType") ?? "success") === "failure";
    const query = slothWindow(raw);
    return { kind: "ratio", good: null, bad: isFailure ? query : `1 - (${query})`, total: null, isRatio: true };
  }
  const [good, bad, total] = [read("good"), read("bad"), read("total")];
  if (total === null || (good === null) === (bad === null)) {
    ratio.problem("total", "a ratioMetric needs total and one of good and bad, or raw");
    return null;
  }
  const counted = (query: string | null) =>
    query === null ? null : countedEvents(query, isCounter ?? namesCounter(query));
  return { kind: "ratio", good: counted(good), bad: counted(bad), total: counted(total), isRatio: false };
}

/** Where a file does not say, the name of the metric does. */
const namesCounter = (query: string) => /_(total|count|bucket|sum)$/.test(selectorAlone(query)?.name ?? "");

/** `metricSource` of a metric of v1. */
function metricQuery(metric: Fields, sourceType: FindSourceType): string | null {
  const source = metric.fields("metricSource") ?? null;
  const spec = source?.fields("spec") ?? null;
  if (!source || !spec) {
    metric.problem("metricSource", `${metric.what} needs a metricSource with a spec`);
    return null;
  }
  const reference = source.text("metricSourceRef");
  const referred = reference === null ? null : sourceType(reference);
  if (reference !== null && referred === null)
    source.note(
      "metricSourceRef",
      `there is no DataSource "${reference}" beside it; its query is asked of what is stored here`,
    );
  const type = source.text("type") ?? referred;
  if (type !== null && !isPrometheus(type))
    source.note("type", `the source type "${type}" is not Prometheus: its query is taken as PromQL`);
  const name = QUERY_FIELDS.find((each) => spec.has(each));
  const query = name === undefined ? null : spec.text(name);
  if (query === null) spec.problem("query", `${metric.what} needs a query`);
  else if (parsedQuery(slothWindow(query)) === null)
    spec.note(name ?? "query", "this query is not PromQL, so it cannot be counted here");
  return query;
}

/** A metric of v1alpha: source, queryType, query. */
export function alphaQuery(metric: Fields | null): string | null {
  const query = metric?.text("query") ?? null;
  const source = metric?.text("source") ?? "prometheus";
  const type = metric?.text("queryType") ?? "promql";
  if (metric && (!/^(prometheus|sloth)$/i.test(source) || !isPrometheus(type)))
    metric.note("source", `the source "${source}" (${type}) is not Prometheus: its query is taken as PromQL`);
  metric?.ignore(["metadata"], "it says nothing about what is counted");
  return query;
}

/** `op` and `value` of an objective; null, and a problem, when a threshold lacks them. */
export function readComparison(objective: Fields): Comparison | null {
  const op = objective.text("op");
  const value = objective.number("value");
  const operator = op === null ? undefined : OPERATORS[op.toLowerCase()];
  if (operator !== undefined && value !== null) return { operator, value };
  objective.problem("op", "a threshold needs op (lt, lte, gt, gte) and value");
  return null;
}
