/**
 * One activity as one OTLP span, straight into bytes.
 * Span kinds, names and status follow the semantic conventions 1.44: a 4xx leaves a SERVER span unset and makes a CLIENT span
 * an error; `error.type` is the status code, or the exception's type where there was no answer.
 * Source: opentelemetry-proto trace.proto for the tags.
 */
import type { ProtobufWriter } from "../../server/otlp/protobufWriter.ts";
import type { Activity, Failure } from "../engine/activity.ts";
import { memo, nanoOf, Tag, writeAttribute, writeAttributes } from "./attributes.ts";
import { exceptionType, stackTrace } from "./exceptions.ts";
import { RECORD_TAG } from "./outbox.ts";
import type { SpanShape } from "./spanShape.ts";

const SAMPLED = 0x101;
const SAMPLED_REMOTE = 0x301;
const ERROR = 2;
const GRPC_STATUS: Readonly<Record<number, string>> = {
  401: "UNAUTHENTICATED",
  404: "NOT_FOUND",
  422: "FAILED_PRECONDITION",
  500: "INTERNAL",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

/** `OK`, or gRPC's name for how a request failed. */
export const grpcStatus = (failure: Failure | null) => (failure ? (GRPC_STATUS[failure.status] ?? "UNKNOWN") : "OK");

/** Whether the caller got an answer at all: a client that gave up or never connected saw no status. */
const answered = (failure: Failure | null) =>
  !failure || !["timeout", "refused", "unreachable", "pool"].includes(failure.kind);

/** What `error.type` says; undefined for success and for what is no error on this side. */
export function errorType(activity: Activity, shape: SpanShape): string | undefined {
  const { failure, work, instance } = activity;
  if (!failure) return undefined;
  if (shape.server && failure.status < 500) return undefined;
  if (work.type === "pool" || work.type === "query" || work.type === "consume")
    return exceptionType(instance.spec.language, failure);
  if (!shape.server && !answered(failure)) return exceptionType(instance.spec.language, failure);
  return shape.grpc ? grpcStatus(failure) : String(failure.status);
}

/** Appends one span to a scope's records. */
export function writeSpan(writer: ProtobufWriter, activity: Activity, shape: SpanShape): void {
  const span = writer.begin(RECORD_TAG);
  writer.bytes(10, activity.traceId);
  writer.bytes(18, activity.spanId);
  if (activity.parentSpanId) writer.bytes(34, activity.parentSpanId);
  writer.string(42, shape.name);
  writer.uint32(48, shape.kind);
  writer.fixed64(57, nanoOf(activity.startMs));
  writer.fixed64(65, nanoOf(activity.endMs));
  writer.raw(shape.fixed, 0, shape.fixed.length);
  writeOutcome(writer, activity, shape);
  shape.writeOwn?.(writer, activity);
  writeLinks(writer, activity);
  writer.fixed32(133, shape.server && activity.parentSpanId ? SAMPLED_REMOTE : SAMPLED);
  writer.end(span);
}

function writeOutcome(writer: ProtobufWriter, activity: Activity, shape: SpanShape): void {
  const { failure } = activity;
  if (shape.http && (shape.server || answered(failure))) {
    writeAttribute(writer, Tag.SPAN, "http.response.status_code", failure?.status ?? shape.okStatus);
  }
  if (shape.grpc && (shape.server || answered(failure))) {
    writeAttribute(writer, Tag.SPAN, "rpc.status_code", grpcStatus(failure));
  }
  const type = errorType(activity, shape);
  if (!failure || !type) return;
  writeAttribute(writer, Tag.SPAN, "error.type", type);
  if (!shape.server || failure.kind === "bug") writeException(writer, activity, failure, shape);
  const status = writer.begin(122);
  writer.string(18, failure.message);
  writer.uint32(24, ERROR);
  writer.end(status);
}

const TRACES = new Map<string, string>();

function writeException(writer: ProtobufWriter, activity: Activity, failure: Failure, shape: SpanShape): void {
  const { spec } = activity.instance;
  const event = writer.begin(90);
  writer.fixed64(9, nanoOf(activity.endMs));
  writer.string(18, "exception");
  writeAttributes(writer, Tag.EVENT, {
    "exception.type": exceptionType(spec.language, failure),
    "exception.message": failure.message,
    "exception.stacktrace": memo(TRACES, `${spec.name} ${shape.name} ${failure.message}`, () =>
      stackTrace(spec.language, failure, spec.name, shape.name),
    ),
  });
  writer.end(event);
}

function writeLinks(writer: ProtobufWriter, activity: Activity): void {
  for (const place of activity.links) {
    const link = writer.begin(106);
    writer.bytes(10, place.traceId);
    writer.bytes(18, place.spanId);
    writer.fixed32(53, SAMPLED_REMOTE);
    writer.end(link);
  }
}
