/**
 * The evaluator: walks an expression and evaluates each part for all steps at once. Instant vectors flow series by series where that
 * is possible, so that `sum(rate(x[5m]))` never holds the rates of all series; scalars are one column.
 * The walk gives way (an `await`) every few levels, so that a deep expression does not use up the stack.
 * Source: Prometheus promql/engine.go (eval).
 */
import { aggregate } from "./aggregate.ts";
import type { BinaryExpr, Call, Expr, UnaryExpr } from "./ast.ts";
import { scalarOperation, streamWithScalar } from "./binaryScalar.ts";
import { setOperation } from "./binarySets.ts";
import { binaryVectors } from "./binaryVectors.ts";
import { valueType } from "./checkTypes.ts";
import { streamCall } from "./evaluateCall.ts";
import { type Evaluation, type Evaluator, stepTimeMs } from "./evaluateState.ts";
import { larger, smaller } from "./functions/goMath.ts";
import { scaleHistogram } from "./histogram/arithmetic.ts";
import { PromQlError } from "./promQlError.ts";
import { streamInstant } from "./selectInstant.ts";
import {
  type Frame,
  histogramAt,
  StepKind,
  type StepSeries,
  type StepSink,
  seriesFor,
  setHistogram,
} from "./stepSeries.ts";

const LEVELS_BEFORE_GIVING_WAY = 50;

