/**
 * The instants of the series of a block, as vectors that series share: all that one process exports carries the same times, so a
 * vector is kept once and a series costs an index. Start times too: a counter's are one instant again and again.
 * Shape: count, then per vector its length, how it is kept, its first instant (64-bit change from the vector before), and for
 * lengths above one the differences: CONSTANT has none; 1, 1e3 and 1e6 ns are the units of differences of differences; WIDE are
 * 64-bit differences, for instants more than some days apart.
 */
import type { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";

const Form = { CONSTANT: 0, NANO: 1, MICRO: 2, MILLI: 3, WIDE: 4 } as const;
const UNITS = [1, 1, 1000, 1_000_000, 1];
const TWO_32 = 4_294_967_296;
/** Differences and their sums stay exact numbers. */
const LARGEST = 2 ** 50;

interface Ref {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/** Collects vectors; those that are equal get one index. `order` maps places to rows. */
export class VectorWriter {
  private readonly order: Uint32Array;
  private readonly refs: Ref[] = [];
  private readonly known = new Map<number, number>();
  private last = -1;

  constructor(order: Uint32Array) {
    this.order = order;
  }

  /** The index of the instants of places from..to. */
  indexOf(hi: Uint32Array, lo: Uint32Array, from: number, to: number): number {
    if (this.last >= 0 && this.isEqual(this.last, hi, lo, from, to)) return this.last;
    let hash = (to - from) | 0;
    for (let i = from; i < to; i++) {
      const row = this.order[i] ?? 0;
      hash = Math.imul(hash ^ (lo[row] ?? 0), 0x9e3779b1) ^ Math.imul(hi[row] ?? 0, 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    for (let key = hash >>> 0; ; key++) {
      const index = this.known.get(key);
      if (index === undefined) {
        this.known.set(key, this.refs.length);
        this.last = this.refs.push({ hi, lo, from, to }) - 1;
        return this.last;
      }
      if (this.isEqual(index, hi, lo, from, to)) {
        this.last = index;
        return index;
      }
    }
  }

  private isEqual(index: number, hi: Uint32Array, lo: Uint32Array, from: number, to: number): boolean {
    const ref = this.refs[index];
    if (ref === undefined || ref.to - ref.from !== to - from) return false;
    for (let i = from, j = ref.from; i < to; i++, j++) {
      const [a, b] = [this.order[i] ?? 0, this.order[j] ?? 0];
      if (lo[a] !== ref.lo[b] || hi[a] !== ref.hi[b]) return false;
    }
    return true;
  }

  finish(): Uint8Array {
    const writer = new ByteWriter(64 + this.refs.length * 12);
    writer.varint(this.refs.length);
    let [beforeHi, beforeLo] = [0, 0];
    for (const ref of this.refs) {
      const row = this.order[ref.from] ?? 0;
      const [hi, lo] = [ref.hi[row] ?? 0, ref.lo[row] ?? 0];
      const differences = this.differences(ref);
      const form = differences === null ? Form.WIDE : formOf(differences);
      writer.varint(ref.to - ref.from);
      writer.varint(form);
      writer.signed64((hi - beforeHi - (lo < beforeLo ? 1 : 0)) | 0, (lo - beforeLo) | 0);
      [beforeHi, beforeLo] = [hi, lo];
      if (differences === null) this.writeWide(writer, ref);
      else if (form !== Form.CONSTANT) writeChanges(writer, differences, UNITS[form] ?? 1);
    }
    return writer.finish();
  }

  /** Null when they are too large. */
  private differences({ hi, lo, from, to }: Ref): Float64Array | null {
    const differences = new Float64Array(to - from - 1);
    const first = this.order[from] ?? 0;
    for (let i = 1; i < to - from; i++) {
      const [row, before] = [this.order[from + i] ?? 0, this.order[from + i - 1] ?? 0];
      const whole = ((hi[row] ?? 0) - (hi[first] ?? 0)) * TWO_32 + ((lo[row] ?? 0) - (lo[first] ?? 0));
      const step = ((hi[row] ?? 0) - (hi[before] ?? 0)) * TWO_32 + ((lo[row] ?? 0) - (lo[before] ?? 0));
      if (Math.abs(whole) > LARGEST || Math.abs(step) > LARGEST) return null;
      differences[i - 1] = step;
    }
    return differences;
  }

  private writeWide(writer: ByteWriter, { hi, lo, from, to }: Ref): void {
    for (let i = from + 1; i < to; i++) {
      const [row, before] = [this.order[i] ?? 0, this.order[i - 1] ?? 0];
      const borrow = (lo[row] ?? 0) < (lo[before] ?? 0) ? 1 : 0;
      writer.signed64(((hi[row] ?? 0) - (hi[before] ?? 0) - borrow) | 0, ((lo[row] ?? 0) - (lo[before] ?? 0)) | 0);
    }
  }
}

function formOf(differences: Float64Array): number {
  if (differences.every((step) => step === 0)) return Form.CONSTANT;
  if (differences.every((step) => step % 1_000_000 === 0)) return Form.MILLI;
  return differences.every((step) => step % 1000 === 0) ? Form.MICRO : Form.NANO;
}

function writeChanges(writer: ByteWriter, differences: Float64Array, unit: number): void {
  let before = 0;
  for (const difference of differences) {
    const step = difference / unit;
    writer.signed(step - before);
    before = step;
  }
}

/** The instants of a vector, exactly and as Unix milliseconds. */
export class InstantVector {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  private msCache: Float64Array | null = null;
  private ascending: boolean | null = null;

  constructor(hi: Uint32Array, lo: Uint32Array) {
    this.hi = hi;
    this.lo = lo;
  }

  get length(): number {
    return this.hi.length;
  }

  get ms(): Float64Array {
    if (this.msCache) return this.msCache;
    const ms = new Float64Array(this.length);
    for (let i = 0; i < ms.length; i++) ms[i] = millisOf(this.hi[i] ?? 0, this.lo[i] ?? 0);
    this.msCache = ms;
    return ms;
  }

  /** Whether every millisecond is later than the one before. */
  get isAscending(): boolean {
    if (this.ascending !== null) return this.ascending;
    const { ms } = this;
    let ascending = true;
    for (let i = 1; i < ms.length; i++) if ((ms[i] ?? 0) <= (ms[i - 1] ?? 0)) ascending = false;
    this.ascending = ascending;
    return ascending;
  }
}

/** Whole milliseconds of nanoseconds in two halves, exactly: 2^32 ns are 4294 ms and 967,296 ns. */
function millisOf(hi: number, lo: number): number {
  return hi * 4294 + Math.floor((hi * 967_296 + lo) / 1_000_000);
}

export function readVectors(reader: ByteReader): InstantVector[] {
  const vectors: InstantVector[] = [];
  const count = reader.varint();
  let [hi, lo] = [0, 0];
  for (let v = 0; v < count; v++) {
    const length = reader.varint();
    const form = reader.varint();
    reader.signed64();
    const sum = lo + reader.lo;
    lo = sum >>> 0;
    hi = (hi + reader.hi + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    const vector = new InstantVector(new Uint32Array(length).fill(hi), new Uint32Array(length).fill(lo));
    if (form === Form.WIDE) readWide(reader, vector);
    else if (form !== Form.CONSTANT) readChanges(reader, vector, UNITS[form] ?? 1);
    vectors.push(vector);
  }
  return vectors;
}

function readChanges(reader: ByteReader, { hi, lo }: InstantVector, unit: number): void {
  const [firstHi, firstLo] = [hi[0] ?? 0, lo[0] ?? 0];
  let step = 0;
  let offset = 0;
  for (let i = 1; i < hi.length; i++) {
    step += reader.signed();
    offset += step * unit;
    const high = Math.floor(offset / TWO_32);
    const sum = firstLo + (offset - high * TWO_32);
    lo[i] = sum >>> 0;
    hi[i] = (firstHi + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
  }
}

function readWide(reader: ByteReader, { hi, lo }: InstantVector): void {
  for (let i = 1; i < hi.length; i++) {
    reader.signed64();
    const sum = (lo[i - 1] ?? 0) + reader.lo;
    lo[i] = sum >>> 0;
    hi[i] = ((hi[i - 1] ?? 0) + reader.hi + (sum > 0xffffffff ? 1 : 0)) >>> 0;
  }
}
