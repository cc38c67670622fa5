/**
 * A trace's OTLP bytes -> columns for analysis, and any one of its spans on its own, whole.
 * One walk over the bytes reads only what a waterfall draws (ids, times, name, kind, status code, event times); attributes stay
 * where they are until someone opens a span.
 * Shape: `spans` is sorted by start; `places` and `events` go by the same index.
 * Errors: MalformedProtobuf for bytes that are no TracesData; the store keeps only bytes that were decoded before.
 */
import { byStart, type SpanRow, type TraceSpans, traceSpansOf } from "../analysis/traceSpans.ts";
import { ProtobufReader } from "../otlp/protobufReader.ts";
import { ProtobufWriter } from "../otlp/protobufWriter.ts";
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

type ReadRow = SpanRow & SpanPlace & { readonly events: readonly SpanEventTick[] };
const NO_EVENTS: readonly SpanEventTick[] = [];

/** Columns of all spans in these TracesData bytes. */
export function readTraceSpans(bytes: Uint8Array): TraceReading {
  const reader = new ProtobufReader(bytes);
  const senders = new Map<string, Sender>();
  const rows: ReadRow[] = [];
  eachField(reader, 0, bytes.length, (tag, from, end) => {
    if (tag === TAG.first) readResourceSpans(reader, from, end, senders, rows);
  });
  rows.sort(byStart);
  return { bytes, spans: traceSpansOf(rows), places: rows, events: rows.map((row) => row.events) };
}

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
  rows: ReadRow[],
): void {
  const resource: number[] = [];
  const scopes: number[] = [];
  let sender = UNKNOWN_SENDER;
  eachField(reader, from, end, (tag, at, fieldEnd, fieldFrom) => {
    if (tag === TAG.second) scopes.push(at, fieldEnd);
    else resource.push(fieldFrom, fieldEnd);
    if (tag === TAG.first) sender = senderOf(reader, at, fieldEnd, senders);
  });
  for (let i = 0; i < scopes.length; i += 2) {
    const scope: number[] = [];
    const spans: number[] = [];
    eachField(reader, scopes[i] ?? 0, scopes[i + 1] ?? 0, (tag, at, fieldEnd, fieldFrom) => {
      if (tag === TAG.second) spans.push(at, fieldEnd);
      else scope.push(fieldFrom, fieldEnd);
    });
    const group = { resource, scope };
    for (let k = 0; k < spans.length; k += 2)
      rows.push(readSpan(reader, spans[k] ?? 0, spans[k + 1] ?? 0, sender, group));
  }
}

function readSpan(
  reader: ProtobufReader,
  from: number,
  end: number,
  sender: Sender,
  group: SpanPlace["group"],
): ReadRow {
  const row = {
    ...{ spanId: "", parentSpanId: "", service: sender.service, host: sender.host, name: "", kind: 0, statusCode: 0 },
    ...{ startUnixNano: 0n, endUnixNano: 0n, from, end, group, events: NO_EVENTS },
  };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const payload = reader.payload;
    switch (reader.tag) {
      case TAG.spanId:
        row.spanId = reader.hex(payload, at);
        break;
      case TAG.parentSpanId:
        row.parentSpanId = reader.hex(payload, at);
        break;
      case TAG.name:
        row.name = reader.text(payload, at);
        break;
      case TAG.kind:
        row.kind = reader.int32(payload);
        break;
      case TAG.start:
        row.startUnixNano = reader.fixed64(payload);
        break;
      case TAG.end:
        row.endUnixNano = reader.fixed64(payload);
        break;
      case TAG.event:
        row.events = [...row.events, readEvent(reader, payload, at)];
        break;
      case TAG.status:
        row.statusCode = readStatusCode(reader, payload, at);
        break;
    }
  }
  if (/^0*$/.test(row.parentSpanId)) row.parentSpanId = "";
  return row;
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
