/**
 * JSON text, token by token, straight from its bytes: no object tree, so that integers keep all their digits and a hostile
 * nesting cannot exhaust the stack.
 * Shape: each method starts at the next token and leaves `at` behind it. `path` is where we are, for the sentence of an error.
 * Errors: JsonProblem, `path: what was expected`. Raw control characters in strings and invalid UTF-8 are refused, as JSON asks.
 * Whoever caught one may go `backTo` a place before it and `skip` the value there.
 * Source: RFC 8259.
 */
import { JsonProblem, pathText } from "./jsonProblem.ts";
import { byteAt } from "./protobufReader.ts";

/** Objects and arrays within each other. An OTLP value of 64 levels takes about 270; the stack holds many times this. */
const MAX_NESTING = 400;
/** The same where a value is only skipped, which needs no stack. */
const MAX_SKIPPED_NESTING = 100_000;
const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^(?:NaN|-?Infinity)$/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const CLOSING: Readonly<Record<number, number>> = { 123: 0x7d, 91: 0x5d };

interface Place {
  readonly at: number;
  readonly steps: number;
  readonly nesting: number;
}

export class JsonScanner {
  readonly bytes: Uint8Array;
  readonly path: (string | number)[] = [];
  at = 0;
  /** Of the string scanned last: its content between the quotes, and whether it holds escapes. */
  from = 0;
  end = 0;
  escaped = false;
  private nesting = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3;
  }

  problem(expected: string): JsonProblem {
    return new JsonProblem(pathText(this.path), expected, this.at);
  }

  place(): Place {
    return { at: this.at, steps: this.path.length, nesting: this.nesting };
  }

  backTo({ at, steps, nesting }: Place): void {
    this.at = at;
    this.path.length = steps;
    this.nesting = nesting;
  }

  /** The first byte of the next token, which stays unread; -1 at the end. */
  peek(): number {
    const { bytes } = this;
    let { at } = this;
    while (at < bytes.length) {
      const byte = byteAt(bytes, at);
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) {
        this.at = at;
        return byte;
      }
      at++;
    }
    this.at = at;
    return -1;
  }

  private expect(byte: number): void {
    if (this.peek() !== byte) throw this.problem(`expected ${String.fromCharCode(byte)}`);
    this.at++;
  }

  /** Calls `member` at each value of an object, with its key as the string scanned last. */
  object(member: () => void): void {
    this.group(0x7b, 0x7d, "an object", () => {
      this.key();
      const { from, end, escaped } = this;
      this.expect(COLON);
      this.from = from;
      this.end = end;
      this.escaped = escaped;
      member();
    });
  }

  private key(): void {
    if (this.peek() !== QUOTE) throw this.problem("expected a key in double quotes");
    this.string();
  }

  /** Calls `element` at each value of an array; the index is the last step of the path. */
  array(element: () => void): void {
    if (this.peek() !== 0x5b) throw this.problem("expected an array");
    let index = 0;
    this.path.push(0);
    this.group(0x5b, 0x5d, "an array", () => {
      this.path[this.path.length - 1] = index++;
      element();
    });
    this.path.pop();
  }

  private group(open: number, close: number, what: string, item: () => void): void {
    if (this.peek() !== open) throw this.problem(`expected ${what}`);
    if (++this.nesting > MAX_NESTING) throw this.problem(`nested deeper than ${MAX_NESTING} levels`);
    this.at++;
    if (this.peek() === close) {
      this.at++;
    } else {
      for (;;) {
        item();
        const byte = this.peek();
        if (byte !== COMMA && byte !== close) {
          throw this.problem(`expected , or ${String.fromCharCode(close)}`);
        }
        this.at++;
        if (byte === close) break;
      }
    }
    this.nesting--;
  }

  /** Scans a string; its content is then [from, end), or `text()`. */
  string(): void {
    const { bytes } = this;
    if (this.peek() !== QUOTE) throw this.problem("expected a string");
    let plain = true;
    this.escaped = false;
    this.from = this.at + 1;
    for (let at = this.from; at < bytes.length; at++) {
      const byte = byteAt(bytes, at);
      if (byte === QUOTE) {
        this.end = at;
        this.at = at + 1;
        if (!plain) this.decode(this.from, at);
        return;
      }
      if (byte === BACKSLASH) {
        this.escaped = true;
        at++;
      } else if (byte < 0x20) {
        this.at = at;
        throw this.problem("a control character in a string must be escaped");
      } else if (byte >= 0x80) {
        plain = false;
      }
    }
    throw this.problem("expected the end of a string, found the end of the body");
  }

  private decode(from: number, end: number): string {
    try {
      return STRICT_UTF8.decode(this.bytes.subarray(from, end));
    } catch {
      throw this.problem("a string holds invalid UTF-8");
    }
  }

  /** The content of the string scanned last. A lone surrogate that was written as an escape stays one. */
  text(): string {
    if (!this.escaped) return this.decode(this.from, this.end);
    const quoted = this.decode(this.from - 1, this.end + 1);
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw this.problem("a string holds an escape that JSON does not know");
    }
  }

  /** The text of a number, also when it stands in quotes, where "NaN", "Infinity" and "-Infinity" are numbers too. */
  numberText(): string {
    const quoted = this.peek() === QUOTE;
    const start = this.at;
    if (quoted) {
      this.string();
      const text = this.text();
      if (NUMBER.test(text) || NOT_FINITE.test(text)) return text;
      this.at = start;
      throw this.problem("expected a number");
    }
    while (this.at < this.bytes.length && this.at - start < 400 && isNumberByte(byteAt(this.bytes, this.at))) this.at++;
    let text = "";
    for (let i = start; i < this.at; i++) text += String.fromCharCode(byteAt(this.bytes, i));
    if (NUMBER.test(text)) return text;
    this.at = start;
    throw this.problem("expected a number");
  }

  /** True when this word stood next, which is then read. */
  word(word: "true" | "false" | "null"): boolean {
    if (this.peek() !== word.charCodeAt(0)) return false;
    for (let i = 1; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    }
    this.at += word.length;
    return true;
  }

  /** Reads any value and forgets it; throws where it is not JSON. */
  skip(): void {
    const open: number[] = [];
    do {
      const close = CLOSING[this.peek()];
      if (close === undefined) {
        this.skipScalar();
      } else {
        if (open.length === MAX_SKIPPED_NESTING) throw this.problem(`nested deeper than ${MAX_SKIPPED_NESTING} levels`);
        this.at++;
        open.push(close);
        if (this.peek() !== close) {
          this.skipKey(close);
          continue;
        }
      }
      this.skipEnds(open);
    } while (open.length > 0);
  }

  /** Behind a value: all the ends that follow, and the comma and key of the next value when there is one. */
  private skipEnds(open: number[]): void {
    for (let close = open.at(-1); close !== undefined; close = open.at(-1)) {
      const byte = this.peek();
      if (byte !== COMMA && byte !== close) throw this.problem(`expected , or ${String.fromCharCode(close)}`);
      this.at++;
      if (byte === COMMA) {
        this.skipKey(close);
        return;
      }
      open.pop();
    }
  }

  private skipKey(close: number): void {
    if (close !== 0x7d) return;
    this.key();
    this.expect(COLON);
  }

  private skipScalar(): void {
    if (this.peek() === QUOTE) {
      this.string();
      if (this.escaped) this.text();
    } else if (!this.word("true") && !this.word("false") && !this.word("null")) {
      this.numberText();
    }
  }
}

function isNumberByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e || (byte | 0x20) === 0x65;
}
