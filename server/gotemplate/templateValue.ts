/**
 * What a template works on. Numbers are float64 unless written as integers in the template; a map's keys are text. Nothing of JavaScript
 * is reachable from a template: names are looked up in maps and in the table of functions alone.
 */
export type TemplateValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly TemplateValue[]
  | ReadonlyMap<string, TemplateValue>
  | TemplateObject
  | TemplateFunction;
/** Throws Error with Go's words when an argument does not fit. */
export type TemplateFunction = (...values: readonly TemplateValue[]) => TemplateValue;

/** A value with a type of its own: a struct, a time, a list or map that has methods. */
export class TemplateObject {
  constructor(
    /** As Go names it in messages: `*template.sample`. */
    readonly typeName: string,
    /** What is measured, indexed, ranged over and compared; null for a struct. */
    readonly core: Exclude<TemplateValue, TemplateObject>,
    /** Fields, and methods as functions. */
    readonly members: ReadonlyMap<string, TemplateValue> = NO_MEMBERS,
    /** How it is printed; null: as its core. */
    readonly text: string | null = null,
  ) {}
}
const NO_MEMBERS: ReadonlyMap<string, TemplateValue> = new Map();

/** How a value is written into the text around it. */
export type Escape = (text: string) => string;
/** A template stops beyond these, with an error. */
export const MOST_STEPS = 100_000;
export const MOST_OUTPUT = 64 * 1024;
/** No single text in a template grows beyond this. */
export const MOST_TEXT = 4 * MOST_OUTPUT;
/** Templates within templates, parentheses and blocks within each other. */
export const MOST_DEPTH = 100;

/** Text that no channel escapes again (`safeHtml`). */
export const SAFE_HTML = "template.HTML";

export const isList = (value: TemplateValue): value is readonly TemplateValue[] => Array.isArray(value);
export const isMap = (value: TemplateValue): value is ReadonlyMap<string, TemplateValue> => value instanceof Map;
/** The value under an object. */
export const coreOf = (value: TemplateValue): Exclude<TemplateValue, TemplateObject> =>
  value instanceof TemplateObject ? value.core : value;

/** The type as Go names it. */
export function typeNameOf(value: TemplateValue): string {
  if (value instanceof TemplateObject) return value.typeName;
  switch (typeof value) {
    case "string":
      return "string";
    case "number":
      return "float64";
    case "bigint":
      return "int";
    case "boolean":
      return "bool";
    case "function":
      return "func";
  }
  if (value === null) return "<nil>";
  if (isList(value)) return value.length > 0 && value.every(isText) ? "[]string" : "[]interface {}";
  return [...value.values()].every(isText) ? "map[string]string" : "map[string]interface {}";
}
const isText = (value: TemplateValue) => typeof value === "string";

/** What `if` makes of it: false for nothing, zero, and what is empty. A struct is true. */
export function isTrue(value: TemplateValue): boolean {
  const core = coreOf(value);
  if (core === null) return value !== null;
  if (isList(core)) return core.length > 0;
  if (isMap(core)) return core.size > 0;
  if (typeof core === "function") return true;
  return core !== 0 && core !== 0n && core !== "" && core !== false;
}

/** The value of a map's key; of a missing one "" when all values are text (a map of text to text has no other), else nothing. */
export function mapEntry(map: ReadonlyMap<string, TemplateValue>, key: string, isOfText: boolean): TemplateValue {
  const found = map.get(key);
  if (found !== undefined) return found;
  return isOfText ? "" : null;
}

/** Text that grows, to be stopped in time. */
export function checkLength(length: number): void {
  if (length > MOST_TEXT) throw new Error(`text of more than ${MOST_TEXT} characters`);
}
