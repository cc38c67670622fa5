/**
 * An expression with `@ <its time>` at every selector, to be evaluated at quite other times: the result must stay the same.
 * Source: Prometheus promql/promqltest (test.go: atModifierTestCases).
 */
import type { AtModifier, Expr } from "../../promql/ast.ts";
import { formatExpr } from "../../promql/format.ts";

/** Their result depends on the time of evaluation whatever their arguments. */
const UNSAFE: ReadonlySet<string> = new Set([
  "days_in_month",
  "day_of_month",
  "day_of_week",
  "day_of_year",
  "end",
  "hour",
  "minute",
  "month",
  "year",
  "predict_linear",
  "range",
  "start",
  "step",
  "time",
  "timestamp",
]);

export interface TimedExpr {
  readonly expr: string;
  readonly timeMs: number;
}

export function atOtherTimes(expr: Expr, timeMs: number): TimedExpr[] {
  if (hasUnsafeCall(expr)) return [];
  const text = formatExpr(pinned(expr, timeMs));
  const times = timeMs === 0 ? [-1000, 0, 1000] : [-10 * timeMs, 0, Math.trunc(timeMs / 5), timeMs, 10 * timeMs];
  return times.map((other) => ({ expr: text, timeMs: other }));
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "paren":
    case "unary":
    case "subquery":
      return [expr.expr];
    case "binary":
      return [expr.left, expr.right];
    case "call":
      return expr.args;
    case "aggregate":
      return expr.parameter ? [expr.expr, expr.parameter] : [expr.expr];
    default:
      return [];
  }
}

/** Also within a subquery that is pinned: what stands there is not looked at by Prometheus's runner either. */
function hasUnsafeCall(expr: Expr): boolean {
  if (expr.kind === "call" && UNSAFE.has(expr.name)) return true;
  return expr.kind !== "subquery" && childrenOf(expr).some(hasUnsafeCall);
}

function pinned(expr: Expr, timeMs: number): Expr {
  const at = (before: AtModifier | null) => (typeof before === "number" ? before : timeMs);
  const inner = (child: Expr) => pinned(child, timeMs);
  switch (expr.kind) {
    case "vectorSelector":
    case "subquery":
      return { ...expr, at: at(expr.at) };
    case "matrixSelector":
      return { ...expr, selector: { ...expr.selector, at: at(expr.selector.at) } };
    case "paren":
    case "unary":
      return { ...expr, expr: inner(expr.expr) };
    case "binary":
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
    case "call":
      return { ...expr, args: expr.args.map(inner) };
    case "aggregate":
      return { ...expr, expr: inner(expr.expr), parameter: expr.parameter && inner(expr.parameter) };
    default:
      return expr;
  }
}
