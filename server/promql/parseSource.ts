/**
 * One query while it becomes a tree: nodes of the grammar's tree (made of the normalised text) -> tokens, spans and values of the query
 * as it was written.
 */
import type { SyntaxNode } from "@lezer/common";
import type { Span } from "./ast.ts";
import { parseGoNumber, quoteGo, unquoteGo } from "./formatGo.ts";
import type { Normalised } from "./normalise.ts";
import { durationMs } from "./parseDurationText.ts";
import type { Token } from "./parseTokens.ts";
import { PromQlError } from "./promQlError.ts";

/** The message alone; its place is put before it where the query's text is known (parse.ts). */
export function fail(span: Span, message: string): never {
  throw new PromQlError("parse", message, { from: span.from, to: span.to });
}

/** Levels of a tree; every walk over an expression needs the stack for it. */
export const MAX_DEPTH = 2_000;

export function failTooDeep(span: Span): never {
  fail(span, `the query is nested too deeply: more than ${MAX_DEPTH.toLocaleString("en-US")} levels`);
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

export interface NumberToken {
  /** Seconds of a duration. */
  readonly value: number;
  readonly isDuration: boolean;
}

export class Source {
  private readonly tokens: readonly Token[];
  private readonly normalised: Normalised;

  constructor(tokens: readonly Token[], normalised: Normalised) {
    this.tokens = tokens;
    this.normalised = normalised;
  }

  first(node: SyntaxNode): Token {
    return this.tokenOf(node.from);
  }

  last(node: SyntaxNode): Token {
    return this.tokenOf(node.to - 1);
  }

  span(node: SyntaxNode): Span {
    return { from: this.first(node).from, to: this.last(node).to };
  }

  /** Of the token at or before a place of the normalised text. */
  spanAt(place: number): Span {
    for (let i = Math.min(place, this.normalised.tokenAt.length - 1); i >= 0; i--) {
      if ((this.normalised.tokenAt[i] ?? -1) >= 0) return this.tokenOf(i);
    }
    return { from: 0, to: 0 };
  }

  isVirtual(node: SyntaxNode): boolean {
    return this.normalised.virtual[node.from] === 1;
  }

  /** Of a literal, perhaps with a sign before it. */
  number(node: SyntaxNode): NumberToken {
    const read = numberOf(this.last(node));
    return this.first(node).text === "-" ? { ...read, value: -read.value } : read;
  }

  string(node: SyntaxNode): string {
    return unquoteGo(this.first(node).text);
  }

  private tokenOf(place: number): Token {
    const token = this.tokens[this.normalised.tokenAt[place] ?? -1];
    if (!token) throw new Error(`no token at ${place} of the normalised query`);
    return token;
  }
}

function numberOf(token: Token): NumberToken {
  if (token.type === "duration") {
    const ms = durationMs(token.text);
    if (typeof ms === "string") fail(token, ms);
    return { value: ms / 1_000, isDuration: true };
  }
  const value = parseGoNumber(token.text);
  if (value === null)
    fail(token, `error parsing number: strconv.ParseFloat: parsing ${quoteGo(token.text)}: invalid syntax`);
  if (!Number.isFinite(value) && /[0-9]/.test(token.text)) {
    fail(token, `error parsing number: strconv.ParseFloat: parsing ${quoteGo(token.text)}: value out of range`);
  }
  return { value, isDuration: false };
}
