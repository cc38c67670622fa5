/** How far back of its instant a query looks, at most: ranges and offsets of its selectors, subqueries around them. Milliseconds. */
import type { Duration, Expr } from "../promql/ast.ts";

/** One that depends on the evaluation's step counts as nothing. */
const length = (duration: Duration | null) => (typeof duration === "number" ? Math.max(0, duration) : 0);

export function selectorRangeMs(expr: Expr): number {
  switch (expr.kind) {
    case "vectorSelector":
      return length(expr.offset);
    case "matrixSelector":
      return length(expr.range) + length(expr.selector.offset);
    case "subquery":
      return length(expr.range) + length(expr.offset) + selectorRangeMs(expr.expr);
    case "paren":
    case "unary":
      return selectorRangeMs(expr.expr);
    case "binary":
      return Math.max(selectorRangeMs(expr.left), selectorRangeMs(expr.right));
    case "aggregate":
      return Math.max(selectorRangeMs(expr.expr), expr.parameter ? selectorRangeMs(expr.parameter) : 0);
    case "call":
      return Math.max(0, ...expr.args.map(selectorRangeMs));
    default:
      return 0;
  }
}
