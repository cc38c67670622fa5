/**
 * Values as Go's fmt prints them: `%v`, Sprint and Sprintln.
 * Source: Go's fmt (print.go).
 */
import { formatFloat } from "./goFloat.ts";
import { isList, isMap, TemplateObject, type TemplateValue } from "./templateValue.ts";

export function printed(value: TemplateValue): string {
  if (value instanceof TemplateObject) return value.text ?? objectText(value);
  if (typeof value === "number") return formatFloat(value, "g", -1);
  if (value === null) return "<nil>";
  if (isList(value)) return `[${value.map(printed).join(" ")}]`;
  if (isMap(value)) return `map[${sortedEntries(value, printed).join(" ")}]`;
  if (typeof value === "function") return "func";
  return String(value);
}

function objectText({ core, members }: TemplateObject): string {
  if (core !== null) return printed(core);
  const fields = [...members.values()].filter((member) => typeof member !== "function");
  return `{${fields.map(printed).join(" ")}}`;
}

/** `key:value`, ascending by key. */
export function sortedEntries(
  map: ReadonlyMap<string, TemplateValue>,
  textOf: (value: TemplateValue) => string,
): string[] {
  return sortedKeys(map).map((key) => `${textOf(key)}:${textOf(map.get(key) ?? null)}`);
}

export const sortedKeys = (map: ReadonlyMap<string, TemplateValue>) => [...map.keys()].sort(byText);
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Blanks between two operands of which neither is text. */
export function sprint(values: readonly TemplateValue[]): string {
  let text = "";
  for (const [i, value] of values.entries()) {
    const isApart = i > 0 && typeof value !== "string" && typeof values[i - 1] !== "string";
    text += (isApart ? " " : "") + printed(value);
  }
  return text;
}

export const sprintln = (values: readonly TemplateValue[]) => `${values.map(printed).join(" ")}\n`;
