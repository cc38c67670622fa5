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

type Test = (value: string) => boolean;

/** A query's expressions are compiled when it is parsed, checked and run. */
const compiledBefore = new Map<string, Test>();
const MAX_REMEMBERED = 100;

function compileExpression(pattern: string): Test {
  const known = compiledBefore.get(pattern);
  if (known) return known;
  const test = testOf(pattern);
  if (compiledBefore.size >= MAX_REMEMBERED) compiledBefore.clear();
  compiledBefore.set(pattern, test);
  return test;
}

const SPECIAL = /[\\^$.|?*+()[\]{}]/;
const AROUND_LITERAL = /^(\.\*)?([^\\^$.|?*+()[\]{}]*)(\.[*+])?$/;

function testOf(pattern: string): Test {
  const literals = literalsOf(pattern);
  if (literals) return (value) => literals.has(value);
  const around = AROUND_LITERAL.exec(pattern);
  if (around) return aroundLiteral(around[1] !== undefined, around[2] ?? "", around[3]);
  return compileRe2(pattern);
}

/** `a|b|c` without any other syntax, perhaps in one pair of parentheses. */
function literalsOf(pattern: string): ReadonlySet<string> | null {
  const inner = /^\((?:\?:)?([^()]*)\)$/.exec(pattern)?.[1] ?? pattern;
  if (inner.length === 0 && pattern.length > 0) return new Set([""]);
  const literals = inner.split("|");
  return literals.some((literal) => SPECIAL.test(literal)) ? null : new Set(literals);
}

/** `.*literal`, `literal.*`, `literal.+`, `.*literal.*` and so on. */
function aroundLiteral(anyBefore: boolean, literal: string, after: string | undefined): Test {
  const least = literal.length + (after === ".+" ? 1 : 0);
  if (anyBefore && after === undefined) return (value) => value.endsWith(literal);
  if (anyBefore && after === ".*") return (value) => value.includes(literal);
  if (anyBefore) return (value) => value.slice(0, -1).includes(literal);
  if (after === undefined) return (value) => value === literal;
  return (value) => value.length >= least && value.startsWith(literal);
}

/**
 * Longer ones cost the engine seconds and hundreds of megabytes; what queries hold that is so long are lists of values, which need
 * no engine.
 */
const MAX_PATTERN = 50_000;

function compileRe2(pattern: string): Test {
  if (pattern.length > MAX_PATTERN) {
    const limit = MAX_PATTERN.toLocaleString("en-US");
    throw new PromQlError("parse", `error parsing regexp: expression too large: more than ${limit} characters`);
  }
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return (value) => compiled.matches(value);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // The flag that lets a dot match newlines is shown as part of the pattern.
    throw new PromQlError("parse", message.replace("`(?s)", "`"));
  }
}
