"use client";
/** How one metric is looked at, in the address: `split` (labels), `filter` (`label=value`), `agg`, `p` (a histogram's quantile). */
import {
  createParser,
  parseAsArrayOf,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { AGGREGATIONS, type LabelFilter, QUANTILES } from "./metricQueries.ts";

const FILTER = createParser<LabelFilter>({
  parse: (text) => {
    const at = text.indexOf("=");
    return at < 1 ? null : { label: text.slice(0, at), value: text.slice(at + 1) };
  },
  serialize: ({ label, value }) => `${label}=${value}`,
  eq: (a, b) => a.label === b.label && a.value === b.value,
});
const QUANTILE = createParser<number>({
  parse: (text) => QUANTILES.find((one) => `p${one * 100}` === text) ?? null,
  serialize: (quantile) => `p${quantile * 100}`,
});

const PARAMS = {
  split: parseAsArrayOf(parseAsString).withDefault([]),
  filter: parseAsNativeArrayOf(FILTER),
  agg: parseAsStringLiteral(AGGREGATIONS),
  p: QUANTILE.withDefault(0.95),
};

export function useMetricState() {
  const [state, change] = useQueryStates(PARAMS, { history: "push" });
  const { split, filter } = state;
  return {
    ...state,
    change,
    toggleSplit: (label: string) =>
      void change({ split: split.includes(label) ? split.filter((one) => one !== label) : [...split, label] }),
    toggleFilter: (one: LabelFilter) => {
      const rest = filter.filter((other) => other.label !== one.label);
      const isOn = filter.some((other) => FILTER.eq(other, one));
      void change({ filter: isOn ? rest : [...rest, one] });
    },
  };
}
export type MetricState = ReturnType<typeof useMetricState>;
