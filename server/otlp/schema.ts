/**
 * OTLP's messages as one table: JSON name -> number, type. Transcoding JSON, writing JSON, checking bytes and clipping them
 * all read this table, so a field has one home.
 * Types: protobuf's scalars; `id` is bytes that JSON writes in hexadecimal; a capital letter is a message; `[]` is repeated.
 * Source: opentelemetry-proto v1.11.0 (common, resource, trace, logs, metrics).
 */
import type { Signal } from "../model/columns.ts";

const COMMON = {
  AnyValue: {
    stringValue: [1, "string"],
    boolValue: [2, "bool"],
    intValue: [3, "int64"],
    doubleValue: [4, "double"],
    arrayValue: [5, "ArrayValue"],
    kvlistValue: [6, "KeyValueList"],
    bytesValue: [7, "bytes"],
    stringValueStrindex: [8, "int32"],
  },
  ArrayValue: { values: [1, "AnyValue[]"] },
  KeyValueList: { values: [1, "KeyValue[]"] },
  KeyValue: { key: [1, "string"], value: [2, "AnyValue"], keyStrindex: [3, "int32"] },
  InstrumentationScope: {
    name: [1, "string"],
    version: [2, "string"],
    attributes: [3, "KeyValue[]"],
    droppedAttributesCount: [4, "uint32"],
  },
  EntityRef: {
    schemaUrl: [1, "string"],
    type: [2, "string"],
    idKeys: [3, "string[]"],
    descriptionKeys: [4, "string[]"],
  },
  Resource: { attributes: [1, "KeyValue[]"], droppedAttributesCount: [2, "uint32"], entityRefs: [3, "EntityRef[]"] },
} as const;

const TRACES = {
  TracesData: { resourceSpans: [1, "ResourceSpans[]"] },
  ResourceSpans: { resource: [1, "Resource"], scopeSpans: [2, "ScopeSpans[]"], schemaUrl: [3, "string"] },
  ScopeSpans: { scope: [1, "InstrumentationScope"], spans: [2, "Span[]"], schemaUrl: [3, "string"] },
  Span: {
    traceId: [1, "id"],
    spanId: [2, "id"],
    traceState: [3, "string"],
    parentSpanId: [4, "id"],
    name: [5, "string"],
    kind: [6, "SpanKind"],
    startTimeUnixNano: [7, "fixed64"],
    endTimeUnixNano: [8, "fixed64"],
    attributes: [9, "KeyValue[]"],
    droppedAttributesCount: [10, "uint32"],
    events: [11, "SpanEvent[]"],
    droppedEventsCount: [12, "uint32"],
    links: [13, "SpanLink[]"],
    droppedLinksCount: [14, "uint32"],
    status: [15, "Status"],
    flags: [16, "fixed32"],
  },
  SpanEvent: {
    timeUnixNano: [1, "fixed64"],
    name: [2, "string"],
    attributes: [3, "KeyValue[]"],
    droppedAttributesCount: [4, "uint32"],
  },
  SpanLink: {
    traceId: [1, "id"],
    spanId: [2, "id"],
    traceState: [3, "string"],
    attributes: [4, "KeyValue[]"],
    droppedAttributesCount: [5, "uint32"],
    flags: [6, "fixed32"],
  },
  Status: { message: [2, "string"], code: [3, "StatusCode"] },
} as const;

const LOGS = {
  LogsData: { resourceLogs: [1, "ResourceLogs[]"] },
  ResourceLogs: { resource: [1, "Resource"], scopeLogs: [2, "ScopeLogs[]"], schemaUrl: [3, "string"] },
  ScopeLogs: { scope: [1, "InstrumentationScope"], logRecords: [2, "LogRecord[]"], schemaUrl: [3, "string"] },
  LogRecord: {
    timeUnixNano: [1, "fixed64"],
    observedTimeUnixNano: [11, "fixed64"],
    severityNumber: [2, "SeverityNumber"],
    severityText: [3, "string"],
    body: [5, "AnyValue"],
    attributes: [6, "KeyValue[]"],
    droppedAttributesCount: [7, "uint32"],
    flags: [8, "fixed32"],
    traceId: [9, "id"],
    spanId: [10, "id"],
    eventName: [12, "string"],
  },
} as const;

