/**
 * Takes apart what ByteWriter wrote, in the same order.
 * Errors: a RangeError when bytes are missing; blocks are our own, so that means a damaged block.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  /** Halves of the number read last by `signed64`. */
  hi = 0;
  lo = 0;

  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  private next(): number {
    if (this.at >= this.end) throw new RangeError("A telemetry block ends too early: it is damaged.");
    return this.bytes[this.at++] ?? 0;
  }

  varint(): number {
    let byte = this.next();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = this.next();
      value += (byte & 0x7f) * scale;
    }
    return value;
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** Leaves the two halves in `hi` and `lo`. */
  signed64(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.next();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) break;
    }
    const sign = -(low & 1);
    this.lo = (((low >>> 1) | (high << 31)) ^ sign) >>> 0;
    this.hi = ((high >>> 1) ^ sign) >>> 0;
  }

  /** Over the next `count` varints. */
  skipVarints(count: number): void {
    const { bytes } = this;
    let at = this.at;
    for (let left = count; left > 0 && at < this.end; at++) if ((bytes[at] as number) < 0x80) left--;
    this.at = at;
  }

  /** Sums of the next `last` signed numbers; those from `first` on, multiplied and divided, into out[base + i]. */
  sumInto(out: Float64Array, base: number, first: number, last: number, times: number, divisor: number): void {
    const { bytes } = this;
    let sum = 0;
    for (let i = 0; i < last; i++) {
      const byte = bytes[this.at] as number;
      if (byte < 0x80) {
        this.at++;
        sum += (byte >>> 1) ^ -(byte & 1);
      } else sum += this.signed();
      if (i >= first) out[base + i] = (sum * times) / divisor;
    }
  }

  /** The same for changes of changes: the first number is a value, the others add to the change. */
  sumTwiceInto(out: Float64Array, base: number, first: number, last: number, times: number, divisor: number): void {
    const { bytes } = this;
    let sum = last > 0 ? this.signed() : 0;
    let change = 0;
    if (first === 0 && last > 0) out[base] = (sum * times) / divisor;
    for (let i = 1; i < last; i++) {
      const byte = bytes[this.at] as number;
      if (byte < 0x80) {
        this.at++;
        change += (byte >>> 1) ^ -(byte & 1);
      } else change += this.signed();
      sum += change;
      if (i >= first) out[base + i] = (sum * times) / divisor;
    }
  }

  /** The next `length` bytes as a view. */
  raw(length: number): Uint8Array {
    const from = this.at;
    this.at += length;
    if (this.at > this.end) throw new RangeError("A telemetry block ends too early: it is damaged.");
    return this.bytes.subarray(from, this.at);
  }

  sized(): Uint8Array {
    return this.raw(this.varint());
  }
}
