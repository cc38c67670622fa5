/**
 * MetricsData -> metrics as objects, whole: all five kinds, exemplars, metadata.
 * Of a metric with several kinds the last one counts. Errors: MalformedProtobuf; bytes that decodeMetrics accepted do not raise it.
 * Next: readPoints.ts (data points).
 */
import type { KeyValue } from "../model/attributes.ts";
import type { Metric } from "../model/metric.ts";
import type { ResourceMetrics } from "./groups.ts";
import type { ProtobufReader } from "./protobufReader.ts";
import { readKeyValue } from "./readAttributes.ts";
import { readGroups } from "./readGroups.ts";
import {
  readExponentialHistogramDataPoint,
  readHistogramDataPoint,
  readNumberDataPoint,
  readSummaryDataPoint,
} from "./readPoints.ts";

/** Everything in a metric request or MetricsData. */
export function readMetrics(bytes: Uint8Array): ResourceMetrics[] {
  return readGroups(bytes, readMetric).map(({ resource, scopes }) => ({
    resource,
    scopeMetrics: scopes.map(({ scope, records }) => ({ scope, metrics: records })),
  }));
}

type Head = Pick<Metric, "name" | "description" | "unit" | "metadata">;

/** One Metric message. */
export function readMetric(reader: ProtobufReader, from: number, end: number): Metric {
  const metadata: KeyValue[] = [];
  const head = { name: "", description: "", unit: "" };
  let kind = 0;
  let parts: [number, number][] = [];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x0a) head.name = reader.text(payload, at);
    else if (tag === 0x12) head.description = reader.text(payload, at);
    else if (tag === 0x1a) head.unit = reader.text(payload, at);
    else if (tag === 0x62) metadata.push(readKeyValue(reader, payload, at));
    else if (tag === 0x2a || tag === 0x3a || tag === 0x4a || tag === 0x52 || tag === 0x5a) {
      if (tag !== kind) parts = [];
      kind = tag;
      parts.push([payload, at]);
    }
  }
  return withData({ ...head, metadata }, reader, kind, parts);
}

function withData(head: Head, reader: ProtobufReader, kind: number, parts: readonly [number, number][]): Metric {
  switch (kind) {
    case 0x2a:
      return { ...head, kind: "gauge", dataPoints: readData(reader, parts, readNumberDataPoint).dataPoints };
    case 0x3a:
      return { ...head, kind: "sum", ...readData(reader, parts, readNumberDataPoint) };
    case 0x4a: {
      const { isMonotonic: _, ...data } = readData(reader, parts, readHistogramDataPoint);
      return { ...head, kind: "histogram", ...data };
    }
    case 0x52: {
      const { isMonotonic: _, ...data } = readData(reader, parts, readExponentialHistogramDataPoint);
      return { ...head, kind: "exponentialHistogram", ...data };
    }
    case 0x5a:
      return { ...head, kind: "summary", dataPoints: readData(reader, parts, readSummaryDataPoint).dataPoints };
    default:
      return { ...head, kind: "empty" };
  }
}

/** The points of one kind; several parts of it are joined, as protobuf merges them. */
function readData<P>(
  reader: ProtobufReader,
  parts: readonly [number, number][],
  read: (reader: ProtobufReader, from: number, end: number) => P,
): { dataPoints: P[]; aggregationTemporality: number; isMonotonic: boolean } {
  const data = { dataPoints: [] as P[], aggregationTemporality: 0, isMonotonic: false };
  for (const [from, end] of parts) {
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      if (reader.tag === 0x0a) data.dataPoints.push(read(reader, reader.payload, at));
      else if (reader.tag === 0x10) data.aggregationTemporality = reader.int32(reader.payload);
      else if (reader.tag === 0x18) data.isMonotonic = reader.bool(reader.payload);
    }
  }
  return data;
}
