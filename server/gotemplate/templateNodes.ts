/**
 * A parsed template. `at` is an offset of the text, for messages.
 * Source: Go's text/template/parse (node.go).
 */
export type Operand =
  | { readonly kind: "identifier"; readonly at: number; readonly name: string }
  /** `$x.A.B` is x, A, B. */
  | { readonly kind: "variable" | "field"; readonly at: number; readonly names: readonly string[] }
  | { readonly kind: "dot" | "nil"; readonly at: number }
  /** `(pipeline).A.B`. */
  | { readonly kind: "chain"; readonly at: number; readonly operand: Operand; readonly names: readonly string[] }
  | { readonly kind: "bool"; readonly at: number; readonly value: boolean }
  /** An integer when it is written as one or is one; both where it is both. */
  | {
      readonly kind: "number";
      readonly at: number;
      readonly text: string;
      readonly int: bigint | null;
      readonly float: number;
      readonly isFloat: boolean;
    }
  | { readonly kind: "string"; readonly at: number; readonly quoted: string; readonly text: string }
  | Pipeline;

export interface Command {
  readonly at: number;
  readonly operands: readonly Operand[];
}
export interface Pipeline {
  readonly kind: "pipeline";
  readonly at: number;
  /** Names with their `$`. */
  readonly declared: readonly string[];
  /** `=` instead of `:=`. */
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

export type TemplateNode =
  | { readonly kind: "text"; readonly at: number; readonly text: string }
  | { readonly kind: "action"; readonly at: number; readonly pipeline: Pipeline }
  | {
      readonly kind: "if" | "with" | "range";
      readonly at: number;
      readonly pipeline: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[] | null;
    }
  | { readonly kind: "template"; readonly at: number; readonly name: string; readonly pipeline: Pipeline | null }
  | { readonly kind: "break" | "continue"; readonly at: number };

export interface ParsedTemplate {
  readonly name: string;
  readonly text: string;
  readonly body: readonly TemplateNode[];
  /** By `define` and `block`. */
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Of a template that cannot be read or carried out, with Go's text. */
export class TemplateError extends Error {
  readonly code = "TEMPLATE";
}

export function operandText(operand: Operand): string {
  switch (operand.kind) {
    case "identifier":
      return operand.name;
    case "variable":
      return operand.names.join(".");
    case "field":
      return operand.names.map((name) => `.${name}`).join("");
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "chain":
      return nestedText(operand.operand) + operand.names.map((name) => `.${name}`).join("");
    case "bool":
      return String(operand.value);
    case "number":
      return operand.text;
    case "string":
      return operand.quoted;
    case "pipeline":
      return pipelineText(operand);
  }
}

const nestedText = (operand: Operand) =>
  operand.kind === "pipeline" ? `(${pipelineText(operand)})` : operandText(operand);

export const commandText = ({ operands }: Command) => operands.map(nestedText).join(" ");

export function pipelineText({ declared, isAssignment, commands }: Pipeline): string {
  const names = declared.length > 0 ? `${declared.join(", ")} ${isAssignment ? "=" : ":="} ` : "";
  return names + commands.map(commandText).join(" | ");
}
