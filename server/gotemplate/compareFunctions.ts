/**
 * eq ne lt le gt ge. Values of different kinds (an integer and a float too) are not compared, as in Go.
 * Errors: Error with Go's text.
 * Source: Go's text/template (funcs.go).
 */
import { printed } from "./goPrint.ts";
import { coreOf, isList, isMap, type TemplateFunction, type TemplateValue, typeNameOf } from "./templateValue.ts";
import { typed } from "./typedFunction.ts";

const INCOMPARABLE = "invalid type for comparison";

function isBasic(value: unknown): value is string | number | bigint | boolean {
  return (
    typeof value === "string" || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
  );
}

const differ = (a: TemplateValue, b: TemplateValue) =>
  new Error(`incompatible types for comparison: ${typeNameOf(a)} and ${typeNameOf(b)}`);

function isEqual(a: TemplateValue, b: TemplateValue): boolean {
  const [left, right] = [coreOf(a), coreOf(b)];
  if (isBasic(left) || isBasic(right)) {
    if (typeof left === typeof right) return left === right;
    if (a === null || b === null) return false;
    throw differ(a, b);
  }
  if (a === null || b === null) return a === b;
  if (isMap(right) || isList(right)) throw new Error(`non-comparable type ${printed(b)}: ${typeNameOf(b)}`);
  return a === b;
}

function isLess(a: TemplateValue, b: TemplateValue): boolean {
  const [left, right] = [coreOf(a), coreOf(b)];
  if (!isBasic(left) || !isBasic(right)) throw new Error(INCOMPARABLE);
  if (typeof left !== typeof right) throw differ(a, b);
  if (typeof left === "boolean") throw new Error(INCOMPARABLE);
  return left < right;
}

function eq(value: TemplateValue, ...others: readonly TemplateValue[]): boolean {
  if (others.length === 0) throw new Error("missing argument for comparison");
  return others.some((other) => isEqual(value, other));
}

const isLessOrEqual = (a: TemplateValue, b: TemplateValue) => isLess(a, b) || isEqual(a, b);
const two = (compare: (a: TemplateValue, b: TemplateValue) => boolean): TemplateFunction =>
  typed(["any", "any"], (a, b) => compare(a, b));

export const compareFunctions: readonly (readonly [string, TemplateFunction])[] = [
  ["eq", typed(["any"], eq, "any")],
  ["ne", two((a, b) => !isEqual(a, b))],
  ["lt", two(isLess)],
  ["le", two(isLessOrEqual)],
  ["gt", two((a, b) => !isLessOrEqual(a, b))],
  ["ge", two((a, b) => !isLess(a, b))],
];
