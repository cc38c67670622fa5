/**
 * Checks what lies inside a record without reading it: every length holds, no value nests too deep, no string is longer and no
 * attribute list larger than the limits. Stored bytes have passed here, so readers need not doubt them.
 * Shape: `deep`, `long`, `many` say what was met since the caller last cleared them. A value nested too deep is not descended
 * into, which also bounds the recursion.
 * Errors: MalformedProtobuf.
 */
import { byteAt, MalformedProtobuf, type ProtobufReader } from "./protobufReader.ts";
import { type FieldType, type MessageType, messageType } from "./schema.ts";

const KEY_VALUE = messageType("KeyValue");
const ARRAY = messageType("ArrayValue");
const MAP = messageType("KeyValueList");

export class LimitCheck {
  deep = false;
  long = false;
  many = false;
  private readonly reader: ProtobufReader;
  private readonly maxAttributes: number;
  private readonly maxStringBytes: number;
  private readonly maxDepth: number;
  /** Attributes whose lengths fit one byte cannot break the string limit. */
  private readonly shortIsFine: boolean;

  constructor(
    reader: ProtobufReader,
    limits: { readonly maxAttributes: number; readonly maxStringBytes: number; readonly maxDepth: number },
  ) {
    this.reader = reader;
    this.maxAttributes = limits.maxAttributes;
    this.maxStringBytes = limits.maxStringBytes;
    this.maxDepth = limits.maxDepth;
    this.shortIsFine = limits.maxStringBytes >= 0x7f;
  }

  clear(): void {
    this.deep = false;
    this.long = false;
    this.many = false;
  }

  /** What was met since the last time, to be given back to `restore` when its turn comes. */
  take(): number {
    const met = (this.deep ? 1 : 0) | (this.long ? 2 : 0) | (this.many ? 4 : 0);
    this.clear();
    return met;
  }

  restore(met: number): void {
    this.deep = (met & 1) !== 0;
    this.long = (met & 2) !== 0;
    this.many = (met & 4) !== 0;
  }

  text(from: number, end: number): void {
    if (end - from > this.maxStringBytes) this.long = true;
  }

  attributes(count: number): void {
    if (count > this.maxAttributes) this.many = true;
  }

  /** A KeyValue. Nearly all are a short key and one scalar in canonical form; only the others take the long way. */
  attribute(from: number, end: number): void {
    const bytes = this.reader.bytes;
    if (end - from >= 6 && byteAt(bytes, from) === 0x0a && this.shortIsFine) {
      const keyLength = byteAt(bytes, from + 1);
      const at = from + 2 + keyLength;
      if (keyLength < 0x80 && at + 3 < end && byteAt(bytes, at) === 0x12) {
        const valueLength = byteAt(bytes, at + 1);
        if (valueLength < 0x80 && valueLength === end - at - 2 && this.isScalar(at + 2, end)) return;
      }
    }
    this.message(KEY_VALUE, from, end, 0);
  }

  /** True when these bytes (at least two) are an AnyValue of one canonical scalar. */
  private isScalar(at: number, end: number): boolean {
    const bytes = this.reader.bytes;
    switch (byteAt(bytes, at)) {
      case 0x0a:
        return byteAt(bytes, at + 1) === end - at - 2;
      case 0x10:
      case 0x18: {
        let last = at + 1;
        while (last < end - 1 && byteAt(bytes, last) >= 0x80) last++;
        return last === end - 1 && byteAt(bytes, last) < 0x80 && last - at <= 10;
      }
      case 0x21:
        return end - at === 9;
      default:
        return false;
    }
  }

  /** Any message; `depth` counts the arrays and maps around it. */
  message(type: MessageType, from: number, end: number, depth: number): void {
    let inside = depth;
    if (type === ARRAY || type === MAP) {
      inside++;
      if (inside > this.maxDepth) {
        this.deep = true;
        return;
      }
    }
    let attributes = 0;
    const reader = this.reader;
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      const field = type.byTag[reader.tag];
      if (!field) continue;
      if (field.message === KEY_VALUE && type !== MAP) {
        attributes++;
        this.attribute(reader.payload, at);
      } else {
        this.field(field, reader.tag, reader.payload, at, inside);
      }
    }
    this.attributes(attributes);
  }

  /** The payload of one field that is no attribute. */
  field(field: FieldType, tag: number, from: number, end: number, depth = 0): void {
    if (field.message) this.message(field.message, from, end, depth);
    else if (field.type === "string" || field.type === "bytes") this.text(from, end);
    else if (tag !== field.tag) this.packed(field, from, end);
  }

  /** The payload of a packed repeated number must hold whole numbers. */
  private packed(field: FieldType, from: number, end: number): void {
    if (field.wire === 0) {
      for (let at = from; at < end; ) at = this.reader.varintEnd(at, end);
    } else if ((end - from) % 8 !== 0) {
      throw new MalformedProtobuf(from, `${field.name} is ${end - from} bytes of packed 8-byte numbers`);
    }
  }
}
