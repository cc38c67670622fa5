/**
 * Where the grammar stopped -> what Prometheus says about it: the token that cannot stand there, in what it stands, what could.
 * Source: Prometheus promql/parser (generated_parser.y: the error productions; parse.go: unexpected).
 */
import { quoteGo } from "./formatGo.ts";
import type { Normalised } from "./normalise.ts";
import type { Scan, Token } from "./parseTokens.ts";
import { PromQlError } from "./promQlError.ts";

export function unexpectedToken(scan: Scan, normalised: Normalised, place: number): PromQlError {
  const { tokens, error } = scan;
  const index = tokenFrom(normalised, place) ?? tokens.length - (error ? 0 : 1);
  const token = tokens[index];
  if (!token) return new PromQlError("parse", error?.message ?? "unexpected end of input", at(error?.at ?? 0));
  return new PromQlError("parse", `unexpected ${tokenName(token)}`, token);
}

const at = (place: number) => ({ from: place, to: place });

/** The token at or after a place of the normalised text. */
function tokenFrom({ tokenAt, virtual }: Normalised, place: number): number | undefined {
  for (let i = place; i < tokenAt.length; i++) {
    const token = tokenAt[i] ?? -1;
    if (token >= 0) return virtual[i] && i > 0 && tokenAt[i - 1] === token ? token + 1 : token;
  }
  return undefined;
}

export function tokenName(token: Token): string {
  switch (token.type) {
    case "end":
      return "end of input";
    case "identifier":
      return `identifier ${quoteGo(token.text)}`;
    case "metricIdentifier":
      return `metric identifier ${quoteGo(token.text)}`;
    case "operator":
      return `<op:${token.text}>`;
    case "aggregator":
      return `<aggr:${token.text}>`;
    case "keyword":
      return `<${token.text}>`;
    case "string":
    case "number":
    case "duration":
      return `${token.type} ${quoteStart(token.text)}`;
    default:
      return quoteStart(token.text);
  }
}

/** Ten characters at most. */
function quoteStart(text: string): string {
  const characters = [...text];
  return characters.length > 10 ? `${quoteGo(characters.slice(0, 10).join(""))}...` : quoteGo(text);
}
