/**
 * Duration expressions -> milliseconds, once step and range of the evaluation are known: afterwards every `Duration` of the tree is a
 * number. Numbers in such expressions count in seconds.
 * Errors: PromQlError (execution) where the result is no duration, with the place as Prometheus puts it ("5:10: ...").
 * Source: Prometheus promql/durations.go.
 */
import type { Duration, DurationExpr, Expr } from "./ast.ts";
import { MAX_DURATION_MS } from "./parseDurationText.ts";
import { PromQlError } from "./promQlError.ts";

export interface EvaluationTimes {
  readonly startMs: number;
  readonly endMs: number;
  /** 0 for an instant query. */
  readonly stepMs: number;
}

export function resolveDurations(expr: Expr, at: EvaluationTimes): Expr {
  const same = (inner: Expr) => resolveDurations(inner, at);
  switch (expr.kind) {
    case "number":
    case "string":
      return expr;
    case "paren":
    case "unary":
      return { ...expr, expr: same(expr.expr) };
    case "binary":
      return { ...expr, left: same(expr.left), right: same(expr.right) };
    case "call":
      return { ...expr, args: expr.args.map(same) };
    case "aggregate":
      return { ...expr, expr: same(expr.expr), parameter: expr.parameter && same(expr.parameter) };
    case "vectorSelector":
      return { ...expr, offset: resolve(expr.offset, at, true) };
    case "matrixSelector": {
      const selector = { ...expr.selector, offset: resolve(expr.selector.offset, at, true) };
      return { ...expr, selector, range: resolve(expr.range, at, false) };
    }
    case "subquery": {
      const offset = resolve(expr.offset, at, true);
      const step = expr.step === null ? null : resolve(expr.step, at, false);
      return { ...expr, expr: same(expr.expr), offset, step, range: resolve(expr.range, at, false) };
    }
  }
}

/** Whole milliseconds. */
function resolve(duration: Duration, at: EvaluationTimes, mayBeNegative: boolean): number {
  if (typeof duration === "number") return duration;
  const seconds = secondsOf(duration, at);
  if (!Number.isFinite(seconds)) refuse(duration, "duration is NaN or infinite");
  if (seconds <= 0 && !mayBeNegative) refuse(duration, "duration must be greater than 0");
  if (Math.abs(seconds) * 1_000 > MAX_DURATION_MS) refuse(duration, "duration is out of range");
  return Math.trunc(seconds * 1_000);
}

/** The place is that of what stands in the parentheses. */
function refuse(expr: DurationExpr, problem: string): never {
  if (expr.kind === "durationParen" && expr.inner.kind !== "durationLiteral") return refuse(expr.inner, problem);
  const { span } = expr;
  throw new PromQlError("execution", `${span.from}:${span.to}: ${problem}`, span);
}

function secondsOf(expr: DurationExpr, at: EvaluationTimes): number {
  switch (expr.kind) {
    case "durationLiteral":
      return expr.ms / 1_000;
    case "durationStep":
      return at.stepMs / 1_000;
    case "durationRange":
      return (at.endMs - at.startMs) / 1_000;
    case "durationParen":
      return secondsOf(expr.inner, at);
    case "durationUnary":
      return expr.operator === "-" ? -secondsOf(expr.operand, at) : secondsOf(expr.operand, at);
    case "durationBinary":
      return combine(expr, secondsOf(expr.left, at), secondsOf(expr.right, at));
  }
}

function combine(expr: Extract<DurationExpr, { kind: "durationBinary" }>, left: number, right: number): number {
  switch (expr.operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? refuse(expr, "division by zero") : left / right;
    case "%":
      return right === 0 ? refuse(expr, "modulo by zero") : left % right;
    case "^":
      return left ** right;
    case "min":
      return Math.min(left, right);
    case "max":
      return Math.max(left, right);
  }
}
