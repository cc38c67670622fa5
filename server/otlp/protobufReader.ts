/**
 * Walking protobuf bytes field by field, without building anything.
 * Shape: the caller owns the position. `at = reader.field(at, end)` reads one field header, leaves its tag and where its payload
 * starts in `tag` and `payload`, and returns where the field ends (for a length-delimited field: also where the payload ends).
 * The other methods read a payload that `field` has already found complete, so they check nothing again.
 * Tags are whole (field number * 8 + wire type): a known number with a foreign wire type is an unknown field, as protobuf asks.
 * Errors: MalformedProtobuf, naming the byte and what was expected; decoders turn it into their answer.
 * Source: protobuf.dev/programming-guides/encoding.
 */
export class MalformedProtobuf extends Error {
  readonly offset: number;
  constructor(offset: number, problem: string) {
    super(`Byte ${offset}: ${problem}.`);
    this.name = "MalformedProtobuf";
    this.offset = offset;
  }
}

/** Groups (wire types 3 and 4) nest only in unknown fields; deeper than this is hostile. */
const MAX_GROUP_DEPTH = 32;
const MAX_VARINT_BYTES = 10;
/** `ignoreBOM` keeps a leading U+FEFF; not fatal, so invalid UTF-8 shows as U+FFFD. */
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });
const SHORT_TEXT = 32;
/** Short ASCII texts met lately: keys and common values come again and again, and one copy of each is enough. */
const RECENT_TEXTS = 4096;
const RECENT: (string | undefined)[] = new Array(RECENT_TEXTS);
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The byte at this place. The caller has checked 0 <= at < bytes.length; beyond it the result is not a number. */
export function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

