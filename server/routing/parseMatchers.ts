/**
 * Reads matchers as people type them: `{severity="page",service=~"cart|checkout"}`, braces and quotes optional, names in any script.
 * Alertmanager's grammar of UTF-8 matchers; what only its older grammar takes (an unquoted value with signs in it, a single backslash)
 * is read by that one, as Alertmanager itself falls back.
 * Shape: matchers, or a sentence that says what was expected where.
 * Source: Alertmanager matcher/parse, pkg/labels/parse.go.
 */
import type { Matcher } from "../model/notification.ts";
import { unquote } from "./goText.ts";
import { matcherProblem } from "./matchers.ts";

export type ParsedMatchers =
  | { readonly matchers: readonly Matcher[]; readonly problem: null }
  | { readonly matchers: null; readonly problem: string };

interface Token {
  readonly kind: "{" | "}" | "," | "operator" | "text" | "end" | "wrong";
  /** Without quotes. */
  readonly text: string;
  readonly at: number;
}

const TOKEN = /\s*(?:([{},])|(=~|!=|!~|=)|("(?:[^"\\]|\\.)*")|([^\s{}!=~,\\"'`]+))/suy;

function tokensOf(input: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const at = TOKEN.lastIndex;
    if (input.slice(at).trim() === "") return [...tokens, { kind: "end", text: "the end", at }];
    const match = TOKEN.exec(input);
    if (!match) return [...tokens, { kind: "wrong", text: input.slice(at).trim(), at }];
    const [, sign, operator, quoted, plain] = match;
    const text = quoted === undefined ? (sign ?? operator ?? plain ?? "") : unquote(quoted);
    if (text === null) return [...tokens, { kind: "wrong", text: quoted ?? "", at }];
    tokens.push({ kind: sign ? (sign as "{") : operator ? "operator" : "text", text, at });
  }
}

class Problem extends Error {}

/** Throws Problem. */
function parseUtf8(input: string): Matcher[] {
  const tokens = tokensOf(input);
  let next = 0;
  const take = (kind: Token["kind"], expected: string): string => {
    const token = tokens[next] ?? { kind: "end", text: "the end", at: input.length };
    if (token.kind !== kind) throw new Problem(`Expected ${expected} at ${token.at + 1}, found ${token.text}.`);
    next++;
    return token.text;
  };
  const sees = (kind: Token["kind"]) => tokens[next]?.kind === kind;
  const hasBrace = sees("{");
  if (hasBrace) next++;
  const matchers: Matcher[] = [];
  while (!sees("}") && !sees("end")) {
    const name = take("text", "the name of a label");
    const operator = take("operator", "an operator (=, !=, =~ or !~)") as Matcher["operator"];
    matchers.push({ name, operator, value: take("text", "a value") });
    if (!sees(",")) break;
    next++;
  }
  if (hasBrace) take("}", "a comma or }");
  take("end", "a comma or the end");
  return matchers;
}

const CLASSIC = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*(.*?)\s*$/su;

/** Splits at commas outside of quotes. */
function splitClassic(input: string): string[] {
  const inner = input.replace(/^\{/, "").replace(/\}$/, "");
  const parts = inner.match(/(?:"(?:[^"\\]|\\.)*"|\\.|[^,])+/gsu) ?? [];
  return parts.filter((part) => part.trim() !== "");
}

const unescapeClassic = (text: string) =>
  text.replace(/\\(n|"|\\)/g, (_, sign: string) => (sign === "n" ? "\n" : sign));

function parseClassicOne(text: string): Matcher | null {
  const [, name, operator, raw = ""] = CLASSIC.exec(text) ?? [];
  if (name === undefined || operator === undefined) return null;
  const isQuoted = raw.startsWith('"');
  const inner = isQuoted ? raw.slice(1, raw.length > 1 && raw.endsWith('"') ? -1 : undefined) : raw;
  if (isQuoted && !(raw.length > 1 && raw.endsWith('"'))) return null;
  if (/(?<!\\)(?:\\\\)*"/.test(inner)) return null;
  return { name, operator: operator as Matcher["operator"], value: unescapeClassic(inner) };
}

function parseClassic(input: string): Matcher[] | null {
  const matchers = splitClassic(input.trim()).map(parseClassicOne);
  return matchers.every((matcher) => matcher !== null) ? matchers : null;
}

/** Never throws; no text gives no matchers. */
export function parseMatchers(input: string): ParsedMatchers {
  let problem = "";
  let matchers: Matcher[] | null = null;
  try {
    matchers = parseUtf8(input);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem = error.message;
    matchers = parseClassic(input);
  }
  if (matchers === null) return { matchers: null, problem };
  const wrong = matchers.map(matcherProblem).find((each) => each !== null);
  return wrong ? { matchers: null, problem: wrong } : { matchers, problem: null };
}
