/**
 * Text between double quotes as Go writes and reads it (strconv.Quote, strconv.Unquote), as far as labels need it: group keys and
 * matchers are written so.
 */
const NAMED: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};
const UNNAMED: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};
/** What is not printable to Go: all but letters, marks, numbers, punctuation, symbols and the plain space. */
const ODD = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

function escapeOdd(character: string): string {
  const named = NAMED[character];
  if (named) return named;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

export function quote(text: string): string {
  return `"${text.replace(ODD, escapeOdd)}"`;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.?))/gsu;

/** What stands between double quotes, which are part of `text`; null for what Go would refuse. */
export function unquote(text: string): string | null {
  const inner = text.slice(1, -1);
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"') || inner.includes("\n")) return null;
  let isGood = true;
  const plain = inner.replace(ESCAPE, (_, hex, short, long, octal, letter: string | undefined) => {
    const code = hex ?? short ?? long;
    const point = code !== undefined ? Number.parseInt(code, 16) : octal !== undefined ? Number.parseInt(octal, 8) : -1;
    if (point >= 0 && point <= 0x10ffff && !(point >= 0xd800 && point < 0xe000)) return String.fromCodePoint(point);
    const named = UNNAMED[letter ?? ""];
    if (point >= 0 || named === undefined) isGood = false;
    return named ?? "";
  });
  return isGood ? plain : null;
}
