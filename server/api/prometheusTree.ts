/**
 * `format_query` and `parse_query`: a query laid out for reading, and as a tree.
 * Source: Prometheus web/api/v1 (formatQuery, parseQuery, translate_ast.go).
 */
import type { Call, Duration, Expr, VectorMatching, VectorSelector } from "../promql/ast.ts";
import { formatGoFloat } from "../promql/formatGo.ts";
import { formatPretty } from "../promql/formatPretty.ts";
import { FUNCTIONS } from "../promql/functionTable.ts";
import { parseQuery } from "../promql/parse.ts";
import { asParameter } from "./prometheusError.ts";
import { succeedWith } from "./prometheusResponse.ts";
import type { PrometheusQuestion } from "./prometheusRoutes.ts";

export function answerFormatQuery({ params }: PrometheusQuestion): Response {
  return succeedWith(asParameter("query", () => formatPretty(parseQuery(params.get("query") ?? ""))));
}

export function answerParseQuery({ params }: PrometheusQuestion): Response {
  return succeedWith(treeOf(asParameter("query", () => parseQuery(params.get("query") ?? ""))));
}

function treeOf(expr: Expr): object {
  switch (expr.kind) {
    case "number":
      return { type: "numberLiteral", val: formatGoFloat(expr.value) };
    case "string":
      return { type: "stringLiteral", val: expr.value };
    case "paren":
      return { type: "parenExpr", expr: treeOf(expr.expr) };
    case "unary":
      return { type: "unaryExpr", op: expr.operator, expr: treeOf(expr.expr) };
    case "binary": {
      const { operator: op, left, right, returnBool: bool, matching } = expr;
      const sides = { lhs: treeOf(left), rhs: treeOf(right) };
      return { type: "binaryExpr", op, ...sides, matching: matching && matchingOf(matching), bool };
    }
    case "call":
      return { type: "call", func: functionOf(expr), args: expr.args.map(treeOf) };
    case "aggregate": {
      const { operator: op, grouping, without, parameter } = expr;
      const param = parameter && treeOf(parameter);
      return { type: "aggregation", op, expr: treeOf(expr.expr), param, grouping, without };
    }
    case "vectorSelector":
      return { type: "vectorSelector", ...selectorOf(expr) };
    case "matrixSelector":
      return { type: "matrixSelector", range: durationOf(expr.range), ...selectorOf(expr.selector) };
    case "subquery": {
      const { range, step, offset } = expr;
      const lengths = {
        range: durationOf(range),
        offset: durationOf(offset),
        step: step === null ? 0 : durationOf(step),
      };
      return { type: "subquery", expr: treeOf(expr.expr), ...lengths, ...atOf(expr.at) };
    }
  }
}

/** Milliseconds; 0 for an expression of step() or range(), which has no length before it is evaluated. */
const durationOf = (duration: Duration) => (typeof duration === "number" ? duration : 0);

function atOf(at: VectorSelector["at"]): object {
  return typeof at === "number" ? { timestamp: at, startOrEnd: null } : { timestamp: null, startOrEnd: at };
}

function selectorOf({ name, matchers, offset, at, extension }: VectorSelector): object {
  const listed = matchers.map((matcher) => ({ name: matcher.name, value: matcher.value, type: matcher.operator }));
  const extended = extension === null ? {} : { [extension]: true };
  return { name, offset: durationOf(offset), matchers: listed, ...atOf(at), ...extended };
}

function matchingOf({ card, labels, on, include, fillLeft, fillRight }: VectorMatching): object {
  const fill = fillLeft === null && fillRight === null ? {} : { fillValues: { lhs: fillLeft, rhs: fillRight } };
  return { card, labels, on, include, ...fill };
}

function functionOf({ name }: Call): object {
  const signature = FUNCTIONS.get(name);
  const { args: argTypes = [], variadic = 0, returns: returnType = "vector" } = signature ?? {};
  return { name, argTypes, variadic, returnType };
}
