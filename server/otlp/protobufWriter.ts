/**
 * Writing protobuf into one growing buffer.
 * Shape: every method takes the field's whole tag (number * 8 + wire type) and its value. A message inside a message is
 * written between `begin(tag)` and `end(mark)`. Nothing is left out by itself: callers skip proto3 defaults.
 * Source: protobuf.dev/programming-guides/encoding.
 */
const UTF8 = new TextEncoder();
const SHORT_TEXT = 40;
const MOVING_DEPTH = 16;

export class ProtobufWriter {
  private buffer: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private at = 0;
  private open = 0;

  constructor(capacity = 1024) {
    this.buffer = new Uint8Array(capacity);
    this.view = new DataView(this.buffer.buffer);
  }

  /** What was written, as a view of the buffer: the writer must not be used afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.at);
  }

  place(): { readonly at: number; readonly open: number } {
    return { at: this.at, open: this.open };
  }

  /** Forgets what was written since then; messages opened since are open no more. */
  backTo({ at, open }: ReturnType<ProtobufWriter["place"]>): void {
    this.at = at;
    this.open = open;
  }

  private reserve(count: number): void {
    if (this.at + count <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.at + count));
    grown.set(this.buffer.subarray(0, this.at));
    this.buffer = grown;
    this.view = new DataView(grown.buffer);
  }

  /** A number of at most 53 bits, without a tag. */
  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.at++] = rest;
  }

  varint64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    this.reserve(10);
    while (rest >= 0x80n) {
      this.buffer[this.at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.at++] = Number(rest);
  }

  uint32(tag: number, value: number): void {
    this.varint(tag);
    this.varint(value >>> 0);
  }

  /** int32 and enums: a negative number takes ten bytes, as protobuf asks. */
  int32(tag: number, value: number): void {
    this.varint(tag);
    if (value < 0) this.varint64(BigInt(value));
    else this.varint(value);
  }

  sint32(tag: number, value: number): void {
    this.uint32(tag, (value << 1) ^ (value >> 31));
  }

  bool(tag: number, value: boolean): void {
    this.varint(tag);
    this.varint(value ? 1 : 0);
  }

  /** int64 and uint64. */
  int64(tag: number, value: bigint): void {
    this.varint(tag);
    this.varint64(value);
  }

  fixed32(tag: number, value: number): void {
    this.varint(tag);
    this.reserve(4);
    this.view.setUint32(this.at, value, true);
    this.at += 4;
  }

  /** fixed64 and sfixed64. */
  fixed64(tag: number, value: bigint): void {
    this.varint(tag);
    this.rawFixed64(value);
  }

  rawFixed64(value: bigint): void {
    this.reserve(8);
    this.view.setBigUint64(this.at, BigInt.asUintN(64, value), true);
    this.at += 8;
  }

  double(tag: number, value: number): void {
    this.varint(tag);
    this.rawDouble(value);
  }

  rawDouble(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  bytes(tag: number, value: Uint8Array): void {
    this.varint(tag);
    this.varint(value.length);
    this.raw(value, 0, value.length);
  }

  /** Bytes as they are: whole fields, or a payload whose tag and length were written. */
  raw(value: Uint8Array, from: number, end: number): void {
    this.reserve(end - from);
    if (end - from > SHORT_TEXT) this.buffer.set(value.subarray(from, end), this.at);
    else for (let i = from, to = this.at; i < end; i++, to++) this.buffer[to] = value[i] as number;
    this.at += end - from;
  }

  /** A string as UTF-8. A lone surrogate becomes U+FFFD, as TextEncoder does. */
  string(tag: number, value: string): void {
    const mark = this.begin(tag);
    this.rawText(value);
    this.end(mark);
  }

  rawText(value: string): void {
    this.reserve(value.length * 3);
    if (value.length <= SHORT_TEXT && this.ascii(value)) return;
    this.at += UTF8.encodeInto(value, this.buffer.subarray(this.at)).written;
  }

  private ascii(value: string): boolean {
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) return false;
      this.buffer[this.at + i] = code;
    }
    this.at += value.length;
    return true;
  }

  /** Lower- or upper-case hexadecimal digits as bytes. */
  hex(tag: number, digits: string): void {
    this.varint(tag);
    this.varint(digits.length >> 1);
    this.reserve(digits.length >> 1);
    for (let i = 0; i + 1 < digits.length; i += 2) {
      this.buffer[this.at++] = Number.parseInt(digits.slice(i, i + 2), 16);
    }
  }

  /**
   * Opens a length-delimited field. One byte is kept free for its length, and `end` moves the content when that is too little;
   * far down, where every level would move it again, five bytes are kept (a length may be written longer than needed).
   */
  begin(tag: number): number {
    this.varint(tag);
    this.reserve(5);
    const mark = this.at;
    this.open++;
    if (this.open > MOVING_DEPTH) {
      this.at += 5;
      return -mark;
    }
    this.at++;
    return mark;
  }

  end(mark: number): void {
    this.open--;
    if (mark < 0) {
      this.wideLength(-mark);
      return;
    }
    const from = mark + 1;
    const length = this.at - from;
    if (length < 0x80) {
      this.buffer[mark] = length;
      return;
    }
    let extra = 0;
    for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 0x80)) extra++;
    this.reserve(extra);
    this.buffer.copyWithin(from + extra, from, this.at);
    this.at = mark;
    this.varint(length);
    this.at += length;
  }

  private wideLength(mark: number): void {
    let rest = this.at - mark - 5;
    for (let i = 0; i < 4; i++, rest = Math.floor(rest / 0x80)) this.buffer[mark + i] = (rest % 0x80) | 0x80;
    this.buffer[mark + 4] = rest;
  }
}
