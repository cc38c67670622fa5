/**
 * Errors that cross layers. They are recognised by `code`, never by `instanceof`: Next may load a class twice.
 * The message is a whole sentence for a person: what happened, what it means, what to do.
 */
export type ErrorCode =
  | "NOT_FOUND"
  | "INVALID"
  | "TOO_LARGE"
  | "OVERLOADED"
  | "CONFLICT"
  | "UNAUTHORIZED"
  | "UNAVAILABLE"
  | "INTERNAL";

export class DomainError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "DomainError";
    this.code = code;
  }
}

/** The code of a DomainError, also of one that another copy of the class made; null for any other value. */
export function domainCode(error: unknown): ErrorCode | null {
  return error instanceof Error && error.name === "DomainError" && "code" in error ? (error.code as ErrorCode) : null;
}
