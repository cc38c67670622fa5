/**
 * Series of Prometheus -> the bytes of an OTLP metrics request, in the scope PROMETHEUS_SCOPE, names and labels as they came.
 * Shape: `metric` says whose the next points are; a metric that comes again later in a request is written again. Labels are places
 * in the request's own bytes: [nameAt, nameEnd, valueAt, valueEnd] after each other, copied without becoming strings.
 * Source: OpenTelemetry specification, "Prometheus and OpenMetrics compatibility".
 */
import type { Attributes } from "../model/attributes.ts";
import { AggregationTemporality, type Exemplar, MetricKind } from "../model/metric.ts";
import {
  PROMETHEUS_COUNT_EXPONENT,
  PROMETHEUS_EXEMPLARS,
  PROMETHEUS_SCOPE,
  PROMETHEUS_TYPE,
} from "../model/semconv.ts";
import { ProtobufWriter } from "./protobufWriter.ts";
import { writeAttributes } from "./writeAttributes.ts";
import { writeExemplar } from "./writePoints.ts";

/** What Prometheus knows of a metric besides its series. */
export interface PrometheusMetadata {
  /** In Prometheus's words: counter, gauge, histogram, gaugehistogram, summary, info, stateset, or unknown. */
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export const UNKNOWN_METADATA: PrometheusMetadata = { type: "unknown", help: "", unit: "" };

/** Counts that are not whole are kept in units of 2^-32. */
export const COUNT_EXPONENT = -32;

/** Points as they are, native histograms that count in units of 2^-32, or points without a value that only carry exemplars. */
export type PointForm = "plain" | "scaled" | "exemplars";
const FORM_METADATA: Readonly<Record<PointForm, Attributes>> = {
  plain: [],
  scaled: [{ key: PROMETHEUS_COUNT_EXPONENT, value: { type: "int", value: BigInt(COUNT_EXPONENT) } }],
  exemplars: [{ key: PROMETHEUS_EXEMPLARS, value: { type: "bool", value: true } }],
};

const KINDS = { gauge: MetricKind.GAUGE, sum: MetricKind.SUM, native: MetricKind.EXPONENTIAL_HISTOGRAM } as const;
export type PrometheusKind = keyof typeof KINDS | "custom";
const kindOf = (kind: PrometheusKind) => (kind === "custom" ? MetricKind.HISTOGRAM : KINDS[kind]);
/** Where a point of the kind keeps its attributes. */
const LABELS_TAG: Readonly<Record<PrometheusKind, number>> = { gauge: 0x3a, sum: 0x3a, native: 0x0a, custom: 0x4a };

interface OpenMetric {
  readonly name: string;
  readonly kind: PrometheusKind;
  readonly metadata: PrometheusMetadata;
  readonly form: PointForm;
  readonly marks: readonly [number, number];
}

const NANO_PER_MS = 1_000_000n;
const MOST_NANO = 0xffffffffffffffffn;

/** Milliseconds as OTLP's time; what lies outside becomes the nearest, which no window accepts. */
export function nanoOfMs(ms: bigint): bigint {
  const nano = ms * NANO_PER_MS;
  return nano < 0n ? 1n : nano > MOST_NANO ? MOST_NANO : nano;
}

export class PrometheusWriter {
  readonly writer = new ProtobufWriter(64 * 1024);
  private readonly group: number;
  private readonly scopeGroup: number;
  private open: OpenMetric | null = null;

  constructor() {
    this.group = this.writer.begin(0x0a);
    this.scopeGroup = this.writer.begin(0x12);
    const scope = this.writer.begin(0x0a);
    this.writer.string(0x0a, PROMETHEUS_SCOPE);
    this.writer.end(scope);
  }

  metric(name: string, kind: PrometheusKind, metadata: PrometheusMetadata, form: PointForm = "plain"): void {
    const { open } = this;
    if (open?.name === name && open.kind === kind && open.metadata === metadata && open.form === form) return;
    this.close();
    const metric = this.writer.begin(0x12);
    this.writer.string(0x0a, name);
    if (metadata.help !== "") this.writer.string(0x12, metadata.help);
    if (metadata.unit !== "") this.writer.string(0x1a, metadata.unit);
    this.open = { name, kind, metadata, form, marks: [metric, this.writer.begin(kindOf(kind) * 8 + 2)] };
  }

  private close(): void {
    const { writer, open } = this;
    if (!open) return;
    const [metric, data] = open.marks;
    if (open.kind !== "gauge") writer.int32(0x10, AggregationTemporality.CUMULATIVE);
    if (open.kind === "sum") writer.bool(0x18, true);
    writer.end(data);
    writeAttributes(writer, 0x62, [
      { key: PROMETHEUS_TYPE, value: { type: "string", value: open.metadata.type } },
      ...FORM_METADATA[open.form],
    ]);
    writer.end(metric);
    this.open = null;
  }

  /** Opens a point of the metric at hand with these labels; its other fields are the caller's. End it with `writer.end`. */
  point(bytes: Uint8Array, labels: readonly number[]): number {
    const { writer } = this;
    const tag = LABELS_TAG[this.open?.kind ?? "gauge"];
    const point = writer.begin(0x0a);
    for (let i = 0; i < labels.length; i += 4) {
      const entry = writer.begin(tag);
      text(writer, 0x0a, bytes, labels[i] ?? 0, labels[i + 1] ?? 0);
      const value = writer.begin(0x12);
      text(writer, 0x0a, bytes, labels[i + 2] ?? 0, labels[i + 3] ?? 0);
      writer.end(value);
      writer.end(entry);
    }
    return point;
  }

  times(timeMs: bigint, startMs: bigint): void {
    if (startMs > 0n) this.writer.fixed64(0x11, nanoOfMs(startMs));
    this.writer.fixed64(0x19, nanoOfMs(timeMs));
  }

  exemplars(exemplars: readonly Exemplar[]): void {
    const kind = this.open?.kind;
    const tag = kind === "native" ? 0x5a : kind === "custom" ? 0x42 : 0x2a;
    for (const exemplar of exemplars) writeExemplar(this.writer, tag, exemplar);
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.close();
    this.writer.end(this.scopeGroup);
    this.writer.end(this.group);
    return this.writer.finish();
  }
}

function text(writer: ProtobufWriter, tag: number, bytes: Uint8Array, from: number, end: number): void {
  writer.varint(tag);
  writer.varint(end - from);
  writer.raw(bytes, from, end);
}
