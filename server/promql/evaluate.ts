/**
 * PromQL evaluated over a source of series: the entrance. An instant query has stepMs 0; a range query answers with a matrix.
 * Errors: PromQlError, with Prometheus's texts: `limit` for more points or samples than allowed, `execution` where data and
 * expression do not go together, `canceled`.
 * Next: evaluatePrepare.ts, evaluateExpr.ts, evaluateAnswer.ts.
 * Source: Prometheus promql/engine.go (execEvalStmt).
 */
import { Annotations } from "./annotations.ts";
import type { Expr } from "./ast.ts";
import { valueType } from "./checkTypes.ts";
import { cleaned, matrixAnswer, vectorAnswer } from "./evaluateAnswer.ts";
import { ExprEvaluator } from "./evaluateExpr.ts";
import { matrixOf } from "./evaluateMatrix.ts";
import { Pace, SampleBudget } from "./evaluatePace.ts";
import { prepare } from "./evaluatePrepare.ts";
import type { Evaluation } from "./evaluateState.ts";
import { Labels } from "./labels.ts";
import { PromQlError } from "./promQlError.ts";
import type { EvaluationRequest, EvaluationResult, QueryValue } from "./queryValue.ts";
import type { SeriesSource } from "./seriesSource.ts";
import { type Frame, StepKind } from "./stepSeries.ts";

export async function evaluate(
  expr: Expr,
  request: EvaluationRequest,
  source: SeriesSource,
): Promise<EvaluationResult> {
  const frame = frameOf(request);
  const prepared = prepare(expr, request);
  const evaluation: Evaluation = {
    source,
    request,
    annotations: new Annotations(),
    sourceInfos: new Set(),
    pace: new Pace(request.signal),
    budget: new SampleBudget(request.limits.maxSamples),
    selections: new Map(),
    selectorStats: [],
    invariant: prepared.invariant,
    statsOnly: prepared.statsOnly,
  };
  evaluation.pace.check();
  const value = await answer(prepared.expr, frame, new ExprEvaluator(evaluation));
  const { annotations, sourceInfos, selectorStats } = evaluation;
  const query = request.query ?? null;
  return {
    value,
    warnings: annotations.texts("warning", query),
    infos: [...annotations.texts("info", query), ...sourceInfos],
    stats: { selectors: selectorStats, samples: selectorStats.reduce((sum, { samples }) => sum + samples, 0) },
  };
}

function frameOf({ startMs, endMs, stepMs, limits }: EvaluationRequest): Frame {
  const fail = (text: string) => new PromQlError("execution", text);
  if (![startMs, endMs, stepMs].every(Number.isFinite)) throw fail("start, end and step must be finite numbers");
  if (endMs < startMs) throw fail("end timestamp must not be before start time");
  if (stepMs === 0 && startMs === endMs) return { startMs, stepMs: 0, stepCount: 1, isRange: false };
  if (stepMs <= 0) throw fail("zero or negative query resolution step widths are not accepted. Try a positive integer");
  const stepCount = Math.floor((endMs - startMs) / stepMs) + 1;
  if (stepCount > limits.maxPoints) {
    const most = limits.maxPoints.toLocaleString("en-US");
    const text = `exceeded maximum resolution of ${most} points per timeseries. Try decreasing the query resolution (?step=XX)`;
    throw new PromQlError("limit", text);
  }
  return { startMs, stepMs, stepCount, isRange: startMs !== endMs };
}

async function answer(expr: Expr, frame: Frame, evaluator: ExprEvaluator): Promise<QueryValue> {
  const isInstant = evaluator.evaluation.request.stepMs === 0;
  const type = valueType(expr);
  if (!isInstant && (type === "matrix" || type === "string")) {
    const name = type === "matrix" ? "range vector" : "string";
    const text = `invalid expression type "${name}" for range query, must be Scalar or instant Vector`;
    throw new PromQlError("execution", text, expr.span);
  }
  if (expr.kind === "string") return { type: "string", timeMs: frame.startMs, value: expr.value };
  if (expr.kind === "matrixSelector" || expr.kind === "subquery") return matrixOf(evaluator, expr, frame);
  if (type === "scalar") {
    const values = await evaluator.scalar(expr, frame);
    if (isInstant) return { type: "scalar", timeMs: frame.startMs, value: values[0] ?? Number.NaN };
    const kinds = new Uint8Array(frame.stepCount).fill(StepKind.FLOAT);
    return matrixAnswer([{ labels: Labels.EMPTY, dropName: false, kinds, values, histograms: null }], frame);
  }
  const vector = cleaned(await evaluator.collect(expr, frame));
  return isInstant ? vectorAnswer(vector, frame.startMs) : matrixAnswer(vector, frame);
}
