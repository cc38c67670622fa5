/**
 * The fields of an explicit or exponential histogram point as numbers, out of protobuf and back. What has no place here (exemplars,
 * fields unknown to us) is named as byte ranges. A point that is written in an unusual way (a field twice, repeated numbers not
 * packed, counts beyond 2^50) is left as it came: `read` answers false.
 * Source: opentelemetry-proto metrics.proto, HistogramDataPoint and ExponentialHistogramDataPoint.
 */
import { MetricKind } from "../../model/metric.ts";
import type { ProtobufReader } from "../../otlp/protobufReader.ts";
import { ProtobufWriter } from "../../otlp/protobufWriter.ts";

/** Which fields were sent. */
export const Has = {
  COUNT: 1,
  SUM: 2,
  MIN: 4,
  MAX: 8,
  /** Explicit: bucket_counts. */
  POSITIVE: 16,
  NEGATIVE: 32,
  ZERO_COUNT: 64,
  ZERO_THRESHOLD: 128,
  BOUNDS: 256,
  SCALE: 512,
  FLAGS: 1024,
} as const;

const TWO_32 = 4_294_967_296;
/** Counts, their sums and changes stay exact numbers. */
const LARGEST = 2 ** 50;
const EMPTY = new Uint8Array(0);

/** Buckets from `offset` on; an explicit histogram's begin at 0. */
export class Buckets {
  offset = 0;
  length = 0;
  counts = new Float64Array(32);

  clear(length: number): void {
    this.offset = 0;
    this.length = length;
    if (this.counts.length < length) this.counts = new Float64Array(length * 2);
  }

  get sum(): number {
    let sum = 0;
    for (let i = 0; i < this.length; i++) sum += this.counts[i] ?? 0;
    return sum;
  }

  copyFrom(other: Buckets): void {
    this.clear(other.length);
    this.offset = other.offset;
    this.counts.set(other.counts.subarray(0, other.length));
  }
}

export class HistogramFields {
  kind = 0;
  has = 0;
  flags = 0;
  count = 0;
  sum = 0;
  min = 0;
  max = 0;
  scale = 0;
  zeroCount = 0;
  zeroThreshold = 0;
  /** Doubles, little-endian. */
  bounds: Uint8Array = EMPTY;
  readonly positive = new Buckets();
  readonly negative = new Buckets();
  /** Pairs [from, to) of fields that stay bytes. */
  readonly kept: number[] = [];

  /** The fields of a point. False: it has to stay as it is. */
  read(reader: ProtobufReader, kind: number, from: number, end: number): boolean {
    this.clear(kind);
    const isExplicit = kind === MetricKind.HISTOGRAM;
    if (!isExplicit && kind !== MetricKind.EXPONENTIAL_HISTOGRAM) return false;
    for (let at = from; at < end; ) {
      const fieldAt = at;
      at = reader.field(at, end);
      const bit = isExplicit ? this.explicitField(reader, at) : this.exponentialField(reader, at);
      if (bit < 0 || (this.has & bit) !== 0) return false;
      this.has |= bit;
      if (bit !== 0) continue;
      if (this.kept.at(-1) === fieldAt) this.kept[this.kept.length - 1] = at;
      else this.kept.push(fieldAt, at);
    }
    return this.count <= LARGEST && this.zeroCount <= LARGEST;
  }

  clear(kind: number): void {
    this.kind = kind;
    this.has = 0;
    this.flags = 0;
    this.count = 0;
    this.sum = 0;
    this.min = 0;
    this.max = 0;
    this.scale = 0;
    this.zeroCount = 0;
    this.zeroThreshold = 0;
    this.bounds = EMPTY;
    this.positive.clear(0);
    this.negative.clear(0);
    this.kept.length = 0;
  }

  /** The bit of the field that the reader stands on; 0: no place for it, -1: not in this form. */
  private explicitField(reader: ProtobufReader, end: number): number {
    const { tag, payload } = reader;
    if (tag === 0x32) return readCounts(reader, payload, end, this.positive) ? Has.POSITIVE : -1;
    if (tag === 0x31 || tag === 0x39) return -1;
    if (tag === 0x59) return this.setDouble("min", reader, payload, Has.MIN);
    if (tag === 0x61) return this.setDouble("max", reader, payload, Has.MAX);
    if (tag !== 0x3a) return this.commonField(reader);
    if ((end - payload) % 8 !== 0) return -1;
    this.bounds = reader.bytes.subarray(payload, end);
    return Has.BOUNDS;
  }

  private exponentialField(reader: ProtobufReader, end: number): number {
    const { tag, payload } = reader;
    if (tag === 0x30) this.scale = reader.sint32(payload);
    else if (tag === 0x39) this.zeroCount = fixedNumber(reader, payload);
    if (tag === 0x30) return Has.SCALE;
    if (tag === 0x39) return Has.ZERO_COUNT;
    if (tag === 0x42) return readBuckets(reader, payload, end, this.positive) ? Has.POSITIVE : -1;
    if (tag === 0x4a) return readBuckets(reader, payload, end, this.negative) ? Has.NEGATIVE : -1;
    if (tag === 0x61) return this.setDouble("min", reader, payload, Has.MIN);
    if (tag === 0x69) return this.setDouble("max", reader, payload, Has.MAX);
    if (tag === 0x71) return this.setDouble("zeroThreshold", reader, payload, Has.ZERO_THRESHOLD);
    return this.commonField(reader);
  }

