/** Spans -> TracesData (the same bytes as a trace request). The inverse of readTraces. */
import type { Span, SpanEvent, SpanLink } from "../model/span.ts";
import type { ResourceSpans } from "./groups.ts";
import type { ProtobufWriter } from "./protobufWriter.ts";
import { writeAttributes, writeGroups } from "./writeAttributes.ts";

/** The groups as protobuf. */
export function writeTraces(groups: readonly ResourceSpans[]): Uint8Array<ArrayBuffer> {
  return writeGroups(
    groups,
    (group) => group.scopeSpans,
    (scopeGroup) => scopeGroup.spans,
    writeSpan,
  );
}

/** The fields of one Span. */
export function writeSpan(writer: ProtobufWriter, span: Span): void {
  if (span.traceId) writer.hex(0x0a, span.traceId);
  if (span.spanId) writer.hex(0x12, span.spanId);
  if (span.traceState) writer.string(0x1a, span.traceState);
  if (span.parentSpanId) writer.hex(0x22, span.parentSpanId);
  if (span.name) writer.string(0x2a, span.name);
  if (span.kind) writer.int32(0x30, span.kind);
  if (span.startTimeUnixNano) writer.fixed64(0x39, span.startTimeUnixNano);
  if (span.endTimeUnixNano) writer.fixed64(0x41, span.endTimeUnixNano);
  writeAttributes(writer, 0x4a, span.attributes);
  if (span.droppedAttributesCount) writer.uint32(0x50, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event);
  if (span.droppedEventsCount) writer.uint32(0x60, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link);
  if (span.droppedLinksCount) writer.uint32(0x70, span.droppedLinksCount);
  if (span.status.code !== 0 || span.status.message !== "") {
    const status = writer.begin(0x7a);
    if (span.status.message) writer.string(0x12, span.status.message);
    if (span.status.code) writer.int32(0x18, span.status.code);
    writer.end(status);
  }
  if (span.flags) writer.fixed32(0x85, span.flags);
}

function writeEvent(writer: ProtobufWriter, event: SpanEvent): void {
  const mark = writer.begin(0x5a);
  if (event.timeUnixNano) writer.fixed64(0x09, event.timeUnixNano);
  if (event.name) writer.string(0x12, event.name);
  writeAttributes(writer, 0x1a, event.attributes);
  if (event.droppedAttributesCount) writer.uint32(0x20, event.droppedAttributesCount);
  writer.end(mark);
}

function writeLink(writer: ProtobufWriter, link: SpanLink): void {
  const mark = writer.begin(0x6a);
  if (link.traceId) writer.hex(0x0a, link.traceId);
  if (link.spanId) writer.hex(0x12, link.spanId);
  if (link.traceState) writer.string(0x1a, link.traceState);
  writeAttributes(writer, 0x22, link.attributes);
  if (link.droppedAttributesCount) writer.uint32(0x28, link.droppedAttributesCount);
  if (link.flags) writer.fixed32(0x35, link.flags);
  writer.end(mark);
}
