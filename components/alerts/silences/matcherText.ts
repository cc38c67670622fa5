/**
 * Matchers as people write them: `service_name="checkout"`, `severity=~"page|ticket"`; several with commas between them, braces welcome.
 * Source: Alertmanager, pkg/labels/parse.go. Quotes may be left out where a value has no comma, space or brace.
 */
import type { LabelPairs } from "../../../server/model/alert.ts";
import type { Matcher } from "../../../server/model/notification.ts";

export const OPERATORS = ["=", "!=", "=~", "!~"] as const;
export const OPERATOR_WORDS: Readonly<Record<Matcher["operator"], string>> = {
  "=": "is",
  "!=": "is not",
  "=~": "matches",
  "!~": "does not match",
};

export const writeMatcher = ({ name, operator, value }: Matcher): string =>
  `${name}${operator}${JSON.stringify(value)}`;
export const writeMatchers = (matchers: readonly Matcher[]): string => matchers.map(writeMatcher).join(", ");

const MATCHER = /^\s*("(?:[^"\\]|\\.)*"|[^\s"=!~{},]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^\s",{}]*)\s*(?:,|$)/;

/** Null where the text is none; nothing at all is an empty list. */
export function parseMatchers(text: string): Matcher[] | null {
  let rest = text.trim().replace(/^\{/, "").replace(/\}$/, "");
  const matchers: Matcher[] = [];
  while (rest.trim() !== "") {
    const [whole, name = "", operator, value = ""] = MATCHER.exec(rest) ?? [];
    const known = OPERATORS.find((one) => one === operator);
    if (whole === undefined || !known) return null;
    matchers.push({ name: unquoted(name), operator: known, value: unquoted(value) });
    rest = rest.slice(whole.length);
  }
  return matchers;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}

/** Equal to every label of an alert: silences this one and nothing else. */
export const matchersOf = (labels: LabelPairs): Matcher[] =>
  Object.entries(labels)
    .sort(([a], [b]) => (a === "alertname" ? -1 : b === "alertname" ? 1 : a < b ? -1 : 1))
    .map(([name, value]) => ({ name, operator: "=", value }));

/** A silence that matches everything is a mistake: at least one matcher must not match the empty text. */
export const isTooWide = (matchers: readonly Matcher[]): boolean =>
  matchers.every(({ operator, value }) =>
    operator === "=" ? value === "" : operator === "!=" || operator === "!~" || /^(\.\*)?$/.test(value),
  );
