/**
 * Which troubles with Postgres pass by themselves, as the store's callers need to know: those become UNAVAILABLE, so that senders
 * are told to try again; anything else is a defect and stays as it is.
 * Source: PostgreSQL, Appendix A (error codes): classes 08 connection, 53 resources (53100 disk full), 57P shutdown, 40 rollback.
 */
import { DomainError, domainCode } from "../../errors.ts";

const PASSING_STATES = /^(08|53|57P|40|55P03|25006|58030|57014)/;
const PASSING_SYSTEM = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);
const PASSING_WORDS =
  /Connection terminated|connection is closed|Client was closed|not queryable|timeout exceeded when trying to connect|timeout expired|Premature close/i;

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

/** The five-character SQLSTATE of a database error, or "". */
export function sqlState(error: unknown): string {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) ? code : "";
}

export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (PASSING_SYSTEM.has(code) || code.startsWith("ERR_STREAM")) return true;
  if (sqlState(error) !== "") return PASSING_STATES.test(code);
  return error instanceof Error && PASSING_WORDS.test(error.message);
}

/** The error to throw instead: UNAVAILABLE when it passes, itself otherwise. */
export function storeError(error: unknown): unknown {
  if (domainCode(error) !== null || !isPassing(error)) return error;
  if (sqlState(error) === "53100") {
    return new DomainError("UNAVAILABLE", "The database's disk is full; telemetry is refused until there is room.", {
      cause: error,
    });
  }
  if (sqlState(error) === "57014") {
    return new DomainError(
      "UNAVAILABLE",
      "The question took longer than the database may work on one; narrow the time range.",
      { cause: error },
    );
  }
  return new DomainError("UNAVAILABLE", "The database cannot be reached now; this passes, try again in a moment.", {
    cause: error,
  });
}

/** Runs work and turns passing troubles into UNAVAILABLE. */
export async function withStoreErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
}
