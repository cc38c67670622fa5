/**
 * Numbers and runes as a template writes them. A number without point and exponent is an integer; one with them can stand where an
 * integer is asked for when it is whole.
 * Errors: Error with Go's text.
 * Source: Go's text/template/parse (node.go: newNumber).
 */
import { quoted, unquoted } from "./goText.ts";
import type { Operand } from "./templateNodes.ts";

const INTEGER = /^([+-]?)(0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+|[1-9][0-9_]*|0)$/;
const FLOAT = /^[+-]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([+-]?[0-9_]+)$/;
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

type NumberOperand = Extract<Operand, { kind: "number" }>;

export function numberOperand(at: number, text: string): NumberOperand {
  const integer = INTEGER.exec(text);
  if (integer) {
    const int = integerOf(integer[1] ?? "", integer[2] ?? "");
    if (int < LEAST || int > MOST) throw new Error(`integer overflow: ${quoted(text)}`);
    return { kind: "number", at, text, int, float: Number(int), isFloat: false };
  }
  if (/^[+-]?[0-9][0-9_]*$/.test(text)) throw new Error(`integer overflow: ${quoted(text)}`);
  const float = floatOf(text);
  if (float === null || !Number.isFinite(float)) throw new Error(`illegal number syntax: ${quoted(text)}`);
  const int = Number.isInteger(float) && Math.abs(float) < 2 ** 63 ? BigInt(float) : null;
  return { kind: "number", at, text, int, float, isFloat: true };
}

function integerOf(sign: string, text: string): bigint {
  const digits = text.replaceAll("_", "");
  const magnitude = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === "-" ? -magnitude : magnitude;
}

function floatOf(text: string): number | null {
  if (FLOAT.test(text)) return Number(text.replaceAll("_", ""));
  const hex = HEX_FLOAT.exec(text);
  if (!hex) return null;
  const [, sign, whole = "", rest = "", power = "0"] = hex;
  const mantissa = Number.parseInt(`0${whole}${rest}`, 16) / 16 ** rest.length;
  return (sign === "-" ? -1 : 1) * mantissa * 2 ** Number(power);
}

export function runeOperand(at: number, text: string): NumberOperand {
  if (text === "''") throw new Error("invalid syntax");
  const characters = Array.from(unquoted(text));
  if (characters.length !== 1) throw new Error(`malformed character constant: ${text}`);
  const point = characters[0]?.codePointAt(0) ?? 0;
  return { kind: "number", at, text, int: BigInt(point), float: point, isFloat: false };
}
