/**
 * Data points of the five metric kinds, and exemplars, as objects.
 * Repeated numbers are read packed (as written) and one by one (as protobuf also allows).
 */
import type { KeyValue } from "../model/attributes.ts";
import type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  SummaryDataPoint,
} from "../model/metric.ts";
import type { ProtobufReader } from "./protobufReader.ts";
import { readKeyValue, readOptionalSpanId, readOptionalTraceId } from "./readAttributes.ts";

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
const newPoint = () => ({ attributes: [] as KeyValue[], startTimeUnixNano: 0n, timeUnixNano: 0n, flags: 0 });

/** One NumberDataPoint message. */
export function readNumberDataPoint(reader: ProtobufReader, from: number, end: number): NumberDataPoint {
  const point: Open<NumberDataPoint> = { ...newPoint(), value: null, exemplars: [] };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x3a) point.attributes.push(readKeyValue(reader, payload, at));
    else if (tag === 0x11) point.startTimeUnixNano = reader.fixed64(payload);
    else if (tag === 0x19) point.timeUnixNano = reader.fixed64(payload);
    else if (tag === 0x21) point.value = { type: "double", value: reader.double(payload) };
    else if (tag === 0x31) point.value = { type: "int", value: reader.sfixed64(payload) };
    else if (tag === 0x2a) point.exemplars.push(readExemplar(reader, payload, at));
    else if (tag === 0x40) point.flags = reader.int32(payload) >>> 0;
  }
  return point;
}

/** One HistogramDataPoint message. */
export function readHistogramDataPoint(reader: ProtobufReader, from: number, end: number): HistogramDataPoint {
  const absent = { count: 0n, sum: null, min: null, max: null };
  const point: Open<HistogramDataPoint> = {
    ...newPoint(),
    ...absent,
    bucketCounts: [],
    explicitBounds: [],
    exemplars: [],
  };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x4a) point.attributes.push(readKeyValue(reader, payload, at));
    else if (tag === 0x11) point.startTimeUnixNano = reader.fixed64(payload);
    else if (tag === 0x19) point.timeUnixNano = reader.fixed64(payload);
    else if (tag === 0x21) point.count = reader.fixed64(payload);
    else if (tag === 0x29) point.sum = reader.double(payload);
    else if (tag === 0x31 || tag === 0x32) {
      for (let i = payload; i < at; i += 8) point.bucketCounts.push(reader.fixed64(i));
    } else if (tag === 0x39 || tag === 0x3a) {
      for (let i = payload; i < at; i += 8) point.explicitBounds.push(reader.double(i));
    } else if (tag === 0x42) point.exemplars.push(readExemplar(reader, payload, at));
    else if (tag === 0x50) point.flags = reader.int32(payload) >>> 0;
    else if (tag === 0x59) point.min = reader.double(payload);
    else if (tag === 0x61) point.max = reader.double(payload);
  }
  return point;
}

/** One ExponentialHistogramDataPoint message. */
export function readExponentialHistogramDataPoint(
  reader: ProtobufReader,
  from: number,
  end: number,
): ExponentialHistogramDataPoint {
  const absent = { count: 0n, sum: null, min: null, max: null, positive: null, negative: null };
  const zeros = { scale: 0, zeroCount: 0n, zeroThreshold: 0 };
  const point: Open<ExponentialHistogramDataPoint> = { ...newPoint(), ...absent, ...zeros, exemplars: [] };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x0a) point.attributes.push(readKeyValue(reader, payload, at));
    else if (tag === 0x11) point.startTimeUnixNano = reader.fixed64(payload);
    else if (tag === 0x19) point.timeUnixNano = reader.fixed64(payload);
    else if (tag === 0x21) point.count = reader.fixed64(payload);
    else if (tag === 0x29) point.sum = reader.double(payload);
    else if (tag === 0x30) point.scale = reader.sint32(payload);
    else if (tag === 0x39) point.zeroCount = reader.fixed64(payload);
    else if (tag === 0x42) point.positive = readBuckets(reader, payload, at);
    else if (tag === 0x4a) point.negative = readBuckets(reader, payload, at);
    else if (tag === 0x50) point.flags = reader.int32(payload) >>> 0;
    else if (tag === 0x5a) point.exemplars.push(readExemplar(reader, payload, at));
    else if (tag === 0x61) point.min = reader.double(payload);
    else if (tag === 0x69) point.max = reader.double(payload);
    else if (tag === 0x71) point.zeroThreshold = reader.double(payload);
  }
  return point;
}

function readBuckets(reader: ProtobufReader, from: number, end: number): ExponentialBuckets {
  const buckets: Open<ExponentialBuckets> = { offset: 0, bucketCounts: [] };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x08) buckets.offset = reader.sint32(payload);
    else if (tag === 0x10) buckets.bucketCounts.push(reader.uint64(payload));
    else if (tag === 0x12) {
      for (let i = payload; i < at; i = reader.varintEnd(i, at)) buckets.bucketCounts.push(reader.uint64(i));
    }
  }
  return buckets;
}

/** One SummaryDataPoint message. */
export function readSummaryDataPoint(reader: ProtobufReader, from: number, end: number): SummaryDataPoint {
  const point: Open<SummaryDataPoint> = { ...newPoint(), count: 0n, sum: 0, quantileValues: [] };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x3a) point.attributes.push(readKeyValue(reader, payload, at));
    else if (tag === 0x11) point.startTimeUnixNano = reader.fixed64(payload);
    else if (tag === 0x19) point.timeUnixNano = reader.fixed64(payload);
    else if (tag === 0x21) point.count = reader.fixed64(payload);
    else if (tag === 0x29) point.sum = reader.double(payload);
    else if (tag === 0x32) point.quantileValues.push(readQuantile(reader, payload, at));
    else if (tag === 0x40) point.flags = reader.int32(payload) >>> 0;
  }
  return point;
}

function readQuantile(reader: ProtobufReader, from: number, end: number): SummaryDataPoint["quantileValues"][number] {
  const found = { quantile: 0, value: 0 };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x09) found.quantile = reader.double(reader.payload);
    else if (reader.tag === 0x11) found.value = reader.double(reader.payload);
  }
  return found;
}

/** One Exemplar message. */
export function readExemplar(reader: ProtobufReader, from: number, end: number): Exemplar {
  const exemplar: Open<Exemplar> = {
    filteredAttributes: [],
    timeUnixNano: 0n,
    value: null,
    traceId: null,
    spanId: null,
  };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x3a) exemplar.filteredAttributes.push(readKeyValue(reader, payload, at));
    else if (tag === 0x11) exemplar.timeUnixNano = reader.fixed64(payload);
    else if (tag === 0x19) exemplar.value = { type: "double", value: reader.double(payload) };
    else if (tag === 0x31) exemplar.value = { type: "int", value: reader.sfixed64(payload) };
    else if (tag === 0x22) exemplar.spanId = readOptionalSpanId(reader, payload, at);
    else if (tag === 0x2a) exemplar.traceId = readOptionalTraceId(reader, payload, at);
  }
  return exemplar;
}
