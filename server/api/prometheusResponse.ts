/**
 * The envelope of every answer of the Prometheus API: `{"status":"success","data":...}` with warnings and infos, or an error.
 * Answers are sent in pieces; between two of them the process turns to others, and an asker who has gone ends it.
 * Source: Prometheus web/api/v1 (Response, respond).
 */
import { setImmediate as giveWay } from "node:timers/promises";
import { limitTexts } from "../promql/annotations.ts";
import type { PrometheusError } from "./prometheusError.ts";

const HEADERS = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
const PIECE_CHARACTERS = 64 * 1024;
const MOST_ANNOTATIONS = 10;

export interface Remarks {
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

/** `data` is JSON text in pieces. */
export function succeed(data: Iterable<string>, remarks: Remarks = {}): Response {
  return new Response(streamed(envelope(data, remarks)), { headers: HEADERS });
}

export function succeedWith(data: unknown, remarks: Remarks = {}): Response {
  return succeed([JSON.stringify(data)], remarks);
}

export function fail(error: PrometheusError): Response {
  const body = { status: "error", errorType: error.type, error: error.message };
  return new Response(JSON.stringify(body), { status: error.status, headers: HEADERS });
}

function* envelope(data: Iterable<string>, { warnings = [], infos = [] }: Remarks): Generator<string> {
  yield '{"status":"success","data":';
  yield* data;
  const texts = (all: readonly string[], severity: "warning" | "info") =>
    JSON.stringify(limitTexts(all, MOST_ANNOTATIONS, severity));
  if (warnings.length > 0) yield `,"warnings":${texts(warnings, "warning")}`;
  if (infos.length > 0) yield `,"infos":${texts(infos, "info")}`;
  yield "}";
}

function streamed(pieces: Iterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.iterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let text = "";
      while (text.length < PIECE_CHARACTERS) {
        const next = iterator.next();
        if (next.done) {
          if (text !== "") controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += next.value;
      }
      controller.enqueue(encoder.encode(text));
      await giveWay();
    },
    cancel() {
      iterator.return?.();
    },
  });
}
