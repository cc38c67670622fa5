/**
 * PromQL text -> tree. The grammar is Prometheus's own for editors (@prometheus-io/lezer-promql); it reads the normalised text, so that
 * what it gets wrong is mended before (normalise.ts), and only its refusals are turned into Prometheus's words (parseProblem.ts).
 * All experimental syntax is on.
 * Errors: PromQlError (parse), "1:5: parse error: ..." (line and column in bytes, from 1), with the span where it is known.
 * Source: Prometheus promql/parser.
 */
import type { Expr, VectorSelector } from "./ast.ts";
import { checkTypes } from "./checkTypes.ts";
import { normalise } from "./normalise.ts";
import { durationMs } from "./parseDurationText.ts";
import { readGrammar } from "./parseGrammar.ts";
import { syntaxProblem } from "./parseProblem.ts";
import { failTooDeep, Source } from "./parseSource.ts";
import { type Scan, scanTokens } from "./parseTokens.ts";
import { buildExpr } from "./parseTree.ts";
import { isPromQlError, PromQlError } from "./promQlError.ts";

export { formatDuration } from "./parseDurationText.ts";

export function parseQuery(text: string): Expr {
  return placed(text, () => {
    const expr = syntaxOf(scanTokens(text));
    checkTypes(expr);
    return expr;
  });
}

/** For `match[]`: a selector without range, offset or other modifiers. It may match everything. */
export function parseSelector(text: string): VectorSelector {
  return placed(text, () => {
    const scan = scanTokens(text);
    const expr = syntaxOf(scan);
    if (expr.kind === "vectorSelector" && expr.offset === 0 && expr.at === null && expr.extension === null) return expr;
    throw new PromQlError("parse", "expected a series selector", expr.span);
  });
}

/** Milliseconds. */
export function parseDuration(text: string): number {
  const ms = durationMs(text);
  if (typeof ms === "string") throw new PromQlError("parse", ms);
  return ms;
}

function syntaxOf(scan: Scan): Expr {
  const { tokens, error } = scan;
  if (tokens[0]?.type === "end") throw new PromQlError("parse", "no expression found in input", { from: 0, to: 0 });
  const normalised = normalise(tokens);
  const deep = tokens[normalised.tooDeepAt];
  if (deep) failTooDeep(deep);
  const source = new Source(tokens, normalised);
  const outcome = readGrammar(normalised.text);
  if ("refusedAt" in outcome) throw syntaxProblem(scan, normalised, outcome.refusedAt);
  if ("tooDeepAt" in outcome) failTooDeep(source.spanAt(outcome.tooDeepAt));
  if (error) throw new PromQlError("parse", error.message, { from: error.at, to: error.at });
  return buildExpr(source, outcome.expr);
}

/** Puts the place before the message of a PromQlError. */
function placed<Result>(text: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (cause) {
    if (!isPromQlError(cause) || !cause.span) throw cause;
    throw new PromQlError("parse", `${placeOf(text, cause.span.from)}: parse error: ${cause.message}`, cause.span);
  }
}

/** Line and column from 1; columns count bytes of UTF-8, as Prometheus's do. */
function placeOf(text: string, at: number): string {
  if (text === "") return "unknown position";
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = utf8Length(before.slice(before.lastIndexOf("\n") + 1)) + 1;
  return `${line}:${column}`;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
