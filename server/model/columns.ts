/**
 * Telemetry between socket and block: columns over the very bytes that arrived, no object per record.
 *
 * A decoder (server/otlp) walks a request once and fills these; the store copies from `bytes` into blocks; deriving reads
 * ids, times, kinds and names. `bytes` is always OTLP protobuf: JSON is transcoded first, and a request in which a record
 * breaks a limit is rewritten first, so every offset below points into this one buffer.
 * Shape: columns have `count` valid entries and may be longer. `NONE` marks an absent offset. A run is a byte range
 * [from, to) of whole protobuf fields (tag and payload) of one record.
 * Times are Unix nanoseconds as two unsigned halves (hi * 2^32 + lo): a bigint per record costs more than the walk.
 */
export const NONE = 0xffffffff;

/** Where one ResourceSpans/ResourceLogs/ResourceMetrics keeps its resource message and schema URL. */
export interface ResourceRange {
  readonly at: number;
  readonly end: number;
  readonly schemaUrl: string;
}

/** One scope within one resource of the request. `resource` indexes `resources`. */
export interface ScopeRange {
  readonly resource: number;
  readonly at: number;
  readonly end: number;
  readonly schemaUrl: string;
}

export interface RecordColumns {
  readonly bytes: Uint8Array;
  count: number;
  readonly resources: ResourceRange[];
  readonly scopes: ScopeRange[];
  /** Record -> index in `scopes` (and through it the resource). */
  scope: Uint32Array;
  /** Record i owns runs[2 * firstRun[i]] .. runs[2 * firstRun[i + 1]]: the fields that no column below holds. */
  firstRun: Uint32Array;
  runs: Uint32Array;
}

/**
 * Spans. Fields that leave the runs: trace_id, span_id, parent_span_id, name, start and end time. Everything else stays
 * (trace_state, kind, flags, attributes, events, links, status, counts, fields unknown to us), so nothing is lost;
 * `kind` and `statusCode` are copies for filtering (unknown enum numbers as they came).
 */
export interface SpanColumns extends RecordColumns {
  readonly signal: "traces";
  traceIdAt: Uint32Array;
  spanIdAt: Uint32Array;
  parentSpanIdAt: Uint32Array;
  nameAt: Uint32Array;
  nameEnd: Uint32Array;
  startHi: Uint32Array;
  startLo: Uint32Array;
  endHi: Uint32Array;
  endLo: Uint32Array;
  kind: Int32Array;
  statusCode: Int32Array;
  /** The field (tag included) of the first event, NONE when there is none. Events stay in the runs. */
  eventAt: Uint32Array;
}

/**
 * Log records. Fields that leave the runs: time, observed time, trace_id, span_id, severity_number. `timeHi/Lo` is
 * time_unix_nano as sent (0 = absent). Body and attributes stay in the runs; `bodyAt/bodyEnd` is the AnyValue message inside them.
 */
export interface LogColumns extends RecordColumns {
  readonly signal: "logs";
  timeHi: Uint32Array;
  timeLo: Uint32Array;
  observedHi: Uint32Array;
  observedLo: Uint32Array;
  severity: Int32Array;
  traceIdAt: Uint32Array;
  spanIdAt: Uint32Array;
  bodyAt: Uint32Array;
  bodyEnd: Uint32Array;
}

/** One Metric message of the request: its identity without its points. */
export interface MetricRange {
  readonly scope: number;
  readonly name: string;
  /** Whole fields of Metric other than the data (name, description, unit, metadata), as [from, to) pairs. */
  readonly headRuns: readonly number[];
  /** The oneof's field number: 5 gauge, 7 sum, 9 histogram, 10 exponential histogram, 11 summary. */
  readonly kind: number;
  readonly temporality: number;
  readonly isMonotonic: boolean;
}

/**
 * Data points of all five kinds. A series is (resource, scope, metric head, kind, attributes of the point). Fields that leave
 * the runs: attributes, start time, time, and, of number points, the value. Counts, buckets, flags and exemplars stay.
 */
export interface PointColumns extends RecordColumns {
  readonly signal: "metrics";
  readonly metrics: MetricRange[];
  metric: Uint32Array;
  /** Attribute fields of point i: attributeRuns[2 * firstAttributeRun[i]] .. [2 * firstAttributeRun[i + 1]]. */
  firstAttributeRun: Uint32Array;
  attributeRuns: Uint32Array;
  startHi: Uint32Array;
  startLo: Uint32Array;
  timeHi: Uint32Array;
  timeLo: Uint32Array;
  /** 0 no value, 1 double in `value`, 2 int in `intHi/intLo` (two's complement), 3 not a number point. */
  valueType: Uint8Array;
  value: Float64Array;
  intHi: Uint32Array;
  intLo: Uint32Array;
}

export type SignalColumns = SpanColumns | LogColumns | PointColumns;
export type Signal = SignalColumns["signal"];
export const SIGNALS: readonly Signal[] = ["traces", "metrics", "logs"];

/** Something in a request that was not kept, or kept in part. `path` is the first example, as in `resourceSpans[0].scopeSpans[1].spans[7]`. */
export interface DecodeIssue {
  readonly code: DecodeIssueCode;
  /** Records concerned. */
  readonly count: number;
  readonly path: string;
  /** One sentence for the sender: what was wrong, what to do. */
  readonly message: string;
  /** True when the records were refused; false when they were kept (clipped attributes, say). */
  readonly rejected: boolean;
}
export type DecodeIssueCode = RecordIssueCode | SeriesIssueCode;
/** What decoders find in a single record. */
export type RecordIssueCode =
  | "invalid_trace_id"
  | "invalid_span_id"
  | "too_old"
  | "too_far_ahead"
  | "nested_too_deep"
  | "attributes_clipped"
  | "strings_clipped"
  | "empty_metric"
  /** JSON only: a value of the wrong type or out of range. */
  | "wrong_value";
/** What is wrong with a data point because of its series. */
export type SeriesIssueCode =
  /** More than an hour behind the newest sample of its series. */
  | "too_old_for_series"
  /** A new series of a metric that has as many as it may. */
  | "too_many_series"
  /** From Prometheus: labels out of order or repeated, or no name. */
  | "invalid_labels"
  /** From Prometheus: a native histogram that contradicts itself. */
  | "invalid_histogram";
