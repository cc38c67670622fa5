/**
 * Metrics of all five kinds, straight into bytes. One call writes one Metric message with all its points.
 * Units: times in Unix milliseconds; a metric's own unit is UCUM text.
 * Source: opentelemetry-proto metrics.proto for the tags.
 */
import { AggregationTemporality } from "../../server/model/metric.ts";
import type { ProtobufWriter } from "../../server/otlp/protobufWriter.ts";
import { nanoOf } from "./attributes.ts";
import { EXPONENTIAL_SCALE, type Histogram, type Measured } from "./histogram.ts";
import { RECORD_TAG } from "./outbox.ts";

export interface MetricHead {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}
export interface NumberPoint {
  /** Fields under `Tag.NUMBER_POINT`. */
  readonly attributes: Uint8Array;
  readonly value: number;
  /** Whole numbers of an instrument that counts go out as ints. */
  readonly int: boolean;
}
export interface HistogramPoint {
  /** Fields under `Tag.HISTOGRAM_POINT`, or `Tag.EXPONENTIAL_POINT` for exponential ones. */
  readonly attributes: Uint8Array;
  readonly histogram: Histogram;
}
/** From when to when the points speak. */
export interface Interval {
  readonly startMs: number;
  readonly atMs: number;
}

function metric(writer: ProtobufWriter, head: MetricHead, dataTag: number, writeData: () => void): void {
  const record = writer.begin(RECORD_TAG);
  writer.string(10, head.name);
  writer.string(18, head.description);
  writer.string(26, head.unit);
  const data = writer.begin(dataTag);
  writeData();
  writer.end(data);
  writer.end(record);
}

function numberPoint(writer: ProtobufWriter, point: NumberPoint, interval: Interval, started: boolean): void {
  const mark = writer.begin(10);
  if (started) writer.fixed64(17, nanoOf(interval.startMs));
  writer.fixed64(25, nanoOf(interval.atMs));
  if (point.int) writer.fixed64(49, BigInt(Math.round(point.value)));
  else writer.double(33, point.value);
  writer.raw(point.attributes, 0, point.attributes.length);
  writer.end(mark);
}

export function writeGauge(
  writer: ProtobufWriter,
  head: MetricHead,
  interval: Interval,
  points: readonly NumberPoint[],
): void {
  metric(writer, head, 42, () => {
    for (const point of points) numberPoint(writer, point, interval, false);
  });
}

export function writeSum(
  writer: ProtobufWriter,
  head: MetricHead,
  interval: Interval,
  points: readonly NumberPoint[],
  kind: { readonly monotonic: boolean; readonly delta: boolean },
): void {
  metric(writer, head, 58, () => {
    for (const point of points) numberPoint(writer, point, interval, true);
    writer.uint32(16, kind.delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE);
    if (kind.monotonic) writer.bool(24, true);
  });
}

/** Explicit or exponential, as the first point is. */
export function writeHistograms(
  writer: ProtobufWriter,
  head: MetricHead,
  interval: Interval,
  points: readonly HistogramPoint[],
  delta: boolean,
): void {
  const exponential = points[0]?.histogram.bounds === null;
  metric(writer, head, exponential ? 82 : 74, () => {
    for (const point of points) {
      if (exponential) exponentialPoint(writer, point, interval);
      else explicitPoint(writer, point, interval);
    }
    writer.uint32(16, delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE);
  });
}

function explicitPoint(writer: ProtobufWriter, point: HistogramPoint, interval: Interval): void {
  const { histogram } = point;
  const mark = writer.begin(10);
  writer.raw(point.attributes, 0, point.attributes.length);
  writer.fixed64(17, nanoOf(interval.startMs));
  writer.fixed64(25, nanoOf(interval.atMs));
  writer.fixed64(33, BigInt(histogram.count));
  writer.double(41, histogram.sum);
  const counts = writer.begin(50);
  for (const count of histogram.counts) writer.rawFixed64(BigInt(count));
  writer.end(counts);
  const bounds = writer.begin(58);
  for (const bound of histogram.bounds ?? []) writer.rawDouble(bound);
  writer.end(bounds);
  for (const exemplar of histogram.exemplars) if (exemplar) writeExemplar(writer, 66, exemplar);
  if (histogram.count > 0) {
    writer.double(89, histogram.min);
    writer.double(97, histogram.max);
  }
  writer.end(mark);
}

function exponentialPoint(writer: ProtobufWriter, point: HistogramPoint, interval: Interval): void {
  const { histogram } = point;
  const mark = writer.begin(10);
  writer.raw(point.attributes, 0, point.attributes.length);
  writer.fixed64(17, nanoOf(interval.startMs));
  writer.fixed64(25, nanoOf(interval.atMs));
  writer.fixed64(33, BigInt(histogram.count));
  writer.double(41, histogram.sum);
  writer.sint32(48, EXPONENTIAL_SCALE);
  const positive = writer.begin(66);
  writer.sint32(8, histogram.offset);
  const counts = writer.begin(18);
  for (const count of histogram.counts) writer.varint(count);
  writer.end(counts);
  writer.end(positive);
  for (const exemplar of histogram.exemplars) if (exemplar) writeExemplar(writer, 90, exemplar);
  writer.double(97, histogram.min);
  writer.double(105, histogram.max);
  writer.end(mark);
}

function writeExemplar(writer: ProtobufWriter, tag: number, exemplar: Measured): void {
  const mark = writer.begin(tag);
  writer.fixed64(17, nanoOf(exemplar.atMs));
  writer.double(25, exemplar.value);
  writer.bytes(34, exemplar.spanId);
  writer.bytes(42, exemplar.traceId);
  writer.end(mark);
}

export interface SummaryPoint {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly (readonly [quantile: number, value: number])[];
}

export function writeSummary(writer: ProtobufWriter, head: MetricHead, interval: Interval, point: SummaryPoint): void {
  metric(writer, head, 90, () => {
    const mark = writer.begin(10);
    writer.fixed64(17, nanoOf(interval.startMs));
    writer.fixed64(25, nanoOf(interval.atMs));
    writer.fixed64(33, BigInt(point.count));
    writer.double(41, point.sum);
    for (const [quantile, value] of point.quantiles) {
      const entry = writer.begin(50);
      writer.double(9, quantile);
      writer.double(17, value);
      writer.end(entry);
    }
    writer.end(mark);
  });
}
