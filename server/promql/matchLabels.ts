/**
 * Label matchers -> one test of a label set. Expressions are RE2's (re2js: linear time whatever the pattern), match the whole value,
 * and `.` matches a newline. Literals, alternations of literals and the shapes `prefix.*`, `.*suffix`, `.*`, `.+` need no engine.
 * Errors: PromQlError (parse) for an expression that RE2 refuses.
 */
import { RE2JS } from "re2js";
import type { LabelMatcher } from "./labelMatcher.ts";
import type { Labels } from "./labels.ts";
import { PromQlError } from "./promQlError.ts";

export function compileMatchers(matchers: readonly LabelMatcher[]): (labels: Labels) => boolean {
  const tests = matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  return (labels) => tests.every(({ name, test }) => test(labels.get(name)));
}

export function compileMatcher({ operator, value }: LabelMatcher): (labelValue: string) => boolean {
  switch (operator) {
    case "=":
      return (labelValue) => labelValue === value;
    case "!=":
      return (labelValue) => labelValue !== value;
    case "=~":
      return compileExpression(value);
    case "!~": {
      const test = compileExpression(value);
      return (labelValue) => !test(labelValue);
    }
  }
}

const SPECIAL = /[\\^$.|?*+()[\]{}]/;
const MAX_LITERALS = 10_000;

function compileExpression(pattern: string): (value: string) => boolean {
  const literals = literalsOf(pattern);
  if (literals) return (value) => literals.has(value);
  const around = /^(\.\*)?([^\\^$.|?*+()[\]{}]*)(\.[*+])?$/.exec(pattern);
  if (around) return aroundLiteral(around[1] !== undefined, around[2] ?? "", around[3]);
  return compileRe2(pattern);
}

/** `a|b|c` without any other syntax, perhaps in one pair of parentheses. */
function literalsOf(pattern: string): ReadonlySet<string> | null {
  const inner = /^\((?:\?:)?([^()]*)\)$/.exec(pattern)?.[1] ?? pattern;
  if (inner.length === 0 && pattern.length > 0) return new Set([""]);
  const literals = inner.split("|");
  return literals.length <= MAX_LITERALS && !literals.some((literal) => SPECIAL.test(literal))
    ? new Set(literals)
    : null;
}

/** `.*literal`, `literal.*`, `literal.+`, `.*literal.*` and so on. */
function aroundLiteral(anyBefore: boolean, literal: string, after: string | undefined): (value: string) => boolean {
  const least = literal.length + (after === ".+" ? 1 : 0);
  if (anyBefore && after === undefined) return (value) => value.endsWith(literal);
  if (anyBefore && after === ".*") return (value) => value.includes(literal);
  if (anyBefore) return (value) => value.slice(0, -1).includes(literal);
  if (after === undefined) return (value) => value === literal;
  return (value) => value.length >= least && value.startsWith(literal);
}

function compileRe2(pattern: string): (value: string) => boolean {
  const compiled = compilePattern(pattern);
  return (value) => compiled.matches(value);
}

function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch (cause) {
    throw new PromQlError("parse", cause instanceof Error ? cause.message : String(cause));
  }
}
