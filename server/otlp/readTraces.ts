/**
 * TracesData -> spans as objects, whole: events, links, status, every attribute with its type. Invalid UTF-8 reads as U+FFFD.
 * Errors: MalformedProtobuf; bytes that decodeTraces accepted do not raise it.
 */
import type { KeyValue } from "../model/attributes.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { Span, SpanEvent, SpanLink } from "../model/span.ts";
import type { UnixNano } from "../model/time.ts";
import type { ResourceSpans } from "./groups.ts";
import type { ProtobufReader } from "./protobufReader.ts";
import { readKeyValue, readOptionalSpanId, readSpanId, readTraceId } from "./readAttributes.ts";
import { readGroups } from "./readGroups.ts";

/** Everything in a trace request or TracesData. */
export function readTraces(bytes: Uint8Array): ResourceSpans[] {
  return readGroups(bytes, readSpan).map(({ resource, scopes }) => ({
    resource,
    scopeSpans: scopes.map(({ scope, records }) => ({ scope, spans: records })),
  }));
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface OpenSpan extends Writable<Omit<Span, "attributes" | "events" | "links">> {
  attributes: KeyValue[];
  events: SpanEvent[];
  links: SpanLink[];
}

/** One Span message. */
export function readSpan(reader: ProtobufReader, from: number, end: number): Span {
  const span: OpenSpan = {
    traceId: "" as TraceId,
    spanId: "" as SpanId,
    parentSpanId: null,
    traceState: "",
    flags: 0,
    name: "",
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: "" },
  };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    readSpanField(span, reader, reader.payload, at);
  }
  return span;
}

function readSpanField(span: OpenSpan, reader: ProtobufReader, from: number, end: number): void {
  switch (reader.tag) {
    case 0x0a:
      span.traceId = readTraceId(reader, from, end);
      break;
    case 0x12:
      span.spanId = readSpanId(reader, from, end);
      break;
    case 0x1a:
      span.traceState = reader.text(from, end);
      break;
    case 0x22:
      span.parentSpanId = readOptionalSpanId(reader, from, end);
      break;
    case 0x2a:
      span.name = reader.text(from, end);
      break;
    case 0x30:
      span.kind = reader.int32(from);
      break;
    case 0x39:
      span.startTimeUnixNano = reader.fixed64(from);
      break;
    case 0x41:
      span.endTimeUnixNano = reader.fixed64(from);
      break;
    case 0x4a:
      span.attributes.push(readKeyValue(reader, from, end));
      break;
    default:
      readRareSpanField(span, reader, from, end);
  }
}

function readRareSpanField(span: OpenSpan, reader: ProtobufReader, from: number, end: number): void {
  switch (reader.tag) {
    case 0x50:
      span.droppedAttributesCount = reader.int32(from) >>> 0;
      break;
    case 0x5a:
      span.events.push(readEvent(reader, from, end));
      break;
    case 0x60:
      span.droppedEventsCount = reader.int32(from) >>> 0;
      break;
    case 0x6a:
      span.links.push(readLink(reader, from, end));
      break;
    case 0x70:
      span.droppedLinksCount = reader.int32(from) >>> 0;
      break;
    case 0x7a:
      span.status = readStatus(reader, from, end);
      break;
    case 0x85:
      span.flags = reader.fixed32(from);
      break;
  }
}

function readStatus(reader: ProtobufReader, from: number, end: number): Span["status"] {
  const status = { code: 0, message: "" };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x12) status.message = reader.text(reader.payload, at);
    else if (reader.tag === 0x18) status.code = reader.int32(reader.payload);
  }
  return status;
}

function readEvent(reader: ProtobufReader, from: number, end: number): SpanEvent {
  const attributes: KeyValue[] = [];
  let timeUnixNano: UnixNano = 0n;
  let name = "";
  let droppedAttributesCount = 0;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const payload = reader.payload;
    if (reader.tag === 0x09) timeUnixNano = reader.fixed64(payload);
    else if (reader.tag === 0x12) name = reader.text(payload, at);
    else if (reader.tag === 0x1a) attributes.push(readKeyValue(reader, payload, at));
    else if (reader.tag === 0x20) droppedAttributesCount = reader.int32(payload) >>> 0;
  }
  return { timeUnixNano, name, attributes, droppedAttributesCount };
}

function readLink(reader: ProtobufReader, from: number, end: number): SpanLink {
  const attributes: KeyValue[] = [];
  let traceId = "" as TraceId;
  let spanId = "" as SpanId;
  let traceState = "";
  let droppedAttributesCount = 0;
  let flags = 0;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const payload = reader.payload;
    if (reader.tag === 0x0a) traceId = readTraceId(reader, payload, at);
    else if (reader.tag === 0x12) spanId = readSpanId(reader, payload, at);
    else if (reader.tag === 0x1a) traceState = reader.text(payload, at);
    else if (reader.tag === 0x22) attributes.push(readKeyValue(reader, payload, at));
    else if (reader.tag === 0x28) droppedAttributesCount = reader.int32(payload) >>> 0;
    else if (reader.tag === 0x35) flags = reader.fixed32(payload);
  }
  return { traceId, spanId, traceState, attributes, droppedAttributesCount, flags };
}
