/**
 * The metrics that were sent, each with the names it answers to in PromQL: Prometheus's (legal characters, unit and type as
 * suffixes), and OTLP's own for those who quote it (`{"http.server.request.duration"}`).
 */

import { textOf } from "../model/attributes.ts";
import { MetricKind } from "../model/metric.ts";
import { PROMETHEUS_SCOPE } from "../model/semconv.ts";
import type { MetricHead } from "../store/seriesReader.ts";
import type { Facet, NamedSeries } from "./namedSeries.ts";
import { type MetricType, metricName, metricType, unitName } from "./prometheusNames.ts";
import type { Spelling } from "./seriesLabels.ts";

export interface RawMetric {
  readonly head: MetricHead;
  readonly spelling: Spelling;
  readonly type: MetricType;
  readonly unit: string;
}

const FACETS: Readonly<Record<number, readonly (readonly [string, Facet])[]>> = {
  [MetricKind.GAUGE]: [["", "value"]],
  [MetricKind.SUM]: [["", "value"]],
  [MetricKind.HISTOGRAM]: [
    ["", "native"],
    ["_bucket", "bucket"],
    ["_sum", "sum"],
    ["_count", "count"],
  ],
  [MetricKind.EXPONENTIAL_HISTOGRAM]: [
    ["", "native"],
    ["_sum", "sum"],
    ["_count", "count"],
  ],
  [MetricKind.SUMMARY]: [
    ["", "quantile"],
    ["_sum", "sum"],
    ["_count", "count"],
  ],
};

/** Metadata key with which Prometheus's type travels in OTLP. */
const PROMETHEUS_TYPE = "prometheus.type";
const TYPES: readonly string[] = ["counter", "gauge", "histogram", "summary"] satisfies MetricType[];

function prometheusType(head: MetricHead): MetricType {
  const told = textOf(head.metadata, PROMETHEUS_TYPE) ?? "";
  return TYPES.includes(told) ? (told as MetricType) : metricType(head);
}

/** Names of one metric in one spelling. */
function namesOf(head: MetricHead, spelling: Spelling): NamedSeries<RawMetric>[] {
  const isOwn = head.scopeName === PROMETHEUS_SCOPE;
  const base = spelling === "otlp" || isOwn ? head.name : metricName(head);
  if (base === "") return [];
  const metric: RawMetric = {
    head,
    spelling: isOwn ? "prometheus" : spelling,
    type: isOwn ? prometheusType(head) : metricType(head),
    unit: unitName(head.unit),
  };
  return (FACETS[head.kind] ?? []).map(([suffix, facet]) => ({ name: `${base}${suffix}`, metric, facet }));
}

/** Names as Prometheus has them: what a selector without a name, lists and regular expressions see. */
export function rawNames(heads: readonly MetricHead[]): NamedSeries<RawMetric>[] {
  return heads.flatMap((head) => namesOf(head, "prometheus"));
}

/** The metrics that are called exactly so: in Prometheus's words, else in OTLP's. */
export function rawNamesExactly(heads: readonly MetricHead[], name: string): NamedSeries<RawMetric>[] {
  const inPrometheus = rawNames(heads).filter((named) => named.name === name);
  if (inPrometheus.length > 0) return inPrometheus;
  return heads.flatMap((head) => namesOf(head, "otlp")).filter((named) => named.name === name);
}

/** Whether a series is of this metric: of one name there may be several that differ in unit or kind. */
export function isOfHead(
  head: MetricHead,
  series: Omit<MetricHead, "scopeName" | "seriesCount" | "description" | "metadata">,
): boolean {
  return (
    series.name === head.name &&
    series.unit === head.unit &&
    series.kind === head.kind &&
    series.temporality === head.temporality &&
    series.isMonotonic === head.isMonotonic
  );
}
