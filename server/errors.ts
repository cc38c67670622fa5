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

/** What Next and the platform call a request whose reader went away: a closed tab, a question asked anew. */
const READER_GONE = new Set(["ResponseAborted", "AbortError"]);

const isReaderGone = (error: unknown): boolean =>
  error instanceof Error && (READER_GONE.has(error.name) || isReaderGone(error.cause));

interface FailureLog {
  debug(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Logs what nobody foresaw as an error; a reader that went away is none, and matters only to who debugs. */
export function logFailure(
  log: FailureLog,
  fields: { readonly error: unknown; readonly path?: string | undefined; readonly errorId?: string },
  message: string,
): void {
  if (isReaderGone(fields.error)) log.debug(fields, "a reader went away before its answer was made");
  else log.error(fields, message);
}
