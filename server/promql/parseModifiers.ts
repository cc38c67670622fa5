/**
 * `offset`, `@`, `anchored`, `smoothed`: put into the selector or subquery before them.
 * Errors: PromQlError (parse) where a modifier cannot stand, and when it is given twice.
 * Source: Prometheus promql/parser (parse.go: addOffset, setTimestamp, setAnchored).
 */
import type { SyntaxNode } from "@lezer/common";
import type { AtModifier, Duration, Expr, MatrixSelector, Span, Subquery, VectorSelector } from "./ast.ts";
import { formatGoFloat } from "./formatGo.ts";
import { fail, type Source } from "./parseSource.ts";

type Modified = { offset?: Duration; at?: AtModifier };

export function withOffset(expr: Expr, offset: Duration, span: Span): Expr {
  const target = targetOf(expr, "offset modifier");
  if (target.offset !== 0) fail(expr.span, "offset may not be set multiple times");
  return modified(expr, { offset }, span);
}

export function withAt(source: Source, expr: Expr, node: SyntaxNode, span: Span): Expr {
  const at = readAt(source, expr, node);
  const target = targetOf(expr, "@ modifier");
  if (target.at !== null) fail(expr.span, "@ <timestamp> may not be set multiple times");
  return modified(expr, { at }, span);
}

/** 2^63, which no timestamp reaches. */
const OUT_OF_BOUNDS = 2 ** 63;

function readAt(source: Source, expr: Expr, node: SyntaxNode): AtModifier {
  if (node.name === "AtModifierPreprocessors")
    return source.first(node).text.toLowerCase() === "start" ? "start" : "end";
  const { value } = source.number(node);
  if (!(Math.abs(value) < OUT_OF_BOUNDS)) {
    const shown = Number.isFinite(value) ? `${formatGoFloat(value)}.000000` : formatGoFloat(value);
    fail(expr.span, `timestamp out of bounds for @ modifier: ${shown}`);
  }
  return Math.sign(value) * Math.round(Math.abs(value) * 1_000);
}

function targetOf(expr: Expr, modifier: string): VectorSelector | Subquery {
  if (expr.kind === "matrixSelector") return expr.selector;
  if (expr.kind === "vectorSelector" || expr.kind === "subquery") return expr;
  fail(expr.span, `${modifier} must be preceded by an instant vector selector or range vector selector or a subquery`);
}

function modified(expr: Expr, change: Modified, span: Span): Expr {
  if (expr.kind === "matrixSelector") return { ...expr, selector: { ...expr.selector, ...change }, span };
  return { ...(expr as VectorSelector | Subquery), ...change, span };
}

export function withExtension(
  expr: Expr,
  extension: "anchored" | "smoothed",
  span: Span,
): VectorSelector | MatrixSelector {
  const selector = expr.kind === "matrixSelector" ? expr.selector : expr;
  if (selector.kind === "subquery") fail(expr.span, `${extension} modifier is not supported for subqueries`);
  if (selector.kind !== "vectorSelector") fail(expr.span, `${extension} modifier not implemented`);
  if (selector.extension !== null && selector.extension !== extension) {
    fail(expr.span, "anchored and smoothed modifiers cannot be used together");
  }
  const extended: VectorSelector = { ...selector, extension };
  return expr.kind === "matrixSelector" ? { ...expr, selector: extended, span } : { ...extended, span };
}
