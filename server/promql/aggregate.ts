/**
 * Aggregations: series are put into groups by their labels once; what becomes of a group's values at each step is the operator's.
 * Source: Prometheus promql/engine.go (rangeEvalAgg, aggregation).
 */
import { countValues } from "./aggregateCountValues.ts";
import { type Fold, foldFor } from "./aggregateFold.ts";
import { Grouping } from "./aggregateGroups.ts";
import { limitSeries } from "./aggregateLimit.ts";
import { quantileOfGroups } from "./aggregateQuantile.ts";
import { rankSeries } from "./aggregateRank.ts";
import type { AggregateExpr } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import type { Frame, StepSeries } from "./stepSeries.ts";

export async function aggregate(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<StepSeries[]> {
  switch (expr.operator) {
    case "topk":
    case "bottomk":
      return rankSeries(evaluator, expr, frame);
    case "limitk":
    case "limit_ratio":
      return limitSeries(evaluator, expr, frame);
    case "quantile":
      return quantileOfGroups(evaluator, expr, frame);
    case "count_values":
      return countValues(evaluator, expr, frame);
    default:
      return fold(evaluator, expr, frame);
  }
}

/** Operators that take in series one by one and forget them. */
async function fold(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<StepSeries[]> {
  const grouping = new Grouping(expr);
  const place = { annotations: evaluator.evaluation.annotations, span: expr.expr.span };
  const folds: Fold[] = [];
  const visit = (series: StepSeries) => {
    const group = grouping.of(series.labels);
    let fold = folds[group];
    if (fold === undefined) {
      evaluator.evaluation.budget.take(frame.stepCount);
      fold = foldFor(expr.operator, grouping.labels[group] ?? series.labels, frame.stepCount, place);
      folds[group] = fold;
    }
    fold.add(series);
  };
  await evaluator.stream(expr.expr, frame, { keeps: false, takesDense: expr.operator === "sum", visit });
  return folds.map((fold) => fold.answer());
}
