/**
 * Operators with a scalar: on two scalars, and on an instant vector and a scalar, series by series and in place.
 * Source: Prometheus promql/engine.go (scalarBinop, VectorscalarBinop).
 */
import type { BinaryExpr, BinaryOperator } from "./ast.ts";
import { ARITHMETIC, COMPARISON, type Element, type FloatOperation, HistogramOperation } from "./binaryElement.ts";
import type { Evaluator } from "./evaluateState.ts";
import {
  type Frame,
  histogramAt,
  StepKind,
  type StepSeries,
  type StepSink,
  setFloat,
  setHistogram,
} from "./stepSeries.ts";

/** A comparison of scalars always gives 0 or 1. */
export function scalarOperation(operator: BinaryOperator): FloatOperation {
  const compare = COMPARISON.get(operator);
  if (compare) return (left, right) => (compare(left, right) ? 1 : 0);
  return ARITHMETIC.get(operator) ?? (() => Number.NaN);
}

/** `scalarSide` is where the scalar was written. Comparisons keep the vector's value wherever that stands. */
export async function streamWithScalar(
  evaluator: Evaluator,
  expr: BinaryExpr,
  scalarSide: "left" | "right",
  scalar: Float64Array,
  frame: Frame,
  sink: StepSink,
): Promise<void> {
  const operate = stepsWithScalar(evaluator, expr, scalarSide, scalar);
  const dropsName = expr.returnBool || ARITHMETIC.has(expr.operator);
  const visit = (series: StepSeries) => {
    operate(series);
    if (dropsName) series.dropName = true;
    sink.visit(series);
  };
  await evaluator.stream(scalarSide === "left" ? expr.right : expr.left, frame, { keeps: sink.keeps, visit });
}

function stepsWithScalar(
  { evaluation }: Evaluator,
  expr: BinaryExpr,
  scalarSide: "left" | "right",
  scalar: Float64Array,
): (series: StepSeries) => void {
  const histograms = new HistogramOperation(expr, evaluation.annotations);
  const swapped = scalarSide === "left";
  const floats = floatSteps(expr, swapped, scalar, histograms);
  return (series) => {
    floats(series);
    if (series.histograms === null) return;
    for (let step = 0; step < series.kinds.length; step++) {
      const histogram = histogramAt(series, step);
      if (histogram === null) continue;
      const number: Element = { value: scalar[step] ?? Number.NaN, histogram: null };
      const vector: Element = { value: 0, histogram };
      const answer = swapped ? histograms.answer(number, vector) : histograms.answer(vector, number);
      if (answer === null || !(answer.keep || expr.returnBool)) series.kinds[step] = StepKind.NONE;
      else if (expr.returnBool) setFloat(series, step, answer.keep ? 1 : 0);
      else if (answer.histogram) setHistogram(series, step, answer.histogram);
    }
  };
}

function floatSteps(
  expr: BinaryExpr,
  swapped: boolean,
  scalar: Float64Array,
  histograms: HistogramOperation,
): (series: StepSeries) => void {
  const operation = ARITHMETIC.get(expr.operator);
  if (operation)
    return ({ kinds, values }) => {
      for (let step = 0; step < kinds.length; step++) {
        const [value, number] = [values[step] as number, scalar[step] as number];
        values[step] = swapped ? operation(number, value) : operation(value, number);
      }
    };
  const compare = COMPARISON.get(expr.operator);
  return ({ kinds, values }) => {
    for (let step = 0; step < kinds.length; step++) {
      if (kinds[step] !== StepKind.FLOAT) continue;
      const [value, number] = [values[step] as number, scalar[step] as number];
      const holds = compare ? (swapped ? compare(number, value) : compare(value, number)) : false;
      if (!compare) histograms.refuse({ value, histogram: null }, { value: number, histogram: null });
      if (expr.returnBool) values[step] = holds ? 1 : 0;
      else if (!holds) kinds[step] = StepKind.NONE;
    }
  };
}
