/**
 * A place among a template's tokens, with what is known there: the variables in sight and the action around.
 * Errors: TemplateError, at the line of the furthest token looked at, as Go counts.
 * Source: Go's text/template/parse (parse.go: Tree).
 */
import { quoted } from "./goText.ts";
import { lexTemplate } from "./lexTemplate.ts";
import { TemplateError } from "./templateNodes.ts";
import { type Token, type TokenKind, tokenText } from "./templateTokens.ts";

const END: Token = { kind: "end", at: 0, text: "EOF", line: 1 };

export class TokenCursor {
  private readonly tokens: readonly Token[];
  private at = 0;
  private furthest = 0;
  /** Of the action being read; 0 outside. */
  private actionLine = 0;
  private variables: string[] = ["$"];
  /** Parentheses around. */
  depth = 0;

  constructor(
    private readonly name: string,
    text: string,
    readonly isFunction: (name: string) => boolean,
  ) {
    this.tokens = lexTemplate(text);
  }

  private token(at: number): Token {
    this.furthest = Math.max(this.furthest, Math.min(at, this.tokens.length - 1));
    return this.tokens[Math.min(at, this.tokens.length - 1)] ?? END;
  }

  peek = (): Token => this.token(this.at);
  next = (): Token => this.token(this.at++);
  /** One token back. */
  back = (): void => {
    this.at--;
  };

  private skipBlanks(): void {
    while (this.peek().kind === "space") this.at++;
  }
  /** Not a blank. */
  nextFilled(): Token {
    this.skipBlanks();
    return this.next();
  }
  peekFilled(): Token {
    this.skipBlanks();
    return this.peek();
  }
  /** At `{{`: the first token in it that is no blank. */
  peekBeyondOpen(): Token {
    const at = this.at;
    this.at++;
    const token = this.peekFilled();
    this.at = at;
    return token;
  }
  /** Where it stands, to come back to. */
  mark = (): number => this.at;
  reset = (mark: number): void => {
    this.at = mark;
  };

  isKeyword = (word: string, { kind, text }: Token): boolean => kind === "keyword" && text === word;

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextFilled();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== "error") return this.fail(`unexpected ${tokenText(token)} in ${context}`);
    let started = "";
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      started = `${token.text.endsWith(" action") ? "" : " in action"} started at ${this.name}:${this.actionLine}`;
    }
    return this.fail(token.text + started);
  }

  fail(text: string): never {
    throw new TemplateError(`template: ${this.name}:${this.token(this.furthest).line}: ${text}`);
  }

  inAction<T>(line: number, read: () => T): T {
    this.actionLine = line;
    const found = read();
    this.actionLine = 0;
    return found;
  }

  /** What is declared within ends there. `variables`: all that is in sight there; null: what is in sight here. */
  inScope<T>(variables: readonly string[] | null, read: () => T): T {
    const around = this.variables;
    this.variables = [...(variables ?? around)];
    const found = read();
    this.variables = around;
    return found;
  }

  declare(name: string): void {
    this.variables.push(name);
  }

  use(name: string): void {
    if (!this.variables.includes(name)) this.fail(`undefined variable ${quoted(name)}`);
  }
}
