/**
 * quantile: of a group's floats at each step, for a parameter that may change from step to step.
 * Source: Prometheus promql/engine.go (aggregation), quantile.go.
 */
import { remarkHistograms } from "./aggregateFold.ts";
import { Grouping, gather } from "./aggregateGroups.ts";
import { invalidQuantile } from "./annotationTexts.ts";
import type { AggregateExpr } from "./ast.ts";
import type { Pace } from "./evaluatePace.ts";
import type { Evaluator } from "./evaluateState.ts";
import { quantileOf } from "./functions/quantileOf.ts";
import { emptySeries, type Frame, StepKind, type StepSeries, setFloat } from "./stepSeries.ts";

export async function quantileOfGroups(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<StepSeries[]> {
  if (expr.parameter === null) return [];
  const quantiles = await evaluator.scalar(expr.parameter, frame);
  remarkInvalid(evaluator, expr, quantiles);
  const vector = await evaluator.collect(expr.expr, frame);
  const place = { annotations: evaluator.evaluation.annotations, span: expr.expr.span };
  for (const series of vector) remarkHistograms(series, "quantile", place);
  const grouping = new Grouping(expr);
  const answers: StepSeries[] = [];
  const { pace } = evaluator.evaluation;
  for (const members of await gather(expr, vector, pace)) {
    const labels = members[0]?.labels;
    if (labels === undefined) continue;
    const dropName = members.some((series) => series.dropName);
    const out = emptySeries(grouping.labels[grouping.of(labels)] ?? labels, dropName, frame.stepCount);
    await fill(out, members, quantiles, pace);
    answers.push(out);
  }
  return answers;
}

async function fill(
  out: StepSeries,
  members: readonly StepSeries[],
  quantiles: Float64Array,
  pace: Pace,
): Promise<void> {
  const values = new Float64Array(members.length);
  for (let step = 0; step < quantiles.length; step++) {
    if (pace.due()) await pace.pause();
    let count = 0;
    for (const series of members)
      if (series.kinds[step] === StepKind.FLOAT) values[count++] = series.values[step] as number;
    if (count > 0) setFloat(out, step, quantileOf(quantiles[step] ?? Number.NaN, values.subarray(0, count)));
  }
}

function remarkInvalid(evaluator: Evaluator, expr: AggregateExpr, quantiles: Float64Array): void {
  const span = (expr.parameter ?? expr).span;
  const { annotations } = evaluator.evaluation;
  const numbers = quantiles.filter((quantile) => !Number.isNaN(quantile));
  if (numbers.length < quantiles.length) annotations.add(invalidQuantile(Number.NaN), span);
  const [least, most] = [numbers.reduce((a, b) => Math.min(a, b), 0), numbers.reduce((a, b) => Math.max(a, b), 1)];
  if (most > 1) annotations.add(invalidQuantile(most), span);
  if (least < 0) annotations.add(invalidQuantile(least), span);
}
