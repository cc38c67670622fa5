/**
 * The line behind an alert: a rule's query without its comparison, so that the value is seen beside the threshold; of a search the
 * records (spans) that match in each step. Errors: none; the chart says why it is empty.
 */
import type { AlertRule, LabelPairs } from "../model/alert.ts";
import { stepFor } from "../model/chartSteps.ts";
import type { TimeWindow } from "../model/time.ts";
import { comparisonOf } from "../promql/comparison.ts";
import type { MatrixSeries, QueryValue } from "../promql/queryValue.ts";
import type { PromQl } from "../series/ask.ts";
import type { AlertChart } from "./alertAnswer.ts";
import { type ChartValue, chartValue } from "./metricsAnswer.ts";

const MOST_POINTS = 300;
const TIMEOUT_MS = 15_000;

export interface ChartWish {
  readonly rule: Pick<AlertRule, "condition" | "labels">;
  /** Of the alert. */
  readonly labels: LabelPairs;
  readonly window: TimeWindow;
  readonly signal?: AbortSignal | undefined;
}

export async function promQlChart(promQl: Pick<PromQl, "ask">, query: string, wish: ChartWish): Promise<AlertChart> {
  const { query: value, threshold, thresholdQuery, operator } = comparisonOf(query);
  const stepMs = stepFor(wish.window.endMs - wish.window.startMs, MOST_POINTS);
  const startMs = Math.ceil(wish.window.startMs / stepMs) * stepMs;
  const count = Math.max(1, Math.floor((wish.window.endMs - startMs) / stepMs) + 1);
  const grid = { startMs, stepMs, count };
  const ask = async (asked: string) => {
    const endMs = startMs + (count - 1) * stepMs;
    const limits = { timeoutMs: TIMEOUT_MS, signal: wish.signal ?? null };
    const answer = await promQl.ask({ query: asked, startMs, endMs, stepMs, ...limits });
    return lineOf(answer.value, wish, grid);
  };
  const [values, thresholds] = await Promise.all([ask(value), thresholdQuery === null ? null : ask(thresholdQuery)]);
  const note = values.every((one) => one === null) ? "Nothing is stored any more of what this alert looked at." : null;
  return { query: value, startMs, stepMs, values, threshold, thresholds, operator, note };
}

interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** The series that is the alert's: its labels are the alert's, but for those that the rule sets. */
function lineOf(value: QueryValue, { labels, rule }: ChartWish, { startMs, stepMs, count }: Grid): ChartValue[] {
  const row = new Array<ChartValue>(count).fill(null);
  if (value.type === "scalar") return row.fill(chartValue(value.value));
  if (value.type !== "matrix") return row;
  const own = (series: MatrixSeries) =>
    [...series.labels.entries()].every(
      ([name, one]) => name === "__name__" || name in rule.labels || labels[name] === one,
    );
  const matching = value.series
    .filter(own)
    .sort((a, b) => [...b.labels.entries()].length - [...a.labels.entries()].length);
  const [series] = matching;
  if (!series) return row;
  for (let i = 0; i < series.timesMs.length; i++) {
    const place = Math.round(((series.timesMs[i] ?? 0) - startMs) / stepMs);
    if (place >= 0 && place < count) row[place] = chartValue(series.values[i] ?? Number.NaN);
  }
  return row;
}
