/**
 * and, or, unless: which series of one side have a partner on the other is asked anew at every step.
 * Source: Prometheus promql/engine.go (VectorAnd, VectorOr, VectorUnless).
 */
import type { BinaryExpr } from "./ast.ts";
import { type MatchGroup, matchGroups, matchingOf } from "./binaryMatching.ts";
import type { Evaluator } from "./evaluateState.ts";
import { addSteps } from "./mergeSeries.ts";
import { type Frame, StepKind, type StepSeries } from "./stepSeries.ts";

export async function setOperation(evaluator: Evaluator, expr: BinaryExpr, frame: Frame): Promise<StepSeries[]> {
  const left = await evaluator.collect(expr.left, frame);
  if (left.length === 0 && expr.operator !== "or") return [];
  const right = await evaluator.collect(expr.right, frame);
  const { pace } = evaluator.evaluation;
  for (const group of await matchGroups(left, right, matchingOf(expr), pace)) {
    if (pace.due()) await pace.pause();
    filterSteps(group, expr.operator, frame.stepCount);
  }
  return expr.operator === "or" ? united(left, right) : left;
}

/** `and` and `unless` filter the left side by the right one, `or` the right side by the left one. */
function filterSteps(group: MatchGroup, operator: BinaryExpr["operator"], stepCount: number): void {
  const [filtered, by] = operator === "or" ? [group.right, group.left] : [group.left, group.right];
  if (filtered.length === 0) return;
  const present = new Uint8Array(stepCount);
  for (const { kinds } of by)
    for (let step = 0; step < stepCount; step++) if (kinds[step] !== StepKind.NONE) present[step] = 1;
  const wanted = operator === "and" ? 1 : 0;
  for (const { kinds } of filtered)
    for (let step = 0; step < stepCount; step++) if (present[step] !== wanted) kinds[step] = StepKind.NONE;
}

/** A series that both sides have at different steps is one series. */
function united(left: StepSeries[], right: readonly StepSeries[]): StepSeries[] {
  const byLabels = new Map(left.map((series) => [series.labels.key, series]));
  for (const series of right) {
    const same = byLabels.get(series.labels.key);
    if (same === undefined) left.push(series);
    else {
      if (!same.kinds.some((kind) => kind !== StepKind.NONE)) same.dropName = series.dropName;
      addSteps(same, series);
    }
  }
  return left;
}
