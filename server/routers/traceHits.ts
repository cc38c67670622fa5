/**
 * Found traces and attribute values as plain JSON, and attribute filters as they come in.
 * Shape: a typed text is an attribute's value with its OTLP type beside it, so that 200 and "200" stay apart in a URL.
 */
import { z } from "zod";
import type { AnyValue } from "../model/attributes.ts";
import type { AttributeFilter, TraceHit } from "../store/telemetryStore.ts";

export interface TypedText {
  readonly type: "string" | "int" | "double" | "bool";
  readonly text: string;
}

/** A key and the typed text it must equal. */
export const attributeFilterInput = z
  .object({
    key: z.string().min(1).max(1_000),
    type: z.enum(["string", "int", "double", "bool"]),
    text: z.string().max(65_536),
    on: z.enum(["record", "resource", "any"]).default("any"),
  })
  .transform(({ key, type, text, on }, context): AttributeFilter => {
    const value = anyValueOf(type, text);
    if (value) return { key, value, on };
    context.addIssue({ code: "custom", message: `"${text}" is no ${type}; the value of ${key} cannot be compared.` });
    return z.NEVER;
  });

function anyValueOf(type: TypedText["type"], text: string): AnyValue | null {
  switch (type) {
    case "string":
      return { type, value: text };
    case "int":
      return /^-?\d{1,19}$/.test(text) ? { type, value: BigInt(text) } : null;
    case "double":
      return text.trim() !== "" && !Number.isNaN(Number(text)) ? { type, value: Number(text) } : null;
    case "bool":
      return text === "true" || text === "false" ? { type, value: text === "true" } : null;
  }
}

/** A scalar value as typed text; null for values that equality does not take (bytes, arrays, maps, none). */
export function typedText(value: AnyValue): TypedText | null {
  switch (value.type) {
    case "string":
      return { type: "string", text: value.value };
    case "int":
    case "double":
    case "bool":
      return { type: value.type, text: String(value.value) };
    default:
      return null;
  }
}

/** A found trace with its instants as decimal text. */
export function hitJson(hit: TraceHit) {
  return {
    ...hit,
    startUnixNano: hit.startUnixNano.toString(),
    matched: hit.matched.map((span) => ({ ...span, startUnixNano: span.startUnixNano.toString() })),
  };
}
