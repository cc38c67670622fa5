/** A value as JSON, as Go writes it: maps by key, `<`, `>` and `&` as escapes. Source: Go's encoding/json. */
import { sortedKeys } from "./goPrint.ts";
import { checkLength, coreOf, isList, isMap, TemplateObject, type TemplateValue } from "./templateValue.ts";

export function jsonText(value: TemplateValue): string {
  const text = written(value);
  checkLength(text.length);
  return text;
}

function written(value: TemplateValue): string {
  const core = coreOf(value);
  if (isList(core)) return `[${core.map(written).join(",")}]`;
  if (isMap(core)) return `{${sortedKeys(core).map((key) => `${quotedJson(key)}:${written(core.get(key) ?? null)}`)}}`;
  if (value instanceof TemplateObject && core === null) return structText(value);
  if (typeof core === "function") throw new Error("json: unsupported type: func");
  if (typeof core === "number" && !Number.isFinite(core)) throw new Error("json: unsupported value");
  return typeof core === "string" ? quotedJson(core) : String(core);
}

function structText({ members, text }: TemplateObject): string {
  if (text !== null) return quotedJson(text);
  const fields = [...members].filter(([, member]) => typeof member !== "function");
  return `{${fields.map(([name, member]) => `${quotedJson(name)}:${written(member)}`)}}`;
}

const quotedJson = (text: string) =>
  JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
