/** The tokens of a template. Source: Go's text/template/parse (lex.go). */
import { quoted } from "./goText.ts";

export const KEYWORDS: ReadonlySet<string> = new Set([
  ".",
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "nil",
  "template",
  "with",
]);

export type TokenKind =
  | "text"
  | "open"
  | "close"
  | "space"
  | "assign"
  | "declare"
  | "pipe"
  | "string"
  | "rawString"
  | "rune"
  | "number"
  | "variable"
  | "field"
  | "identifier"
  | "keyword"
  | "bool"
  | "leftParen"
  | "rightParen"
  | "character"
  | "error"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly at: number;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** A marker right before `}}` counts with the blank before it. */
export const TRIMMED_CLOSE = /^[ \t\r\n]-\}\}/;

/** As messages name it. */
export function tokenText({ kind, text }: Token): string {
  if (kind === "end") return "EOF";
  if (kind === "error") return text;
  if (kind === "keyword") return `<${text}>`;
  const characters = Array.from(text);
  return characters.length > 10 ? `${quoted(characters.slice(0, 10).join(""))}...` : quoted(text);
}

/** Where tokens go; the line is that of the token's start. */
export class TokenSink {
  readonly tokens: Token[] = [];
  private line = 1;
  private counted = 0;

  constructor(readonly input: string) {}

  add(kind: TokenKind, at: number, text: string): void {
    for (; this.counted < at; this.counted++) if (this.input[this.counted] === "\n") this.line++;
    this.tokens.push({ kind, at, text, line: this.line });
  }
}
