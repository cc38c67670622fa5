/**
 * The packed form of one frame: columns of all things in the order of their numbers. Version; the numbers, each as the difference to the
 * one before; health a byte each; then four columns of numbers, each cut to a float of 13 significant bits (within 0.013 %) and laid out
 * as three planes of bytes, exponents first: what is alike lies together, and compression takes a frame of 6,000 things to some 25 kB.
 * A column that is NaN throughout is one byte.
 * Errors: decoding throws on an unknown version or bytes that end too early; they are our own, so that is a broken invariant.
 */
import { PackedReader, PackedWriter } from "../../../model/packed.ts";

const VERSION = 1;
const CUT_BITS = 11;
const PLANES = 3;

export interface FrameColumns {
  /** Ascending. */
  readonly things: Int32Array;
  /** Indexes in HEALTHS. */
  readonly health: Uint8Array;
  readonly requestsPerSecond: Float32Array;
  readonly errorRatio: Float32Array;
  readonly p95Seconds: Float32Array;
  readonly saturation: Float32Array;
}
export const MEASURES = ["requestsPerSecond", "errorRatio", "p95Seconds", "saturation"] as const;

function writePlanes(writer: PackedWriter, values: Float32Array): void {
  const isKnown = values.some((value) => !Number.isNaN(value));
  writer.byte(Number(isKnown));
  if (!isKnown) return;
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const planes = new Uint8Array(bits.length * PLANES);
  for (let i = 0; i < bits.length; i++) {
    // Rounded to the nearest; a NaN has all of its exponent and must not grow over it.
    const cut = Number.isFinite(values[i])
      ? ((bits[i] ?? 0) + (1 << (CUT_BITS - 1))) >>> CUT_BITS
      : (bits[i] ?? 0) >>> CUT_BITS;
    planes[i] = cut >>> 16;
    planes[i + bits.length] = cut >>> 8;
    planes[i + 2 * bits.length] = cut;
  }
  writer.raw(planes);
}
function readPlanes(reader: PackedReader, count: number): Float32Array {
  const values = new Float32Array(count);
  if (reader.byte() === 0) return values.fill(Number.NaN);
  const planes = reader.raw(count * PLANES);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < count; i++) {
    const cut = ((planes[i] ?? 0) << 16) | ((planes[i + count] ?? 0) << 8) | (planes[i + 2 * count] ?? 0);
    bits[i] = cut << CUT_BITS;
  }
  return values;
}

export function encodeFrame(frame: FrameColumns): Uint8Array {
  const writer = new PackedWriter(frame.things.length * 14 + 16);
  writer.byte(VERSION);
  writer.uint(frame.things.length);
  let before = 0;
  for (const thing of frame.things) {
    writer.uint(thing - before);
    before = thing;
  }
  writer.raw(frame.health);
  for (const measure of MEASURES) writePlanes(writer, frame[measure]);
  return writer.written();
}

export function decodeFrame(bytes: Uint8Array): FrameColumns {
  const reader = new PackedReader(bytes);
  if (reader.byte() !== VERSION) throw new Error("A frame of the state has a form that this version cannot read.");
  const things = new Int32Array(reader.uint());
  let thing = 0;
  for (let i = 0; i < things.length; i++) {
    thing += reader.uint();
    things[i] = thing;
  }
  const health = reader.raw(things.length);
  const next = () => readPlanes(reader, things.length);
  return { things, health, requestsPerSecond: next(), errorRatio: next(), p95Seconds: next(), saturation: next() };
}