export class ProtobufReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Of the field found last. */
  tag = 0;
  payload = 0;
  /** Where the varint read last by `varint` ended. */
  private after = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads one field that starts at `from` (< end) and lies before `end`; returns its end. */
  field(from: number, end: number): number {
    const bytes = this.bytes;
    let at = from;
    let tag = byteAt(bytes, at++);
    if (tag >= 0x80) {
      const second = byteAt(bytes, at);
      if (at < end && second < 0x80) {
        tag = (tag & 0x7f) | (second << 7);
        at++;
      } else {
        tag = this.longTag(from, end);
        at = this.after;
      }
    }
    this.tag = tag;
    if ((tag & 7) !== 2 || tag < 8 || at >= end) return this.rareField(tag, from, at, end);
    let length = byteAt(bytes, at++);
    if (length >= 0x80) {
      const second = byteAt(bytes, at);
      if (at < end && second < 0x80) {
        length = (length & 0x7f) | (second << 7);
        at++;
      } else {
        length = this.varint(at - 1, end);
        at = this.after;
      }
    }
    this.payload = at;
    at += length;
    if (at > end) throw this.pastEnd(from, length, end);
    return at;
  }

  private longTag(from: number, end: number): number {
    const tag = this.varint(from, end);
    if (tag > 0xffffffff) throw new MalformedProtobuf(from, "a field tag of more than 32 bits");
    return tag;
  }

  private rareField(tag: number, from: number, at: number, end: number): number {
    if (tag < 8) throw new MalformedProtobuf(from, "expected a field tag, found field number 0");
    this.payload = at;
    let after = at;
    switch (tag & 7) {
      case 0:
        this.varint(at, end);
        after = this.after;
        break;
      case 1:
        after = at + 8;
        break;
      case 3:
        after = this.skipGroup(tag, at, end);
        this.tag = tag;
        this.payload = at;
        break;
      case 5:
        after = at + 4;
        break;
      case 2:
        throw new MalformedProtobuf(at, "expected a length, found the end of the message");
      default:
        throw new MalformedProtobuf(from, `wire type ${tag & 7} cannot start a field`);
    }
    if (after > end) throw this.pastEnd(from, after - at, end);
    return after;
  }

  private pastEnd(from: number, length: number, end: number): MalformedProtobuf {
    return new MalformedProtobuf(
      from,
      `field ${this.tag >>> 3} is ${length} bytes long and runs past the end of its message at byte ${end}`,
    );
  }

  private skipGroup(startTag: number, from: number, end: number): number {
    const open = [startTag];
    let at = from;
    while (open.length > 0) {
      if (at >= end) throw new MalformedProtobuf(at, "expected the end of a group, found the end of the message");
      const tagAt = at;
      const tag = this.longTag(at, end);
      if ((tag & 7) === 4) {
        if (tag !== (open.pop() ?? 0) + 1) throw new MalformedProtobuf(tagAt, "a group ends that did not start");
        at = this.after;
      } else if ((tag & 7) === 3) {
        if (tag < 8 || open.push(tag) > MAX_GROUP_DEPTH) {
          throw new MalformedProtobuf(tagAt, `groups nest deeper than ${MAX_GROUP_DEPTH}`);
        }
        at = this.after;
      } else {
        at = this.field(at, end);
      }
    }
    return at;
  }

  /**
   * The varint at `from` as a number, for tags and lengths: exact to 2^53, larger ones only roughly, which is past any end.
   * Leaves its end in `after`. Longer than needed is allowed, up to 10 bytes.
   */
  private varint(from: number, end: number): number {
    let value = 0;
    let scale = 1;
    for (let at = from; at < end; at++) {
      const byte = byteAt(this.bytes, at);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.after = at + 1;
        return value;
      }
      if (at - from >= MAX_VARINT_BYTES - 1) throw new MalformedProtobuf(from, "a varint longer than 10 bytes");
      scale *= 128;
    }
    throw new MalformedProtobuf(from, "expected a varint, found the end of the message");
  }

  /** Where the varint that starts at `from` ends; for packed fields. */
  varintEnd(from: number, end: number): number {
    this.varint(from, end);
    return this.after;
  }

  /** Low 32 bits, signed: int32, enums, uint32 with `>>> 0`. */
  int32(at: number): number {
    const bytes = this.bytes;
    let byte = byteAt(bytes, at);
    let value = byte & 0x7f;
    for (let shift = 7, i = at + 1; byte >= 0x80; shift += 7, i++) {
      byte = byteAt(bytes, i);
      if (shift < 32) value |= (byte & 0x7f) << shift;
    }
    return value;
  }

  bool(at: number): boolean {
    return this.uint64(at) !== 0n;
  }

  uint64(at: number): bigint {
    const first = byteAt(this.bytes, at);
    if (first < 0x80) return BigInt(first);
    let value = 0n;
    let shift = 0n;
    for (let i = at; ; i++, shift += 7n) {
      const byte = byteAt(this.bytes, i);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  }

  int64(at: number): bigint {
    return BigInt.asIntN(64, this.uint64(at));
  }

  /** sint32: zigzag. */
  sint32(at: number): number {
    const value = this.int32(at);
    return (value >>> 1) ^ -(value & 1);
  }

  fixed32(at: number): number {
    return this.view.getUint32(at, true);
  }

  fixed64(at: number): bigint {
    return this.view.getBigUint64(at, true);
  }

  sfixed64(at: number): bigint {
    return this.view.getBigInt64(at, true);
  }

  /** True when these 8 or 16 bytes are all zero. */
  isZero(at: number, length: 8 | 16): boolean {
    if ((this.fixed32(at) | this.fixed32(at + 4)) !== 0) return false;
    return length === 8 || (this.fixed32(at + 8) | this.fixed32(at + 12)) === 0;
  }

  double(at: number): number {
    return this.view.getFloat64(at, true);
  }

  /** A copy, so that what was read does not keep the request's buffer alive. (A Node Buffer's own slice would.) */
  copy(from: number, end: number): Uint8Array {
    return new Uint8Array(this.bytes.subarray(from, end));
  }

  text(from: number, end: number): string {
    if (end - from > SHORT_TEXT) return TEXT.decode(this.bytes.subarray(from, end));
    let hash = end - from;
    for (let at = from; at < end; at++) {
      const byte = byteAt(this.bytes, at);
      if (byte >= 0x80) return TEXT.decode(this.bytes.subarray(from, end));
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    const slot = (hash ^ (hash >>> 15)) & (RECENT_TEXTS - 1);
    const recent = RECENT[slot];
    if (recent !== undefined && this.isText(recent, from, end)) return recent;
    let text = "";
    for (let at = from; at < end; at++) text += String.fromCharCode(byteAt(this.bytes, at));
    RECENT[slot] = text;
    return text;
  }

  private isText(text: string, from: number, end: number): boolean {
    if (text.length !== end - from) return false;
    for (let i = 0; i < text.length; i++) {
      if (text.charCodeAt(i) !== byteAt(this.bytes, from + i)) return false;
    }
    return true;
  }

  /** Lower-case hexadecimal digits of these bytes. */
  hex(from: number, end: number): string {
    let text = "";
    for (let at = from; at < end; at++) text += HEX[byteAt(this.bytes, at)];
    return text;
  }
}
