/**
 * Queries of SLO files as the expressions that indicators hold: the number of events in `[$window]`.
 * Sloth's `{{.window}}` becomes `$window`, and its rates become increases where that changes the scale only. Counters named by a
 * selector alone (OpenSLO's `counter: true`, Pyrra's `metric`) become `sum(increase(...[$window]))`. A matcher `le="1"` also matches `1.0`,
 * since libraries write the same bound in both ways.
 * Queries that are not PromQL stay as they are: they may be another dialect's.
 */
import type { Expr, VectorSelector } from "../promql/ast.ts";
import { parseQuery } from "../promql/parse.ts";

/** What a query is parsed with in place of its window, and unlikely to be written by anybody. */
const STAND_IN = "83y";
const SLOTH_WINDOW = /\{\{-?\s*\.window\s*-?\}\}/g;
const NAMES_WINDOW = /\$(?:window\b|\{window\})/;

export const slothWindow = (query: string): string => query.replace(SLOTH_WINDOW, "$window").trim();

/** The tree, with `$window` read as a length; null: it is no PromQL. */
export function parsedQuery(query: string): Expr | null {
  try {
    return parseQuery(query.replace(/\$window\b|\$\{window\}/g, STAND_IN));
  } catch {
    return null;
  }
}

/** Rates per second as events: where all that is done with them is adding up, nothing but the scale differs. */
export function ratesAsIncreases(query: string): string {
  const expr = parsedQuery(query);
  return expr && isLinear(expr) ? query.replace(/\b(?:rate|irate)(?=\s*\()/g, "increase") : query;
}

function isLinear(expr: Expr): boolean {
  switch (expr.kind) {
    case "paren":
      return isLinear(expr.expr);
    case "aggregate":
      return expr.operator === "sum" && isLinear(expr.expr);
    case "call":
      return ["rate", "irate", "increase"].includes(expr.name) || (expr.name === "vector" && isZero(expr.args[0]));
    case "binary":
      return ["+", "-", "or"].includes(expr.operator) && isLinear(expr.left) && isLinear(expr.right);
    default:
      return false;
  }
}
const isZero = (expr: Expr | undefined) => expr?.kind === "number" && expr.value === 0;

/** The selector when the query is one and nothing else. */
export function selectorAlone(query: string): VectorSelector | null {
  const expr = parsedQuery(query);
  return expr?.kind === "vectorSelector" ? expr : null;
}

/** How often something happened: of a counter, its increase; of a gauge that tells numbers of events, their sum. */
export function countedEvents(query: string, isCounter: boolean): string {
  const text = slothWindow(query);
  if (NAMES_WINDOW.test(text)) return text;
  if (selectorAlone(text)) return `sum(${isCounter ? "increase" : "sum_over_time"}(${bothBounds(text)}[$window]))`;
  const inner = sumOfSelector(text);
  if (inner !== null) return `sum(${isCounter ? "increase" : "sum_over_time"}(${bothBounds(inner)}[$window]))`;
  return text;
}

/** `sum(selector)` -> the selector's text. */
function sumOfSelector(query: string): string | null {
  const expr = parsedQuery(query);
  if (expr?.kind !== "aggregate" || expr.operator !== "sum" || expr.grouping.length > 0) return null;
  return expr.expr.kind === "vectorSelector" ? query.slice(expr.expr.span.from, expr.expr.span.to) : null;
}

/** `le="5.0"` and `le="5"` are one bound. */
export function bothBounds(selector: string): string {
  return selector.replace(/\ble\s*=\s*(["'])([0-9.eE+-]+)\1/g, (whole, _quote: string, bound: string) => {
    const value = Number(bound);
    if (!Number.isFinite(value)) return whole;
    const plain = String(value);
    const pointed = Number.isInteger(value) ? `${plain}.0` : null;
    const spellings = [...new Set([plain, ...(pointed === null ? [] : [pointed]), bound])];
    if (spellings.length === 1) return `le="${plain}"`;
    return `le=~"${spellings.map((spelling) => spelling.replace(/[.+]/g, "\\\\$&")).join("|")}"`;
  });
}
