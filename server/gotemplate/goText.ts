/**
 * Text as Go quotes and reads it (strconv.Quote, Unquote), and its bytes.
 * Errors: `unquoted` throws Error("invalid syntax").
 * Source: Go's strconv.
 */
const SHORT: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};
const SHORT_OF = new Map(Object.entries(SHORT).map(([letter, character]) => [character, `\\${letter}`]));
/** All that Go does not print as it is. */
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const encoder = new TextEncoder();

export const isPrintable = (character: string) => !UNPRINTABLE.test(character);
export const byteLength = (text: string) => encoder.encode(text).length;

function quotedCharacter(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`;
  const short = SHORT_OF.get(character);
  if (short !== undefined) return short;
  if (isPrintable(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return `\\x${point.toString(16).padStart(2, "0")}`;
  if (point >= 0xd800 && point < 0xe000) return "\ufffd";
  return point < 0x10000 ? `\\u${point.toString(16).padStart(4, "0")}` : `\\U${point.toString(16).padStart(8, "0")}`;
}

/** `"text"`. */
export function quoted(text: string): string {
  return `"${Array.from(text, (character) => quotedCharacter(character, '"')).join("")}"`;
}

/** `'x'`. */
export function quotedRune(character: string): string {
  return `'${quotedCharacter(character, "'")}'`;
}

const ESCAPES = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\'"]))|(\\)/g;

/** The value of a quoted text, escapes and all. A character beyond a byte written as bytes is not put together. */
export function unquoted(text: string): string {
  const quote = text[0] ?? "";
  const inner = text.slice(1, -1);
  if (quote === "`") return inner.replaceAll("\r", "");
  if (inner.includes("\n")) throw new Error("invalid syntax");
  return inner.replace(ESCAPES, (_, hex, octal, short, long, simple: string | undefined) => {
    if (simple !== undefined) {
      if ((simple === "'" || simple === '"') && simple !== quote) throw new Error("invalid syntax");
      return SHORT[simple] ?? simple;
    }
    const digits: string | undefined = hex ?? short ?? long;
    const point = digits === undefined ? Number.parseInt(octal ?? "x", 8) : Number.parseInt(digits, 16);
    if (Number.isNaN(point) || point > 0x10ffff || (octal && point > 255)) throw new Error("invalid syntax");
    return String.fromCodePoint(point);
  });
}
