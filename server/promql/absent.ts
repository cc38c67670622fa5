/**
 * absent and absent_over_time: 1 at the steps where no series has a value, with the labels that the selector fixes by `=`.
 * Source: Prometheus promql/functions.go (createLabelsForAbsentFunction), engine.go.
 */
import type { Call, Expr } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import { Labels, METRIC_NAME } from "./labels.ts";
import { emptySeries, type Frame, StepKind, type StepSeries, type StepSink, setFloat } from "./stepSeries.ts";

export async function absentVector(evaluator: Evaluator, call: Call, frame: Frame, sink: StepSink): Promise<void> {
  const [vector] = call.args;
  if (vector === undefined) return;
  const absent = new AbsentSteps(frame);
  await evaluator.stream(vector, frame, { keeps: false, visit: (series) => absent.see(series) });
  absent.answer(vector, sink);
}

/** Which steps had a value in any series. */
export class AbsentSteps {
  private readonly present: Uint8Array;

  constructor(frame: Frame) {
    this.present = new Uint8Array(frame.stepCount);
  }

  see(series: StepSeries): void {
    for (let step = 0; step < this.present.length; step++)
      if (series.kinds[step] !== StepKind.NONE) this.present[step] = 1;
  }

  answer(selector: Expr, sink: StepSink): void {
    if (!this.present.includes(0)) return;
    const series = emptySeries(fixedLabels(selector), false, this.present.length);
    for (let step = 0; step < this.present.length; step++) if (this.present[step] === 0) setFloat(series, step, 1);
    sink.visit(series);
  }
}

/** A label that has several matchers, or another one than `=`, is not fixed. */
function fixedLabels(expr: Expr): Labels {
  const selector = expr.kind === "matrixSelector" ? expr.selector : expr;
  if (selector.kind !== "vectorSelector") return Labels.EMPTY;
  const fixed = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    if (operator === "=" && !seen.has(name)) {
      fixed.set(name, value);
      seen.add(name);
    } else fixed.delete(name);
  }
  return Labels.of(fixed);
}
