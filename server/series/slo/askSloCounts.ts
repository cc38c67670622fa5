/**
 * Indicators -> counts of good and bad, minute by minute.
 *
 * What no data means. Counters counted from spans cannot tell an idle service from one that is gone or was cut off, so a quiet minute is
 * a measured zero for a quarter of an hour after the last request, and unknown from then on. Counters that are sent say zero as long as
 * they are sent; five minutes without a sample and they are over (Prometheus's look-back). Minutes of thresholds and ratios without a
 * value are no events.
 * Errors: PromQlError `canceled`, and the store's; what is wrong with an expression is the `problem` of its indicator.
 */
import { type Indicator, SLO_STEP_MS, type SloBody, type SloCounts } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import { type Asking, askTerms } from "./askTerms.ts";
import { type IndicatorPlan, planIndicator } from "./indicatorPlan.ts";

const IDLE_MINUTES = { derived: 15, sent: 5, minutes: 1 } as const;
const LOOKBACK_MINUTES = Math.max(...Object.values(IDLE_MINUTES));

export interface AskedCounts {
  readonly counts: SloCounts;
  /** What PromQL said about an expression; null when all was answered. */
  readonly problem: string | null;
}

/** Whole minutes of the window: the first that begins in it to the last that ends in it. */
export function wholeMinutes({ startMs, endMs }: TimeWindow): TimeWindow {
  const first = Math.ceil(startMs / SLO_STEP_MS) * SLO_STEP_MS;
  return { startMs: first, endMs: Math.max(first, Math.floor(endMs / SLO_STEP_MS) * SLO_STEP_MS) };
}

/** The counts of one SLO, asked now. Throws PromQlError for an expression that has no answer. */
export async function askSloCounts(
  promQl: Asking,
  body: Pick<SloBody, "indicator">,
  window: TimeWindow,
  signal: AbortSignal | null = null,
): Promise<SloCounts & { readonly isInterpolated: boolean; readonly problem: string | null }> {
  const [asked] = await askManyCounts(promQl, [body.indicator], window, signal);
  if (!asked) throw new Error("An indicator was asked for and not answered.");
  const { isInterpolated } = planIndicator(body.indicator);
  return { ...asked.counts, isInterpolated, problem: asked.problem };
}

/** The same for many at once, in their order: equal questions are asked once. */
export async function askManyCounts(
  promQl: Asking,
  indicators: readonly Indicator[],
  window: TimeWindow,
  signal: AbortSignal | null = null,
): Promise<AskedCounts[]> {
  const wanted = wholeMinutes(window);
  const asked = { startMs: wanted.startMs - LOOKBACK_MINUTES * SLO_STEP_MS, endMs: wanted.endMs };
  const plans = indicators.map(planIndicator);
  const terms = plans.flatMap((plan) => plan.terms.map(({ term }) => term));
  const answers = await askTerms(promQl, terms, asked, signal);
  return plans.map((plan) => {
    const columns: Float64Array[] = [];
    let { source } = plan;
    for (const { term } of plan.terms) {
      const answer = answers.get(term);
      if (!answer || "problem" in answer) return { counts: unknown(wanted), problem: answer?.problem ?? "no answer" };
      columns.push(answer.values);
      // A person's expression over series that are counted here: they stay at zero when their service is gone.
      if (source === "sent" && answer.isDerived) source = "derived";
    }
    return { counts: countsOf({ ...plan, source }, columns, wanted), problem: null };
  });
}

function unknown({ startMs, endMs }: TimeWindow): SloCounts {
  const none = () => new Float64Array((endMs - startMs) / SLO_STEP_MS).fill(Number.NaN);
  return { startMs, bad: none(), valid: none() };
}

/** Columns begin LOOKBACK_MINUTES before the window. */
function countsOf(plan: IndicatorPlan, columns: readonly Float64Array[], window: TimeWindow): SloCounts {
  const counts = unknown(window);
  const values = columns.map(() => Number.NaN);
  let silentFor = Number.POSITIVE_INFINITY;
  for (let i = -LOOKBACK_MINUTES; i < counts.valid.length; i++) {
    for (let c = 0; c < columns.length; c++) values[c] = columns[c]?.[i + LOOKBACK_MINUTES] ?? Number.NaN;
    const { bad, valid } = plan.combine(values);
    const isSilent = Number.isNaN(valid) || (plan.source === "derived" && valid === 0);
    silentFor = isSilent ? silentFor + 1 : 0;
    if (i < 0) continue;
    if (!isSilent) {
      counts.bad[i] = bad;
      counts.valid[i] = valid;
    } else if (silentFor < IDLE_MINUTES[plan.source]) {
      counts.bad[i] = 0;
      counts.valid[i] = 0;
    }
  }
  return counts;
}
