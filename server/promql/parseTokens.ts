/**
 * Query text -> tokens, cut exactly as Prometheus cuts them. The grammar's own tokenizer is not asked: it lags behind in numbers and
 * strings, and cannot say what is wrong. A token's span is in UTF-16 code units.
 * Errors are data: `error` is what stopped the scan, with Prometheus's words; an error of syntax before it comes first.
 * Source: Prometheus promql/parser (lex.go).
 */
import { quoteCharacter, quoteGo } from "./formatGo.ts";
import { endOfNumber, problemOfEscapes } from "./parseLexemes.ts";

export type TokenType =
  | "identifier"
  | "metricIdentifier"
  | "string"
  | "number"
  | "duration"
  /** `+`, `=~`, `and`: also what is written in letters. */
  | "operator"
  | "aggregator"
  | "keyword"
  /** start, end, step, range, min_of, max_of. */
  | "preprocessor"
  /** Brackets, comma, colon, `=`. */
  | "mark"
  | "end";

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export interface Scan {
  /** In order; closes with one of type "end" when there was no error. */
  readonly tokens: readonly Token[];
  readonly error: { readonly at: number; readonly message: string } | null;
}

const WORDS: ReadonlyMap<string, TokenType> = new Map([
  ...typed("operator", "and or unless atan2"),
  ...typed(
    "aggregator",
    "sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio",
  ),
  ...typed(
    "keyword",
    "offset smoothed anchored by without on ignoring group_left group_right fill fill_left fill_right bool",
  ),
  ...typed("preprocessor", "start end step range min_of max_of"),
  ...typed("number", "inf nan"),
]);
const DURATION_WORDS: ReadonlySet<string> = new Set(["step", "range", "min_of", "max_of"]);

function typed(type: TokenType, words: string): [string, TokenType][] {
  return words.split(" ").map((word) => [word, type]);
}

const SPACES = /[ \t\r\n]*/y;
const COMMENT = /#[^\r\n]*/y;
const WORD = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const LETTERS = /[a-zA-Z_]+/y;
const OPERATOR = /==|!=|<=|<\/|>=|>\/|[-+*/%^<>@]/y;
const LABEL_OPERATOR = /=~|!~|!=/y;
const DURATION_REST = /[smhdwy]s?(?:[0-9]+[smhdw]s?)*/y;
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /"(?:[^"\\\n\ufffd]|\\[\s\S])*/y,
  "'": /'(?:[^'\\\n\ufffd]|\\[\s\S])*/y,
  "`": /`[^`\ufffd]*/y,
};

export function scanTokens(text: string): Scan {
  const scanner = new Scanner(text);
  try {
    scanner.run();
    return { tokens: scanner.tokens, error: null };
  } catch (cause) {
    if (cause instanceof ScanError) return { tokens: scanner.tokens, error: { at: cause.at, message: cause.message } };
    throw cause;
  }
}

class ScanError extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

type Place = "outside" | "braces" | "brackets";

class Scanner {
  readonly tokens: Token[] = [];
  private readonly text: string;
  private at = 0;
  private place: Place = "outside";
  private depth = 0;
  private hasColon = false;
  /** Since the last `[`. */
  private hasNumber = false;

  constructor(text: string) {
    this.text = text;
  }

  run() {
    for (;;) {
      this.at = this.endOf(SPACES, this.at);
      if (this.text[this.at] === "#") {
        this.at = this.endOf(COMMENT, this.at);
        continue;
      }
      if (this.at >= this.text.length) return this.finish();
      if (this.place === "braces") this.insideBraces();
      else this.outsideBraces();
    }
  }

  private finish() {
    if (this.place === "braces") throw new ScanError(this.at, "unexpected end of input inside braces");
    if (this.place === "brackets" && !this.hasNumber) {
      throw new ScanError(this.at, "unexpected end of input in duration expression");
    }
    if (this.depth !== 0) throw new ScanError(this.at, "unclosed left parenthesis");
    if (this.place === "brackets") throw new ScanError(this.at, "unclosed left bracket");
    this.push("end", this.at);
  }

  private endOf(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    return pattern.test(this.text) ? pattern.lastIndex : from;
  }

  private push(type: TokenType, to: number) {
    this.tokens.push({ type, text: this.text.slice(this.at, to), from: this.at, to });
    this.at = to;
  }

  private insideBraces() {
    const character = this.character(this.at);
    const labelEnd = this.endOf(LABEL, this.at);
    if (labelEnd > this.at) return this.push("identifier", labelEnd);
    const operatorEnd = this.endOf(LABEL_OPERATOR, this.at);
    if (operatorEnd > this.at) return this.push("operator", operatorEnd);
    if (character === "!") {
      const next = quoteCharacter(this.character(this.at + 1));
      throw new ScanError(this.at, `unexpected character after '!' inside braces: ${next}`);
    }
    if (character === "," || character === "=") return this.push("mark", this.at + 1);
    if (Object.hasOwn(QUOTED, character)) return this.string(character);
    if (character === "{") throw new ScanError(this.at, "unexpected left brace '{'");
    if (character === "}") {
      this.place = "outside";
      return this.push("mark", this.at + 1);
    }
    throw new ScanError(this.at, `unexpected character inside braces: ${quoteCharacter(character)}`);
  }

