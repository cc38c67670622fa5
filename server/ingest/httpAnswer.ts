/**
 * Answers of the OTLP/HTTP door: an Export response or a google.rpc.Status, always in the encoding of the request (JSON when the
 * request's content type was neither), with `Retry-After` in whole seconds when trying again makes sense.
 */
import type { ServerResponse } from "node:http";
import type { Signal } from "../model/columns.ts";
import { encodeExportResponse, encodeStatus } from "../otlp/encodeResponse.ts";
import { type Outcome, REFUSAL_CODES, type Refused, rpcStatusOf, type Stored } from "./outcome.ts";
import type { BodyEncoding } from "./receiver.ts";

const CONTENT_TYPES: Readonly<Record<BodyEncoding, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** The encoding that a Content-Type names, its parameters left aside; null for any other. */
export function bodyEncodingOf(contentType: string | undefined): BodyEncoding | null {
  const type = contentType?.split(";")[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPES.protobuf) return "protobuf";
  return type === CONTENT_TYPES.json ? "json" : null;
}

export function answer(response: ServerResponse, signal: Signal, outcome: Outcome, encoding: BodyEncoding): void {
  if (outcome.kind === "stored") answerStored(response, signal, outcome, encoding);
  else answerRefused(response, outcome, encoding);
}

function answerStored(response: ServerResponse, signal: Signal, stored: Stored, encoding: BodyEncoding): void {
  write(response, 200, CONTENT_TYPES[encoding], encodeExportResponse(signal, stored.partial, encoding));
}

export function answerRefused(response: ServerResponse, refusal: Refused, encoding: BodyEncoding): void {
  const { http } = REFUSAL_CODES[refusal.reason];
  if (refusal.retryAfterMs !== null) response.setHeader("Retry-After", Math.ceil(refusal.retryAfterMs / 1000));
  write(response, http, CONTENT_TYPES[encoding], encodeStatus(rpcStatusOf(refusal), encoding));
}

/** Writes a whole answer; one that nobody can read any more is dropped. */
export function write(response: ServerResponse, status: number, contentType: string, body: Uint8Array | string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "Content-Type": contentType, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}
