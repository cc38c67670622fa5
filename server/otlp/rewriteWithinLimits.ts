/**
 * The same request with every attribute list and string cut to the limits: the rare way of a request that breaks them.
 * Attributes beyond the limit are left out and added to dropped_attributes_count where the message has one; strings are
 * cut before the UTF-8 character that would cross the limit, bytes values at the limit. Everything else is copied.
 * Precondition: the bytes were scanned once, so they are well-formed to `maxDepth`; deeper values are copied unread.
 */
import type { Signal } from "../model/columns.ts";
import { byteAt, ProtobufReader } from "./protobufReader.ts";
import { ProtobufWriter } from "./protobufWriter.ts";
import { type FieldType, type MessageType, messageType, REQUEST } from "./schema.ts";

const KEY_VALUE = messageType("KeyValue");
const ARRAY = messageType("ArrayValue");
const MAP = messageType("KeyValueList");

export interface Limits {
  readonly maxAttributes: number;
  readonly maxStringBytes: number;
  readonly maxDepth: number;
}

/** The request within the limits, in new bytes. */
export function rewriteWithinLimits(signal: Signal, bytes: Uint8Array, limits: Limits): Uint8Array {
  const writer = new ProtobufWriter(bytes.length);
  new Rewriter(new ProtobufReader(bytes), writer, limits).message(REQUEST[signal], 0, bytes.length, 0);
  return writer.finish();
}

class Rewriter {
  private readonly reader: ProtobufReader;
  private readonly writer: ProtobufWriter;
  private readonly limits: Limits;
  constructor(reader: ProtobufReader, writer: ProtobufWriter, limits: Limits) {
    this.reader = reader;
    this.writer = writer;
    this.limits = limits;
  }

  message(type: MessageType, from: number, end: number, depth: number): void {
    const { reader, writer } = this;
    const dropped = type.fields.find((field) => field.name === "droppedAttributesCount");
    let kept = 0;
    let excess = 0;
    let droppedBefore = 0;
    for (let at = from; at < end; ) {
      const fieldAt = at;
      at = reader.field(at, end);
      const field = type.byTag[reader.tag];
      if (dropped && field === dropped) {
        droppedBefore = reader.int32(reader.payload) >>> 0;
      } else if (field?.message === KEY_VALUE && type !== MAP && kept >= this.limits.maxAttributes) {
        excess++;
      } else {
        if (field?.message === KEY_VALUE) kept++;
        this.field(field, fieldAt, reader.payload, at, depth);
      }
    }
    const total = Math.min(droppedBefore + excess, 0xffffffff);
    if (dropped && total > 0) writer.uint32(dropped.tag, total);
  }

  private field(field: FieldType | undefined, from: number, payload: number, end: number, depth: number): void {
    const { reader, writer } = this;
    if (field?.message) {
      const inside = field.message === ARRAY || field.message === MAP ? depth + 1 : depth;
      if (inside <= this.limits.maxDepth) {
        const mark = writer.begin(field.tag);
        this.message(field.message, payload, end, inside);
        writer.end(mark);
        return;
      }
    } else if ((field?.type === "string" || field?.type === "bytes") && end - payload > this.limits.maxStringBytes) {
      let cut = payload + this.limits.maxStringBytes;
      if (field.type === "string") cut = characterStart(reader.bytes, payload, cut);
      const mark = writer.begin(field.tag);
      writer.raw(reader.bytes, payload, cut);
      writer.end(mark);
      return;
    }
    writer.raw(reader.bytes, from, end);
  }
}

/** `cut`, or the start of the UTF-8 character that crosses it. Invalid UTF-8 is cut where it stands. */
function characterStart(bytes: Uint8Array, from: number, cut: number): number {
  for (let at = cut; at > from && at > cut - 4; at--) {
    if ((byteAt(bytes, at) & 0xc0) !== 0x80) return at;
  }
  return cut;
}
