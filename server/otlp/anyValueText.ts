/**
 * An attribute's or body's value as the text in which people search: a string is itself, anything else its JSON.
 */
import type { AnyValue } from "../model/attributes.ts";
import { encodeBase64 } from "./base64.ts";

export function anyValueText(value: AnyValue): string {
  switch (value.type) {
    case "empty":
      return "";
    case "string":
      return value.value;
    case "bool":
    case "int":
    case "double":
      return String(value.value);
    default:
      return JSON.stringify(plainOf(value));
  }
}

/** As JSON has it: ints beyond 2^53 as text, bytes as base64. */
function plainOf(value: AnyValue): unknown {
  switch (value.type) {
    case "empty":
      return null;
    case "int":
      return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : String(value.value);
    case "bytes":
      return encodeBase64(value.value);
    case "array":
      return value.value.map(plainOf);
    case "map":
      return Object.fromEntries(value.value.map((entry) => [entry.key, plainOf(entry.value)]));
    default:
      return value.value;
  }
}
