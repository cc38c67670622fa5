/**
 * Columns and runs together are whole records: put back together they read as the request does. On captures of the official SDK
 * (server/otlp/fixtures, JSON and protobuf of one batch) and on the same records with their fields in any order and unknown fields between.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type LogColumns,
  NONE,
  type PointColumns,
  type RecordColumns,
  type Signal,
  type SpanColumns,
} from "../model/columns.ts";
import { decodeLogs } from "./decodeLogs.ts";
import { decodeMetrics } from "./decodeMetrics.ts";
import { decodeTraces } from "./decodeTraces.ts";
import { ProtobufReader } from "./protobufReader.ts";
import { ProtobufWriter } from "./protobufWriter.ts";
import { readLogs } from "./readLogs.ts";
import { readMetrics } from "./readMetrics.ts";
import { readTraces } from "./readTraces.ts";
import { messageType, REQUEST } from "./schema.ts";
import { transcodeJson } from "./transcodeJson.ts";

const OPTIONS = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 1n << 64n,
  maxAttributes: 500,
  maxStringBytes: 65_536,
  maxDepth: 64,
};
const FIXTURES = join(import.meta.dirname, "fixtures");
const fixture = (name: string) => new Uint8Array(readFileSync(join(FIXTURES, name)));
const SIGNALS = ["traces", "logs", "metrics"] as const;
const DECODE = { traces: decodeTraces, logs: decodeLogs, metrics: decodeMetrics };
const READ = { traces: readTraces, logs: readLogs, metrics: readMetrics };

function columnsOf(signal: Signal, bytes: Uint8Array): SpanColumns | LogColumns | PointColumns {
  const decoded = DECODE[signal](bytes, OPTIONS);
  if (!decoded.ok) throw new Error(decoded.message);
  expect(decoded.issues.filter((issue) => issue.rejected)).toEqual([]);
  return decoded.columns;
}

function writeRuns(
  writer: ProtobufWriter,
  columns: RecordColumns,
  first: Uint32Array,
  runs: Uint32Array,
  i: number,
): void {
  for (let run = first[i] ?? 0; run < (first[i + 1] ?? 0); run++) {
    writer.raw(columns.bytes, runs[2 * run] ?? 0, runs[2 * run + 1] ?? 0);
  }
}
const nano = (hi: Uint32Array, lo: Uint32Array, i: number) => (BigInt(hi[i] ?? 0) << 32n) | BigInt(lo[i] ?? 0);

function writeId(
  writer: ProtobufWriter,
  tag: number,
  columns: RecordColumns,
  at: number | undefined,
  length: number,
): void {
  if (at !== undefined && at !== NONE) writer.bytes(tag, columns.bytes.subarray(at, at + length));
}

/** The message of record i again. */
function writeRecord(writer: ProtobufWriter, columns: SpanColumns | LogColumns | PointColumns, i: number): void {
  if (columns.signal === "traces") {
    writeId(writer, 0x0a, columns, columns.traceIdAt[i], 16);
    writeId(writer, 0x12, columns, columns.spanIdAt[i], 8);
    writeId(writer, 0x22, columns, columns.parentSpanIdAt[i], 8);
    writer.bytes(0x2a, columns.bytes.subarray(columns.nameAt[i], columns.nameEnd[i]));
    writer.fixed64(0x39, nano(columns.startHi, columns.startLo, i));
    writer.fixed64(0x41, nano(columns.endHi, columns.endLo, i));
  } else if (columns.signal === "logs") {
    writer.fixed64(0x09, nano(columns.timeHi, columns.timeLo, i));
    writer.fixed64(0x59, nano(columns.observedHi, columns.observedLo, i));
    writer.int32(0x10, columns.severity[i] ?? 0);
    writeId(writer, 0x4a, columns, columns.traceIdAt[i], 16);
    writeId(writer, 0x52, columns, columns.spanIdAt[i], 8);
  } else {
    writeRuns(writer, columns, columns.firstAttributeRun, columns.attributeRuns, i);
    writer.fixed64(0x11, nano(columns.startHi, columns.startLo, i));
    writer.fixed64(0x19, nano(columns.timeHi, columns.timeLo, i));
    if (columns.valueType[i] === 1) writer.double(0x21, columns.value[i] ?? 0);
    if (columns.valueType[i] === 2) writer.fixed64(0x31, nano(columns.intHi, columns.intLo, i));
  }
  writeRuns(writer, columns, columns.firstRun, columns.runs, i);
}

