/**
 * A native histogram as remote write sends it (the same fields in 1.0 and 2.0) -> a data point of OTLP.
 * Prometheus's bucket i ends at base^i, OTLP's begins there, so offsets differ by one. Spans and deltas become dense counts; a
 * histogram with custom bounds (schema -53) becomes an explicit one. Counts that are not whole are told in units of 2^-32.
 * Errors: a sentence for the sender instead of a histogram. Source: prompb/io/prometheus/write/v2/types.proto; model/histogram.
 */
import type { ExponentialBuckets } from "../model/metric.ts";
import { COUNT_EXPONENT } from "./prometheusWriter.ts";
import { MalformedProtobuf, type ProtobufReader } from "./protobufReader.ts";

export interface RemoteHistogram {
  count: number;
  sum: number;
  /** The sum has the bits of Prometheus's stale marker. */
  isStale: boolean;
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
  readonly customValues: number[];
  isFloat: boolean;
  timeMs: bigint;
  startMs: bigint;
}

interface Buckets {
  /** Offset and length after each other. */
  readonly spans: number[];
  /** Integer histograms: change from bucket to bucket; float histograms: the counts. */
  readonly numbers: number[];
}

const STALE_LOW = 0x00000002;
const STALE_HIGH = 0x7ff00000;
const CUSTOM = -53;
const LEAST_SCHEMA = -4;
const GREATEST_SCHEMA = 8;
/** Dense buckets of one point: more than the whole range of doubles has at schema 6. */
const MOST_BUCKETS = 160_000;

/** True when the double at this place is Prometheus's stale marker. */
export function isStaleAt(reader: ProtobufReader, at: number): boolean {
  return reader.fixed32(at) === STALE_LOW && reader.fixed32(at + 4) === STALE_HIGH;
}

export function readRemoteHistogram(reader: ProtobufReader, from: number, end: number): RemoteHistogram {
  const found: RemoteHistogram = {
    count: 0,
    sum: 0,
    isStale: false,
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { spans: [], numbers: [] },
    negative: { spans: [], numbers: [] },
    customValues: [],
    isFloat: false,
    timeMs: 0n,
    startMs: 0n,
  };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (!readNumber(reader, found)) readBuckets(reader, found, at);
  }
  return found;
}

function readNumber(reader: ProtobufReader, found: RemoteHistogram): boolean {
  const { tag, payload } = reader;
  if (tag === 0x08) found.count = Number(reader.uint64(payload));
  else if (tag === 0x11) [found.count, found.isFloat] = [reader.double(payload), true];
  else if (tag === 0x19) [found.sum, found.isStale] = [reader.double(payload), isStaleAt(reader, payload)];
  else if (tag === 0x20) found.schema = reader.sint32(payload);
  else if (tag === 0x29) found.zeroThreshold = reader.double(payload);
  else if (tag === 0x30) found.zeroCount = Number(reader.uint64(payload));
  else if (tag === 0x39) found.zeroCount = reader.double(payload);
  else if (tag === 0x78) found.timeMs = reader.int64(payload);
  else if (tag === 0x88) found.startMs = reader.int64(payload);
  else return false;
  return true;
}

function readBuckets(reader: ProtobufReader, found: RemoteHistogram, end: number): void {
  const { tag, payload } = reader;
  const { positive, negative } = found;
  if (tag === 0x42) readSpan(reader, negative.spans, payload, end);
  else if (tag === 0x5a) readSpan(reader, positive.spans, payload, end);
  else if (tag === 0x4a) readDeltas(reader, negative.numbers, payload, end);
  else if (tag === 0x62) readDeltas(reader, positive.numbers, payload, end);
  else if (tag === 0x48) negative.numbers.push(signed(reader, payload));
  else if (tag === 0x60) positive.numbers.push(signed(reader, payload));
  else if (tag === 0x52 || tag === 0x51) readDoubles(reader, negative.numbers, payload, end);
  else if (tag === 0x6a || tag === 0x69) readDoubles(reader, positive.numbers, payload, end);
  else if (tag === 0x82 || tag === 0x81) readDoubles(reader, found.customValues, payload, end);
}

/** sint64 as a number: counts beyond 2^53 are rounded. */
function signed(reader: ProtobufReader, at: number): number {
  const value = reader.uint64(at);
  return Number((value >> 1n) ^ -(value & 1n));
}

function readSpan(reader: ProtobufReader, spans: number[], from: number, end: number): void {
  let [offset, length] = [0, 0];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x08) offset = reader.sint32(reader.payload);
    else if (reader.tag === 0x10) length = reader.int32(reader.payload) >>> 0;
  }
  spans.push(offset, length);
}

function readDeltas(reader: ProtobufReader, numbers: number[], from: number, end: number): void {
  for (let at = from; at < end; at = reader.varintEnd(at, end)) numbers.push(signed(reader, at));
}

function readDoubles(reader: ProtobufReader, numbers: number[], from: number, end: number): void {
  if ((end - from) % 8 !== 0) throw new MalformedProtobuf(from, "a list of doubles whose bytes are no multiple of 8");
  for (let at = from; at < end; at += 8) numbers.push(reader.double(at));
}

