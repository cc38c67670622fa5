/**
 * Remote-write requests as senders make them, for tests: encoded by protobufjs, which knows nothing of our own writers.
 * Fields and numbers are those of Prometheus's prompb (1.0) and io.prometheus.write.v2 (2.0).
 */
import protobuf from "protobufjs";

const field = (type: string, id: number, rule?: "repeated") => ({ type, id, ...(rule ? { rule } : {}) });
const HISTOGRAM = {
  oneofs: { count: { oneof: ["countInt", "countFloat"] }, zeroCount: { oneof: ["zeroCountInt", "zeroCountFloat"] } },
  fields: {
    countInt: field("uint64", 1),
    countFloat: field("double", 2),
    sum: field("double", 3),
    schema: field("sint32", 4),
    zeroThreshold: field("double", 5),
    zeroCountInt: field("uint64", 6),
    zeroCountFloat: field("double", 7),
    negativeSpans: field("BucketSpan", 8, "repeated"),
    negativeDeltas: field("sint64", 9, "repeated"),
    negativeCounts: field("double", 10, "repeated"),
    positiveSpans: field("BucketSpan", 11, "repeated"),
    positiveDeltas: field("sint64", 12, "repeated"),
    positiveCounts: field("double", 13, "repeated"),
    resetHint: field("int32", 14),
    timestamp: field("int64", 15),
    customValues: field("double", 16, "repeated"),
    startTimestamp: field("int64", 17),
  },
};
const BucketSpan = { fields: { offset: field("sint32", 1), length: field("uint32", 2) } };
const Sample = {
  fields: { value: field("double", 1), timestamp: field("int64", 2), startTimestamp: field("int64", 3) },
};

const ONE = protobuf.Root.fromJSON({
  nested: {
    Label: { fields: { name: field("string", 1), value: field("string", 2) } },
    Sample,
    BucketSpan,
    Histogram: HISTOGRAM,
    Exemplar: {
      fields: { labels: field("Label", 1, "repeated"), value: field("double", 2), timestamp: field("int64", 3) },
    },
    TimeSeries: {
      fields: {
        labels: field("Label", 1, "repeated"),
        samples: field("Sample", 2, "repeated"),
        exemplars: field("Exemplar", 3, "repeated"),
        histograms: field("Histogram", 4, "repeated"),
      },
    },
    MetricMetadata: {
      fields: {
        type: field("int32", 1),
        metricFamilyName: field("string", 2),
        help: field("string", 4),
        unit: field("string", 5),
      },
    },
    WriteRequest: {
      fields: { timeseries: field("TimeSeries", 1, "repeated"), metadata: field("MetricMetadata", 3, "repeated") },
    },
  },
}).lookupType("WriteRequest");

const TWO = protobuf.Root.fromJSON({
  nested: {
    Sample,
    BucketSpan,
    Histogram: HISTOGRAM,
    Exemplar: {
      fields: { labelsRefs: field("uint32", 1, "repeated"), value: field("double", 2), timestamp: field("int64", 3) },
    },
    Metadata: { fields: { type: field("int32", 1), helpRef: field("uint32", 3), unitRef: field("uint32", 4) } },
    TimeSeries: {
      fields: {
        labelsRefs: field("uint32", 1, "repeated"),
        samples: field("Sample", 2, "repeated"),
        histograms: field("Histogram", 3, "repeated"),
        exemplars: field("Exemplar", 4, "repeated"),
        metadata: field("Metadata", 5),
      },
    },
    Request: { fields: { symbols: field("string", 4, "repeated"), timeseries: field("TimeSeries", 5, "repeated") } },
  },
}).lookupType("Request");

export interface SentHistogram {
  readonly countInt?: number;
  readonly countFloat?: number;
  readonly sum?: number;
  readonly schema?: number;
  readonly zeroThreshold?: number;
  readonly zeroCountInt?: number;
  readonly zeroCountFloat?: number;
  readonly negativeSpans?: readonly { offset: number; length: number }[];
  readonly negativeDeltas?: readonly number[];
  readonly negativeCounts?: readonly number[];
  readonly positiveSpans?: readonly { offset: number; length: number }[];
  readonly positiveDeltas?: readonly number[];
  readonly positiveCounts?: readonly number[];
  readonly resetHint?: number;
  readonly timestamp: number;
  readonly customValues?: readonly number[];
  readonly startTimestamp?: number;
}
export interface SentSeries {
  /** In the order in which they are sent. */
  readonly labels: readonly (readonly [string, string])[];
  readonly samples?: readonly { value: number; timestamp: number; startTimestamp?: number }[];
  readonly histograms?: readonly SentHistogram[];
  readonly exemplars?: readonly { labels: readonly (readonly [string, string])[]; value: number; timestamp: number }[];
  /** 2.0 only. */
  readonly metadata?: { readonly type: number; readonly help?: string; readonly unit?: string };
}
export interface SentFamily {
  readonly type: number;
  readonly metricFamilyName: string;
  readonly help?: string;
  readonly unit?: string;
}

const named = (labels: readonly (readonly [string, string])[]) => labels.map(([name, value]) => ({ name, value }));

/** A prometheus.WriteRequest. */
export function writeRequest(series: readonly SentSeries[], metadata: readonly SentFamily[] = []): Uint8Array {
  const timeseries = series.map((one) => ({
    ...one,
    labels: named(one.labels),
    exemplars: one.exemplars?.map((exemplar) => ({ ...exemplar, labels: named(exemplar.labels) })),
  }));
  return new Uint8Array(ONE.encode(ONE.fromObject({ timeseries, metadata })).finish());
}

/** An io.prometheus.write.v2.Request. */
export function writeRequestTwo(series: readonly SentSeries[]): Uint8Array {
  const symbols = [""];
  const refOf = (text: string) => {
    const known = symbols.indexOf(text);
    return known >= 0 ? known : symbols.push(text) - 1;
  };
  const refs = (labels: readonly (readonly [string, string])[]) => labels.flatMap((pair) => pair.map(refOf));
  const timeseries = series.map(({ labels, exemplars, metadata, ...rest }) => ({
    ...rest,
    labelsRefs: refs(labels),
    exemplars: exemplars?.map(({ labels: told, ...exemplar }) => ({ ...exemplar, labelsRefs: refs(told) })),
    metadata: metadata && {
      type: metadata.type,
      helpRef: refOf(metadata.help ?? ""),
      unitRef: refOf(metadata.unit ?? ""),
    },
  }));
  return new Uint8Array(TWO.encode(TWO.fromObject({ symbols, timeseries })).finish());
}

/** Prometheus's stale marker: a NaN with bits of its own, which JavaScript keeps only in a buffer. */
export function staleNan(): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, 0x7ff0000000000002n);
  return view.getFloat64(0);
}
