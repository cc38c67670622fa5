/**
 * LogsData -> log records as objects, whole; a body of any value type. Invalid UTF-8 reads as U+FFFD, an invalid id as null.
 * Errors: MalformedProtobuf; bytes that decodeLogs accepted do not raise it.
 */
import type { AnyValue, KeyValue } from "../model/attributes.ts";
import type { LogRecord } from "../model/log.ts";
import type { ResourceLogs } from "./groups.ts";
import type { ProtobufReader } from "./protobufReader.ts";
import { readAnyValue, readKeyValue, readOptionalSpanId, readOptionalTraceId } from "./readAttributes.ts";
import { readGroups } from "./readGroups.ts";

/** Everything in a log request or LogsData. */
export function readLogs(bytes: Uint8Array): ResourceLogs[] {
  return readGroups(bytes, readLogRecord).map(({ resource, scopes }) => ({
    resource,
    scopeLogs: scopes.map(({ scope, records }) => ({ scope, logRecords: records })),
  }));
}

type OpenRecord = { -readonly [K in keyof Omit<LogRecord, "attributes">]: LogRecord[K] } & { attributes: KeyValue[] };
const NO_BODY: AnyValue = { type: "empty" };

/** One LogRecord message. */
export function readLogRecord(reader: ProtobufReader, from: number, end: number): LogRecord {
  const record: OpenRecord = {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: "",
    body: NO_BODY,
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
    traceId: null,
    spanId: null,
    eventName: "",
  };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    readLogField(record, reader, reader.payload, at);
  }
  return record;
}

function readLogField(record: OpenRecord, reader: ProtobufReader, from: number, end: number): void {
  switch (reader.tag) {
    case 0x09:
      record.timeUnixNano = reader.fixed64(from);
      break;
    case 0x10:
      record.severityNumber = reader.int32(from);
      break;
    case 0x1a:
      record.severityText = reader.text(from, end);
      break;
    case 0x2a:
      record.body = readAnyValue(reader, from, end);
      break;
    case 0x32:
      record.attributes.push(readKeyValue(reader, from, end));
      break;
    case 0x38:
      record.droppedAttributesCount = reader.int32(from) >>> 0;
      break;
    case 0x45:
      record.flags = reader.fixed32(from);
      break;
    case 0x4a:
      record.traceId = readOptionalTraceId(reader, from, end);
      break;
    case 0x52:
      record.spanId = readOptionalSpanId(reader, from, end);
      break;
    case 0x59:
      record.observedTimeUnixNano = reader.fixed64(from);
      break;
    case 0x62:
      record.eventName = reader.text(from, end);
      break;
  }
}
