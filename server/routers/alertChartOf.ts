/**
 * The chart of one alert at an instant: which rule it is of, and what that rule watches. Of a rule on a search the matches in its window,
 * where series count them, else the records in each step; of an SLO's how fast the budget burns, or how much of it is left.
 * Errors: NOT_FOUND for no such alert; whatever else goes wrong is said in the chart.
 */
import { promDuration } from "../analysis/slo/burnPairs.ts";
import type { AlertCondition, LabelPairs } from "../model/alert.ts";
import { quoteGo } from "../promql/formatGo.ts";
import type { PromQl } from "../series/ask.ts";
import { countQuery, logQueryOf, type SearchCondition } from "../series/searchCounts.ts";
import type { AlertChart } from "./alertAnswer.ts";
import { type ChartWish, promQlChart } from "./alertChart.ts";
import { type AlertContext, alertAt } from "./alertQueries.ts";

type ChartContext = AlertContext & { readonly promQl: Pick<PromQl, "ask"> };

const NO_LINE: AlertChart = {
  ...{ query: null, startMs: 0, stepMs: 60_000, values: [], threshold: null, thresholds: null, operator: null },
  note: null,
};

export async function alertChart(
  ctx: ChartContext,
  fingerprint: string,
  atMs: number,
  signal?: AbortSignal,
): Promise<AlertChart> {
  const { alert, rule, window } = await alertAt(ctx, fingerprint, atMs);
  if (rule === null)
    return { ...NO_LINE, note: "The rule of this alert is no more, so its value cannot be asked for." };
  try {
    return await chartOf(ctx, rule.body.condition, { rule: rule.body, labels: alert.labels, window, signal });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...NO_LINE, note: `The value cannot be shown: ${why}.` };
  }
}

async function chartOf(ctx: ChartContext, condition: AlertCondition, wish: ChartWish): Promise<AlertChart> {
  if (condition.kind === "promql") return promQlChart(ctx.promQl, condition.query, wish);
  if (condition.kind === "slo") {
    const query = sloQuery(condition.condition, wish.labels);
    return query === null
      ? { ...NO_LINE, note: "This rule tells that there is no data, so there is nothing to draw." }
      : promQlChart(ctx.promQl, query, wish);
  }
  const query = countQuery(condition);
  if (query === null) return searchChart(ctx, condition, wish);
  return promQlChart(ctx.promQl, `(${query}) ${condition.operator} ${condition.threshold}`, wish);
}

/** Over the series that SLOs write (server/loops/slos/sloSeries.ts). */
function sloQuery(
  condition: Extract<AlertCondition, { kind: "slo" }>["condition"],
  { slo = "" }: LabelPairs,
): string | null {
  if (condition.kind === "absent") return null;
  if (condition.kind !== "burn") return `max(chronoscope_slo_budget_remaining_ratio{slo=${quoteGo(slo)}})`;
  const long = quoteGo(promDuration(condition.longMs));
  return `max(chronoscope_slo_burn_rate{slo=${quoteGo(slo)},window=${long}}) > ${condition.factor}`;
}

async function searchChart(
  { store, tenant }: AlertContext,
  condition: SearchCondition,
  { window, signal }: ChartWish,
): Promise<AlertChart> {
  const none = { ...NO_LINE, note: "Matches of this search are not counted over time; look at the search itself." };
  if (condition.kind === "traces") return none;
  const { volume } = await store.searchLogs({ ...logQueryOf({ tenant, condition, signal }), window, limit: 1 });
  const [first, second] = volume ?? [];
  if (!volume || !first || !second) return none;
  const values = volume.map(({ counts }) => Object.values(counts).reduce((a, b) => a + b, 0));
  const stepMs = second.startMs - first.startMs;
  return { ...NO_LINE, startMs: first.startMs, stepMs, values, note: `Matching records in each ${stepMs / 1_000} s.` };
}
