/** The PromQL that an indicator is counted by, for people to read, copy and open in Explore: `$window` stands for the range. */
import type { Indicator } from "../../model/slo.ts";
import { planIndicator } from "./indicatorPlan.ts";
import { termText } from "./terms.ts";

export interface IndicatorQuery {
  /** What it gives: "failed requests". */
  readonly name: string;
  readonly promQl: string;
}

export function indicatorQueries(indicator: Indicator): IndicatorQuery[] {
  const queries = planIndicator(indicator).terms.map(({ name, term }) => ({ name, promQl: termText(term, "$window") }));
  return queries.filter(({ promQl }, i) => queries.findIndex((other) => other.promQl === promQl) === i);
}

/** Whether its numbers are interpolated between the bounds of buckets. */
export const isInterpolated = (indicator: Indicator) => planIndicator(indicator).isInterpolated;
