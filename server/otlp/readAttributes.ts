/**
 * Attributes, resources and scopes out of protobuf, whole: an object per value. For looking at records, not for taking them in.
 * Of a repeated singular field and of a oneof the last one counts. `string_value_strindex` (a profile's dictionary reference) has
 * no dictionary here and reads as the string `#<index>`; a key given that way likewise.
 * Errors: MalformedProtobuf; arrays and maps nested deeper than `MAX_DEPTH` too.
 */
import type { AnyValue, KeyValue } from "../model/attributes.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { Resource, Scope } from "../model/resource.ts";
import { MalformedProtobuf, ProtobufReader } from "./protobufReader.ts";

/** Beyond what decoders admit by default (64), so that a larger configured limit still reads. */
const MAX_DEPTH = 1000;
const EMPTY: AnyValue = { type: "empty" };

/** One AnyValue message. */
export function readAnyValue(reader: ProtobufReader, from: number, end: number, depth = 0): AnyValue {
  if (depth > MAX_DEPTH) throw new MalformedProtobuf(from, `a value nests deeper than ${MAX_DEPTH}`);
  let value = EMPTY;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const payload = reader.payload;
    switch (reader.tag) {
      case 0x0a:
        value = { type: "string", value: reader.text(payload, at) };
        break;
      case 0x10:
        value = { type: "bool", value: reader.bool(payload) };
        break;
      case 0x18:
        value = { type: "int", value: reader.int64(payload) };
        break;
      case 0x21:
        value = { type: "double", value: reader.double(payload) };
        break;
      case 0x2a:
        value = { type: "array", value: readArray(reader, payload, at, depth + 1) };
        break;
      case 0x32:
        value = { type: "map", value: readMap(reader, payload, at, depth + 1) };
        break;
      case 0x3a:
        value = { type: "bytes", value: reader.copy(payload, at) };
        break;
      case 0x40:
        value = { type: "string", value: `#${reader.int32(payload)}` };
        break;
    }
  }
  return value;
}

function readArray(reader: ProtobufReader, from: number, end: number, depth: number): AnyValue[] {
  const values: AnyValue[] = [];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x0a) values.push(readAnyValue(reader, reader.payload, at, depth));
  }
  return values;
}

function readMap(reader: ProtobufReader, from: number, end: number, depth: number): KeyValue[] {
  const entries: KeyValue[] = [];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x0a) entries.push(readKeyValue(reader, reader.payload, at, depth));
  }
  return entries;
}

/** One KeyValue message. */
export function readKeyValue(reader: ProtobufReader, from: number, end: number, depth = 0): KeyValue {
  let key = "";
  let value = EMPTY;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x0a) key = reader.text(reader.payload, at);
    else if (reader.tag === 0x12) value = readAnyValue(reader, reader.payload, at, depth);
    else if (reader.tag === 0x18 && key === "") key = `#${reader.int32(reader.payload)}`;
  }
  return { key, value };
}

/** The attributes among the whole fields [from, end): those with this tag. For the runs of a record. */
export function readAttributes(bytes: Uint8Array, from: number, end: number, tag: number): KeyValue[] {
  const reader = new ProtobufReader(bytes);
  const attributes: KeyValue[] = [];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === tag) attributes.push(readKeyValue(reader, reader.payload, at));
  }
  return attributes;
}

/** The Resource message [at, end). Its schema URL stands outside, in the group. */
export function readResource(bytes: Uint8Array, at: number, end: number, schemaUrl: string): Resource {
  const reader = new ProtobufReader(bytes);
  const attributes: KeyValue[] = [];
  let droppedAttributesCount = 0;
  for (let i = at; i < end; ) {
    i = reader.field(i, end);
    if (reader.tag === 0x0a) attributes.push(readKeyValue(reader, reader.payload, i));
    else if (reader.tag === 0x10) droppedAttributesCount = reader.int32(reader.payload) >>> 0;
  }
  return { attributes, droppedAttributesCount, schemaUrl };
}

/** The InstrumentationScope message [at, end). Its schema URL stands outside, in the group. */
export function readScope(bytes: Uint8Array, at: number, end: number, schemaUrl: string): Scope {
  const reader = new ProtobufReader(bytes);
  const attributes: KeyValue[] = [];
  let name = "";
  let version = "";
  let droppedAttributesCount = 0;
  for (let i = at; i < end; ) {
    i = reader.field(i, end);
    const payload = reader.payload;
    if (reader.tag === 0x0a) name = reader.text(payload, i);
    else if (reader.tag === 0x12) version = reader.text(payload, i);
    else if (reader.tag === 0x1a) attributes.push(readKeyValue(reader, payload, i));
    else if (reader.tag === 0x20) droppedAttributesCount = reader.int32(payload) >>> 0;
  }
  return { name, version, attributes, droppedAttributesCount, schemaUrl };
}

/** An id as it came, as hexadecimal. Decoders have refused records whose own ids are invalid; those of links are not judged. */
export function readTraceId(reader: ProtobufReader, from: number, end: number): TraceId {
  return reader.hex(from, end) as TraceId;
}
export function readSpanId(reader: ProtobufReader, from: number, end: number): SpanId {
  return reader.hex(from, end) as SpanId;
}

/** The id, or null when it is not one (wrong length, all zero): then the record belongs to no trace, as logs.proto asks. */
export function readOptionalTraceId(reader: ProtobufReader, from: number, end: number): TraceId | null {
  const id = readTraceId(reader, from, end);
  return end - from === 16 && /[^0]/.test(id) ? id : null;
}
export function readOptionalSpanId(reader: ProtobufReader, from: number, end: number): SpanId | null {
  const id = readSpanId(reader, from, end);
  return end - from === 8 && /[^0]/.test(id) ? id : null;
}
