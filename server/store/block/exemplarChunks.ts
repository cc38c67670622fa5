/**
 * The bytes that no column of a point holds are exemplars mostly, as SDKs write them: time, value, span and trace, 48 bytes. Here a
 * chunk of such bytes becomes columns and back, byte by byte as it was; what has another shape stays as it is. Exemplars of one
 * trace stand in many series, so that a trace id is kept once a chunk; ids are random, and all the rest of an exemplar is small.
 * Shape: number of exemplars, and with any: per exemplar how many other bytes go before it and its tag; times (changes, byte k of
 * all side by side); values (as a stretch of doubleRuns.ts: mode, numbers, doubles); places of trace ids back from the newest, 0 for
 * a new one; the other bytes; spans; traces.
 */
import { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";
import { DoublePlanes, DoubleWriter } from "./doublePlanes.ts";
import { DoubleRuns } from "./doubleRuns.ts";
import { takeNumbers } from "./readDoubleRuns.ts";

const LENGTH = 48;
const TIME_AT = 3;
const VALUE_AT = 12;
const SPAN_AT = 22;
const TRACE_AT = 32;
/** Bytes that every such exemplar has at these places: length, tags of time and value, tags and lengths of span and trace. */
const FIXED = [
  [1, 46],
  [2, 0x11],
  [11, 0x19],
  [20, 0x22],
  [21, 8],
  [30, 0x2a],
  [31, 16],
] as const;

function isExemplar(bytes: Uint8Array, at: number): boolean {
  for (const [place, byte] of FIXED) if (bytes[at + place] !== byte) return false;
  return true;
}

function exemplarsIn(bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 0; at + LENGTH <= bytes.length; at++) {
    if (bytes[at + 1] !== 46 || !isExemplar(bytes, at)) continue;
    found.push(at);
    at += LENGTH - 1;
  }
  return found;
}

export function packChunk(bytes: Uint8Array): Uint8Array {
  const places = exemplarsIn(bytes);
  const packed = new ByteWriter(bytes.length + 64);
  packed.varint(places.length);
  if (places.length === 0) packed.raw(bytes);
  else new ChunkWriter(bytes, places).write(packed);
  return packed.finish();
}

class ChunkWriter {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly places: readonly number[];

  constructor(bytes: Uint8Array, places: readonly number[]) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.places = places;
  }

  write(packed: ByteWriter): void {
    const { bytes, places } = this;
    const heads = new ByteWriter(2 * places.length + 16);
    const others = new ByteWriter(1024);
    const spans = new ByteWriter(8 * places.length);
    let end = 0;
    for (const at of places) {
      heads.varint(at - end);
      heads.varint(bytes[at] ?? 0);
      others.raw(bytes, end, at);
      spans.raw(bytes, at + SPAN_AT, at + SPAN_AT + 8);
      end = at + LENGTH;
    }
    others.raw(bytes, end);
    packed.sized(heads.finish());
    packed.sized(this.times());
    this.writeValues(packed);
    const traces = this.traces();
    packed.sized(traces.places);
    packed.sized(others.finish());
    packed.raw(spans.finish());
    packed.raw(traces.ids);
  }

  private times(): Uint8Array {
    const { places, view } = this;
    const count = places.length;
    const planes = new Uint8Array(8 * count);
    let [beforeHi, beforeLo] = [0, 0];
    places.forEach((at, i) => {
      const [lo, hi] = [view.getUint32(at + TIME_AT, true), view.getUint32(at + TIME_AT + 4, true)];
      const low = lo - beforeLo;
      const high = hi - beforeHi - (lo < beforeLo ? 1 : 0);
      [beforeHi, beforeLo] = [hi, lo];
      for (let k = 0; k < 4; k++) {
        planes[k * count + i] = low >>> (8 * k);
        planes[(k + 4) * count + i] = high >>> (8 * k);
      }
    });
    return planes;
  }

  private writeValues(packed: ByteWriter): void {
    const values = Float64Array.from(this.places, (at) => this.view.getFloat64(at + VALUE_AT, true));
    const numbers = new ByteWriter(4 * values.length + 16);
    const doubles = new DoubleWriter();
    packed.varint(new DoubleRuns(numbers, doubles).add(values, values.length, false));
    packed.sized(numbers.finish());
    packed.sized(doubles.finish());
  }

  private traces(): { readonly places: Uint8Array; readonly ids: Uint8Array } {
    const { bytes, view } = this;
    /** By 53 bits of the id, which another may share: that one is kept again. */
    const known = new Map<number, { readonly place: number; readonly at: number }>();
    const ids = new ByteWriter(16 * this.places.length);
    const places = new ByteWriter(2 * this.places.length + 16);
    let count = 0;
    for (const exemplar of this.places) {
      const at = exemplar + TRACE_AT;
      const key = view.getUint32(at + 8) * 2 ** 21 + (view.getUint32(at + 12) >>> 11);
      const met = known.get(key);
      if (met && isSame(bytes, met.at, at)) {
        places.varint(count - met.place);
        continue;
      }
      places.varint(0);
      known.set(key, { place: count++, at });
      ids.raw(bytes, at, at + 16);
    }
    return { places: places.finish(), ids: ids.finish() };
  }
}

