/**
 * A remote-write request, 1.0 (prometheus.WriteRequest) or 2.0 (io.prometheus.write.v2.Request) -> an OTLP metrics request.
 * Refused series by series, with a reason: labels that are out of order, repeated or not UTF-8, a missing name; histogram by
 * histogram: what cannot be one. An exemplar that comes without a sample travels on a point that has no value.
 * Errors: a request that is no protobuf, or refers to symbols that it does not have, answers `ok: false` with the byte.
 * Source: Prometheus remote-write specifications 1.0 and 2.0. Next: decodeMetrics.ts.
 */
import type { DecodeIssue, DecodeIssueCode } from "../model/columns.ts";
import { type Exemplar, NO_RECORDED_VALUE } from "../model/metric.ts";
import { nanoOfMs, type PrometheusMetadata, PrometheusWriter, UNKNOWN_METADATA } from "./prometheusWriter.ts";
import { MalformedProtobuf, ProtobufReader } from "./protobufReader.ts";
import {
  customCounts,
  exponentialNumbers,
  histogramProblem,
  isCustomSchema,
  isScaled,
  isStaleAt,
  type RemoteHistogram,
  readRemoteHistogram,
  wholeCounts,
} from "./remoteWriteHistogram.ts";
import { labelsProblem } from "./remoteWriteLabels.ts";
import { metricType, type RemoteSeries, readSeries, readSymbolSeries } from "./remoteWriteSeries.ts";
import { writeExponentialHistogramDataPoint, writeHistogramDataPoint } from "./writePoints.ts";

export type RemoteWriteVersion = 1 | 2;

export interface RemoteWriteOptions {
  readonly version: RemoteWriteVersion;
  /** What is known of a metric from before: 1.0 sends metadata in requests of their own. */
  readonly metadataOf: (name: string) => PrometheusMetadata | null;
  /** Told of the metadata that a request of 1.0 carries, before its series are read. */
  readonly onMetadata: (family: string, metadata: PrometheusMetadata) => void;
}

export type TranscodedRemoteWrite =
  | { readonly ok: true; readonly bytes: Uint8Array<ArrayBuffer>; readonly issues: readonly DecodeIssue[] }
  | { readonly ok: false; readonly message: string };

/** Transcodes a request. Never throws for any bytes. */
export function transcodeRemoteWrite(bytes: Uint8Array, options: RemoteWriteOptions): TranscodedRemoteWrite {
  try {
    return new Transcoding(bytes, options).run();
  } catch (error) {
    if (error instanceof MalformedProtobuf) return { ok: false, message: error.message };
    throw error;
  }
}

class Transcoding {
  private readonly reader: ProtobufReader;
  private readonly options: RemoteWriteOptions;
  private readonly out = new PrometheusWriter();
  private readonly issues = new Map<DecodeIssueCode, DecodeIssue>();
  private readonly interned = new Map<string, PrometheusMetadata>();
  private index = -1;

  constructor(bytes: Uint8Array, options: RemoteWriteOptions) {
    this.reader = new ProtobufReader(bytes);
    this.options = options;
  }

  run(): TranscodedRemoteWrite {
    const { version } = this.options;
    const symbols: number[] = [];
    this.fields(version === 1 ? 0x1a : 0x22, (at, end) => {
      if (version === 1) this.readFamily(at, end);
      else symbols.push(at, end);
    });
    this.fields(version === 1 ? 0x0a : 0x2a, (at, end) => {
      this.index++;
      const { reader } = this;
      this.writeSeries(version === 1 ? readSeries(reader, at, end) : readSymbolSeries(reader, at, end, symbols));
    });
    return { ok: true, bytes: this.out.finish(), issues: [...this.issues.values()] };
  }

  private fields(tag: number, found: (at: number, end: number) => void): void {
    const { reader } = this;
    const { length } = reader.bytes;
    for (let at = 0; at < length; ) {
      at = reader.field(at, length);
      if (reader.tag === tag) found(reader.payload, at);
    }
  }

