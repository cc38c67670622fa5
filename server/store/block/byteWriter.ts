/**
 * Bytes of a block's columns as they grow: varints, 64-bit numbers as two unsigned halves, raw ranges.
 * Shape: everything little-endian or varint; readers (ByteReader) take things in the order in which they were written.
 */
export class ByteWriter {
  private buffer: Uint8Array<ArrayBuffer>;
  private at = 0;

  constructor(capacity = 1024) {
    this.buffer = new Uint8Array(capacity);
  }

  /** What was written, as a view: the writer must not be used afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.at);
  }

  get length(): number {
    return this.at;
  }

  private reserve(count: number): void {
    if (this.at + count <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.at + count));
    grown.set(this.buffer.subarray(0, this.at));
    this.buffer = grown;
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest > 0x7fffffff) {
      this.buffer[this.at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest >= 0x80) {
      this.buffer[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.at++] = rest;
  }

  /** A whole number of either sign below 2^52, small when near zero. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** 64 bits, two's complement, small when near zero (zigzag). */
  signed64(hi: number, lo: number): void {
    const sign = hi >> 31;
    let low = ((lo << 1) ^ sign) >>> 0;
    let high = (((hi << 1) | (lo >>> 31)) ^ sign) >>> 0;
    this.reserve(10);
    while (high !== 0) {
      this.buffer[this.at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    while (low >= 0x80) {
      this.buffer[this.at++] = (low & 0x7f) | 0x80;
      low >>>= 7;
    }
    this.buffer[this.at++] = low;
  }

  raw(bytes: Uint8Array, from = 0, end = bytes.length): void {
    this.reserve(end - from);
    copyBytes(bytes, from, end, this.buffer, this.at);
    this.at += end - from;
  }

  /** A length, then the bytes. */
  sized(bytes: Uint8Array, from = 0, end = bytes.length): void {
    this.varint(end - from);
    this.raw(bytes, from, end);
  }
}

/** Below this many bytes a loop beats the call into the engine's copy. */
const SHORT = 24;

/** Copies source[from, end) to target at `to`; there is room by the caller's care. */
export function copyBytes(source: Uint8Array, from: number, end: number, target: Uint8Array, to: number): void {
  if (end - from > SHORT) target.set(source.subarray(from, end), to);
  else for (let i = from, j = to; i < end; i++, j++) target[j] = source[i] ?? 0;
}
