/**
 * A trace's OTLP bytes -> columns for analysis, and any one of its spans on its own, whole.
 * One walk over the bytes reads only what a waterfall draws (ids, times, name, kind, status code, event times); attributes stay
 * where they are until someone opens a span.
 * Shape: `spans` is sorted by start; `places` and `events` go by the same index.
 * Errors: MalformedProtobuf for bytes that are no TracesData; the store keeps only bytes that were decoded before.
 */
import type { TraceSpans } from "../analysis/traceSpans.ts";
import { ProtobufReader } from "../otlp/protobufReader.ts";
import { ProtobufWriter } from "../otlp/protobufWriter.ts";
import { byStart, columnsOf, type Draft, draft } from "./traceDraft.ts";
import { eachField, type Sender, senderOf, UNKNOWN_SENDER } from "./traceSender.ts";

/** Tags are field number * 8 + wire type, from opentelemetry-proto trace.proto, resource.proto and common.proto. */
const TAG = {
  first: 10,
  second: 18,
  spanId: 18,
  parentSpanId: 34,
  name: 42,
  kind: 48,
  start: 57,
  end: 65,
  event: 90,
  status: 122,
  statusCode: 24,
  eventTime: 9,
} as const;
/** Where a span lies in the bytes, and the group (resource, scope) around it. */
export interface SpanPlace {
  readonly from: number;
  readonly end: number;
  readonly group: { readonly resource: readonly number[]; readonly scope: readonly number[] };
}
export interface SpanEventTick {
  readonly timeUnixNano: bigint;
  readonly isException: boolean;
}
export interface TraceReading {
  readonly bytes: Uint8Array;
  readonly spans: TraceSpans;
  readonly places: readonly SpanPlace[];
  readonly events: readonly (readonly SpanEventTick[])[];
}

const NO_EVENTS: readonly SpanEventTick[] = [];
const NO_PARENT = /^0*$/;

/** Columns of all spans in these TracesData bytes. */
export function readTraceSpans(bytes: Uint8Array): TraceReading {
  const reader = new ProtobufReader(bytes);
  const senders = new Map<string, Sender>();
  const read = draft();
  eachField(reader, 0, bytes.length, (tag, from, end) => {
    if (tag === TAG.first) readResourceSpans(reader, from, end, senders, read);
  });
  const order = byStart(read);
  const at = <T>(column: readonly T[], none: T): T[] => Array.from(order, (span) => column[span] ?? none);
  return {
    bytes,
    spans: columnsOf(read, order),
    places: at(read.places, NOWHERE),
    events: Array.from(order, (span) => read.events.get(span) ?? NO_EVENTS),
  };
}
const NOWHERE: SpanPlace = { from: 0, end: 0, group: { resource: [], scope: [] } };

/** One span with its resource and scope, as TracesData bytes of its own: exactly the bytes that are kept. */
export function spanBytes({ bytes, places }: TraceReading, span: number): Uint8Array | null {
  const place = places[span];
  if (!place) return null;
  const writer = new ProtobufWriter(place.end - place.from + 2048);
  const fields = (ranges: readonly number[]) => {
    for (let i = 0; i < ranges.length; i += 2) writer.raw(bytes, ranges[i] ?? 0, ranges[i + 1] ?? 0);
  };
  const resourceSpans = writer.begin(TAG.first);
  fields(place.group.resource);
  const scopeSpans = writer.begin(TAG.second);
  fields(place.group.scope);
  writer.bytes(TAG.second, bytes.subarray(place.from, place.end));
  writer.end(scopeSpans);
  writer.end(resourceSpans);
  return writer.finish();
}

function readResourceSpans(
  reader: ProtobufReader,
  from: number,
  end: number,
  senders: Map<string, Sender>,
  read: Draft,
): void {
  const resource: number[] = [];
  const scopes: number[] = [];
  let sender = UNKNOWN_SENDER;
  eachField(reader, from, end, (tag, at, fieldEnd, fieldFrom) => {
    if (tag === TAG.second) scopes.push(at, fieldEnd);
    else resource.push(fieldFrom, fieldEnd);
    if (tag === TAG.first) sender = senderOf(reader, at, fieldEnd, senders);
  });
  const [service, host] = [read.services.indexOf(sender.service), read.hosts.indexOf(sender.host)];
  for (let i = 0; i < scopes.length; i += 2) {
    const scope: number[] = [];
    const spans: number[] = [];
    eachField(reader, scopes[i] ?? 0, scopes[i + 1] ?? 0, (tag, at, fieldEnd, fieldFrom) => {
      if (tag === TAG.second) spans.push(at, fieldEnd);
      else scope.push(fieldFrom, fieldEnd);
    });
    const group = { resource, scope };
    for (let k = 0; k < spans.length; k += 2) {
      read.service.push(service);
      read.host.push(host);
      readSpan(reader, { from: spans[k] ?? 0, end: spans[k + 1] ?? 0, group }, read);
    }
  }
}

function readSpan(reader: ProtobufReader, place: SpanPlace, read: Draft): void {
  const { view } = reader;
  let [spanId, parentSpanId, name, kind, statusCode] = ["", "", "", 0, 0];
  let [startHi, startLo, endHi, endLo] = [0, 0, 0, 0];
  for (let at = place.from; at < place.end; ) {
    at = reader.field(at, place.end);
    const payload = reader.payload;
    const tag = reader.tag;
    if (tag === TAG.spanId) spanId = reader.hex(payload, at);
    else if (tag === TAG.parentSpanId) parentSpanId = reader.hex(payload, at);
    else if (tag === TAG.name) name = reader.text(payload, at);
    else if (tag === TAG.kind) kind = reader.int32(payload);
    else if (tag === TAG.status) statusCode = readStatusCode(reader, payload, at);
    else if (tag === TAG.start) {
      startLo = view.getUint32(payload, true);
      startHi = view.getUint32(payload + 4, true);
    } else if (tag === TAG.end) {
      endLo = view.getUint32(payload, true);
      endHi = view.getUint32(payload + 4, true);
    } else if (tag === TAG.event) {
      const events = read.events.get(read.places.length) ?? [];
      events.push(readEvent(reader, payload, at));
      read.events.set(read.places.length, events);
    }
  }
  read.places.push(place);
  read.spanId.push(spanId);
  read.parentSpanId.push(NO_PARENT.test(parentSpanId) ? "" : parentSpanId);
  read.name.push(read.names.indexOf(name));
  read.kind.push(kind);
  read.statusCode.push(statusCode);
  read.startHi.push(startHi);
  read.startLo.push(startLo);
  read.endHi.push(endHi);
  read.endLo.push(endLo);
}

function readEvent(reader: ProtobufReader, from: number, end: number): SpanEventTick {
  let [timeUnixNano, isException] = [0n, false];
  eachField(reader, from, end, (tag, at, fieldEnd) => {
    if (tag === TAG.eventTime) timeUnixNano = reader.fixed64(at);
    if (tag === TAG.second) isException = reader.text(at, fieldEnd) === "exception";
  });
  return { timeUnixNano, isException };
}

function readStatusCode(reader: ProtobufReader, from: number, end: number): number {
  let code = 0;
  eachField(reader, from, end, (tag, at) => {
    if (tag === TAG.statusCode) code = reader.int32(at);
  });
  return code;
}
