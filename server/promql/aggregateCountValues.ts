/**
 * count_values: a series for each value that occurs in a group, the value written into a label, counting how often it occurs.
 * Source: Prometheus promql/engine.go (aggregationCountValues).
 */

import { Grouping } from "./aggregateGroups.ts";
import { histogramText } from "./aggregateHistogramText.ts";
import type { AggregateExpr } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import { formatGoFloat, quoteGo } from "./formatGo.ts";
import { isLabelName } from "./labelsText.ts";
import { PromQlError } from "./promQlError.ts";
import { emptySeries, type Frame, histogramAt, StepKind, type StepSeries } from "./stepSeries.ts";

export async function countValues(evaluator: Evaluator, expr: AggregateExpr, frame: Frame): Promise<StepSeries[]> {
  const label = expr.parameter?.kind === "string" ? expr.parameter.value : "";
  if (!isLabelName(label))
    throw new PromQlError("execution", `invalid label name ${quoteGo(label)}`, expr.parameter?.span);
  const grouping = new Grouping(expr);
  const writes = !(expr.without && expr.grouping.includes(label));
  const byGroup: Map<string, StepSeries>[] = [];
  const visit = (series: StepSeries) => {
    const group = grouping.of(series.labels);
    const counted = byGroup[group] ?? new Map<string, StepSeries>();
    byGroup[group] = counted;
    for (let step = 0; step < frame.stepCount; step++) {
      if (series.kinds[step] === StepKind.NONE) continue;
      const text = textAt(series, step);
      let out = counted.get(text);
      if (out === undefined) {
        evaluator.evaluation.budget.take(frame.stepCount);
        const base = grouping.labels[group] ?? series.labels;
        out = emptySeries(writes ? base.with([[label, text]]) : base, false, frame.stepCount);
        counted.set(text, out);
      }
      out.kinds[step] = StepKind.FLOAT;
      out.values[step] = (out.values[step] as number) + 1;
    }
  };
  await evaluator.stream(expr.expr, frame, { keeps: false, visit });
  return united(byGroup.flatMap((counted) => [...counted.values()]));
}

function textAt(series: StepSeries, step: number): string {
  const histogram = histogramAt(series, step);
  return histogram ? histogramText(histogram) : formatGoFloat(series.values[step] as number);
}

/** Groups that differ only in the label that is written count together. */
function united(vector: readonly StepSeries[]): StepSeries[] {
  const byLabels = new Map<string, StepSeries>();
  for (const series of vector) {
    const same = byLabels.get(series.labels.key);
    if (same === undefined) byLabels.set(series.labels.key, series);
    else
      for (let step = 0; step < series.kinds.length; step++) {
        if (series.kinds[step] === StepKind.NONE) continue;
        same.kinds[step] = StepKind.FLOAT;
        same.values[step] = (same.values[step] as number) + (series.values[step] as number);
      }
  }
  return [...byLabels.values()];
}
