/**
 * One metric has several names in PromQL: a histogram is native under its own name, classic as `_bucket`, `_sum` and `_count`.
 * This is a name with the metric it belongs to and the side of it that it shows.
 */
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { METRIC_NAME } from "../promql/labels.ts";
import { compileMatcher } from "../promql/matchLabels.ts";

export type Facet = "value" | "native" | "bucket" | "quantile" | "sum" | "count";

export interface NamedSeries<M> {
  readonly name: string;
  readonly metric: M;
  readonly facet: Facet;
}

/** The names that these matchers let through; all when none is about the name. */
export function namesMatched<M>(names: readonly NamedSeries<M>[], matchers: readonly LabelMatcher[]): NamedSeries<M>[] {
  const conditions = matchers.filter(({ name }) => name === METRIC_NAME).map(compileMatcher);
  return names.filter(({ name }) => conditions.every((accepts) => accepts(name)));
}

/** The name that an `=` demands; null when none does. */
export function exactName(matchers: readonly LabelMatcher[]): string | null {
  return matchers.find(({ name, operator }) => name === METRIC_NAME && operator === "=")?.value ?? null;
}
