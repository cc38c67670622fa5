/**
 * What stands between `{{` and `}}` -> tokens, blanks among them: they part operands.
 * Source: Go's text/template/parse (lex.go: lexInsideAction).
 */
import { isPrintable, quoted } from "./goText.ts";
import { KEYWORDS, type TokenKind, type TokenSink, TRIMMED_CLOSE } from "./templateTokens.ts";

const NUMBER =
  /^[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/;
const WORD = /^[\p{L}\p{Nd}_]*/u;
const SINGLE: Readonly<Record<string, TokenKind>> = { "=": "assign", "|": "pipe" };

interface Lexed {
  readonly kind: TokenKind;
  readonly text: string;
}

/** Returns the offset of the closing `}}` or ` -}}`, -1 after an error. */
export function lexAction(sink: TokenSink, start: number): number {
  const { input } = sink;
  let [at, depth] = [start, 0];
  for (;;) {
    const isTrimmed = TRIMMED_CLOSE.test(input.slice(at, at + 4));
    if (isTrimmed || input.startsWith("}}", at)) {
      if (depth > 0) {
        sink.add("error", at, "unclosed left paren");
        return -1;
      }
      sink.add("close", isTrimmed ? at + 2 : at, "}}");
      return at;
    }
    const found = nextToken(input, at);
    if (found.kind === "leftParen") depth++;
    if (found.kind === "rightParen" && --depth < 0) {
      sink.add("error", at, "unexpected right paren");
      return -1;
    }
    sink.add(found.kind, at, found.text);
    if (found.kind === "error") return -1;
    at += found.text.length;
  }
}

function nextToken(input: string, at: number): Lexed {
  const first = input[at];
  if (first === undefined) return { kind: "error", text: "unclosed action" };
  if (isBlank(first)) return blanks(input, at);
  const single = SINGLE[first];
  if (single) return { kind: single, text: first };
  if (first === "(") return { kind: "leftParen", text: first };
  if (first === ")") return { kind: "rightParen", text: first };
  if (first === ":") return input[at + 1] === "=" ? { kind: "declare", text: ":=" } : error("expected :=");
  if (first === '"' || first === "'") return quotedToken(input, at, first);
  if (first === "`") {
    const end = input.indexOf("`", at + 1);
    return end < 0 ? error("unterminated raw quoted string") : { kind: "rawString", text: input.slice(at, end + 1) };
  }
  if (first === "$") return fieldOrVariable(input, at, "variable");
  if (first === "." && !/^[0-9]/.test(input.slice(at + 1, at + 2))) return fieldOrVariable(input, at, "field");
  if (/[-+.0-9]/.test(first)) return numberToken(input, at);
  const word = WORD.exec(input.slice(at))?.[0] ?? "";
  if (word !== "") return wordToken(input, at, word);
  if (first <= "\u007f" && isPrintable(first)) return { kind: "character", text: first };
  return error(`unrecognized character in action: ${unicodeText(input, at)}`);
}

const isBlank = (character: string) => /[ \t\r\n]/.test(character);
const error = (text: string): Lexed => ({ kind: "error", text });

/** A blank before `-}}` belongs to the marker. */
function blanks(input: string, at: number): Lexed {
  const all = /^[ \t\r\n]+/.exec(input.slice(at))?.[0] ?? "";
  const isMarker = TRIMMED_CLOSE.test(input.slice(at + all.length - 1, at + all.length + 3));
  return { kind: "space", text: isMarker ? all.slice(0, -1) : all };
}

function quotedToken(input: string, at: number, quote: string): Lexed {
  for (let i = at + 1; i < input.length && input[i] !== "\n"; i++) {
    if (input[i] === quote) return { kind: quote === '"' ? "string" : "rune", text: input.slice(at, i + 1) };
    if (input[i] === "\\" && input[++i] === "\n") break;
  }
  return error(quote === '"' ? "unterminated quoted string" : "unterminated character constant");
}

function fieldOrVariable(input: string, at: number, kind: "field" | "variable"): Lexed {
  const word = WORD.exec(input.slice(at + 1))?.[0] ?? "";
  const text = (input[at] ?? "") + word;
  if (!isTerminated(input, at + text.length)) return badCharacter(input, at + text.length);
  return text === "." ? { kind: "keyword", text } : { kind, text };
}

function wordToken(input: string, at: number, text: string): Lexed {
  if (!isTerminated(input, at + text.length)) return badCharacter(input, at + text.length);
  if (KEYWORDS.has(text)) return { kind: "keyword", text };
  return { kind: text === "true" || text === "false" ? "bool" : "identifier", text };
}

function numberToken(input: string, at: number): Lexed {
  const text = NUMBER.exec(input.slice(at))?.[0] ?? "";
  const next = Array.from(input.slice(at + text.length, at + text.length + 2))[0] ?? "";
  // What would be a complex number is none: `1+2i`.
  const isComplex = next === "+" || next === "-";
  const more = isComplex ? (NUMBER.exec(input.slice(at + text.length))?.[0] ?? "") : next;
  if (isComplex || WORD.exec(next)?.[0]) return error(`bad number syntax: ${quoted(text + more)}`);
  return { kind: "number", text };
}

function isTerminated(input: string, at: number): boolean {
  const next = input[at];
  return next === undefined || /[ \t\r\n.,|:()]/.test(next) || input.startsWith("}}", at);
}

const badCharacter = (input: string, at: number) => error(`bad character ${unicodeText(input, at)}`);

/** `U+002B '+'`. */
function unicodeText(input: string, at: number): string {
  const point = input.codePointAt(at) ?? 0;
  const character = String.fromCodePoint(point);
  const name = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  return isPrintable(character) ? `${name} '${character}'` : name;
}
