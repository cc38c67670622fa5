/**
 * The functions that every template of Go has. (`and` and `or` are carried out by evaluateCall.ts: they stop early.)
 * Errors: Error with Go's text.
 * Source: Go's text/template (funcs.go).
 */
import { compareFunctions } from "./compareFunctions.ts";
import { sprint, sprintln } from "./goPrint.ts";
import { sprintf } from "./goPrintf.ts";
import { isPrintable } from "./goText.ts";
import {
  coreOf,
  isList,
  isMap,
  isTrue,
  mapEntry,
  TemplateObject,
  type TemplateValue,
  typeNameOf,
} from "./templateValue.ts";
import { type FunctionTable, typed } from "./typedFunction.ts";

const HTML: Readonly<Record<string, string>> = {
  "\0": "\ufffd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};
export const escapeHtml = (text: string) => text.replace(/[\0"'&<>]/g, (character) => HTML[character] ?? character);

function escapeScript(text: string): string {
  return Array.from(text, (character) => {
    if (/[\\'"]/.test(character)) return `\\${character}`;
    const isSpecial = /[<>&=]/.test(character) || character < " " || !(isPrintable(character) || character < "\u0080");
    if (!isSpecial) return character;
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  }).join("");
}

/** As Go's url.QueryEscape. */
export function escapeQuery(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function length(value: TemplateValue): bigint {
  const core = coreOf(value);
  if (value === null) throw new Error("reflect: call of reflect.Value.Type on zero Value");
  if (typeof core === "string") return BigInt(new TextEncoder().encode(core).length);
  if (isList(core)) return BigInt(core.length);
  if (isMap(core)) return BigInt(core.size);
  throw new Error(`len of type ${typeNameOf(value)}`);
}

function index(item: TemplateValue, ...indexes: readonly TemplateValue[]): TemplateValue {
  if (item === null) throw new Error("index of untyped nil");
  let found: TemplateValue = item;
  for (const place of indexes) {
    const core = coreOf(found);
    if (isMap(core)) {
      if (typeof place !== "string") throw new Error(badKey(place));
      const isOfText = !(found instanceof TemplateObject) && typeNameOf(core) === "map[string]string";
      found = mapEntry(core, place, isOfText || (found instanceof TemplateObject && found.typeName === "template.KV"));
    } else if (isList(core)) found = core[placeOf(place, core.length - 1)] ?? null;
    else if (typeof core === "string") {
      const bytes = new TextEncoder().encode(core);
      found = BigInt(bytes[placeOf(place, bytes.length - 1)] ?? 0);
    } else if (found === null) throw new Error("index of nil pointer");
    else throw new Error(`can't index item of type ${typeNameOf(found)}`);
  }
  return found;
}

const badKey = (place: TemplateValue) =>
  place === null ? "value is nil; should be of type string" : `value has type ${typeNameOf(place)}; should be string`;

function placeOf(place: TemplateValue, most: number): number {
  if (place === null) throw new Error("cannot index slice/array with nil");
  if (typeof place !== "bigint") throw new Error(`cannot index slice/array with type ${typeNameOf(place)}`);
  if (place < 0n || place > BigInt(most)) throw new Error(`index out of range: ${place}`);
  return Number(place);
}

function slice(item: TemplateValue, ...indexes: readonly TemplateValue[]): TemplateValue {
  if (item === null) throw new Error("slice of untyped nil");
  if (indexes.length > 3) throw new Error(`too many slice indexes: ${indexes.length}`);
  const core = coreOf(item);
  if (typeof core !== "string" && !isList(core)) throw new Error(`can't slice item of type ${typeNameOf(item)}`);
  if (typeof core === "string" && indexes.length === 3) throw new Error("cannot 3-index slice a string");
  const bytes = typeof core === "string" ? new TextEncoder().encode(core) : null;
  const size = bytes?.length ?? (isList(core) ? core.length : 0);
  const [start = 0, end = size] = indexes.map((place) => placeOf(place, size));
  if (start > end) throw new Error(`invalid slice index: ${start} > ${end}`);
  if (bytes) return new TextDecoder().decode(bytes.slice(start, end));
  return isList(core) ? core.slice(start, end) : null;
}

/** As text when it is one text, else printed. */
const argumentsText = (values: readonly TemplateValue[]) =>
  sprint(values.map((value) => (value === null ? "<no value>" : value)));

export const BUILTIN_FUNCTIONS: FunctionTable = new Map([
  ["and", typed(["any"], () => null, "any")],
  ["or", typed(["any"], () => null, "any")],
  ["not", typed(["any"], (value) => !isTrue(value))],
  ["len", typed(["any"], length)],
  ["index", typed(["any"], index, "any")],
  ["slice", typed(["any"], slice, "any")],
  ["print", typed([], (...values) => sprint(values), "any")],
  ["println", typed([], (...values) => sprintln(values), "any")],
  ["printf", typed(["string"], (format, ...values) => sprintf(String(format), values), "any")],
  ["html", typed([], (...values) => escapeHtml(argumentsText(values)), "any")],
  ["js", typed([], (...values) => escapeScript(argumentsText(values)), "any")],
  ["urlquery", typed([], (...values) => escapeQuery(argumentsText(values)), "any")],
  ["call", typed(["any"], call, "any")],
  ...compareFunctions,
]);

function call(target: TemplateValue, ...values: readonly TemplateValue[]): TemplateValue {
  if (target === null) throw new Error("call of nil");
  if (typeof target !== "function") throw new Error(`non-function of type ${typeNameOf(target)}`);
  return target(...values);
}
