/** The chart of one alert at an instant: which rule it is of, and what that rule watches. Errors: NOT_FOUND for no such alert. */
import type { PromQl } from "../series/ask.ts";
import type { AlertChart } from "./alertAnswer.ts";
import { promQlChart } from "./alertChart.ts";
import { type AlertContext, alertAt } from "./alertQueries.ts";

const NO_LINE: AlertChart = {
  ...{ query: null, startMs: 0, stepMs: 60_000, values: [], threshold: null, thresholds: null, operator: null },
  note: null,
};

export async function alertChart(
  ctx: AlertContext & { readonly promQl: Pick<PromQl, "ask"> },
  fingerprint: string,
  atMs: number,
  signal?: AbortSignal,
): Promise<AlertChart> {
  const { alert, rule, window } = await alertAt(ctx, fingerprint, atMs);
  if (rule === null)
    return { ...NO_LINE, note: "The rule of this alert is no more, so its value cannot be asked for." };
  const { condition } = rule.body;
  if (condition.kind !== "promql") return { ...NO_LINE, note: rule.watches };
  try {
    return await promQlChart(ctx.promQl, condition.query, { rule: rule.body, labels: alert.labels, window, signal });
  } catch (error) {
    return {
      ...NO_LINE,
      note: `The value cannot be shown: ${error instanceof Error ? error.message : String(error)}.`,
    };
  }
}
