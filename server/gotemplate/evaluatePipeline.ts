/**
 * Pipelines, commands and operands -> values; the variables in sight, and where we are for messages.
 * Source: Go's text/template (exec.go: evalPipeline, evalCommand, evalField).
 */
import { AND, evaluateCall, MISSING, OR } from "./evaluateCall.ts";
import { byteLength, quoted } from "./goText.ts";
import type { StepBudget } from "./stepBudget.ts";
import {
  type Command,
  type Operand,
  operandText,
  type ParsedTemplate,
  type Pipeline,
  TemplateError,
} from "./templateNodes.ts";
import { isMap, MOST_STEPS, mapEntry, TemplateObject, type TemplateValue, typeNameOf } from "./templateValue.ts";
import type { FunctionTable } from "./typedFunction.ts";

interface Variable {
  readonly name: string;
  value: TemplateValue;
}
interface Place {
  readonly at: number;
  readonly text: string;
}
type Final = TemplateValue | typeof MISSING;

export class Evaluator {
  private variables: Variable[];
  private steps = 0;
  private where: Operand | Pipeline | Place | null = null;
  private name: string;

  constructor(
    private readonly template: ParsedTemplate,
    data: TemplateValue,
    private readonly functions: FunctionTable,
    private readonly budget: StepBudget | null,
  ) {
    this.name = template.name;
    this.variables = [{ name: "$", value: data }];
  }

  /** One unit of work, or `count`. */
  step(count = 1): void {
    this.steps += count;
    this.budget?.take(count);
    if (this.budget?.isSpent) this.fail(`more than ${this.budget.most} steps in all`);
    if (this.steps > MOST_STEPS) this.fail(`more than ${MOST_STEPS} steps`);
  }

  place(node: Operand | Pipeline): void {
    this.where = node;
  }
  placeAt(place: Place): void {
    this.where = place;
  }
  /** What stands where we are. */
  context(): string {
    if (this.where === null) return "";
    return "kind" in this.where ? operandText(this.where) : this.where.text;
  }

  fail(text: string): never {
    const name = this.template.name;
    if (this.where === null) throw new TemplateError(`template: ${name}: ${text}`);
    const before = this.template.text.slice(0, this.where.at);
    const line = before.split("\n").length;
    const column = byteLength(before.slice(before.lastIndexOf("\n") + 1));
    const place = `${name}:${line}:${column}: executing ${quoted(this.name)} at <${this.context()}>`;
    throw new TemplateError(`template: ${place}: ${text}`);
  }

  /** What is declared within ends there. */
  inScope<T>(run: () => T): T {
    const mark = this.variables.length;
    const result = run();
    this.variables.length = mark;
    return result;
  }

  /** With no variables but `$`. */
  inTemplate(name: string, dot: TemplateValue, run: () => void): void {
    const [variables, around] = [this.variables, this.name];
    this.variables = [{ name: "$", value: dot }];
    this.name = name;
    run();
    this.variables = variables;
    this.name = around;
  }

  private variable(name: string): Variable {
    return this.variables.findLast((one) => one.name === name) ?? this.fail(`undefined variable: ${name}`);
  }

  /** The variables of a `range` for one element; with one variable that is the element. */
  iterate({ declared, isAssignment }: Pipeline, index: TemplateValue, element: TemplateValue): void {
    const values = declared.length > 1 ? [index, element] : [element];
    for (const [i, name] of declared.entries()) this.bind(name, values[i] ?? null, isAssignment);
  }

  private bind(name: string, value: TemplateValue, isAssignment: boolean): void {
    if (isAssignment) this.variable(name).value = value;
    else this.variables.push({ name, value });
  }

  pipeline(pipeline: Pipeline, dot: TemplateValue): TemplateValue {
    this.place(pipeline);
    let value: Final = MISSING;
    for (const command of pipeline.commands) value = this.command(command, dot, value);
    const result = value === MISSING ? null : value;
    for (const name of pipeline.declared) this.bind(name, result, pipeline.isAssignment);
    return result;
  }