const POINT = { attributes: "KeyValue[]", startTimeUnixNano: [2, "fixed64"], timeUnixNano: [3, "fixed64"] } as const;
const METRICS = {
  MetricsData: { resourceMetrics: [1, "ResourceMetrics[]"] },
  ResourceMetrics: { resource: [1, "Resource"], scopeMetrics: [2, "ScopeMetrics[]"], schemaUrl: [3, "string"] },
  ScopeMetrics: { scope: [1, "InstrumentationScope"], metrics: [2, "Metric[]"], schemaUrl: [3, "string"] },
  Metric: {
    name: [1, "string"],
    description: [2, "string"],
    unit: [3, "string"],
    gauge: [5, "Gauge"],
    sum: [7, "Sum"],
    histogram: [9, "Histogram"],
    exponentialHistogram: [10, "ExponentialHistogram"],
    summary: [11, "Summary"],
    metadata: [12, "KeyValue[]"],
  },
  Gauge: { dataPoints: [1, "NumberDataPoint[]"] },
  Sum: {
    dataPoints: [1, "NumberDataPoint[]"],
    aggregationTemporality: [2, "AggregationTemporality"],
    isMonotonic: [3, "bool"],
  },
  Histogram: { dataPoints: [1, "HistogramDataPoint[]"], aggregationTemporality: [2, "AggregationTemporality"] },
  ExponentialHistogram: {
    dataPoints: [1, "ExponentialHistogramDataPoint[]"],
    aggregationTemporality: [2, "AggregationTemporality"],
  },
  Summary: { dataPoints: [1, "SummaryDataPoint[]"] },
  NumberDataPoint: {
    attributes: [7, POINT.attributes],
    startTimeUnixNano: POINT.startTimeUnixNano,
    timeUnixNano: POINT.timeUnixNano,
    asDouble: [4, "double"],
    asInt: [6, "sfixed64"],
    exemplars: [5, "Exemplar[]"],
    flags: [8, "uint32"],
  },
  HistogramDataPoint: {
    attributes: [9, POINT.attributes],
    startTimeUnixNano: POINT.startTimeUnixNano,
    timeUnixNano: POINT.timeUnixNano,
    count: [4, "fixed64"],
    sum: [5, "double"],
    bucketCounts: [6, "fixed64[]"],
    explicitBounds: [7, "double[]"],
    exemplars: [8, "Exemplar[]"],
    flags: [10, "uint32"],
    min: [11, "double"],
    max: [12, "double"],
  },
  ExponentialHistogramDataPoint: {
    attributes: [1, POINT.attributes],
    startTimeUnixNano: POINT.startTimeUnixNano,
    timeUnixNano: POINT.timeUnixNano,
    count: [4, "fixed64"],
    sum: [5, "double"],
    scale: [6, "sint32"],
    zeroCount: [7, "fixed64"],
    positive: [8, "Buckets"],
    negative: [9, "Buckets"],
    flags: [10, "uint32"],
    exemplars: [11, "Exemplar[]"],
    min: [12, "double"],
    max: [13, "double"],
    zeroThreshold: [14, "double"],
  },
  Buckets: { offset: [1, "sint32"], bucketCounts: [2, "uint64[]"] },
  SummaryDataPoint: {
    attributes: [7, POINT.attributes],
    startTimeUnixNano: POINT.startTimeUnixNano,
    timeUnixNano: POINT.timeUnixNano,
    count: [4, "fixed64"],
    sum: [5, "double"],
    quantileValues: [6, "ValueAtQuantile[]"],
    flags: [8, "uint32"],
  },
  ValueAtQuantile: { quantile: [1, "double"], value: [2, "double"] },
  Exemplar: {
    filteredAttributes: [7, "KeyValue[]"],
    timeUnixNano: [2, "fixed64"],
    asDouble: [3, "double"],
    asInt: [6, "sfixed64"],
    spanId: [4, "id"],
    traceId: [5, "id"],
  },
} as const;

