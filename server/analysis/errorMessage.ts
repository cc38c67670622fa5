/** What a failed span says went wrong, in the sender's words: its status, else its last exception, else its type of error. */
import { textOf } from "../model/attributes.ts";
import { ERROR_TYPE, EXCEPTION_MESSAGE, EXCEPTION_TYPE } from "../model/semconv.ts";
import type { Span } from "../model/span.ts";

/** Null when the span says nothing of it. */
export function errorMessage(failed: Span): string | null {
  if (failed.status.message !== "") return failed.status.message;
  const exception = failed.events.findLast((event) => event.name === "exception")?.attributes ?? [];
  const words = [textOf(exception, EXCEPTION_TYPE), textOf(exception, EXCEPTION_MESSAGE)].filter(Boolean);
  return words.length > 0 ? words.join(": ") : textOf(failed.attributes, ERROR_TYPE);
}
