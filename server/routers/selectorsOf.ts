/** The selectors of a query, in the order they are written, each text once. */
import type { Expr, VectorSelector } from "../promql/ast.ts";
import { formatExpr } from "../promql/format.ts";

export function selectorsOf(expr: Expr): VectorSelector[] {
  const byText = new Map<string, VectorSelector>();
  const left: Expr[] = [expr];
  while (left.length > 0) {
    const node = left.pop();
    if (!node) break;
    if (node.kind === "vectorSelector") {
      const text = formatExpr({ ...node, offset: 0, at: null, extension: null });
      if (!byText.has(text)) byText.set(text, node);
    } else left.push(...[...partsOf(node)].reverse());
  }
  return [...byText.values()];
}

function partsOf(node: Exclude<Expr, VectorSelector>): readonly Expr[] {
  switch (node.kind) {
    case "number":
    case "string":
      return [];
    case "matrixSelector":
      return [node.selector];
    case "paren":
    case "unary":
    case "subquery":
      return [node.expr];
    case "binary":
      return [node.left, node.right];
    case "call":
      return node.args;
    case "aggregate":
      return node.parameter ? [node.parameter, node.expr] : [node.expr];
  }
}