/** Names of enum numbers, which JSON must not send and we accept. */
const ENUMS: Readonly<Record<string, readonly string[]>> = {
  SpanKind: ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map((name) => `SPAN_KIND_${name}`),
  StatusCode: ["UNSET", "OK", "ERROR"].map((name) => `STATUS_CODE_${name}`),
  AggregationTemporality: ["UNSPECIFIED", "DELTA", "CUMULATIVE"].map((name) => `AGGREGATION_TEMPORALITY_${name}`),
  SeverityNumber: [
    "SEVERITY_NUMBER_UNSPECIFIED",
    ...["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap((name) =>
      ["", "2", "3", "4"].map((step) => `SEVERITY_NUMBER_${name}${step}`),
    ),
  ],
};

const SCALARS = {
  string: 2,
  bytes: 2,
  id: 2,
  bool: 0,
  int32: 0,
  uint32: 0,
  sint32: 0,
  int64: 0,
  uint64: 0,
  enum: 0,
  fixed32: 5,
  fixed64: 1,
  sfixed64: 1,
  double: 1,
} as const;
export type ScalarType = keyof typeof SCALARS;

export interface FieldType {
  readonly name: string;
  readonly number: number;
  readonly type: ScalarType | "message";
  readonly repeated: boolean;
  /** The tag a single value is written with. */
  readonly tag: number;
  /** Wire type of a single value. */
  readonly wire: number;
  readonly message: MessageType | null;
  /** Of an enum: name of number i. */
  readonly names: readonly string[];
}
export interface MessageType {
  readonly name: string;
  readonly fields: readonly FieldType[];
  /** Tag -> field; repeated numbers also under the tag of their packed form. */
  readonly byTag: readonly (FieldType | undefined)[];
}

function isScalar(type: string): type is ScalarType {
  return Object.hasOwn(SCALARS, type);
}

/** All messages, linked to each other; built once when the module loads. */
function link(): ReadonlyMap<string, MessageType> {
  const tables: Record<string, Record<string, readonly [number, string]>> = {
    ...COMMON,
    ...TRACES,
    ...LOGS,
    ...METRICS,
  };
  const building = new Map<string, { name: string; fields: FieldType[]; byTag: (FieldType | undefined)[] }>();
  for (const name of Object.keys(tables)) building.set(name, { name, fields: [], byTag: [] });
  for (const [messageName, table] of Object.entries(tables)) {
    const owner = building.get(messageName);
    for (const [name, [number, written]] of Object.entries(table)) {
      const repeated = written.endsWith("[]");
      const bare = repeated ? written.slice(0, -2) : written;
      const names = ENUMS[bare] ?? [];
      const type: FieldType["type"] = isScalar(bare) ? bare : names.length > 0 ? "enum" : "message";
      const wire = type === "message" ? 2 : SCALARS[type];
      const message = type === "message" ? (building.get(bare) ?? null) : null;
      const field = { name, number, type, repeated, tag: number * 8 + wire, wire, message, names };
      owner?.fields.push(field);
      if (owner) owner.byTag[field.tag] = field;
      if (owner && repeated && wire !== 2) owner.byTag[number * 8 + 2] = field;
    }
  }
  return building;
}
export const MESSAGES = link();

/** The message of this name. Throws when there is none, which is a mistake in this program. */
export function messageType(name: string): MessageType {
  const message = MESSAGES.get(name);
  if (!message) throw new Error(`OTLP has no message ${name}.`);
  return message;
}

/** What a request of each signal is on the wire (the same as TracesData, LogsData, MetricsData). */
export const REQUEST: Readonly<Record<Signal, MessageType>> = {
  traces: messageType("TracesData"),
  logs: messageType("LogsData"),
  metrics: messageType("MetricsData"),
};
