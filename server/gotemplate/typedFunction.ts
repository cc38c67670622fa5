/**
 * Functions with what they take, so that a template that gives them something else is told so in Go's words.
 * A function without types takes anything.
 */
import type { TemplateFunction, TemplateValue } from "./templateValue.ts";

/** Go's names of the types; "any" takes everything. */
export type ParameterType =
  | "any"
  | "string"
  | "template.queryResult"
  | "*template.sample"
  | "[]string"
  | "[]interface {}"
  | "time.Time";

export interface Signature {
  readonly parameters: readonly ParameterType[];
  /** Of any number of further ones; null for none. */
  readonly rest: ParameterType | null;
}
interface SignedFunction extends TemplateFunction {
  readonly signature: Signature;
}
export type FunctionTable = ReadonlyMap<string, TemplateFunction>;

/** The parameters are checked before it is called: each is there. */
export function typed(
  parameters: readonly ParameterType[],
  call: (...values: [TemplateValue, TemplateValue, TemplateValue, ...TemplateValue[]]) => TemplateValue,
  rest: ParameterType | null = null,
): TemplateFunction {
  const signature: Signature = { parameters, rest };
  return Object.assign(call as TemplateFunction, { signature });
}

export function signatureOf(target: TemplateFunction): Signature | null {
  return "signature" in target ? (target as SignedFunction).signature : null;
}
