"use client";
/**
 * What Explore shows, all of it in the address, so that a link restores it: `q` (a query each), `legend`, `off` (places of queries that
 * are not drawn), `view`, `step`, `unit`, `explain`. What is being typed is not there until it is run.
 */
import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useMemo } from "react";

export const VIEWS = ["chart", "table", "samples"] as const;
export type ExploreView = (typeof VIEWS)[number];
export const UNITS = ["seconds", "bytes", "bytesPerSecond", "perSecond", "ratio", "count", "celsius", "plain"] as const;

const PARAMS = {
  q: parseAsNativeArrayOf(parseAsString),
  legend: parseAsArrayOf(parseAsString).withDefault([]),
  off: parseAsArrayOf(parseAsInteger).withDefault([]),
  view: parseAsStringLiteral(VIEWS).withDefault("chart"),
  /** Milliseconds. */
  step: parseAsInteger,
  /** Of the chart; told by the query's text when left out. */
  unit: parseAsStringLiteral(UNITS),
  /** The selector whose samples are shown. */
  selector: parseAsInteger.withDefault(0),
  explain: parseAsBoolean.withDefault(false),
};

export interface ExploreQuery {
  readonly expr: string;
  readonly legend: string;
  readonly off: boolean;
}

export const refOf = (place: number) =>
  String.fromCharCode(65 + (place % 26)) + (place < 26 ? "" : String(Math.floor(place / 26)));

export function useExploreState() {
  const [params, setParams] = useQueryStates(PARAMS, { history: "push" });
  const { q, legend, off } = params;
  const queries = useMemo<readonly ExploreQuery[]>(
    () => q.map((expr, i) => ({ expr, legend: legend[i] ?? "", off: off.includes(i) })),
    [q, legend, off],
  );
  const show = (next: readonly ExploreQuery[]) =>
    void setParams({
      q: next.map(({ expr }) => expr),
      legend: next.some((query) => query.legend !== "") ? next.map((query) => query.legend) : null,
      off: next.some((query) => query.off) ? next.flatMap((query, i) => (query.off ? [i] : [])) : null,
    });
  return { ...params, queries, show, change: setParams };
}
export type ExploreState = ReturnType<typeof useExploreState>;
