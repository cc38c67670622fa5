/**
 * OTLP protobuf -> OTLP/JSON objects (to be given to JSON.stringify), by the schema table: hexadecimal ids, 64-bit integers as
 * decimal strings, enums as integers, other bytes in base64, "NaN" and the infinities as strings. Fields that are absent in the
 * bytes are absent here; unknown fields are left out.
 * Errors: MalformedProtobuf; bytes that a decoder accepted do not raise it.
 */
import type { AnyValue, Attributes } from "../model/attributes.ts";
import type { Signal } from "../model/columns.ts";
import { encodeBase64 } from "./base64.ts";
import { ProtobufReader } from "./protobufReader.ts";
import { type FieldType, type MessageType, REQUEST } from "./schema.ts";

export type JsonObject = { [key: string]: unknown };

/** `{ resourceSpans: [...] }` of a trace request or TracesData. */
export function tracesToJson(bytes: Uint8Array): JsonObject {
  return requestToJson("traces", bytes);
}

/** `{ resourceLogs: [...] }` of a log request or LogsData. */
export function logsToJson(bytes: Uint8Array): JsonObject {
  return requestToJson("logs", bytes);
}

/** `{ resourceMetrics: [...] }` of a metric request or MetricsData. */
export function metricsToJson(bytes: Uint8Array): JsonObject {
  return requestToJson("metrics", bytes);
}

function requestToJson(signal: Signal, bytes: Uint8Array): JsonObject {
  return messageToJson(REQUEST[signal], new ProtobufReader(bytes), 0, bytes.length);
}

function messageToJson(type: MessageType, reader: ProtobufReader, from: number, end: number): JsonObject {
  const object: JsonObject = {};
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const field = type.byTag[reader.tag];
    if (!field) continue;
    if (!field.repeated) {
      object[field.name] = valueToJson(field, reader, reader.payload, at);
      continue;
    }
    const list = listOf(object, field.name);
    if (field.wire !== 2 && reader.tag !== field.tag) unpack(field, reader, at, list);
    else list.push(valueToJson(field, reader, reader.payload, at));
  }
  return object;
}

function listOf(object: JsonObject, name: string): unknown[] {
  const present = object[name];
  if (Array.isArray(present)) return present;
  const list: unknown[] = [];
  object[name] = list;
  return list;
}

function unpack(field: FieldType, reader: ProtobufReader, end: number, list: unknown[]): void {
  for (let at = reader.payload; at < end; ) {
    list.push(valueToJson(field, reader, at, end));
    at = field.wire === 0 ? reader.varintEnd(at, end) : at + 8;
  }
}

function valueToJson(field: FieldType, reader: ProtobufReader, from: number, end: number): unknown {
  switch (field.type) {
    case "message":
      return field.message ? messageToJson(field.message, reader, from, end) : {};
    case "string":
      return reader.text(from, end);
    case "id":
      return reader.hex(from, end);
    case "bytes":
      return encodeBase64(reader.copy(from, end));
    case "bool":
      return reader.bool(from);
    case "double":
      return doubleToJson(reader.double(from));
    case "fixed64":
      return String(reader.fixed64(from));
    case "sfixed64":
      return String(reader.sfixed64(from));
    case "int64":
      return String(reader.int64(from));
    case "uint64":
      return String(reader.uint64(from));
    case "fixed32":
      return reader.fixed32(from);
    case "uint32":
      return reader.int32(from) >>> 0;
    case "sint32":
      return reader.sint32(from);
    default:
      return reader.int32(from);
  }
}

/** JSON.stringify would lose the sign of a negative zero. */
function doubleToJson(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/** An AnyValue as OTLP/JSON writes it: `{ "stringValue": "a" }`; the empty value is `{}`. */
export function anyValueToJson(value: AnyValue): JsonObject {
  switch (value.type) {
    case "empty":
      return {};
    case "string":
      return { stringValue: value.value };
    case "bool":
      return { boolValue: value.value };
    case "int":
      return { intValue: String(value.value) };
    case "double":
      return { doubleValue: doubleToJson(value.value) };
    case "bytes":
      return { bytesValue: encodeBase64(value.value) };
    case "array":
      return { arrayValue: { values: value.value.map(anyValueToJson) } };
    case "map":
      return { kvlistValue: { values: attributesToJson(value.value) } };
  }
}

/** Attributes as OTLP/JSON writes them: `[{ "key": ..., "value": ... }]`. */
export function attributesToJson(attributes: Attributes): JsonObject[] {
  return attributes.map(({ key, value }) => ({ key, value: anyValueToJson(value) }));
}