  /** MetricMetadata of 1.0. */
  private readFamily(from: number, end: number): void {
    const { reader } = this;
    let [type, family, help, unit] = [0, "", "", ""];
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      const { tag, payload } = reader;
      if (tag === 0x08) type = reader.int32(payload);
      else if (tag === 0x12) family = reader.text(payload, at);
      else if (tag === 0x22) help = reader.text(payload, at);
      else if (tag === 0x2a) unit = reader.text(payload, at);
    }
    this.options.onMetadata(family, { type: metricType(type), help, unit });
  }

  private writeSeries(series: RemoteSeries): void {
    const { samples, histograms, exemplars } = series;
    const checked = labelsProblem(this.reader, series.labels);
    const items = (samples.length + histograms.length) / 2;
    if (checked.problem !== null) {
      this.refuse("invalid_labels", items, checked.problem);
      return;
    }
    const { name, labels } = checked;
    const metadata = this.metadataOf(name, series);
    if (samples.length > 0) this.writeSamples(name, labels, metadata, series, histograms.length === 0);
    if (histograms.length > 0) this.writeHistograms(name, labels, metadata, series);
    if (items === 0 && exemplars.length > 0) this.writeExemplars(name, labels, metadata, exemplars);
  }

  /** Exemplars alone, on a point without a value. */
  private writeExemplars(
    name: string,
    labels: readonly number[],
    metadata: PrometheusMetadata,
    exemplars: readonly Exemplar[],
  ): void {
    const { out, reader } = this;
    out.metric(name, "gauge", metadata, "exemplars");
    const point = out.point(reader.bytes, labels);
    out.writer.fixed64(0x19, exemplars.at(-1)?.timeUnixNano ?? 0n);
    out.exemplars(exemplars);
    out.writer.end(point);
  }

  /** One object for equal metadata, by which the writer knows a metric again. */
  private metadataOf(name: string, { metadata }: RemoteSeries): PrometheusMetadata {
    const told = metadata ?? this.options.metadataOf(name) ?? UNKNOWN_METADATA;
    const key = `${told.type}\n${told.unit}\n${told.help}`;
    const known = this.interned.get(key);
    if (known) return known;
    this.interned.set(key, told);
    return told;
  }

  private writeSamples(
    name: string,
    labels: readonly number[],
    metadata: PrometheusMetadata,
    { samples, exemplars }: RemoteSeries,
    carriesExemplars: boolean,
  ): void {
    const { reader, out } = this;
    out.metric(name, metadata.type === "counter" ? "sum" : "gauge", metadata);
    for (let i = 0; i < samples.length; i += 2) {
      let [valueAt, timeMs, startMs] = [-1, 0n, 0n];
      for (let at = samples[i] ?? 0, end = samples[i + 1] ?? 0; at < end; ) {
        at = reader.field(at, end);
        if (reader.tag === 0x09) valueAt = reader.payload;
        else if (reader.tag === 0x10) timeMs = reader.int64(reader.payload);
        else if (reader.tag === 0x18) startMs = reader.int64(reader.payload);
      }
      const isStale = valueAt >= 0 && isStaleAt(reader, valueAt);
      const point = out.point(reader.bytes, labels);
      out.times(timeMs, startMs);
      if (!isStale) out.writer.double(0x21, valueAt < 0 ? 0 : reader.double(valueAt));
      if (carriesExemplars && i === samples.length - 2) out.exemplars(exemplars);
      if (isStale) out.writer.uint32(0x40, NO_RECORDED_VALUE);
      out.writer.end(point);
    }
  }

  private writeHistograms(
    name: string,
    labels: readonly number[],
    metadata: PrometheusMetadata,
    { histograms, exemplars }: RemoteSeries,
  ): void {
    const { reader, out } = this;
    for (let i = 0; i < histograms.length; i += 2) {
      const histogram = readRemoteHistogram(reader, histograms[i] ?? 0, histograms[i + 1] ?? 0);
      const problem = histogramProblem(histogram);
      if (problem !== null) {
        this.refuse("invalid_histogram", 1, `${name}: ${problem}`);
        continue;
      }
      const isCustom = isCustomSchema(histogram);
      out.metric(name, isCustom ? "custom" : "native", metadata, isScaled(histogram) ? "scaled" : "plain");
      const point = out.point(reader.bytes, labels);
      if (isCustom) this.writeCustom(histogram);
      else this.writeNative(histogram);
      if (i === histograms.length - 2) out.exemplars(exemplars);
      out.writer.end(point);
    }
  }

  private writeNative(histogram: RemoteHistogram): void {
    const { isStale, schema, zeroThreshold } = histogram;
    writeExponentialHistogramDataPoint(this.out.writer, {
      ...fieldsOf(histogram),
      ...(isStale ? { count: 0n, zeroCount: 0n, positive: null, negative: null } : exponentialNumbers(histogram)),
      scale: schema,
      zeroThreshold,
    });
  }

  private writeCustom(histogram: RemoteHistogram): void {
    writeHistogramDataPoint(this.out.writer, {
      ...fieldsOf(histogram),
      count: histogram.isStale ? 0n : wholeCounts(histogram)(histogram.count),
      explicitBounds: histogram.isStale ? [] : histogram.customValues,
      bucketCounts: histogram.isStale ? [] : customCounts(histogram),
    });
  }

  private refuse(code: DecodeIssueCode, count: number, message: string): void {
    const known = this.issues.get(code);
    const path = `timeseries[${this.index}]`;
    this.issues.set(
      code,
      known ? { ...known, count: known.count + count } : { code, count, path, message, rejected: true },
    );
  }
}

/** What both forms of a histogram have. Labels and exemplars are written beside it. */
function fieldsOf({ timeMs, startMs, isStale, sum }: RemoteHistogram) {
  return {
    attributes: [],
    exemplars: [],
    startTimeUnixNano: startMs > 0n ? nanoOfMs(startMs) : 0n,
    timeUnixNano: nanoOfMs(timeMs),
    flags: isStale ? NO_RECORDED_VALUE : 0,
    sum: isStale ? null : sum,
    min: null,
    max: null,
  };
}
