/**
 * Text as Go writes and reads it, since PromQL's strings, numbers and messages are Go's: quoting (strconv.Quote), unquoting,
 * floats without an exponent ('f', -1), integers of any base.
 * Source: Go's strconv.
 */
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};
/**
 * A byte that is no UTF-8 stands in our text as a lone surrogate, U+DC00 + byte, so that it is not lost and no valid text looks like it
 * (`isWellFormed()` tells); it is printed as the byte again.
 */
const BYTE = 0xdc00;
/** What Go does not print as it is: everything but letters, marks, numbers, punctuation, symbols and the ASCII blank. */
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function escapeCharacter(character: string, quote: string): string {
  if (character === quote || character === "\\") return `\\${character}`;
  if (!UNPRINTABLE.test(character)) return character;
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0xdc80 && point < 0xdd00) return `\\x${(point - BYTE).toString(16)}`;
  if (point >= 0xd800 && point < 0xe000) return "\\ufffd";
  if (point < 0x20 || point === 0x7f) return `\\x${point.toString(16).padStart(2, "0")}`;
  return point < 0x10000 ? `\\u${point.toString(16).padStart(4, "0")}` : `\\U${point.toString(16).padStart(8, "0")}`;
}

/** `"text"`. */
export function quoteGo(text: string): string {
  if (/^[\w .:/{}(),=~!*+-]*$/.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) quoted += escapeCharacter(character, '"');
  return `${quoted}"`;
}

/** `'x'`; the end of the input ("") is shown as Go shows an invalid character. */
export function quoteCharacter(character: string): string {
  return character === "" ? "'�'" : `'${escapeCharacter(character, "'")}'`;
}

const UNESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** The value of a quoted string whose escapes are known to be right. Bytes written as \x.. or octal are joined as UTF-8. */
export function unquoteGo(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("`") || !inner.includes("\\")) return inner;
  return inner.replace(
    /((?:\\x[0-9a-fA-F]{2}|\\[0-7]{3})+)|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.)/gs,
    (whole, bytes: string | undefined, short: string | undefined, long: string | undefined, simple: string) => {
      if (bytes !== undefined) return decodeBytes(bytes);
      const point = short ?? long;
      if (point !== undefined) return String.fromCodePoint(Number.parseInt(point, 16));
      return UNESCAPES[simple] ?? whole;
    },
  );
}

function decodeBytes(escapes: string): string {
  const bytes = [...escapes.matchAll(/\\x([0-9a-fA-F]{2})|\\([0-7]{3})/g)].map(([, hex, octal]) =>
    hex === undefined ? Number.parseInt(octal ?? "0", 8) : Number.parseInt(hex, 16),
  );
  return decodeUtf8(bytes);
}

/** UTF-8 -> text. (Pure folders have no TextDecoder.) */
function decodeUtf8(bytes: readonly number[]): string {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
  } catch {
    return bytes.map((byte) => String.fromCharCode(byte < 0x80 ? byte : BYTE + byte)).join("");
  }
}

/** All digits, no exponent, as few as tell the value. */
export function formatGoFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Object.is(value, -0)) return "-0";
  const [mantissa = "", exponent] = String(value).split("e");
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0")}`;
}

/** A PromQL number; null when it is none ("0x_", "1__0") and Infinity beyond the range. */
export function parseGoNumber(text: string): number | null {
  const lower = text.toLowerCase();
  if (lower === "inf" || lower === "+inf") return Number.POSITIVE_INFINITY;
  if (lower === "-inf") return Number.NEGATIVE_INFINITY;
  if (lower === "nan") return Number.NaN;
  const hasWrongUnderscore = /_(?![0-9a-fA-F])|(?<![0-9a-fA-FxX])_/.test(text);
  if (hasWrongUnderscore) return null;
  const plain = lower.replaceAll("_", "");
  if (/^0x[0-9a-f]+$/.test(plain)) return Number(plain);
  if (/^0[0-7]+$/.test(plain)) return Number(`0o${plain.slice(1)}`);
  return /^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(plain) ? Number(plain) : null;
}
