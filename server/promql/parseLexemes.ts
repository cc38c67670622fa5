/**
 * Numbers and escape sequences, character by character, as Prometheus's lexer takes them.
 * Source: Prometheus promql/parser (lex.go: scanNumber, lexEscape).
 */
const SIMPLE_ESCAPES = "abfnrtv\\";
const ESCAPES: Readonly<Record<string, { digits: number; base: number; max: number }>> = {
  x: { digits: 2, base: 16, max: 255 },
  u: { digits: 4, base: 16, max: 0x10ffff },
  U: { digits: 8, base: 16, max: 0x10ffff },
};
const OCTAL = { digits: 3, base: 8, max: 255 };

/** What is wrong with the first wrong escape of a quoted text, whose inner part ends at `end`; null when all are right. */
export function problemOfEscapes(text: string, end: number, quote: string): string | null {
  for (let at = text.indexOf("\\"); at >= 0 && at < end; at = text.indexOf("\\", at + 2)) {
    const escaped = text[at + 1] ?? "";
    if (escaped !== "" && SIMPLE_ESCAPES.includes(escaped)) continue;
    const problem = escapeProblem(text.slice(at + 1, at + 12), quote);
    if (problem) return problem;
  }
  return null;
}

/** What is wrong with an escape sequence; `rest` begins after its backslash. */
function escapeProblem(rest: string, quote: string): string | null {
  const points = [...rest];
  const first = points[0] ?? "";
  if (first === "") return "escape sequence not terminated";
  if (SIMPLE_ESCAPES.includes(first) || first === quote) return null;
  const isOctal = /[0-7]/.test(first);
  const form = isOctal ? OCTAL : Object.hasOwn(ESCAPES, first) ? ESCAPES[first] : undefined;
  if (!form) return `unknown escape sequence ${namedCharacter(first)}`;
  const digits = points.slice(isOctal ? 0 : 1);
  for (let i = 0; i < form.digits; i++) {
    const digit = digits[i];
    if (digit === undefined) return "escape sequence not terminated";
    const isDigit = form.base === 8 ? /[0-7]/.test(digit) : /[0-9a-fA-F]/.test(digit);
    if (!isDigit) return `illegal character ${namedCharacter(digit)} in escape sequence`;
  }
  const value = Number.parseInt(digits.slice(0, form.digits).join(""), form.base);
  const isSurrogate = value >= 0xd800 && value < 0xe000;
  return value > form.max || isSurrogate ? "escape sequence is an invalid Unicode code point" : null;
}

/** As Go's %#U. */
function namedCharacter(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `U+${point} '${character}'`;
}

/** Where a number ends, and whether it is one so far: `1_000`, `0x1F`, `.5e-3`; not `1..2`, `1__0`, `5m`. */
export function endOfNumber(text: string, from: number): { readonly at: number; readonly valid: boolean } {
  const hex = /0[xX]_?/y;
  hex.lastIndex = from;
  const isHex = hex.test(text);
  let at = isHex ? hex.lastIndex : from;
  const digit = isHex ? /[0-9a-fA-F]/ : /[0-9]/;
  const is = (pattern: RegExp) => pattern.test(text[at] ?? "");
  let dots = 0;
  let exponents = 0;
  if (is(/\./)) at++;
  while (is(digit) || is(/[._eE]/)) {
    if (is(digit)) {
      at++;
      continue;
    }
    const mark = text[at];
    at++;
    if (mark === ".") {
      if (dots++ > 0) return { at, valid: false };
      if (is(/[_.]/)) return { at: at + 1, valid: false };
      if (isHex) return { at, valid: false };
    } else if (mark === "_") {
      if (is(/[._eE]/)) return { at: at + 1, valid: false };
      if (at >= text.length) return { at, valid: false };
    } else {
      if (exponents++ > 0) return { at, valid: false };
      if (is(/[-+]/)) at++;
      if (is(/[._eE]/)) return { at: at + 1, valid: false };
      if (at >= text.length) return { at, valid: false };
    }
  }
  return { at, valid: at > from && !is(/[0-9a-zA-Z_]/) };
}