  private command(command: Command, dot: TemplateValue, final: Final): TemplateValue {
    this.step();
    const [first] = command.operands;
    if (!first) return this.fail("empty command");
    const rest = command.operands.slice(1);
    switch (first.kind) {
      case "field":
      case "chain":
      case "variable":
        return this.chain(first, dot, rest, final);
      case "identifier":
        return this.function(first, command, dot, rest, final);
    }
    if (first.kind !== "pipeline") this.place(first);
    if (rest.length > 0 || final !== MISSING) this.fail(`can't give argument to non-function ${operandText(first)}`);
    if (first.kind === "nil") this.fail("nil is not a command");
    return this.operand(first, dot);
  }

  /** The value of an operand that stands alone or as an argument. */
  operand(operand: Operand, dot: TemplateValue): TemplateValue {
    this.place(operand);
    switch (operand.kind) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "bool":
        return operand.value;
      case "string":
        return operand.text;
      case "number":
        return operand.isFloat || operand.int === null ? operand.float : operand.int;
      case "pipeline":
        return this.pipeline(operand, dot);
      case "identifier":
        return this.function(operand, operand, dot, [], MISSING);
      default:
        return this.chain(operand, dot, [], MISSING);
    }
  }

  private function(
    operand: Extract<Operand, { kind: "identifier" }>,
    whole: Operand | Command,
    dot: TemplateValue,
    rest: readonly Operand[],
    final: Final,
  ): TemplateValue {
    this.place(operand);
    const { name } = operand;
    const target = this.functions.get(name);
    if (!target) return this.fail(`${quoted(name)} is not a defined function`);
    return evaluateCall(
      this,
      { target, name, whole, stops: name === "and" ? AND : name === "or" ? OR : null },
      dot,
      rest,
      final,
    );
  }

  /** `.A.B`, `$x.A.B`, `(pipeline).A.B`; the last may be a method with arguments. */
  private chain(
    operand: Extract<Operand, { kind: "field" | "variable" | "chain" }>,
    dot: TemplateValue,
    rest: readonly Operand[],
    final: Final,
  ): TemplateValue {
    this.place(operand);
    let receiver = dot;
    let names = operand.names;
    if (operand.kind === "variable") {
      const [name = "", ...fields] = operand.names;
      receiver = this.variable(name).value;
      names = fields;
      if (fields.length === 0 && (rest.length > 0 || final !== MISSING)) {
        this.fail(`can't give argument to non-function ${name}`);
      }
    }
    if (operand.kind === "chain") {
      if (operand.operand.kind === "nil") this.fail(`indirection through explicit nil in ${operandText(operand)}`);
      // Messages name the place reached last, as Go's do.
      receiver = this.operand(operand.operand, dot);
    }
    for (const [i, name] of names.entries()) {
      const isLast = i === names.length - 1;
      receiver = this.field(operand, receiver, name, dot, isLast ? rest : [], isLast ? final : MISSING);
    }
    return receiver;
  }

  private field(
    operand: Operand,
    receiver: TemplateValue,
    name: string,
    dot: TemplateValue,
    rest: readonly Operand[],
    final: Final,
  ): TemplateValue {
    if (receiver === null) return null;
    const hasArguments = rest.length > 0 || final !== MISSING;
    const member = receiver instanceof TemplateObject ? receiver.members.get(name) : undefined;
    if (typeof member === "function") {
      return evaluateCall(this, { target: member, name, whole: operand, stops: null }, dot, rest, final);
    }
    if (member !== undefined) {
      if (hasArguments) this.fail(`${name} has arguments but cannot be invoked as function`);
      return member;
    }
    const core = receiver instanceof TemplateObject ? receiver.core : receiver;
    if (isMap(core)) {
      if (hasArguments) this.fail(`${name} is not a method but has arguments`);
      const isOfText = typeNameOf(receiver) !== "map[string]interface {}";
      return mapEntry(core, name, isOfText);
    }
    return this.fail(`can't evaluate field ${name} in type ${typeNameOf(receiver)}`);
  }
}