/** What is wrong with a histogram that can never be stored, or null. */
export function histogramProblem(histogram: RemoteHistogram): string | null {
  const { schema, positive, negative, customValues, isStale } = histogram;
  if (isStale) return null;
  const isCustom = schema === CUSTOM;
  if (!isCustom && (schema < LEAST_SCHEMA || schema > GREATEST_SCHEMA)) {
    return `a native histogram has schema ${schema}; known are ${LEAST_SCHEMA} to ${GREATEST_SCHEMA}, and ${CUSTOM} for custom buckets.`;
  }
  const problem = bucketProblem(histogram, positive) ?? bucketProblem(histogram, negative);
  if (problem !== null) return problem;
  if (!(histogram.count >= 0) || !(histogram.zeroCount >= 0)) return "a native histogram counts less than nothing.";
  if (!isCustom) return countProblem(histogram);
  const ascends = customValues.every((bound, i) => i === 0 || bound > (customValues[i - 1] ?? 0));
  if (!ascends || customValues.some(Number.isNaN)) return "the custom bounds of a native histogram do not ascend.";
  const buckets = dense(positive, histogram.isFloat);
  return buckets.offset < 0 || buckets.offset + buckets.counts.length > customValues.length + 1
    ? "a native histogram has custom buckets beyond its bounds."
    : countProblem(histogram);
}

function bucketProblem({ isFloat }: RemoteHistogram, { spans, numbers }: Buckets): string | null {
  let [length, width] = [0, 0];
  for (let i = 0; i < spans.length; i += 2) {
    if (i > 0 && (spans[i] ?? 0) < 0) return "spans of a native histogram overlap.";
    length += spans[i + 1] ?? 0;
    width += (spans[i + 1] ?? 0) + (i > 0 ? (spans[i] ?? 0) : 0);
  }
  if (length !== numbers.length)
    return `the spans of a native histogram hold ${length} buckets, but ${numbers.length} came.`;
  if (width > MOST_BUCKETS)
    return `a native histogram spreads over ${width} buckets; at most ${MOST_BUCKETS} are kept.`;
  let count = 0;
  for (const one of numbers) {
    count = isFloat ? one : count + one;
    if (!(count >= 0)) return "a bucket of a native histogram counts less than nothing.";
  }
  return null;
}

/** Of whole counts: they must add up; observations that are NaN are in no bucket. */
function countProblem({ isFloat, count, zeroCount, sum, positive, negative }: RemoteHistogram): string | null {
  if (isFloat) return null;
  const sumOf = (buckets: Buckets) => dense(buckets, false).counts.reduce((all, one) => all + one, 0);
  const inBuckets = zeroCount + sumOf(positive) + sumOf(negative);
  const fits = Number.isNaN(sum) ? inBuckets <= count : inBuckets === count;
  return fits ? null : `the buckets of a native histogram hold ${inBuckets} observations, its count says ${count}.`;
}

/** Counts from the first bucket to the last, the gaps between the spans filled. */
function dense({ spans, numbers }: Buckets, isFloat: boolean): { offset: number; counts: number[] } {
  const counts: number[] = [];
  let [next, count] = [0, 0];
  for (let i = 0; i < spans.length; i += 2) {
    if (i > 0) for (let gap = spans[i] ?? 0; gap > 0; gap--) counts.push(0);
    for (let left = spans[i + 1] ?? 0; left > 0; left--) {
      const number = numbers[next++] ?? 0;
      count = isFloat ? number : count + number;
      counts.push(count);
    }
  }
  return { offset: spans[0] ?? 0, counts };
}

const isWhole = (count: number) => Number.isInteger(count);
/** Counts in units of 2^-32 still fit 64 bits. */
const MOST_SCALED = 2 ** 31;

/** Whether this histogram is told in units of 2^-32. */
export function isScaled({ isFloat, isStale, count, zeroCount, positive, negative }: RemoteHistogram): boolean {
  if (!isFloat || isStale || count >= MOST_SCALED) return false;
  return ![count, zeroCount, ...positive.numbers, ...negative.numbers].every(isWhole);
}

export interface HistogramNumbers {
  readonly count: bigint;
  readonly zeroCount: bigint;
  readonly positive: ExponentialBuckets;
  readonly negative: ExponentialBuckets;
}

const isCustomSchema = ({ schema }: RemoteHistogram) => schema === CUSTOM;

export { isCustomSchema };

/** The numbers of an exponential histogram. Counts that are not whole and too large for units of 2^-32 are rounded. */
export function exponentialNumbers(histogram: RemoteHistogram): HistogramNumbers {
  const whole = wholeCounts(histogram);
  const buckets = (from: Buckets): ExponentialBuckets => {
    const { offset, counts } = dense(from, histogram.isFloat);
    return { offset: counts.length === 0 ? 0 : offset - 1, bucketCounts: counts.map(whole) };
  };
  return {
    count: whole(histogram.count),
    zeroCount: whole(histogram.zeroCount),
    positive: buckets(histogram.positive),
    negative: buckets(histogram.negative),
  };
}

/** Counts of every bucket between the custom bounds, the last one unbounded. */
export function customCounts(histogram: RemoteHistogram): bigint[] {
  const { offset, counts } = dense(histogram.positive, histogram.isFloat);
  const whole = wholeCounts(histogram);
  return Array.from({ length: histogram.customValues.length + 1 }, (_, i) => whole(counts[i - offset] ?? 0));
}

export function wholeCounts(histogram: RemoteHistogram): (count: number) => bigint {
  const unit = isScaled(histogram) ? 2 ** -COUNT_EXPONENT : 1;
  return (count) => BigInt(Math.round(count * unit));
}
