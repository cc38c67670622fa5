/**
 * Whether a span's own fields hold a link to one given span: OTLP bytes, Span.links is field 13, of a link trace_id field 1 and span_id
 * field 2. Ids are compared where they lie.
 */
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import type { TraceQuery } from "../telemetryStore.ts";
import { bytesOfHex } from "./idColumns.ts";

const LINK = 0x6a;
const [LINK_TRACE, LINK_SPAN] = [0x0a, 0x12];

export class LinkMatch {
  /** What a chunk must contain for any of its spans to match. */
  readonly needle: Uint8Array;
  private readonly spanId: Uint8Array;
  private reader = new ProtobufReader(new Uint8Array(0));

  constructor({ traceId, spanId }: NonNullable<TraceQuery["linksTo"]>) {
    this.needle = bytesOfHex(traceId);
    this.spanId = bytesOfHex(spanId);
  }

  matches(bytes: Uint8Array, from: number, end: number): boolean {
    if (this.reader.bytes !== bytes) this.reader = new ProtobufReader(bytes);
    const { reader } = this;
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag === LINK && this.isWanted(reader.payload, at)) return true;
    }
    return false;
  }

  private isWanted(from: number, end: number): boolean {
    const { reader } = this;
    let [trace, span] = [false, false];
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag === LINK_TRACE) trace = isEqual(reader.bytes, reader.payload, at, this.needle);
      else if (reader.tag === LINK_SPAN) span = isEqual(reader.bytes, reader.payload, at, this.spanId);
    }
    return trace && span;
  }
}

function isEqual(bytes: Uint8Array, from: number, end: number, wanted: Uint8Array): boolean {
  if (end - from !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i++) if (bytes[from + i] !== wanted[i]) return false;
  return true;
}
