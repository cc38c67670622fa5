/**
 * Metrics -> MetricsData (the same bytes as a metric request). The inverse of readMetrics. A sum, min or max that is null is left out.
 */
import type { Metric } from "../model/metric.ts";
import type { ResourceMetrics } from "./groups.ts";
import type { ProtobufWriter } from "./protobufWriter.ts";
import { writeAttributes, writeGroups } from "./writeAttributes.ts";
import {
  writeExponentialHistogramDataPoint,
  writeHistogramDataPoint,
  writeNumberDataPoint,
  writeSummaryDataPoint,
} from "./writePoints.ts";

/** The groups as protobuf. */
export function writeMetrics(groups: readonly ResourceMetrics[]): Uint8Array<ArrayBuffer> {
  return writeGroups(
    groups,
    (group) => group.scopeMetrics,
    (scopeGroup) => scopeGroup.metrics,
    writeMetric,
  );
}

/** The fields of one Metric. */
export function writeMetric(writer: ProtobufWriter, metric: Metric): void {
  if (metric.name) writer.string(0x0a, metric.name);
  if (metric.description) writer.string(0x12, metric.description);
  if (metric.unit) writer.string(0x1a, metric.unit);
  writeData(writer, metric);
  writeAttributes(writer, 0x62, metric.metadata);
}

function writeData(writer: ProtobufWriter, metric: Metric): void {
  switch (metric.kind) {
    case "gauge":
      writeKind(writer, 0x2a, metric.dataPoints, writeNumberDataPoint);
      break;
    case "sum":
      writeKind(
        writer,
        0x3a,
        metric.dataPoints,
        writeNumberDataPoint,
        metric.aggregationTemporality,
        metric.isMonotonic,
      );
      break;
    case "histogram":
      writeKind(writer, 0x4a, metric.dataPoints, writeHistogramDataPoint, metric.aggregationTemporality);
      break;
    case "exponentialHistogram":
      writeKind(writer, 0x52, metric.dataPoints, writeExponentialHistogramDataPoint, metric.aggregationTemporality);
      break;
    case "summary":
      writeKind(writer, 0x5a, metric.dataPoints, writeSummaryDataPoint);
      break;
    case "empty":
      break;
  }
}

function writeKind<P>(
  writer: ProtobufWriter,
  tag: number,
  points: readonly P[],
  write: (writer: ProtobufWriter, point: P) => void,
  temporality = 0,
  isMonotonic = false,
): void {
  const data = writer.begin(tag);
  for (const point of points) {
    const mark = writer.begin(0x0a);
    write(writer, point);
    writer.end(mark);
  }
  if (temporality) writer.int32(0x10, temporality);
  if (isMonotonic) writer.bool(0x18, true);
  writer.end(data);
}