function isSame(bytes: Uint8Array, a: number, b: number): boolean {
  for (let k = 0; k < 16; k++) if (bytes[a + k] !== bytes[b + k]) return false;
  return true;
}

export function unpackChunk(packed: Uint8Array): Uint8Array {
  const reader = new ByteReader(packed);
  const count = reader.varint();
  if (count === 0) return packed.subarray(reader.at);
  const heads = new ByteReader(reader.sized());
  const planes = reader.sized();
  const values = readValues(reader, count);
  const places = new ByteReader(reader.sized());
  const others = reader.sized();
  const spans = reader.raw(8 * count);
  const ids = reader.raw(reader.end - reader.at);
  const bytes = new Uint8Array(others.length + LENGTH * count);
  const view = new DataView(bytes.buffer);
  const time = new Times(planes, count, view);
  let known = 0;
  let at = 0;
  let from = 0;
  for (let i = 0; i < count; i++) {
    const gap = heads.varint();
    bytes.set(others.subarray(from, from + gap), at);
    from += gap;
    at += gap;
    bytes[at] = heads.varint();
    for (const [place, byte] of FIXED) bytes[at + place] = byte;
    time.put(i, at + TIME_AT);
    view.setFloat64(at + VALUE_AT, values[i] ?? 0, true);
    bytes.set(spans.subarray(8 * i, 8 * i + 8), at + SPAN_AT);
    const back = places.varint();
    const trace = back === 0 ? known++ : known - back;
    bytes.set(ids.subarray(16 * trace, 16 * trace + 16), at + TRACE_AT);
    at += LENGTH;
  }
  bytes.set(others.subarray(from), at);
  return bytes;
}

/** Sums of the changes, 64 bits in two halves. */
class Times {
  private readonly planes: Uint8Array;
  private readonly count: number;
  private readonly view: DataView;
  private hi = 0;
  private lo = 0;

  constructor(planes: Uint8Array, count: number, view: DataView) {
    this.planes = planes;
    this.count = count;
    this.view = view;
  }

  put(i: number, at: number): void {
    let low = 0;
    let high = 0;
    for (let k = 3; k >= 0; k--) {
      low = (low << 8) | (this.planes[k * this.count + i] ?? 0);
      high = (high << 8) | (this.planes[(k + 4) * this.count + i] ?? 0);
    }
    const sum = this.lo + (low >>> 0);
    this.lo = sum >>> 0;
    this.hi = (this.hi + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    this.view.setUint32(at, this.lo, true);
    this.view.setUint32(at + 4, this.hi, true);
  }
}

function readValues(reader: ByteReader, count: number): Float64Array {
  const mode = reader.varint();
  const from = { numbers: new ByteReader(reader.sized()), doubles: new DoublePlanes(reader.sized()) };
  const values = new Float64Array(count);
  takeNumbers(mode, count, 0, count, from, values, 0);
  return values;
}
