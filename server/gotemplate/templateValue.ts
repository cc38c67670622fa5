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
  | TemplateFunction;
/** Throws Error with Go's words when an argument does not fit. */
export type TemplateFunction = (...values: readonly TemplateValue[]) => TemplateValue;

/** How a value is written into the text around it. */
export type Escape = (text: string) => string;
/** A template stops beyond these, with an error. */
export const MOST_STEPS = 100_000;
export const MOST_OUTPUT = 64 * 1024;
