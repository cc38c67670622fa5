/**
 * Finds a few string attributes in OTLP bytes without building objects: the keys wanted are compared byte by byte, all others
 * are stepped over. A value that is no string is absent; of a key given twice the last one counts.
 * Trusts its input to be well-formed (the decoder has walked it) but never reads beyond `to`.
 */
export class AttributeFinder {
  /** [from, to) per wanted key; from 0 = absent (offset 0 is a tag, never a value). */
  readonly at: Int32Array;
  private readonly keys: readonly Uint8Array[];
  /** Key numbers by length. */
  private readonly byLength: (readonly number[] | undefined)[] = [];
  private readonly tag: number;
  private position = 0;

  /** `field` is the number of the repeated KeyValue field: 9 in Span, 1 in Resource. */
  constructor(field: number, keys: readonly string[]) {
    this.tag = (field << 3) | 2;
    this.keys = keys.map((key) => new TextEncoder().encode(key));
    this.at = new Int32Array(keys.length * 2);
    this.keys.forEach((key, i) => {
      this.byLength[key.length] = [...(this.byLength[key.length] ?? []), i];
    });
  }

  clear(): void {
    for (let i = 0; i < this.at.length; i++) this.at[i] = 0;
  }

  /** The first of these keys that was found, or -1. */
  firstOf(keys: readonly number[]): number {
    for (const key of keys) if ((this.at[key * 2 + 1] as number) > (this.at[key * 2] as number)) return key;
    return -1;
  }

  /** Looks through whole fields in bytes[from, to). */
  scan(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const tag = bytes[at++] as number;
      if (tag === this.tag) {
        let length = bytes[at++] as number;
        if (length >= 128) {
          length = this.varint(bytes, at - 1, to);
          at = this.position;
        }
        const end = Math.min(at + length, to);
        // Most keys have a length that no wanted key has.
        if (bytes[at] !== 0x0a || this.byLength[bytes[at + 1] as number] !== undefined) this.keyValue(bytes, at, end);
        at = end;
      } else at = this.skip(bytes, at - 1, to);
    }
  }

  /** The end of the field that starts here; `to` when it cannot be told. */
  private skip(bytes: Uint8Array, from: number, to: number): number {
    const wire = this.varint(bytes, from, to) & 7;
    const at = this.position;
    if (wire === 1) return at + 8;
    if (wire === 5) return at + 4;
    if (wire !== 0 && wire !== 2) return to;
    const value = this.varint(bytes, at, to);
    return wire === 0 ? this.position : Math.min(this.position + value, to);
  }

  private keyValue(bytes: Uint8Array, from: number, to: number): void {
    let key = -1;
    let valueFrom = 0;
    let valueTo = 0;
    for (let at = from; at < to; ) {
      const tag = bytes[at++] as number;
      const length = this.varint(bytes, at, to);
      at = this.position;
      const end = Math.min(at + length, to);
      if (tag === 0x0a) {
        key = this.keyNumber(bytes, at, end);
        if (key < 0) return;
      } else if (tag === 0x12) {
        valueFrom = at;
        valueTo = end;
      } else return;
      at = end;
    }
    if (key >= 0 && valueTo > valueFrom) this.stringValue(bytes, key, valueFrom, valueTo);
  }

  private stringValue(bytes: Uint8Array, key: number, from: number, to: number): void {
    this.at[key * 2] = 0;
    this.at[key * 2 + 1] = 0;
    if (bytes[from] !== 0x0a) return;
    const length = this.varint(bytes, from + 1, to);
    this.at[key * 2] = this.position;
    this.at[key * 2 + 1] = Math.min(this.position + length, to);
  }

  private keyNumber(bytes: Uint8Array, from: number, to: number): number {
    const candidates = this.byLength[to - from];
    if (candidates === undefined) return -1;
    for (const candidate of candidates) {
      const key = this.keys[candidate] as Uint8Array;
      let i = key.length - 1;
      while (i >= 0 && key[i] === bytes[from + i]) i--;
      if (i < 0) return candidate;
    }
    return -1;
  }

  private varint(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let value = 0;
    for (let unit = 1; at < to; unit *= 128) {
      const byte = bytes[at++] as number;
      value += (byte & 127) * unit;
      if (byte < 128) break;
    }
    this.position = at;
    return value;
  }
}
