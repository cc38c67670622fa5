/**
 * Packed bytes: variable-length integers in a growing buffer, and their reader. Used by the packed forms of the model.
 * Integers are little-endian base 128. They may be any non-negative whole double: beyond 2^53 the low bits of a double are
 * zero, so that what is read is what was written.
 * Errors: the reader throws on a truncated buffer; packed bytes are our own, so that is a broken invariant.
 */
export class PackedWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  uint(value: number): void {
    if (this.length + 150 > this.bytes.length) this.reserve(150);
    const bytes = this.bytes;
    let at = this.length;
    let rest = value;
    while (rest >= 0x80000000) {
      bytes[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.length = at;
  }

  /** A whole number of either sign, small magnitudes short. */
  int(value: number): void {
    this.uint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  raw(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  /** Length, then the bytes. */
  chunk(source: Uint8Array): void {
    this.uint(source.length);
    this.raw(source);
  }

  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

export class PackedReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    const value = this.at < this.end ? this.bytes[this.at++] : undefined;
    if (value === undefined) throw new Error("Packed bytes end too early.");
    return value;
  }

  uint(): number {
    let byte = this.byte();
    if (byte < 128) return byte;
    let value = byte & 127;
    let unit = 128;
    do {
      byte = this.byte();
      value += (byte & 127) * unit;
      unit *= 128;
    } while (byte >= 128);
    return value;
  }

  int(): number {
    const value = this.uint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** A view of the next `length` bytes. */
  raw(length: number): Uint8Array {
    if (this.at + length > this.end) throw new Error("Packed bytes end too early.");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  chunk(): Uint8Array {
    return this.raw(this.uint());
  }
}
