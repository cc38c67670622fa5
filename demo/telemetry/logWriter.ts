/**
 * Log records, straight into bytes: what services say while they work, tied to the span in which they say it.
 * A failure's record carries the exception (semantic conventions 1.44 keep exceptions in logs).
 * Source: opentelemetry-proto logs.proto for the tags.
 */
import type { ProtobufWriter } from "../../server/otlp/protobufWriter.ts";
import type { Activity, LogLine } from "../engine/activity.ts";
import type { Severity } from "../engine/topology.ts";
import { nanoOf, type PlainAttributes, Tag, writeAttributes, writeValue } from "./attributes.ts";
import { exceptionType, stackTrace } from "./exceptions.ts";
import { RECORD_TAG } from "./outbox.ts";
import { shapeOf } from "./spanShape.ts";
import { fill } from "./tokens.ts";

const NUMBERS: Readonly<Record<Severity, number>> = { DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17, FATAL: 21 };
const OBSERVED_LATER_MS = 3;

export interface LogEntry {
  readonly atMs: number;
  readonly severity: Severity;
  readonly body: string;
  readonly attributes: PlainAttributes;
  readonly place: { readonly traceId: Uint8Array; readonly spanId: Uint8Array } | null;
}

/** Appends one log record to a scope's records. */
export function writeLog(writer: ProtobufWriter, entry: LogEntry): void {
  const record = writer.begin(RECORD_TAG);
  writer.fixed64(9, nanoOf(entry.atMs));
  writer.fixed64(89, nanoOf(entry.atMs + OBSERVED_LATER_MS));
  writer.uint32(16, NUMBERS[entry.severity]);
  writer.string(26, entry.severity);
  const body = writer.begin(42);
  writeValue(writer, entry.body);
  writer.end(body);
  writeAttributes(writer, Tag.LOG, entry.attributes);
  if (entry.place) {
    writer.fixed32(69, 1);
    writer.bytes(74, entry.place.traceId);
    writer.bytes(82, entry.place.spanId);
  }
  writer.end(record);
}

/** A line said during an activity. */
export function entryOf(atMs: number, line: LogLine, activity: Activity): LogEntry {
  const { spec } = activity.instance;
  const { text, values } = fill(line.message, activity.token);
  const attributes: Record<string, string | number> = {
    ...values,
    "thread.name": `worker-${1 + (activity.token % spec.workers)}`,
  };
  if (line.failure) {
    attributes["exception.type"] = exceptionType(spec.language, line.failure);
    attributes["exception.message"] = line.failure.message;
    attributes["exception.stacktrace"] = stackTrace(spec.language, line.failure, spec.name, shapeOf(activity).name);
  }
  return { atMs, severity: line.severity, body: text, attributes, place: activity };
}
