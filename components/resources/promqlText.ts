/**
 * PromQL as text, in the few shapes that the built-in pages need. One quantity has several spellings: current names, older ones, what
 * other senders call it; `either` takes, label set by label set, the first that has samples.
 * Every shape aggregates by the same labels, so that the alternatives of an `either` are comparable.
 */

/** Which series are asked for, and what tells the rows of the answer apart. */
export interface Scope {
  /** Labels, comma-separated: "host_name". */
  readonly by: string;
  /** Matchers, comma-separated: `host_name="web-1"`. Empty: all. */
  readonly where: string;
  /** Asks for an earlier time: " offset $__range" is the window before. */
  readonly shift?: string;
}

/** A range for rates of what is exported once a minute or more often (server/series/steps.ts). */
const RANGE = "[$__rate_interval]";

export function quoted(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

export function either(...forms: readonly string[]): string {
  return forms.length === 1 ? (forms[0] ?? "") : forms.map((form) => `(${form})`).join(" or ");
}

/** `name{a="b",c="d"}`; empty matchers are left out. */
export function selector(name: string, ...matchers: readonly string[]): string {
  const given = matchers.filter((matcher) => matcher !== "");
  return given.length === 0 ? name : `${name}{${given.join(",")}}`;
}

/** One value for each label set; `by` may be empty. */
export function over(operator: "sum" | "max" | "avg" | "min" | "count", scope: Scope, expr: string): string {
  return `${operator} by (${scope.by}) (${expr})`;
}

const shiftOf = ({ shift = "" }: Scope) => shift;

/** A level or gauge, added up (or the largest of it). */
export function level(scope: Scope, name: string, matcher = "", operator: "sum" | "max" | "avg" = "sum"): string {
  return over(operator, scope, selector(name, matcher, scope.where) + shiftOf(scope));
}

/** A counter's growth per second. */
export function rate(scope: Scope, name: string, matcher = "", operator: "sum" | "max" = "sum"): string {
  return over(operator, scope, `rate(${selector(name, matcher, scope.where)}${RANGE}${shiftOf(scope)})`);
}

/** Seconds (or whatever the histogram measures) spent per second. */
export function spent(scope: Scope, name: string, matcher = ""): string {
  return over("sum", scope, `histogram_sum(rate(${selector(name, matcher, scope.where)}${RANGE}${shiftOf(scope)}))`);
}

/** Measurements per second. */
export function counted(scope: Scope, name: string, matcher = ""): string {
  return over("sum", scope, `histogram_count(rate(${selector(name, matcher, scope.where)}${RANGE}${shiftOf(scope)}))`);
}

export function quantile(q: number, scope: Scope, name: string, matcher = ""): string {
  return `histogram_quantile(${q}, ${over("sum", scope, `rate(${selector(name, matcher, scope.where)}${RANGE}${shiftOf(scope)})`)})`;
}

/** The share of `part` (a label's value) in the sum over that label; the other spellings of the label are tried in turn. */
export function shareOf(
  scope: Scope,
  name: string,
  labels: readonly string[],
  part: string,
  read: (scope: Scope, name: string, matcher: string) => string = level,
): string {
  return either(
    ...labels.map((label) => `${read(scope, name, `${label}=${quoted(part)}`)} / ${read(scope, name, `${label}!=""`)}`),
  );
}
