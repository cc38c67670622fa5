/**
 * Tempo's "trace by id": what came in by OTLP, out again equal, as JSON or protobuf.
 * Shape: v1 answers the trace itself (TracesData; its JSON under `resourceSpans` and under `batches`, the word Tempo's v1 uses);
 * v2 wraps it: `{"trace": {"resourceSpans": [...]}}`, in protobuf TraceByIDResponse with field 1.
 * Errors: 400 for what is no trace id, 404 for a trace that is not kept; JSON with a sentence.
 * Source: grafana/tempo, pkg/tempopb/tempo.proto; api_docs "Query" and "Query V2".
 */
import { DomainError } from "../errors.ts";
import { parseTraceId, type TraceId } from "../model/ids.ts";
import { ProtobufWriter } from "../otlp/protobufWriter.ts";
import { tracesToJson } from "../otlp/toJson.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { readTempoWindow } from "./tempoQuery.ts";
import { answer, jsonResponse } from "./tempoResponse.ts";

const TRACE_TAG = (1 << 3) | 2;
const TENANT = 1;

/** Answers GET /api/traces/<id> (version 1) and /api/v2/traces/<id> (version 2). */
export function answerTraceById(
  store: TelemetryReader,
  request: Request,
  id: string,
  version: 1 | 2,
): Promise<Response> {
  return answer(async () => {
    const traceId = readTempoTraceId(id);
    const params = new URL(request.url).searchParams;
    const around = params.has("start") && params.has("end") ? { around: readTempoWindow(params, 0) } : {};
    const bytes = await store.readTrace({ tenant: TENANT, traceId, ...around });
    if (!bytes) {
      throw new DomainError(
        "NOT_FOUND",
        `No trace ${traceId} is kept here: it never arrived, or retention dropped it.`,
      );
    }
    const wantsProtobuf = /application\/(x-)?protobuf/.test(request.headers.get("accept") ?? "");
    return wantsProtobuf ? protobufResponse(bytes, version) : jsonResponse(traceJson(bytes, version));
  });
}

/** Tempo takes ids without their leading zeros too. Throws INVALID. */
export function readTempoTraceId(text: string): TraceId {
  const id = /^[0-9a-f]{1,32}$/i.test(text) ? parseTraceId(text.padStart(32, "0")) : null;
  if (!id)
    throw new DomainError(
      "INVALID",
      `"${text.slice(0, 64)}" is no trace id; it has up to 32 hexadecimal digits, not all zero.`,
    );
  return id;
}

function traceJson(bytes: Uint8Array, version: 1 | 2): object {
  const trace = tracesToJson(bytes) as { resourceSpans?: unknown };
  return version === 2 ? { trace } : { ...trace, batches: trace.resourceSpans ?? [] };
}

function protobufResponse(bytes: Uint8Array, version: 1 | 2): Response {
  let body: Uint8Array = bytes;
  if (version === 2) {
    const writer = new ProtobufWriter(bytes.length + 8);
    writer.bytes(TRACE_TAG, bytes);
    body = writer.finish();
  }
  return new Response(new Uint8Array(body), { headers: { "content-type": "application/protobuf" } });
}
