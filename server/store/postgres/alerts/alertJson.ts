/** Alerts as JSON text and back: numbers that JSON lacks are kept as words, and keys too long for an index as their hash. */
import { createHash } from "node:crypto";

const WORDS: Readonly<Record<string, number>> = {
  "number:NaN": Number.NaN,
  "number:Infinity": Number.POSITIVE_INFINITY,
  "number:-Infinity": Number.NEGATIVE_INFINITY,
};

export const toText = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === "number" && !Number.isFinite(one) ? `number:${one}` : one,
  ).replaceAll("\\u0000", "\\ufffd");

/** What `toText` wrote; its caller knows the form, since nobody else writes these rows. */
export const fromText = <T>(text: string): T =>
  JSON.parse(text, (_, one: unknown) => (typeof one === "string" ? (WORDS[one] ?? one) : one));

/** The first 16 bytes of SHA-256. */
export const hashOf = (key: string): Buffer => createHash("sha256").update(key).digest().subarray(0, 16);
