/**
 * Histograms and summaries of blocks as samples. Bounds are one array for all samples that have the same.
 */
import { MetricKind } from "../../model/metric.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";
import {
  readExponentialHistogramDataPoint,
  readHistogramDataPoint,
  readSummaryDataPoint,
} from "../../otlp/readPoints.ts";
import type { DistributionSample } from "../seriesReader.ts";
import { latin1 } from "./assembleGroups.ts";
import { type Buckets, Has, type HistogramFields } from "./histogramFields.ts";

const NO_RECORDED_VALUE = 1;

export class Distributions {
  private readonly bounds = new Map<string, readonly number[]>();
  private readonly decoded = new WeakMap<Uint8Array, readonly number[]>();

  private boundsOf(bytes: Uint8Array): readonly number[] {
    const met = this.decoded.get(bytes);
    if (met) return met;
    const key = latin1(bytes);
    const known = this.bounds.get(key) ?? Array.from(new Float64Array(Uint8Array.from(bytes).buffer));
    this.bounds.set(key, known);
    this.decoded.set(bytes, known);
    return known;
  }

  ofFields(fields: HistogramFields, bounds: Uint8Array = fields.bounds): DistributionSample {
    const { count, has, positive, negative } = fields;
    const sum = has & Has.SUM ? fields.sum : Number.NaN;
    if (fields.kind === MetricKind.HISTOGRAM) {
      return { kind: "explicit", count, sum, bounds: this.boundsOf(bounds), counts: countsOf(positive) };
    }
    return {
      kind: "exponential",
      count,
      sum,
      scale: fields.scale,
      zeroCount: fields.zeroCount,
      zeroThreshold: fields.zeroThreshold,
      positiveOffset: positive.offset,
      positive: countsOf(positive),
      negativeOffset: negative.offset,
      negative: countsOf(negative),
    };
  }

  /** The same from the protobuf fields of a point. */
  ofBytes(kind: number, bytes: Uint8Array): { readonly sample: DistributionSample | null; readonly isAbsent: boolean } {
    const reader = new ProtobufReader(bytes);
    if (kind === MetricKind.HISTOGRAM) {
      const point = readHistogramDataPoint(reader, 0, bytes.length);
      const bounds = new Uint8Array(Float64Array.from(point.explicitBounds).buffer);
      const counts = Float64Array.from(point.bucketCounts, Number);
      const sample = {
        count: Number(point.count),
        sum: point.sum ?? Number.NaN,
        bounds: this.boundsOf(bounds),
        counts,
      };
      return { sample: { kind: "explicit", ...sample }, isAbsent: isAbsent(point.flags) };
    }
    if (kind === MetricKind.SUMMARY) {
      const { count, sum, quantileValues: quantiles, flags } = readSummaryDataPoint(reader, 0, bytes.length);
      return { sample: { kind: "summary", count: Number(count), sum, quantiles }, isAbsent: isAbsent(flags) };
    }
    if (kind !== MetricKind.EXPONENTIAL_HISTOGRAM) return { sample: null, isAbsent: false };
    const point = readExponentialHistogramDataPoint(reader, 0, bytes.length);
    const sample: DistributionSample = {
      kind: "exponential",
      count: Number(point.count),
      sum: point.sum ?? Number.NaN,
      scale: point.scale,
      zeroCount: Number(point.zeroCount),
      zeroThreshold: point.zeroThreshold,
      positiveOffset: point.positive?.offset ?? 0,
      positive: Float64Array.from(point.positive?.bucketCounts ?? [], Number),
      negativeOffset: point.negative?.offset ?? 0,
      negative: Float64Array.from(point.negative?.bucketCounts ?? [], Number),
    };
    return { sample, isAbsent: isAbsent(point.flags) };
  }
}

const isAbsent = (flags: number) => (flags & NO_RECORDED_VALUE) !== 0;
const countsOf = ({ counts, length }: Buckets) => counts.slice(0, length);
