/**
 * Answers of the Tempo API: JSON, and errors as JSON with a sentence and the status that fits.
 * Shape of an error: `{"error": "INVALID", "message": "..."}`. Unknown failures go on to the door, which logs them.
 */
import { domainCode, type ErrorCode } from "../errors.ts";

const HTTP_STATUS: Record<ErrorCode, number> = {
  NOT_FOUND: 404,
  INVALID: 400,
  TOO_LARGE: 422,
  OVERLOADED: 429,
  CONFLICT: 409,
  UNAUTHORIZED: 401,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

export function jsonResponse(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
  });
}

/** What `ask` answers, or its refusal as a response. Throws what is no DomainError. */
export async function answer(ask: () => Promise<Response> | Response): Promise<Response> {
  try {
    return await ask();
  } catch (error) {
    const code = domainCode(error);
    if (code && error instanceof Error) return jsonResponse({ error: code, message: error.message }, HTTP_STATUS[code]);
    throw error;
  }
}
