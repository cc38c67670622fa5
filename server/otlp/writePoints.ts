/** Data points of the five metric kinds, and exemplars, as protobuf. Repeated numbers are packed. */
import type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  SummaryDataPoint,
} from "../model/metric.ts";
import type { ProtobufWriter } from "./protobufWriter.ts";
import { writeAttributes } from "./writeAttributes.ts";

function writeTimes(writer: ProtobufWriter, point: { startTimeUnixNano: bigint; timeUnixNano: bigint }): void {
  if (point.startTimeUnixNano) writer.fixed64(0x11, point.startTimeUnixNano);
  if (point.timeUnixNano) writer.fixed64(0x19, point.timeUnixNano);
}

/** A double field, left out when it is the default 0 (a negative zero is not). */
function writeDouble(writer: ProtobufWriter, tag: number, value: number): void {
  if (!Object.is(value, 0)) writer.double(tag, value);
}

/** The fields of one NumberDataPoint. */
export function writeNumberDataPoint(writer: ProtobufWriter, point: NumberDataPoint): void {
  writeAttributes(writer, 0x3a, point.attributes);
  writeTimes(writer, point);
  if (point.value?.type === "double") writer.double(0x21, point.value.value);
  else if (point.value?.type === "int") writer.fixed64(0x31, point.value.value);
  for (const exemplar of point.exemplars) writeExemplar(writer, 0x2a, exemplar);
  if (point.flags) writer.uint32(0x40, point.flags);
}

/** The fields of one HistogramDataPoint. */
export function writeHistogramDataPoint(writer: ProtobufWriter, point: HistogramDataPoint): void {
  writeAttributes(writer, 0x4a, point.attributes);
  writeTimes(writer, point);
  if (point.count) writer.fixed64(0x21, point.count);
  if (point.sum !== null) writer.double(0x29, point.sum);
  if (point.bucketCounts.length > 0) {
    const mark = writer.begin(0x32);
    for (const count of point.bucketCounts) writer.rawFixed64(count);
    writer.end(mark);
  }
  if (point.explicitBounds.length > 0) {
    const mark = writer.begin(0x3a);
    for (const bound of point.explicitBounds) writer.rawDouble(bound);
    writer.end(mark);
  }
  for (const exemplar of point.exemplars) writeExemplar(writer, 0x42, exemplar);
  if (point.flags) writer.uint32(0x50, point.flags);
  if (point.min !== null) writer.double(0x59, point.min);
  if (point.max !== null) writer.double(0x61, point.max);
}

/** The fields of one ExponentialHistogramDataPoint. */
export function writeExponentialHistogramDataPoint(writer: ProtobufWriter, point: ExponentialHistogramDataPoint): void {
  writeAttributes(writer, 0x0a, point.attributes);
  writeTimes(writer, point);
  if (point.count) writer.fixed64(0x21, point.count);
  if (point.sum !== null) writer.double(0x29, point.sum);
  if (point.scale) writer.sint32(0x30, point.scale);
  if (point.zeroCount) writer.fixed64(0x39, point.zeroCount);
  if (point.positive) writeBuckets(writer, 0x42, point.positive);
  if (point.negative) writeBuckets(writer, 0x4a, point.negative);
  if (point.flags) writer.uint32(0x50, point.flags);
  for (const exemplar of point.exemplars) writeExemplar(writer, 0x5a, exemplar);
  if (point.min !== null) writer.double(0x61, point.min);
  if (point.max !== null) writer.double(0x69, point.max);
  writeDouble(writer, 0x71, point.zeroThreshold);
}

function writeBuckets(writer: ProtobufWriter, tag: number, buckets: ExponentialBuckets): void {
  const mark = writer.begin(tag);
  if (buckets.offset) writer.sint32(0x08, buckets.offset);
  if (buckets.bucketCounts.length > 0) {
    const counts = writer.begin(0x12);
    for (const count of buckets.bucketCounts) writer.varint64(count);
    writer.end(counts);
  }
  writer.end(mark);
}

/** The fields of one SummaryDataPoint. */
export function writeSummaryDataPoint(writer: ProtobufWriter, point: SummaryDataPoint): void {
  writeAttributes(writer, 0x3a, point.attributes);
  writeTimes(writer, point);
  if (point.count) writer.fixed64(0x21, point.count);
  writeDouble(writer, 0x29, point.sum);
  for (const { quantile, value } of point.quantileValues) {
    const mark = writer.begin(0x32);
    writeDouble(writer, 0x09, quantile);
    writeDouble(writer, 0x11, value);
    writer.end(mark);
  }
  if (point.flags) writer.uint32(0x40, point.flags);
}

/** One Exemplar as a field of this tag. */
export function writeExemplar(writer: ProtobufWriter, tag: number, exemplar: Exemplar): void {
  const mark = writer.begin(tag);
  writeAttributes(writer, 0x3a, exemplar.filteredAttributes);
  if (exemplar.timeUnixNano) writer.fixed64(0x11, exemplar.timeUnixNano);
  if (exemplar.value?.type === "double") writer.double(0x19, exemplar.value.value);
  else if (exemplar.value?.type === "int") writer.fixed64(0x31, exemplar.value.value);
  if (exemplar.spanId) writer.hex(0x22, exemplar.spanId);
  if (exemplar.traceId) writer.hex(0x2a, exemplar.traceId);
  writer.end(mark);
}
