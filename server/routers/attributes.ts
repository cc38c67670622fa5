/**
 * What to filter by: the attribute keys of a signal in the window, the values of one key, and equality as it comes in.
 * Shape: a typed text is an attribute's value with its OTLP type beside it, so that 200 and "200" stay apart in a URL.
 */
import { z } from "zod";
import type { AnyValue } from "../model/attributes.ts";
import { SIGNALS } from "../model/columns.ts";
import type { AttributeFilter } from "../store/telemetryStore.ts";
import { procedure, router, windowInput } from "../trpc.ts";

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

const askedInput = z.object({
  signal: z.enum(SIGNALS),
  limit: z.number().int().min(1).max(2_000).default(500),
});

export const attributesRouter = router({
  keys: procedure
    .input(windowInput.and(askedInput))
    .query(({ ctx, input: { signal, limit, ...window } }) =>
      ctx.store.attributeKeys({ tenant: ctx.tenant, window, signal, limit }),
    ),

  values: procedure
    .input(windowInput.and(askedInput.extend({ key: z.string().min(1).max(1_000) })))
    .query(async ({ ctx, input: { signal, limit, key, ...window } }) => {
      const values = await ctx.store.attributeValues({ tenant: ctx.tenant, window, signal, key, limit });
      return values.map(typedText).filter((value) => value !== null);
    }),
});
