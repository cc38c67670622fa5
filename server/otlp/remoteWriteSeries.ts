/**
 * One series of a remote-write request, in 1.0 or 2.0 -> where its labels, samples, histograms and exemplars lie.
 * Labels are places in the request's bytes: [nameAt, nameEnd, valueAt, valueEnd] after each other. In 2.0 they are references into
 * the table of symbols, whose places are given as [at, end] after each other.
 * Source: prompb/types.proto, prompb/io/prometheus/write/v2/types.proto.
 */
import type { Exemplar } from "../model/metric.ts";
import { prometheusExemplar } from "./prometheusExemplar.ts";
import { nanoOfMs, type PrometheusMetadata } from "./prometheusWriter.ts";
import { MalformedProtobuf, type ProtobufReader } from "./protobufReader.ts";

/** Ranges are [at, end] after each other. */
export interface RemoteSeries {
  readonly labels: number[];
  readonly samples: number[];
  readonly histograms: number[];
  readonly exemplars: Exemplar[];
  /** 2.0 only. */
  metadata: PrometheusMetadata | null;
}

const TYPES = ["unknown", "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset"] as const;
export const metricType = (number: number) => TYPES[number] ?? "unknown";

/** A series of 1.0: labels, samples, exemplars and histograms are fields 1 to 4. */
export function readSeries(reader: ProtobufReader, from: number, end: number): RemoteSeries {
  const found: RemoteSeries = { labels: [], samples: [], histograms: [], exemplars: [], metadata: null };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x0a) readLabel(reader, payload, at, found.labels);
    else if (tag === 0x12) found.samples.push(payload, at);
    else if (tag === 0x1a) found.exemplars.push(readExemplar(reader, payload, at, null));
    else if (tag === 0x22) found.histograms.push(payload, at);
  }
  return found;
}

/** A series of 2.0: references, samples, histograms, exemplars and metadata are fields 1 to 5. */
export function readSymbolSeries(
  reader: ProtobufReader,
  from: number,
  end: number,
  symbols: readonly number[],
): RemoteSeries {
  const found: RemoteSeries = { labels: [], samples: [], histograms: [], exemplars: [], metadata: null };
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x0a || tag === 0x08) readReferences(reader, payload, at, symbols, found.labels);
    else if (tag === 0x12) found.samples.push(payload, at);
    else if (tag === 0x1a) found.histograms.push(payload, at);
    else if (tag === 0x22) found.exemplars.push(readExemplar(reader, payload, at, symbols));
    else if (tag === 0x2a) found.metadata = readMetadata(reader, payload, at, symbols);
  }
  if (found.labels.length % 4 !== 0) throw new MalformedProtobuf(from, "a series has a label name without a value");
  return found;
}

function readLabel(reader: ProtobufReader, from: number, end: number, labels: number[]): void {
  let [nameAt, nameEnd, valueAt, valueEnd] = [from, from, from, from];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x0a) [nameAt, nameEnd] = [reader.payload, at];
    else if (reader.tag === 0x12) [valueAt, valueEnd] = [reader.payload, at];
  }
  labels.push(nameAt, nameEnd, valueAt, valueEnd);
}

function readReferences(
  reader: ProtobufReader,
  from: number,
  end: number,
  symbols: readonly number[],
  labels: number[],
): void {
  for (let at = from; at < end; at = reader.varintEnd(at, end)) labels.push(...symbolAt(reader, at, symbols));
}

function symbolAt(reader: ProtobufReader, at: number, symbols: readonly number[]): [number, number] {
  const reference = reader.int32(at) >>> 0;
  const [from, end] = [symbols[2 * reference], symbols[2 * reference + 1]];
  if (from === undefined || end === undefined) {
    throw new MalformedProtobuf(at, `a reference to symbol ${reference}, but there are ${symbols.length / 2}`);
  }
  return [from, end];
}

function readMetadata(
  reader: ProtobufReader,
  from: number,
  end: number,
  symbols: readonly number[],
): PrometheusMetadata {
  let [type, help, unit] = [0, "", ""];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x08) type = reader.int32(payload);
    else if (tag === 0x18) help = reader.text(...symbolAt(reader, payload, symbols));
    else if (tag === 0x20) unit = reader.text(...symbolAt(reader, payload, symbols));
  }
  return { type: metricType(type), help, unit };
}

/** The same fields in both: labels (or references), value, timestamp. */
function readExemplar(reader: ProtobufReader, from: number, end: number, symbols: readonly number[] | null): Exemplar {
  const labels: number[] = [];
  let [value, timeMs] = [0, 0n];
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === 0x0a && symbols === null) readLabel(reader, payload, at, labels);
    else if (symbols !== null && (tag === 0x0a || tag === 0x08)) readReferences(reader, payload, at, symbols, labels);
    else if (tag === 0x11) value = reader.double(payload);
    else if (tag === 0x18) timeMs = reader.int64(payload);
  }
  const told: [string, string][] = [];
  for (let i = 0; i + 3 < labels.length; i += 4) {
    told.push([reader.text(labels[i] ?? 0, labels[i + 1] ?? 0), reader.text(labels[i + 2] ?? 0, labels[i + 3] ?? 0)]);
  }
  return prometheusExemplar(told, value, nanoOfMs(timeMs));
}
