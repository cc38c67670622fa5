/**
 * limitk: the first k series of a group at each step. limit_ratio: about that share of the series, chosen by a hash of their labels, so
 * that the choice is the same at every step and in every query; a negative ratio is the complement of the positive one.
 * Source: Prometheus promql/engine.go (aggregationK, HashRatioSampler).
 */

import { gather } from "./aggregateGroups.ts";
import { counts } from "./aggregateRank.ts";
import { invalidRatio } from "./annotationTexts.ts";
import type { AggregateExpr } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import { labelsHashRatio } from "./labelsHash.ts";
import { PromQlError } from "./promQlError.ts";
import { type Frame, StepKind, type StepSeries } from "./stepSeries.ts";

export async function limitSeries(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<StepSeries[]> {
  return expr.operator === "limitk" ? limitCount(evaluator, expr, frame) : limitRatio(evaluator, expr, frame);
}

async function limitCount(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<StepSeries[]> {
  const wanted = await counts(evaluator, expr, frame);
  const vector = await evaluator.collect(expr.expr, frame);
  if (wanted === null) return [];
  for (const members of await gather(expr, vector, evaluator.evaluation.pace)) {
    const left = wanted.slice();
    for (const { kinds } of members)
      for (let step = 0; step < kinds.length; step++) {
        if (kinds[step] === StepKind.NONE) continue;
        if ((left[step] as number) >= 1) left[step] = (left[step] as number) - 1;
        else kinds[step] = StepKind.NONE;
      }
  }
  return vector;
}

async function limitRatio(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<StepSeries[]> {
  if (expr.parameter === null) return [];
  const ratios = await evaluator.scalar(expr.parameter, frame);
  const vector = await evaluator.collect(expr.expr, frame);
  if (ratios.every((ratio) => ratio === 0)) return [];
  const { span } = expr.parameter;
  if (ratios.some(Number.isNaN)) throw new PromQlError("execution", "Ratio value is NaN", span);
  const [least, most] = [ratios.reduce((a, b) => Math.min(a, b)), ratios.reduce((a, b) => Math.max(a, b))];
  const { annotations, pace } = evaluator.evaluation;
  if (most > 1) annotations.add(invalidRatio(most, 1), span);
  if (least < -1) annotations.add(invalidRatio(least, -1), span);
  for (const { labels, kinds } of vector) {
    if (pace.due()) await pace.pause();
    const place = labelsHashRatio(labels);
    for (let step = 0; step < kinds.length; step++)
      if (!isChosen(place, Math.max(-1, Math.min(1, ratios[step] ?? 0)))) kinds[step] = StepKind.NONE;
  }
  return vector;
}

/** `place` lies in [0, 1]. Ratio r takes those below r, ratio -r those from 1 - r on. */
function isChosen(place: number, ratio: number): boolean {
  if (ratio === 0) return false;
  return ratio > 0 ? place < ratio : place >= 1 + ratio;
}
