/**
 * What a sender gets back: Export<Signal>ServiceResponse, and google.rpc.Status for failures, in the request's encoding.
 * A response must stay under 4 MiB: messages are shortened long before that.
 * Source: opentelemetry-proto docs/specification.md ("Partial Success", "Failures"); google/rpc/status.proto, error_details.proto.
 */
import type { Signal } from "../model/columns.ts";
import { ProtobufWriter } from "./protobufWriter.ts";

export type Encoding = "protobuf" | "json";

export interface PartialSuccess {
  /** Items refused; 0 with a message is a warning. */
  readonly rejected: number;
  readonly message: string;
}

export type StatusDetail =
  | {
      readonly type: "badRequest";
      readonly violations: readonly { readonly field: string; readonly description: string }[];
    }
  | { readonly type: "retryInfo"; readonly retryDelayMs: number };

export interface RpcStatus {
  /** google.rpc.Code, as gRPC numbers them. */
  readonly code: number;
  readonly message: string;
  readonly details?: readonly StatusDetail[];
}

const MAX_MESSAGE = 16_384;
const MAX_VIOLATIONS = 32;
const TYPE_URL = "type.googleapis.com/google.rpc.";
const REJECTED: Readonly<Record<Signal, string>> = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
};

function shortened(message: string): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 3)}...`;
}

function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** The answer to a request that was taken in: null is full success. */
export function encodeExportResponse(
  signal: Signal,
  partial: PartialSuccess | null,
  encoding: Encoding,
): Uint8Array<ArrayBuffer> {
  if (encoding === "json") {
    if (!partial) return jsonBytes({});
    const rejected = partial.rejected > 0 ? { [REJECTED[signal]]: String(partial.rejected) } : {};
    return jsonBytes({ partialSuccess: { ...rejected, errorMessage: shortened(partial.message) } });
  }
  const writer = new ProtobufWriter(64);
  if (partial) {
    const mark = writer.begin(0x0a);
    if (partial.rejected > 0) writer.int64(0x08, BigInt(partial.rejected));
    if (partial.message) writer.string(0x12, shortened(partial.message));
    writer.end(mark);
  }
  return writer.finish();
}

/** The answer to a request that failed. */
export function encodeStatus(status: RpcStatus, encoding: Encoding): Uint8Array<ArrayBuffer> {
  const details = (status.details ?? []).map(withinLimits);
  const message = shortened(status.message);
  if (encoding === "json") {
    const written = details.length > 0 ? { details: details.map(detailJson) } : {};
    return jsonBytes({ code: status.code, message, ...written });
  }
  const writer = new ProtobufWriter(256);
  if (status.code) writer.int32(0x08, status.code);
  if (message) writer.string(0x12, message);
  for (const detail of details) {
    const any = writer.begin(0x1a);
    writer.string(0x0a, TYPE_URL + NAMES[detail.type]);
    const value = writer.begin(0x12);
    writeDetail(writer, detail);
    writer.end(value);
    writer.end(any);
  }
  return writer.finish();
}

const NAMES = { badRequest: "BadRequest", retryInfo: "RetryInfo" } as const;

function withinLimits(detail: StatusDetail): StatusDetail {
  if (detail.type === "retryInfo") return detail;
  const violations = detail.violations.slice(0, MAX_VIOLATIONS);
  return {
    type: "badRequest",
    violations: violations.map(({ field, description }) => ({
      field: shortened(field),
      description: shortened(description),
    })),
  };
}

function detailJson(detail: StatusDetail): object {
  const type = { "@type": TYPE_URL + NAMES[detail.type] };
  if (detail.type === "badRequest") return { ...type, fieldViolations: detail.violations };
  return { ...type, retryDelay: `${detail.retryDelayMs / 1000}s` };
}

function writeDetail(writer: ProtobufWriter, detail: StatusDetail): void {
  if (detail.type === "badRequest") {
    for (const { field, description } of detail.violations) {
      const violation = writer.begin(0x0a);
      writer.string(0x0a, field);
      writer.string(0x12, description);
      writer.end(violation);
    }
    return;
  }
  const delay = writer.begin(0x0a);
  const seconds = Math.floor(detail.retryDelayMs / 1000);
  const nanos = Math.round((detail.retryDelayMs - seconds * 1000) * 1e6);
  if (seconds) writer.int64(0x08, BigInt(seconds));
  if (nanos) writer.int32(0x10, nanos);
  writer.end(delay);
}