  private commonField(reader: ProtobufReader): number {
    const { tag, payload } = reader;
    if (tag === 0x29) return this.setDouble("sum", reader, payload, Has.SUM);
    if (tag === 0x21) {
      this.count = fixedNumber(reader, payload);
      return Has.COUNT;
    }
    if (tag !== 0x50) return 0;
    this.flags = reader.int32(payload) >>> 0;
    return Has.FLAGS;
  }

  private setDouble(
    field: "sum" | "min" | "max" | "zeroThreshold",
    reader: ProtobufReader,
    at: number,
    bit: number,
  ): number {
    this[field] = reader.double(at);
    return bit;
  }

  /** The fields as protobuf, without what was kept as bytes and without flags. */
  write(writer: ProtobufWriter): void {
    const { has } = this;
    const isExplicit = this.kind === MetricKind.HISTOGRAM;
    if (has & Has.COUNT) writeFixed(writer, 0x21, this.count);
    if (has & Has.SUM) writer.double(0x29, this.sum);
    if (has & Has.SCALE) writer.sint32(0x30, this.scale);
    if (has & Has.ZERO_COUNT) writeFixed(writer, 0x39, this.zeroCount);
    if (isExplicit) {
      if (has & Has.POSITIVE) writer.bytes(0x32, countBytes(this.positive));
      if (has & Has.BOUNDS) writer.bytes(0x3a, this.bounds);
    } else {
      if (has & Has.POSITIVE) writeBuckets(writer, 0x42, this.positive);
      if (has & Has.NEGATIVE) writeBuckets(writer, 0x4a, this.negative);
      if (has & Has.ZERO_THRESHOLD) writer.double(0x71, this.zeroThreshold);
    }
    if (has & Has.MIN) writer.double(isExplicit ? 0x59 : 0x61, this.min);
    if (has & Has.MAX) writer.double(isExplicit ? 0x61 : 0x69, this.max);
  }
}

/** 64 bits as a number; more than 2^53 is not exact. */
function fixedNumber(reader: ProtobufReader, at: number): number {
  return reader.fixed32(at) + reader.fixed32(at + 4) * TWO_32;
}

function readCounts(reader: ProtobufReader, from: number, end: number, into: Buckets): boolean {
  if ((end - from) % 8 !== 0) return false;
  into.clear((end - from) / 8);
  for (let i = 0, at = from; at < end; i++, at += 8) {
    const count = fixedNumber(reader, at);
    if (count > LARGEST) return false;
    into.counts[i] = count;
  }
  return into.sum <= LARGEST;
}

/** Each part once, and nothing else. */
function readBuckets(reader: ProtobufReader, from: number, end: number, into: Buckets): boolean {
  let offset = 0;
  let seen = 0;
  into.clear(0);
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const bit = reader.tag === 0x08 ? 1 : reader.tag === 0x12 ? 2 : 4;
    if (bit === 4 || (seen & bit) !== 0) return false;
    seen |= bit;
    if (bit === 1) offset = reader.sint32(reader.payload);
    else if (!readVarints(reader, reader.payload, at, into)) return false;
  }
  into.offset = offset;
  return into.sum <= LARGEST;
}

function readVarints(reader: ProtobufReader, from: number, end: number, into: Buckets): boolean {
  let length = 0;
  for (let at = from; at < end; at++) if ((reader.bytes[at] ?? 0) < 0x80) length++;
  into.clear(length);
  let i = 0;
  for (let at = from; at < end; ) {
    const count = Number(reader.uint64(at));
    if (count > LARGEST) return false;
    into.counts[i++] = count;
    at = reader.varintEnd(at, end);
  }
  return true;
}

function writeFixed(writer: ProtobufWriter, tag: number, value: number): void {
  writer.fixed64(tag, BigInt(value));
}

function countBytes({ counts, length }: Buckets): Uint8Array {
  const words = new Uint32Array(length * 2);
  for (let i = 0; i < length; i++) {
    const count = counts[i] ?? 0;
    words[2 * i] = count;
    words[2 * i + 1] = Math.floor(count / TWO_32);
  }
  return new Uint8Array(words.buffer);
}

function writeBuckets(writer: ProtobufWriter, tag: number, { offset, counts, length }: Buckets): void {
  const mark = writer.begin(tag);
  if (offset !== 0) writer.sint32(0x08, offset);
  if (length > 0) {
    const packed = new ProtobufWriter(length * 3 + 16);
    for (let i = 0; i < length; i++) packed.varint(counts[i] ?? 0);
    writer.bytes(0x12, packed.finish());
  }
  writer.end(mark);
}
