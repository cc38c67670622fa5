/**
 * What a rule's query compares with what: the value and the threshold beside it, so that a chart can show both and a rule can tell "does not
 * hold" from "there is nothing". Errors: PromQlError (parse) for what is no query.
 */
import type { BinaryExpr, Expr } from "./ast.ts";
import { parseQuery } from "./parse.ts";

const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);
const MIRRORED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

export interface Comparison {
  /** PromQL of the value. */
  readonly query: string;
  readonly operator: string | null;
  readonly threshold: number | null;
  /** PromQL of what it is compared to, where that is no number. */
  readonly thresholdQuery: string | null;
}

/** What is compared with what, as far as a chart can show it. Throws PromQlError for what is no query. */
export function comparisonOf(query: string): Comparison {
  const expr = comparedIn(parseQuery(query));
  const textOf = ({ span }: Expr) => query.slice(span.from, span.to);
  if (expr.kind !== "binary" || !COMPARISONS.has(expr.operator) || expr.returnBool) {
    return { query: textOf(expr), operator: null, threshold: null, thresholdQuery: null };
  }
  const [left, right] = [numberOf(expr.left), numberOf(expr.right)];
  if (left !== null && right === null) {
    const operator = MIRRORED[expr.operator] ?? expr.operator;
    return { query: textOf(expr.right), operator, threshold: left, thresholdQuery: null };
  }
  const thresholdQuery = right === null ? textOf(expr.right) : null;
  return { query: textOf(expr.left), operator: expr.operator, threshold: right, thresholdQuery };
}

/** Conditions beside the comparison (`and on() ...`, `unless ...`) are no part of the line. */
function comparedIn(expr: Expr): Expr {
  if (expr.kind === "paren") return comparedIn(expr.expr);
  if (expr.kind !== "binary") return expr;
  if (expr.operator === "unless") return comparedIn(expr.left);
  if (expr.operator !== "and") return expr;
  const [left, right] = [comparedIn(expr.left), comparedIn(expr.right)];
  const compares = (one: Expr): one is BinaryExpr => one.kind === "binary" && COMPARISONS.has(one.operator);
  return !compares(left) && compares(right) ? right : left;
}

/** Of a number, also one that is computed (`14.4 * 0.001`). */
function numberOf(expr: Expr): number | null {
  if (expr.kind === "number") return expr.value;
  if (expr.kind === "paren") return numberOf(expr.expr);
  if (expr.kind === "unary") {
    const value = numberOf(expr.expr);
    return value === null || expr.operator === "+" ? value : -value;
  }
  if (expr.kind !== "binary") return null;
  const [left, right] = [numberOf(expr.left), numberOf(expr.right)];
  return left === null || right === null ? null : computed(expr.operator, left, right);
}

function computed(operator: string, left: number, right: number): number | null {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "^":
      return left ** right;
    default:
      return null;
  }
}
