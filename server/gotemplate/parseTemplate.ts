/**
 * A template's text -> its tree, with the templates that it defines.
 * Errors: TemplateError with Go's text and line.
 * Source: Go's text/template/parse (parse.go).
 * Next: parsePipeline.ts.
 */

import { quoted } from "./goText.ts";
import { parsePipeline, stringOf } from "./parsePipeline.ts";
import { type ParsedTemplate, type Pipeline, pipelineText, type TemplateNode } from "./templateNodes.ts";
import { MOST_DEPTH } from "./templateValue.ts";
import { TokenCursor } from "./tokenCursor.ts";

/** What ends a list of nodes. */
type Ending = { readonly kind: "end" | "else"; readonly at: number };
type Parsed = TemplateNode | Ending;

const isEnding = (node: Parsed): node is Ending => node.kind === "end" || node.kind === "else";

export function parseTemplate(name: string, text: string, isFunction: (name: string) => boolean): ParsedTemplate {
  return new TemplateParser(name, text, isFunction).parse();
}

class TemplateParser {
  private readonly cursor: TokenCursor;
  private readonly defined = new Map<string, readonly TemplateNode[]>();
  private rangeDepth = 0;
  private depth = 0;

  constructor(
    private readonly name: string,
    private readonly text: string,
    isFunction: (name: string) => boolean,
  ) {
    this.cursor = new TokenCursor(name, text, isFunction);
  }

  parse(): ParsedTemplate {
    const body: TemplateNode[] = [];
    const { cursor } = this;
    while (cursor.peek().kind !== "end") {
      if (this.parseDefinition()) continue;
      const node = this.node();
      if (isEnding(node)) cursor.fail(`unexpected {{${node.kind}}}`);
      else body.push(node);
    }
    return { name: this.name, text: this.text, body, defined: this.defined };
  }

  /** `{{define "name"}}...{{end}}`, which stands at the top only. */
  private parseDefinition(): boolean {
    const { cursor } = this;
    if (cursor.peek().kind !== "open" || !cursor.isKeyword("define", cursor.peekBeyondOpen())) return false;
    cursor.next();
    cursor.nextFilled();
    const context = "define clause";
    const name = stringOf(cursor, cursor.nextFilled(), context);
    cursor.expect("close", context);
    this.define(name, context);
    return true;
  }

  private define(name: string, context: string): void {
    const { cursor } = this;
    const { rangeDepth } = this;
    this.rangeDepth = 0;
    const { body, ending } = cursor.inScope(["$"], () => this.list());
    this.rangeDepth = rangeDepth;
    if (ending.kind !== "end") cursor.fail(`unexpected {{${ending.kind}}} in ${context}`);
    const before = this.defined.get(name);
    if (before && !isEmpty(before)) {
      if (!isEmpty(body)) cursor.fail(`template: multiple definition of template ${quoted(name)}`);
      return;
    }
    this.defined.set(name, body);
  }

  private list(): { readonly body: TemplateNode[]; readonly ending: Ending } {
    const body: TemplateNode[] = [];
    if (++this.depth > MOST_DEPTH) this.cursor.fail("blocks are nested too deeply");
    while (this.cursor.peekFilled().kind !== "end") {
      const node = this.node();
      if (isEnding(node)) {
        this.depth--;
        return { body, ending: node };
      }
      body.push(node);
    }
    return this.cursor.fail("unexpected EOF");
  }

  private node(): Parsed {
    const token = this.cursor.nextFilled();
    if (token.kind === "text") return { kind: "text", at: token.at, text: token.text };
    if (token.kind !== "open") return this.cursor.unexpected(token, "input");
    return this.cursor.inAction(token.line, () => this.action());
  }

  private action(): Parsed {
    const { cursor } = this;
    const token = cursor.nextFilled();
    if (token.kind === "keyword") {
      switch (token.text) {
        case "if":
        case "with":
        case "range":
          return this.branch(token.text);
        case "break":
        case "continue":
          return this.leap(token.text, token.at);
        case "end":
          return { kind: "end", at: cursor.expect("close", "end").at };
        case "else":
          return this.otherwise();
        case "template":
          return this.call();
        case "block":
          return this.block();
      }
    }
    cursor.back();
    const { at } = cursor.peek();
    return { kind: "action", at, pipeline: parsePipeline(cursor, "command", "close") };
  }

  private otherwise(): Ending {
    const { cursor } = this;
    const next = cursor.peekFilled();
    // `{{else if` and `{{else with` leave their keyword for the branch around.
    if (cursor.isKeyword("if", next) || cursor.isKeyword("with", next)) return { kind: "else", at: next.at };
    return { kind: "else", at: cursor.expect("close", "else").at };
  }

  private leap(kind: "break" | "continue", at: number): TemplateNode {
    const { cursor } = this;
    const token = cursor.nextFilled();
    if (token.kind !== "close") cursor.unexpected(token, `{{${kind}}}`);
    if (this.rangeDepth === 0) cursor.fail(`{{${kind}}} outside {{range}}`);
    return { kind, at };
  }

  private branch(kind: "if" | "with" | "range"): TemplateNode {
    const { cursor } = this;
    return cursor.inScope(null, () => {
      const pipeline = parsePipeline(cursor, kind, "close");
      if (kind === "range") this.rangeDepth++;
      const { body, ending } = this.list();
      if (kind === "range") this.rangeDepth--;
      const otherwise = ending.kind === "end" ? null : this.elseList(kind);
      return { kind, at: pipeline.at, pipeline, body, otherwise };
    });
  }

  private elseList(kind: "if" | "with" | "range"): readonly TemplateNode[] {
    const { cursor } = this;
    if (kind !== "range" && cursor.isKeyword(kind, cursor.peekFilled())) {
      cursor.nextFilled();
      if (++this.depth > MOST_DEPTH) cursor.fail("blocks are nested too deeply");
      const nested = this.branch(kind);
      this.depth--;
      return [nested];
    }
    const { body, ending } = this.list();
    if (ending.kind !== "end") cursor.fail(`expected end; found {{${ending.kind}}}`);
    return body;
  }

  private call(): TemplateNode {
    const { cursor } = this;
    const context = "template clause";
    const token = cursor.nextFilled();
    const name = stringOf(cursor, token, context);
    let pipeline: Pipeline | null = null;
    if (cursor.nextFilled().kind !== "close") {
      cursor.back();
      pipeline = parsePipeline(cursor, context, "close");
    }
    return { kind: "template", at: token.at, name, pipeline };
  }

  private block(): TemplateNode {
    const { cursor } = this;
    const context = "block clause";
    const token = cursor.nextFilled();
    const name = stringOf(cursor, token, context);
    const pipeline = parsePipeline(cursor, context, "close");
    this.define(name, context);
    return { kind: "template", at: token.at, name, pipeline };
  }
}

/** Nothing but blanks. */
const isEmpty = (body: readonly TemplateNode[]) =>
  body.every((node) => node.kind === "text" && node.text.trim() === "");

/** As messages show a call of a template. */
export const callText = (name: string, pipeline: Pipeline | null) =>
  `{{template ${quoted(name)}${pipeline ? ` ${pipelineText(pipeline)}` : ""}}}`;
