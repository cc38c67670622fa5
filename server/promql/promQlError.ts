/**
 * Errors of PromQL, recognised by `name` and `kind`. `parse`: the text is no query; `execution`: it has no answer on this data
 * (many-to-many matching, say); `limit`: it would take more than allowed; `canceled` and `timeout`: it was stopped.
 * The message is Prometheus's own where users would search for it.
 */
import type { Span } from "./ast.ts";

export type PromQlErrorKind = "parse" | "execution" | "limit" | "canceled" | "timeout";

export class PromQlError extends Error {
  readonly kind: PromQlErrorKind;
  /** Where in the text, when it is known. */
  readonly span: Span | null;
  constructor(kind: PromQlErrorKind, message: string, span: Span | null = null) {
    super(message);
    this.name = "PromQlError";
    this.kind = kind;
    this.span = span;
  }
}

export function isPromQlError(error: unknown): error is PromQlError {
  return error instanceof Error && error.name === "PromQlError";
}