  private outsideBraces() {
    const character = this.character(this.at);
    if (/[0-9]/.test(character) || (character === "." && /[0-9]/.test(this.character(this.at + 1)))) {
      return this.numberOrDuration();
    }
    if (this.place === "brackets" && !this.hasNumber && !/[a-zA-Z_:(),+\-*/%^\]]/.test(character)) {
      throw new ScanError(this.at, `unexpected character in duration expression: ${quoteCharacter(character)}`);
    }
    if (/[a-zA-Z_:]/.test(character)) return this.place === "brackets" ? this.insideBrackets() : this.word();
    const operatorEnd = this.endOf(OPERATOR, this.at);
    if (operatorEnd > this.at) return this.push("operator", operatorEnd);
    if ("()[]{,".includes(character)) return this.bracket(character);
    if (Object.hasOwn(QUOTED, character)) return this.string(character);
    const next = this.character(this.at + 1);
    if (character === "=" && next === "~") throw new ScanError(this.at, "unexpected character after '=': '~'");
    if (character === "=") return this.push("mark", this.at + 1);
    if (character === "!") throw new ScanError(this.at, `unexpected character after '!': ${quoteCharacter(next)}`);
    throw new ScanError(this.at, `unexpected character: ${quoteCharacter(character)}`);
  }

  private bracket(character: string) {
    const wrong = this.wrongBracket(character);
    if (wrong) throw new ScanError(character === ")" ? this.at + 1 : this.at, `${wrong} '${character}'`);
    if (character === "(") this.depth++;
    if (character === ")") this.depth--;
    if (character === "{") this.place = "braces";
    if (character === "[") {
      this.place = "brackets";
      this.hasColon = false;
      this.hasNumber = false;
    }
    if (character === "]") this.place = "outside";
    this.push("mark", this.at + 1);
  }

  private wrongBracket(character: string): string | null {
    if (character === ")" && this.depth === 0) return "unexpected right parenthesis";
    if (character === "[" && this.place === "brackets") return "unexpected left bracket";
    if (character === "]" && this.place !== "brackets") return "unexpected right bracket";
    return null;
  }

  /** A letter or a colon in a range. */
  private insideBrackets() {
    if (this.text[this.at] === ":") {
      if (!this.hasNumber) throw new ScanError(this.at + 1, "unexpected colon before duration in duration expression");
      if (this.hasColon) throw new ScanError(this.at, "unexpected colon ':'");
      this.hasColon = true;
      return this.push("mark", this.at + 1);
    }
    const end = this.endOf(LETTERS, this.at);
    if (DURATION_WORDS.has(this.text.slice(this.at, end).toLowerCase())) return this.push("preprocessor", end);
    const character = quoteCharacter(this.character(this.at));
    throw new ScanError(
      this.at,
      this.hasNumber
        ? `unexpected character: ${character}, expected ':'`
        : `unexpected character in duration expression: ${character}`,
    );
  }

  private word() {
    const end = this.endOf(WORD, this.at);
    const word = this.text.slice(this.at, end).toLowerCase();
    const isFill = word === "fill" || word === "fill_left" || word === "fill_right";
    const known = isFill && this.text[this.endOf(SPACES, end)] !== "(" ? undefined : WORDS.get(word);
    this.push(known ?? (word.includes(":") ? "metricIdentifier" : "identifier"), end);
  }

  private numberOrDuration() {
    const end = endOfNumber(this.text, this.at);
    this.hasNumber = true;
    if (end.valid) return this.push("number", end.at);
    const durationEnd = this.endOf(DURATION_REST, end.at);
    if (durationEnd > end.at && !/[0-9a-zA-Z_]/.test(this.character(durationEnd)))
      return this.push("duration", durationEnd);
    const shown = this.text.slice(this.at, durationEnd > end.at ? durationEnd + 1 : end.at);
    throw new ScanError(this.at, `bad number or duration syntax: ${quoteGo(shown)}`);
  }

  private string(quote: string) {
    const pattern = QUOTED[quote];
    const end = pattern ? this.endOf(pattern, this.at) : this.at;
    const problem = quote === "`" ? null : problemOfEscapes(this.text.slice(this.at, end + 11), end - this.at, quote);
    if (problem) throw new ScanError(this.at, problem);
    const stop = this.text[end];
    if (stop === quote) return this.push("string", end + 1);
    if (stop === "\ufffd") throw new ScanError(this.at, "invalid UTF-8 rune");
    if (stop === "\\") throw new ScanError(this.at, "escape sequence not terminated");
    throw new ScanError(this.at, quote === "`" ? "unterminated raw string" : "unterminated quoted string");
  }

  /** One code point, "" at the end. */
  private character(at: number): string {
    const point = this.text.codePointAt(at);
    return point === undefined ? "" : String.fromCodePoint(point);
  }
}
