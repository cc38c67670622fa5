/**
 * A call of a function or method: arguments, checked against its types, and what came before in the pipeline as the last of them.
 * Errors: TemplateError; what a function throws is told with its name. A question that is open (openQuestion.ts) goes through as it is.
 * Source: Go's text/template (exec.go: evalCall, evalArg, validateType).
 */
import type { Evaluator } from "./evaluatePipeline.ts";
import { OpenQuestion } from "./openQuestion.ts";
import { type Command, commandText, type Operand, operandText, TemplateError } from "./templateNodes.ts";
import { checkLength, coreOf, isTrue, type TemplateFunction, type TemplateValue, typeNameOf } from "./templateValue.ts";
import { type ParameterType, type Signature, signatureOf } from "./typedFunction.ts";

/** Nothing came before in the pipeline. */
export const MISSING = Symbol("missing");
/** Of `and` and `or`: the truth at which they stop. */
export const AND = false;
export const OR = true;

export interface Called {
  readonly target: TemplateFunction;
  readonly name: string;
  /** What stands in the template, for messages. */
  readonly whole: Operand | Command;
  readonly stops: boolean | null;
}
type Final = TemplateValue | typeof MISSING;

export function evaluateCall(
  evaluator: Evaluator,
  called: Called,
  dot: TemplateValue,
  rest: readonly Operand[],
  final: Final,
): TemplateValue {
  const { target, name, whole, stops } = called;
  const signature = signatureOf(target);
  if (signature) checkCount(evaluator, name, signature, rest.length, final !== MISSING);
  if (stops !== null) return shortCircuit(evaluator, stops, dot, rest, final);
  const values = rest.map((operand, i) => argument(evaluator, operand, dot, parameterAt(signature, i)));
  if (final !== MISSING) values.push(checked(evaluator, final, parameterAt(signature, values.length)));
  try {
    const value = target(...values);
    if (typeof value === "string") {
      checkLength(value.length);
      evaluator.step(value.length >> 10);
    }
    return value;
  } catch (error) {
    if (error instanceof OpenQuestion || error instanceof TemplateError) throw error;
    evaluator.placeAt({ at: whole.at, text: "kind" in whole ? operandText(whole) : commandText(whole) });
    return evaluator.fail(`error calling ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkCount(
  evaluator: Evaluator,
  name: string,
  { parameters, rest }: Signature,
  given: number,
  piped: boolean,
) {
  const count = given + (piped ? 1 : 0);
  if (rest !== null && count < parameters.length) {
    evaluator.fail(`wrong number of args for ${name}: want at least ${parameters.length} got ${given}`);
  }
  if (rest === null && count !== parameters.length) {
    evaluator.fail(`wrong number of args for ${name}: want ${parameters.length} got ${count}`);
  }
}

const parameterAt = (signature: Signature | null, at: number): ParameterType =>
  signature?.parameters[at] ?? signature?.rest ?? "any";

function shortCircuit(
  evaluator: Evaluator,
  stops: boolean,
  dot: TemplateValue,
  rest: readonly Operand[],
  final: Final,
): TemplateValue {
  let value: TemplateValue = null;
  for (const operand of rest) {
    value = evaluator.operand(operand, dot);
    if (isTrue(value) === stops) return value;
  }
  return final === MISSING ? value : final;
}

/** A constant is refused by its form, anything else by its type. */
function argument(evaluator: Evaluator, operand: Operand, dot: TemplateValue, parameter: ParameterType): TemplateValue {
  const { kind } = operand;
  const isConstant = kind === "bool" || kind === "number" || kind === "string";
  evaluator.place(operand);
  if (parameter !== "any" && isConstant) {
    if (parameter !== "string") evaluator.fail(`can't handle ${operandText(operand)} for arg of type ${parameter}`);
    if (kind !== "string") evaluator.fail(`expected string; found ${operandText(operand)}`);
  }
  if (kind === "nil" && parameter === "string") evaluator.fail("cannot assign nil to string");
  return checked(evaluator, evaluator.operand(operand, dot), parameter);
}

function checked(evaluator: Evaluator, value: TemplateValue, parameter: ParameterType): TemplateValue {
  if (parameter === "any" || (value === null && parameter !== "string" && parameter !== "time.Time")) return value;
  if (value === null) return evaluator.fail(`invalid value; expected ${parameter}`);
  const type = typeNameOf(value);
  if (type === parameter || type === `*${parameter}`) return value;
  // Lists with methods are lists.
  if (parameter.startsWith("[]") && Array.isArray(coreOf(value)) && isListOf(coreOf(value), parameter))
    return coreOf(value);
  return evaluator.fail(`wrong type for value; expected ${parameter}; got ${type}`);
}

const isListOf = (value: TemplateValue, parameter: ParameterType) =>
  parameter === "[]interface {}" || (Array.isArray(value) && value.every((one) => typeof one === "string"));