export class ExprEvaluator implements Evaluator {
  readonly evaluation: Evaluation;
  around = "";
  private depth = 0;

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }

  async collect(expr: Expr, frame: Frame, takesDense = false): Promise<StepSeries[]> {
    const vector: StepSeries[] = [];
    await this.stream(expr, frame, { keeps: true, takesDense, visit: (series) => vector.push(series) });
    return vector;
  }

  async stream(expr: Expr, frame: Frame, sink: StepSink): Promise<void> {
    const { around } = this;
    if (++this.depth % LEVELS_BEFORE_GIVING_WAY === 0) await null;
    try {
      if (frame.stepCount > 1 && this.evaluation.invariant.has(expr)) await this.streamOnce(expr, frame, sink);
      else await this.streamPart(expr, frame, sink);
    } finally {
      this.depth--;
      this.around = around;
    }
  }

  /** Evaluates at the first step and repeats the answer at all others. */
  private async streamOnce(expr: Expr, frame: Frame, sink: StepSink): Promise<void> {
    const next = seriesFor(sink, frame.stepCount);
    const vector = await this.collect(expr, { startMs: frame.startMs, stepMs: 0, stepCount: 1, isRange: false });
    for (const one of vector) {
      if (one.kinds[0] === StepKind.NONE) continue;
      const out = next(one.labels, one.dropName);
      out.kinds.fill(one.kinds[0] ?? StepKind.NONE);
      out.values.fill(one.values[0] ?? 0);
      const histogram = histogramAt(one, 0);
      if (histogram) out.histograms = new Array(frame.stepCount).fill(histogram);
      if (sink.keeps) this.evaluation.budget.take(frame.stepCount);
      sink.visit(out);
    }
  }

  private async streamPart(expr: Expr, frame: Frame, sink: StepSink): Promise<void> {
    switch (expr.kind) {
      case "vectorSelector":
        return streamInstant(this, expr, frame, sink);
      case "call":
        this.around = expr.name;
        return streamCall(this, expr, frame, sink);
      case "aggregate":
        this.around = expr.operator;
        return visitAll(await aggregate(this, expr, frame), sink);
      case "unary":
        return this.stream(expr.expr, frame, expr.operator === "-" ? negating(sink) : sink);
      case "binary":
        this.around = "";
        return this.streamBinary(expr, frame, sink);
      default:
        throw new PromQlError("execution", `unexpected expression of kind ${expr.kind}`, expr.span);
    }
  }

  private async streamBinary(expr: BinaryExpr, frame: Frame, sink: StepSink): Promise<void> {
    const [left, right] = [valueType(expr.left), valueType(expr.right)];
    if (left === "vector" && right === "vector") {
      const operation = isSetOperator(expr) ? setOperation : binaryVectors;
      return visitAll(await operation(this, expr, frame), sink);
    }
    const scalar = await this.scalar(left === "scalar" ? expr.left : expr.right, frame);
    const side = left === "scalar" ? "left" : "right";
    return streamWithScalar(this, expr, side, scalar, frame, sink);
  }

  async scalar(expr: Expr, frame: Frame): Promise<Float64Array> {
    if (++this.depth % LEVELS_BEFORE_GIVING_WAY === 0) await null;
    try {
      if (expr.kind === "number") return new Float64Array(frame.stepCount).fill(expr.value);
      if (frame.stepCount === 1 || !this.evaluation.invariant.has(expr)) return await this.scalarPart(expr, frame);
      const once = await this.scalarPart(expr, { startMs: frame.startMs, stepMs: 0, stepCount: 1, isRange: false });
      return new Float64Array(frame.stepCount).fill(once[0] ?? Number.NaN);
    } finally {
      this.depth--;
    }
  }

  private async scalarPart(expr: Expr, frame: Frame): Promise<Float64Array> {
    switch (expr.kind) {
      case "unary":
        return this.signed(expr, frame);
      case "binary": {
        const [left, right] = [await this.scalar(expr.left, frame), await this.scalar(expr.right, frame)];
        const operation = scalarOperation(expr.operator);
        return left.map((value, step) => operation(value, right[step] ?? Number.NaN));
      }
      case "call":
        return this.scalarCall(expr, frame);
      default:
        throw new PromQlError("execution", `unexpected expression of kind ${expr.kind}`, expr.span);
    }
  }

  private async signed(expr: UnaryExpr, frame: Frame): Promise<Float64Array> {
    const values = await this.scalar(expr.expr, frame);
    return expr.operator === "-" ? values.map((value) => -value) : values;
  }

  private async scalarCall(call: Call, frame: Frame): Promise<Float64Array> {
    const [first, second] = call.args;
    switch (call.name) {
      case "time":
        return new Float64Array(frame.stepCount).map((_, step) => stepTimeMs(frame, step) / 1000);
      case "pi":
        return new Float64Array(frame.stepCount).fill(Math.PI);
      case "scalar":
        return this.onlyFloat(call, frame);
      case "max_of":
      case "min_of": {
        if (first === undefined || second === undefined) break;
        const [left, right] = [await this.scalar(first, frame), await this.scalar(second, frame)];
        const choose = call.name === "max_of" ? larger : smaller;
        return left.map((value, step) => choose(value, right[step] ?? Number.NaN));
      }
    }
    throw new PromQlError("execution", `unknown function "${call.name}"`, call.span);
  }

  /** scalar(): the value of the only float, NaN for none or several. */
  private async onlyFloat(call: Call, frame: Frame): Promise<Float64Array> {
    const values = new Float64Array(frame.stepCount).fill(Number.NaN);
    const seen = new Uint8Array(frame.stepCount);
    const visit = (series: StepSeries) => {
      for (let step = 0; step < frame.stepCount; step++) {
        if (series.kinds[step] !== StepKind.FLOAT) continue;
        values[step] = seen[step] === 0 ? (series.values[step] as number) : Number.NaN;
        seen[step] = 1;
      }
    };
    const [vector] = call.args;
    this.around = call.name;
    if (vector) await this.stream(vector, frame, { keeps: false, visit });
    return values;
  }
}

function isSetOperator({ operator }: BinaryExpr): boolean {
  return operator === "and" || operator === "or" || operator === "unless";
}

function visitAll(vector: readonly StepSeries[], sink: StepSink): void {
  for (const series of vector) sink.visit(series);
}

function negating(sink: StepSink): StepSink {
  const visit = (series: StepSeries) => {
    series.dropName = true;
    for (let step = 0; step < series.kinds.length; step++) {
      series.values[step] = -(series.values[step] as number);
      const histogram = series.histograms === null ? null : histogramAt(series, step);
      if (histogram) setHistogram(series, step, scaleHistogram(histogram, -1));
    }
    sink.visit(series);
  };
  return { keeps: sink.keeps, visit };
}
