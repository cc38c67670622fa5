/**
 * Matchers of labels: whether they hold, and Alertmanager's text of them. A label that is missing counts as empty. Regular expressions
 * are RE2 and match the whole value. A matcher whose expression cannot be read never holds, whatever its operator: what it would
 * have routed elsewhere or silenced is told all the same.
 * Source: Alertmanager pkg/labels/matcher.go.
 * Next: parseMatchers.ts reads the text.
 */
import { RE2JS } from "re2js";
import type { LabelPairs } from "../model/alert.ts";
import type { Matcher } from "../model/notification.ts";
import { quote } from "./goText.ts";

const compiled = new WeakMap<Matcher, (value: string) => boolean>();

function predicateOf({ operator, value }: Matcher): (value: string) => boolean {
  if (operator === "=") return (given) => given === value;
  if (operator === "!=") return (given) => given !== value;
  try {
    const pattern = RE2JS.compile(value);
    return operator === "=~" ? (given) => pattern.matches(given) : (given) => !pattern.matches(given);
  } catch {
    return () => false;
  }
}

/** What is wrong with a matcher, as a sentence; null when it can be used. */
export function matcherProblem({ name, operator, value }: Matcher): string | null {
  if (name === "") return "A matcher needs the name of a label.";
  if (operator === "=" || operator === "!=") return null;
  try {
    RE2JS.compile(value);
    return null;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return `The matcher ${formatMatcher({ name, operator, value })} is no regular expression (RE2): ${words}.`;
  }
}

export function matcherHolds(matcher: Matcher, labels: LabelPairs): boolean {
  let holds = compiled.get(matcher);
  if (!holds) {
    holds = predicateOf(matcher);
    compiled.set(matcher, holds);
  }
  return holds(Object.hasOwn(labels, matcher.name) ? (labels[matcher.name] ?? "") : "");
}

/** True for no matchers at all. */
export const matchersHold = (matchers: readonly Matcher[], labels: LabelPairs): boolean =>
  matchers.every((matcher) => matcherHolds(matcher, labels));

const RESERVED = /[\s{}!=~,\\"'`]/u;
const escapeValue = (value: string) => value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

/** As `severity="page"`, with a quoted name where it holds what the syntax uses itself. */
export function formatMatcher({ name, operator, value }: Matcher): string {
  if (name === "" || RESERVED.test(name)) return `${quote(name)}${operator}${quote(value)}`;
  return `${name}${operator}"${escapeValue(value)}"`;
}

const ORDER = ["=", "!=", "=~", "!~"];
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** By name, then value, then operator, as a route's key has them. */
export function sortMatchers(matchers: readonly Matcher[]): Matcher[] {
  return matchers.toSorted(
    (a, b) =>
      compareText(a.name, b.name) ||
      compareText(a.value, b.value) ||
      ORDER.indexOf(a.operator) - ORDER.indexOf(b.operator),
  );
}

/** As `{a="1",b=~"x|y"}`, in the order given. */
export const formatMatchers = (matchers: readonly Matcher[]): string => `{${matchers.map(formatMatcher).join(",")}}`;
