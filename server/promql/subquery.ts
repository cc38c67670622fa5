/**
 * Subqueries: the inner expression at steps of its own, aligned to multiples of the subquery's step, over all that the outer steps'
 * ranges reach back to; its points then are the samples of a range vector.
 * Errors: PromQlError (limit) when that would be more points than a query may hold, before any is made.
 * Source: Prometheus promql/engine.go (subqueryTimeRange, evalSubquery).
 */
import type { Subquery } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import type { RangeSeries } from "./functions/rangeFunction.ts";
import { lookTimes, numberOf } from "./selectSeries.ts";
import type { Frame, StepSeries } from "./stepSeries.ts";
import { rangeSeriesOfSteps } from "./windowSeries.ts";

export async function subqueryPoints(evaluator: Evaluator, subquery: Subquery, frame: Frame): Promise<RangeSeries[]> {
  const inner = subqueryFrame(evaluator, subquery, frame);
  if (inner.stepCount === 0) return [];
  const vector: StepSeries[] = await evaluator.collect(subquery.expr, inner);
  return vector.map((series) => rangeSeriesOfSteps(series, inner));
}

export function subqueryFrame({ evaluation }: Evaluator, subquery: Subquery, frame: Frame): Frame {
  const times = lookTimes(subquery, frame);
  const stepMs = subquery.step === null ? evaluation.request.subqueryStepMs : numberOf(subquery.step);
  const afterMs = times.firstMs - numberOf(subquery.range);
  const aligned = stepMs * Math.trunc(afterMs / stepMs);
  const startMs = aligned <= afterMs ? aligned + stepMs : aligned;
  const stepCount = Math.max(0, Math.floor((times.lastMs - startMs) / stepMs) + 1);
  evaluation.budget.take(stepCount);
  return { startMs, stepMs, stepCount, isRange: stepCount > 1 };
}
