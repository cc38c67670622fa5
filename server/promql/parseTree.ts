/**
 * The official grammar's tree -> the tree of ast.ts. The tree was made of the normalised text (normalise.ts); names, numbers and
 * strings are read from the tokens of the query.
 * Errors: PromQlError (parse) with Prometheus's words for what the grammar lets through; first come, first told, as a parser that
 * works from left to right would.
 * Source: Prometheus promql/parser (parse.go, generated_parser.y).
 */
import type { SyntaxNode } from "@lezer/common";
import type { AggregateExpr, AggregateOperator, BinaryExpr, BinaryOperator, Call, Expr } from "./ast.ts";
import { quoteGo } from "./formatGo.ts";
import { FUNCTIONS } from "./functionTable.ts";
import { readDuration, readPositiveDuration } from "./parseDurations.ts";
import { readMatching } from "./parseMatching.ts";
import { withAt, withExtension, withOffset } from "./parseModifiers.ts";
import { readGrouping, readSelector } from "./parseSelectors.ts";
import { childrenOf, fail, failTooDeep, MAX_DEPTH, type Source } from "./parseSource.ts";

const WITH_PARAMETER: ReadonlySet<string> = new Set([
  "topk",
  "bottomk",
  "count_values",
  "quantile",
  "limitk",
  "limit_ratio",
]);

export function buildExpr(source: Source, node: SyntaxNode, depth = 0): Expr {
  if (depth > MAX_DEPTH) failTooDeep(source.span(node));
  const span = source.span(node);
  const inner = () => {
    const child = node.firstChild;
    if (!child) throw new Error(`${node.name} has no operand`);
    return buildExpr(source, child, depth + 1);
  };
  switch (node.name) {
    case "ParenExpr":
      return source.isVirtual(node) ? inner() : { kind: "paren", expr: inner(), span };
    case "NumberDurationLiteral":
      return { kind: "number", ...source.number(node), span };
    case "StringLiteral":
      return { kind: "string", value: source.string(node), span };
    case "VectorSelector":
      return readSelector(source, node);
    case "UnaryExpr":
      return buildUnary(source, node, depth);
    case "BinaryExpr":
      return buildBinary(source, node, depth);
    case "AggregateExpr":
      return buildAggregate(source, node, depth);
    case "FunctionCall":
      return buildCall(source, node, depth);
    case "MatrixSelector":
    case "SubqueryExpr":
      return buildRange(source, node, inner());
    case "OffsetExpr":
      return withOffset(inner(), readDuration(source, lastChildOf(node)), span);
    case "StepInvariantExpr":
      return withAt(source, inner(), lastChildOf(node), span);
    case "AnchoredExpr":
      return withExtension(inner(), "anchored", span);
    case "SmoothedExpr":
      return withExtension(inner(), "smoothed", span);
    default:
      throw new Error(`the grammar has a node unknown here: ${node.name}`);
  }
}

function lastChildOf(node: SyntaxNode): SyntaxNode {
  const child = node.lastChild;
  if (!child) throw new Error(`${node.name} is empty`);
  return child;
}

/** A sign before a number is the number's own. */
function buildUnary(source: Source, node: SyntaxNode, depth: number): Expr {
  const operator = source.first(node).text === "-" ? "-" : "+";
  const expr = buildExpr(source, lastChildOf(node), depth + 1);
  const span = source.span(node);
  if (expr.kind !== "number") return { kind: "unary", operator, expr, span };
  return { ...expr, value: operator === "-" ? -expr.value : expr.value, span };
}

function buildBinary(source: Source, node: SyntaxNode, depth: number): BinaryExpr {
  const [left, operator, ...rest] = childrenOf(node);
  const right = rest.pop();
  if (!left || !operator || !right) throw new Error("the grammar gave a binary expression without both sides");
  return {
    kind: "binary",
    operator: source.first(operator).text.toLowerCase() as BinaryOperator,
    operatorSpan: source.span(operator),
    left: buildExpr(source, left, depth + 1),
    returnBool: rest.some(({ name }) => name === "BoolModifier"),
    matching: readMatching(source, rest),
    right: buildExpr(source, right, depth + 1),
    span: source.span(node),
  };
}

function buildAggregate(source: Source, node: SyntaxNode, depth: number): AggregateExpr {
  const span = source.span(node);
  const operator = source.first(node).text.toLowerCase() as AggregateOperator;
  const modifier = node.getChild("AggregateModifier");
  const body = node.getChild("FunctionCallBody");
  const args = body ? childrenOf(body).map((child) => buildExpr(source, child, depth + 2)) : [];
  if (args.length === 0) fail(span, "no arguments for aggregate expression provided");
  const wanted = WITH_PARAMETER.has(operator) ? 2 : 1;
  const expr = args[wanted - 1];
  if (args.length !== wanted || !expr) {
    fail(span, `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`);
  }
  return {
    kind: "aggregate",
    operator,
    expr,
    parameter: wanted === 2 ? (args[0] ?? null) : null,
    grouping: modifier ? readGrouping(source, lastChildOf(modifier)) : [],
    without: modifier?.firstChild?.name === "Without",
    span,
  };
}

function buildCall(source: Source, node: SyntaxNode, depth: number): Call {
  const name = source.first(node);
  const body = node.getChild("FunctionCallBody");
  const args = body ? childrenOf(body).map((child) => buildExpr(source, child, depth + 2)) : [];
  if (!FUNCTIONS.has(name.text)) fail(name, `unknown function with name ${quoteGo(name.text)}`);
  return { kind: "call", name: name.text, args, span: source.span(node) };
}

function buildRange(source: Source, node: SyntaxNode, expr: Expr): Expr {
  const [, rangeNode, stepNode] = childrenOf(node);
  if (!rangeNode) throw new Error("the grammar gave a range without a duration");
  const range = readPositiveDuration(source, rangeNode);
  const span = source.span(node);
  if (node.name === "SubqueryExpr") {
    const step = stepNode ? readPositiveDuration(source, stepNode) : null;
    return { kind: "subquery", expr, range, step, offset: 0, at: null, span };
  }
  const bracket = { from: source.span(rangeNode).from - 1, to: span.to };
  if (expr.kind !== "vectorSelector") fail(bracket, "ranges only allowed for vector selectors");
  if (expr.offset !== 0) fail(bracket, "no offset modifiers allowed before range");
  if (expr.at !== null) fail(bracket, "no @ modifiers allowed before range");
  return { kind: "matrixSelector", selector: expr, range, span };
}
