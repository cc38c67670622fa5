/**
 * Browsers that send OTLP: only from origins the settings list. A request that names any other origin is refused, also when the
 * browser would not ask first, since a page that rebinds its name to loopback is "same origin" to itself.
 * Source: Fetch standard, "CORS protocol".
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Refused, refused } from "./outcome.ts";

const PREFLIGHT_SECONDS = 7200;

/** Sets the headers for an admitted origin. Null when the request may go on, else the refusal. */
export function admitOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  corsOrigins: readonly string[],
): Refused | null {
  const { origin } = request.headers;
  if (origin === undefined) return null;
  if (!corsOrigins.includes("*") && !corsOrigins.includes(origin)) {
    return refused(
      "origin",
      `Browsers may not send telemetry from ${origin}; list it in CHRONOSCOPE_CORS_ORIGINS if they should.`,
    );
  }
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Expose-Headers", "Retry-After");
  response.setHeader("Vary", "Origin");
  return null;
}

export function isPreflight(request: IncomingMessage): boolean {
  return request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
}

export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(204, {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers":
      request.headers["access-control-request-headers"] ?? "content-type, content-encoding, authorization",
    "Access-Control-Max-Age": PREFLIGHT_SECONDS,
  });
  response.end();
}
