/**
 * A parsed template and what it works on -> text. Nothing is evaluated but the tree: names are looked up in maps, in objects' members
 * and in the table of functions.
 * Errors: TemplateError with Go's text and place; also beyond so many steps, so much text, so deep.
 * Source: Go's text/template (exec.go).
 * Next: evaluatePipeline.ts.
 */
import { Evaluator } from "./evaluatePipeline.ts";
import { printed, sortedKeys } from "./goPrint.ts";
import { quoted } from "./goText.ts";
import { callText } from "./parseTemplate.ts";
import type { StepBudget } from "./stepBudget.ts";
import type { ParsedTemplate, TemplateNode } from "./templateNodes.ts";
import {
  coreOf,
  type Escape,
  isList,
  isMap,
  isTrue,
  MOST_DEPTH,
  MOST_OUTPUT,
  SAFE_HTML,
  TemplateObject,
  type TemplateValue,
  typeNameOf,
} from "./templateValue.ts";
import type { FunctionTable } from "./typedFunction.ts";

type Branch = Extract<TemplateNode, { kind: "if" | "with" | "range" }>;
type Call = Extract<TemplateNode, { kind: "template" }>;
/** How a list of nodes ended. */
type Flow = "on" | "break" | "continue";

export function evaluateTemplate(
  template: ParsedTemplate,
  data: TemplateValue,
  functions: FunctionTable,
  escaping: Escape | null,
  budget: StepBudget | null,
): string {
  const walk = new Walk(template, new Evaluator(template, data, functions, budget), escaping);
  walk.list(template.body, data);
  return walk.output;
}

class Walk {
  output = "";
  private depth = 0;

  constructor(
    private readonly template: ParsedTemplate,
    private readonly evaluator: Evaluator,
    private readonly escaping: Escape | null,
  ) {}

  list(nodes: readonly TemplateNode[], dot: TemplateValue): Flow {
    for (const node of nodes) {
      const flow = this.node(node, dot);
      if (flow !== "on") return flow;
    }
    return "on";
  }

  private node(node: TemplateNode, dot: TemplateValue): Flow {
    this.evaluator.step();
    switch (node.kind) {
      case "text":
        this.write(node.text);
        return "on";
      case "action": {
        const value = this.evaluator.pipeline(node.pipeline, dot);
        if (node.pipeline.declared.length === 0) this.print(node.pipeline, value);
        return "on";
      }
      case "if":
      case "with":
        return this.branch(node, dot);
      case "range":
        return this.range(node, dot);
      case "template":
        this.call(node, dot);
        return "on";
      default:
        return node.kind;
    }
  }

  private write(text: string): void {
    this.output += text;
    if (this.output.length > MOST_OUTPUT) this.evaluator.fail(`more than ${MOST_OUTPUT} characters of output`);
  }

  private print(node: Extract<TemplateNode, { kind: "action" }>["pipeline"], value: TemplateValue): void {
    if (typeof value === "function") {
      this.evaluator.place(node);
      this.evaluator.fail(`can't print ${this.evaluator.context()} of type func`);
    }
    const text = value === null ? "<no value>" : printed(value);
    const isSafe = value instanceof TemplateObject && value.typeName === SAFE_HTML;
    this.write(this.escaping && !isSafe ? this.escaping(text) : text);
  }

  private branch({ kind, pipeline, body, otherwise }: Branch, dot: TemplateValue): Flow {
    const { evaluator } = this;
    return evaluator.inScope(() => {
      const value = evaluator.pipeline(pipeline, dot);
      if (isTrue(value)) return this.list(body, kind === "with" ? value : dot);
      return otherwise ? this.list(otherwise, dot) : "on";
    });
  }

  private range(node: Branch, dot: TemplateValue): Flow {
    const { evaluator } = this;
    return evaluator.inScope(() => {
      const value = evaluator.pipeline(node.pipeline, dot);
      let isEmpty = true;
      for (const [index, element] of this.elements(node, value)) {
        isEmpty = false;
        evaluator.step();
        const flow = evaluator.inScope(() => {
          evaluator.iterate(node.pipeline, index, element);
          return this.list(node.body, element);
        });
        if (flow === "break") return "on";
      }
      return isEmpty && node.otherwise ? this.list(node.otherwise, dot) : "on";
    });
  }

  private *elements({ pipeline }: Branch, value: TemplateValue): Generator<[TemplateValue, TemplateValue]> {
    const core = coreOf(value);
    if (value === null) return;
    if (isList(core)) {
      for (const [i, element] of core.entries()) yield [BigInt(i), element];
    } else if (isMap(core)) {
      for (const key of sortedKeys(core)) yield [key, core.get(key) ?? null];
    } else if (typeof core === "bigint") {
      if (pipeline.declared.length > 1) {
        this.evaluator.fail(`can't use ${core} to iterate over more than one variable`);
      }
      for (let i = 0n; i < core; i++) yield [null, i];
    } else this.evaluator.fail(`range can't iterate over ${printed(value ?? typeNameOf(value))}`);
  }

  private call({ at, name, pipeline }: Call, dot: TemplateValue): void {
    const evaluator: Evaluator = this.evaluator;
    const body = name === this.template.name ? this.template.body : this.template.defined.get(name);
    const place = { at, text: callText(name, pipeline) };
    evaluator.placeAt(place);
    if (!body) evaluator.fail(`template ${quoted(name)} not defined`);
    if (this.depth >= MOST_DEPTH) evaluator.fail(`exceeded maximum template depth (${MOST_DEPTH})`);
    const inner = pipeline ? evaluator.pipeline(pipeline, dot) : null;
    this.depth++;
    evaluator.inTemplate(name, inner, () => this.list(body, inner));
    this.depth--;
  }
}
