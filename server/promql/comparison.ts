/**
 * A condition split where people read it: `errors / calls > 0.05` is a line (`errors / calls`) and the threshold that it is held against.
 * Of conditions joined by `and`, `unless` or `or` the first is the one that is looked at; the others decide when it counts.
 * Errors: none; null where the text is no query, or its outermost operator compares nothing.
 */
import type { BinaryExpr, Expr } from "./ast.ts";
import { parseQuery } from "./parse.ts";

export const COMPARISONS = [">", ">=", "<", "<=", "==", "!="] as const;
export type Comparison = (typeof COMPARISONS)[number];

export interface SplitCondition {
  /** What is compared, as text. */
  readonly left: string;
  readonly operator: Comparison;
  /** What it is compared with, as text; a query of its own unless `threshold` is known. */
  readonly right: string;
  /** Null where the other side is no number. */
  readonly threshold: number | null;
  /** Further conditions stand beside it. */
  readonly joined: boolean;
}

export function splitCondition(query: string): SplitCondition | null {
  try {
    return split(parseQuery(query), query, false);
  } catch {
    return null;
  }
}

function split(expr: Expr, query: string, joined: boolean): SplitCondition | null {
  if (expr.kind === "paren") return split(expr.expr, query, joined);
  if (expr.kind !== "binary") return null;
  if (JOINS.has(expr.operator)) return split(expr.left, query, true);
  const operator = COMPARISONS.find((known) => known === expr.operator);
  if (!operator || expr.returnBool) return null;
  return sides(expr, operator, query, joined);
}

const JOINS: ReadonlySet<string> = new Set(["and", "or", "unless"]);

/** `0.05 < errors` reads as `errors > 0.05`. */
const TURNED: Readonly<Record<Comparison, Comparison>> = {
  ">": "<",
  ">=": "<=",
  "<": ">",
  "<=": ">=",
  "==": "==",
  "!=": "!=",
};

function sides({ left, right }: BinaryExpr, operator: Comparison, query: string, joined: boolean): SplitCondition {
  const turned = numberOf(left) !== null && numberOf(right) === null;
  const [line, limit] = turned ? [right, left] : [left, right];
  const textOf = ({ span }: Expr) => query.slice(span.from, span.to).trim();
  return {
    left: textOf(line),
    operator: turned ? TURNED[operator] : operator,
    right: textOf(limit),
    threshold: numberOf(limit),
    joined,
  };
}

/** The number that an expression of literals comes to; null when anything else is in it. */
function numberOf(expr: Expr): number | null {
  if (expr.kind === "number") return expr.value;
  if (expr.kind === "paren") return numberOf(expr.expr);
  if (expr.kind === "unary") {
    const value = numberOf(expr.expr);
    return value === null ? null : expr.operator === "-" ? -value : value;
  }
  if (expr.kind !== "binary") return null;
  const [left, right] = [numberOf(expr.left), numberOf(expr.right)];
  if (left === null || right === null) return null;
  switch (expr.operator) {
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
