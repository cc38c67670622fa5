/**
 * `$x := command | command` and what it is made of.
 * Errors: TemplateError with Go's text and line.
 * Source: Go's text/template/parse (parse.go: pipeline, command, operand, term).
 */
import { quoted, unquoted } from "./goText.ts";
import { numberOperand, runeOperand } from "./parseNumber.ts";
import { type Command, type Operand, operandText, type Pipeline } from "./templateNodes.ts";
import type { Token, TokenKind } from "./templateTokens.ts";
import { MOST_DEPTH } from "./templateValue.ts";
import type { TokenCursor } from "./tokenCursor.ts";

const FIRST: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "bool",
  "rune",
  "field",
  "identifier",
  "number",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);
/** They are no functions, so nothing can be piped into them. */
const CONSTANTS: ReadonlySet<Operand["kind"]> = new Set<Operand["kind"]>(["bool", "dot", "nil", "number", "string"]);

/** `context` names it in messages. */
export function parsePipeline(cursor: TokenCursor, context: string, end: TokenKind): Pipeline {
  const { at } = cursor.peekFilled();
  const { declared, isAssignment } = declarations(cursor, context);
  const commands: Command[] = [];
  for (;;) {
    const token = cursor.nextFilled();
    if (token.kind === end) break;
    const isOperand = FIRST.has(token.kind) || cursor.isKeyword(".", token) || cursor.isKeyword("nil", token);
    if (!isOperand) cursor.unexpected(token, context);
    cursor.back();
    commands.push(parseCommand(cursor));
  }
  if (commands.length === 0) cursor.fail(`missing value for ${context}`);
  const wrong = commands.findIndex(({ operands }, i) => i > 0 && operands[0] && CONSTANTS.has(operands[0].kind));
  if (wrong > 0) cursor.fail(`non executable command in pipeline stage ${wrong + 1}`);
  return { kind: "pipeline", at, declared, isAssignment, commands };
}

function declarations(cursor: TokenCursor, context: string) {
  const declared: string[] = [];
  for (;;) {
    const mark = cursor.mark();
    const variable = cursor.peekFilled();
    if (variable.kind !== "variable") return { declared, isAssignment: false };
    cursor.next();
    const next = cursor.peekFilled();
    const isLast = next.kind === "assign" || next.kind === "declare";
    const isComma = next.kind === "character" && next.text === ",";
    if (!isLast && !isComma) {
      cursor.reset(mark);
      return { declared, isAssignment: false };
    }
    cursor.nextFilled();
    declared.push(variable.text);
    cursor.declare(variable.text);
    if (isLast) return { declared, isAssignment: next.kind === "assign" };
    if (context !== "range" || declared.length > 1) cursor.fail(`too many declarations in ${context}`);
    const { kind } = cursor.peekFilled();
    if (kind !== "variable" && kind !== "close" && kind !== "rightParen") {
      cursor.fail("range can only initialize variables");
    }
  }
}

function parseCommand(cursor: TokenCursor): Command {
  const { at } = cursor.peekFilled();
  const operands: Operand[] = [];
  for (;;) {
    const operand = parseOperand(cursor);
    if (operand) operands.push(operand);
    const token = cursor.next();
    if (token.kind === "space") continue;
    if (token.kind === "close" || token.kind === "rightParen") cursor.back();
    else if (token.kind !== "pipe") cursor.unexpected(token, "operand");
    break;
  }
  if (operands.length === 0) cursor.fail("empty command");
  return { at, operands };
}

/** Null: what comes is none. */
function parseOperand(cursor: TokenCursor): Operand | null {
  const operand = parseTerm(cursor);
  if (operand === null || cursor.peek().kind !== "field") return operand;
  const { at } = cursor.peek();
  const names: string[] = [];
  while (cursor.peek().kind === "field") names.push(cursor.next().text.slice(1));
  if (operand.kind === "field" || operand.kind === "variable") {
    return { kind: operand.kind, at, names: [...operand.names, ...names] };
  }
  if (CONSTANTS.has(operand.kind)) cursor.fail(`unexpected . after term ${quoted(operandText(operand))}`);
  return { kind: "chain", at, operand, names };
}

function parseTerm(cursor: TokenCursor): Operand | null {
  const token = cursor.nextFilled();
  const { kind, at, text } = token;
  switch (kind) {
    case "identifier":
      if (!cursor.isFunction(text)) cursor.fail(`function ${quoted(text)} not defined`);
      return { kind, at, name: text };
    case "variable":
      cursor.use(text);
      return { kind, at, names: [text] };
    case "field":
      return { kind, at, names: [text.slice(1)] };
    case "bool":
      return { kind, at, value: text === "true" };
    case "number":
    case "rune":
      return read(cursor, () => (kind === "rune" ? runeOperand(at, text) : numberOperand(at, text)));
    case "string":
    case "rawString":
      return { kind: "string", at, quoted: text, text: read(cursor, () => unquoted(text)) };
    case "leftParen":
      return parseParentheses(cursor);
    case "keyword":
      if (text === "." || text === "nil") return { kind: text === "." ? "dot" : "nil", at };
  }
  cursor.back();
  return null;
}

function parseParentheses(cursor: TokenCursor): Pipeline {
  if (cursor.depth >= MOST_DEPTH) cursor.fail("max expression depth exceeded");
  cursor.depth++;
  const pipeline = parsePipeline(cursor, "parenthesized pipeline", "rightParen");
  cursor.depth--;
  return pipeline;
}

/** The text of a quoted token. */
export function stringOf(cursor: TokenCursor, token: Token, context: string): string {
  if (token.kind !== "string" && token.kind !== "rawString") return cursor.unexpected(token, context);
  return read(cursor, () => unquoted(token.text));
}

function read<T>(cursor: TokenCursor, make: () => T): T {
  try {
    return make();
  } catch (error) {
    return cursor.fail(error instanceof Error ? error.message : String(error));
  }
}
