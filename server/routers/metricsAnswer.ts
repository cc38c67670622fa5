/**
 * What PromQL answered -> what charts and tables take: one grid of steps for all queries of a panel, one list of values a series.
 * Shape: `values[i]` is the value at startMs + i * stepMs, null where there is none; infinities and NaN as text, since JSON has none.
 */
import { histogramText } from "../promql/aggregateHistogramText.ts";
import type { Labels } from "../promql/labels.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import type { MatrixSeries, QueryValue, SelectorStats } from "../promql/queryValue.ts";
import type { Asked } from "../series/ask.ts";

export type ChartValue = number | "NaN" | "+Inf" | "-Inf" | null;

export interface ChartSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly ChartValue[];
  /** At one instant, in place of a value: a native histogram as text. */
  readonly histogram?: string;
}

export interface QueryStats {
  readonly series: number;
  readonly samples: number;
  readonly tookMs: number;
  readonly waitedMs: number;
  readonly selectors: readonly SelectorStats[];
}

/** Why a query has no answer, and where in its text when that is known. */
export interface QueryProblem {
  readonly kind: string;
  readonly message: string;
  readonly from: number | null;
  readonly to: number | null;
}

export interface ChartAnswer {
  readonly ref: string;
  readonly expr: string;
  readonly series: readonly ChartSeries[];
  /** Series that there are; more than `series` has when the answer was cut. */
  readonly total: number;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly stats: QueryStats | null;
  readonly problem: QueryProblem | null;
}

export interface ChartGrid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

export function chartValue(value: number): ChartValue {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

export function labelsRecord(labels: Labels): Record<string, string> {
  return Object.fromEntries(labels.entries());
}

function onGrid({ timesMs, values, histograms }: MatrixSeries, { startMs, stepMs, count }: ChartGrid): ChartValue[] {
  const row = new Array<ChartValue>(count).fill(null);
  for (let i = 0; i < timesMs.length; i++) {
    const place = Math.round(((timesMs[i] ?? 0) - startMs) / stepMs);
    // A histogram has no one value; charts of numbers leave it out, heat maps ask in another way.
    if (place >= 0 && place < count && !histograms?.[i]) row[place] = chartValue(values[i] ?? Number.NaN);
  }
  return row;
}

interface Row {
  readonly labels: Labels | null;
  readonly values: ChartValue[];
  readonly histogram?: string;
}

function rowsOf(value: QueryValue, grid: ChartGrid): Row[] {
  switch (value.type) {
    case "matrix":
      return value.series.map((one) => ({ labels: one.labels, values: onGrid(one, grid) }));
    case "vector":
      return value.samples.map(({ labels, value: number, histogram }) =>
        histogram === null
          ? { labels, values: [chartValue(number)] }
          : { labels, values: [null], histogram: histogramText(histogram) },
      );
    case "scalar":
      return [{ labels: null, values: [chartValue(value.value)] }];
    case "string":
      return [];
  }
}

export interface ChartWish {
  readonly mostSeries: number;
  /** Of more series than that, those with the greatest values are kept, greatest first; else the first ones. */
  readonly greatest?: boolean;
}

export function chartAnswer(
  ref: string,
  expr: string,
  asked: Asked,
  grid: ChartGrid,
  { mostSeries, greatest = false }: ChartWish,
): ChartAnswer {
  const all = rowsOf(asked.value, grid);
  const rows = greatest ? greatestFirst(all) : all;
  return {
    ref,
    expr,
    series: rows
      .slice(0, mostSeries)
      .map(({ labels, ...rest }) => ({ labels: labels ? labelsRecord(labels) : {}, ...rest })),
    total: rows.length,
    warnings: asked.warnings,
    infos: asked.infos,
    stats: statsOf(asked),
    problem: null,
  };
}

function greatestFirst<Row extends { readonly values: readonly ChartValue[] }>(rows: readonly Row[]): Row[] {
  const sized = rows.map((row) => ({ row, size: sizeOf(row.values) }));
  return sized.sort((a, b) => b.size - a.size).map(({ row }) => row);
}

/** What a line comes to over the window, gaps as nothing. */
function sizeOf(values: readonly ChartValue[]): number {
  return values.reduce<number>((sum, value) => sum + (typeof value === "number" ? Math.abs(value) : 0), 0);
}

function statsOf({ stats, tookMs, waitedMs }: Asked): QueryStats {
  const series = stats.selectors.reduce((sum, selector) => sum + selector.series, 0);
  return { series, samples: stats.samples, tookMs, waitedMs, selectors: stats.selectors };
}

const TIMEOUT_ADVICE =
  "it did not end in time and was stopped. A narrower selector, a shorter window or a longer step makes it quicker.";

/** A query that has no answer does not take the other queries of its panel with it. Errors that are not PromQL's are thrown on. */
export function chartProblem(ref: string, expr: string, error: unknown): ChartAnswer {
  if (!isPromQlError(error)) throw error;
  const problem = {
    kind: error.kind,
    message: error.kind === "timeout" ? `${error.message}: ${TIMEOUT_ADVICE}` : error.message,
    from: error.span?.from ?? null,
    to: error.span?.to ?? null,
  };
  return { ref, expr, series: [], total: 0, warnings: [], infos: [], stats: null, problem };
}