/** The request again, with one resource and scope group per record (and one metric per point). */
function rejoin(columns: SpanColumns | LogColumns | PointColumns): Uint8Array {
  const writer = new ProtobufWriter();
  for (let i = 0; i < columns.count; i++) {
    const scope = columns.scopes[columns.scope[i] ?? NONE];
    const resource = columns.resources[scope?.resource ?? NONE];
    if (!scope || !resource) throw new Error("a record without envelope");
    const group = writer.begin(0x0a);
    writer.bytes(0x0a, columns.bytes.subarray(resource.at, resource.end));
    const inner = writer.begin(0x12);
    writer.bytes(0x0a, columns.bytes.subarray(scope.at, scope.end));
    const record = writer.begin(0x12);
    if (columns.signal === "metrics") {
      const metric = columns.metrics[columns.metric[i] ?? NONE];
      if (!metric) throw new Error("a point without metric");
      for (let run = 0; run < metric.headRuns.length; run += 2) {
        writer.raw(columns.bytes, metric.headRuns[run] ?? 0, metric.headRuns[run + 1] ?? 0);
      }
      const data = writer.begin(metric.kind * 8 + 2);
      const point = writer.begin(0x0a);
      writeRecord(writer, columns, i);
      writer.end(point);
      writer.int32(0x10, metric.temporality);
      writer.bool(0x18, metric.isMonotonic);
      writer.end(data);
    } else {
      writeRecord(writer, columns, i);
    }
    writer.end(record);
    writer.string(0x1a, scope.schemaUrl);
    writer.end(inner);
    writer.string(0x1a, resource.schemaUrl);
    writer.end(group);
  }
  return writer.finish();
}

/** What a request says, one entry per record (per point), with its envelopes. */
function records(signal: Signal, bytes: Uint8Array): unknown[] {
  if (signal === "traces") {
    return readTraces(bytes).flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => ({ resource, scope, span }))),
    );
  }
  if (signal === "logs") {
    return readLogs(bytes).flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ scope, logRecords }) => logRecords.map((record) => ({ resource, scope, record }))),
    );
  }
  return readMetrics(bytes).flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.flatMap((metric) =>
        metric.kind === "empty"
          ? []
          : metric.dataPoints.map((point) => ({ resource, scope, ...metric, dataPoints: [point] })),
      ),
    ),
  );
}

/** Messages whose fields may be shuffled without changing what they say: the lists inside keep their order. */
const SHUFFLED = new Set(
  [
    "ResourceSpans",
    "ScopeSpans",
    "Span",
    "ResourceLogs",
    "ScopeLogs",
    "LogRecord",
    "ResourceMetrics",
    "ScopeMetrics",
    "Metric",
    "Sum",
    "Gauge",
    "Histogram",
    "ExponentialHistogram",
    "NumberDataPoint",
    "HistogramDataPoint",
    "ExponentialHistogramDataPoint",
    "SpanEvent",
    "KeyValue",
  ].map(messageType),
);
const UNKNOWN = [
  [0xa0, 6, 0xff, 0xff, 1],
  [0xa2, 6, 2, 1, 2],
  [0xa3, 6, 0xa8, 6, 1, 0xa4, 6],
  [0xa5, 6, 1, 2, 3, 4],
  [0xa1, 6, 1, 2, 3, 4, 5, 6, 7, 8],
];

/** The same message with the groups of equal fields in another order, and unknown fields between them. */
function shuffle(
  writer: ProtobufWriter,
  bytes: Uint8Array,
  from: number,
  end: number,
  type = REQUEST.traces,
  next: () => number,
): void {
  const reader = new ProtobufReader(bytes);
  const fields = new Map<number, { tag: number; from: number; payload: number; end: number }[]>();
  for (let at = from; at < end; ) {
    const start = at;
    at = reader.field(at, end);
    const same = fields.get(reader.tag) ?? [];
    same.push({ tag: reader.tag, from: start, payload: reader.payload, end: at });
    fields.set(reader.tag, same);
  }
  const order = [...fields.values()];
  if (SHUFFLED.has(type)) order.sort(() => (next() % 2 === 0 ? 1 : -1));
  for (const same of order) {
    for (const field of same) {
      const inner = type.byTag[field.tag]?.message;
      if (SHUFFLED.has(type) && next() % 4 === 0) {
        const unknown = Uint8Array.from(UNKNOWN[next() % UNKNOWN.length] ?? []);
        writer.raw(unknown, 0, unknown.length);
      }
      if (!inner) {
        writer.raw(bytes, field.from, field.end);
        continue;
      }
      const mark = writer.begin(field.tag);
      shuffle(writer, bytes, field.payload, field.end, inner, next);
      writer.end(mark);
    }
  }
}

describe.each(SIGNALS)("columns of %s", (signal) => {
  it("hold every field of what the official SDK sends", () => {
    const bytes = fixture(`${signal}.pb`);
    const columns = columnsOf(signal, bytes);
    expect(columns.count).toBeGreaterThan(1);
    expect(records(signal, rejoin(columns))).toEqual(records(signal, bytes));
  });

  it("are the same for the JSON and the protobuf of one batch", () => {
    const transcoded = transcodeJson(signal, fixture(`${signal}.json`));
    if (!transcoded.ok) throw new Error(transcoded.message);
    expect(READ[signal](transcoded.bytes)).toEqual(READ[signal](fixture(`${signal}.pb`)));
    expect(records(signal, rejoin(columnsOf(signal, transcoded.bytes)))).toEqual(
      records(signal, fixture(`${signal}.pb`)),
    );
  });

  it("do not depend on the order of fields, nor on unknown ones between them", () => {
    const bytes = fixture(`${signal}.pb`);
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(1000)), (stream) => {
        const writer = new ProtobufWriter();
        shuffle(writer, bytes, 0, bytes.length, REQUEST[signal], () => stream.next().value ?? 0);
        const shuffled = writer.finish();
        expect(records(signal, rejoin(columnsOf(signal, shuffled)))).toEqual(records(signal, bytes));
      }),
      { numRuns: 200 },
    );
  });
});
