/**
 * What a metric series is: resource, scope, metric head, kind and attributes, as the bytes that the series dictionary keeps.
 * Two series are the same exactly when these bytes are equal; attributes in another order make another series.
 */
import type { MetricRange, PointColumns } from "../../model/columns.ts";
import type { ProtobufReader } from "../../otlp/protobufReader.ts";
import { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";
import { hashBytes, hashWord } from "./tokens.ts";

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });

export interface SeriesDefinition {
  readonly resource: Uint8Array;
  readonly resourceSchemaUrl: string;
  readonly scope: Uint8Array;
  readonly scopeSchemaUrl: string;
  /** Whole fields of Metric other than its data. */
  readonly head: Uint8Array;
  readonly kind: number;
  readonly temporality: number;
  readonly isMonotonic: boolean;
  /** Whole attribute fields of the point. */
  readonly attributes: Uint8Array;
}

/** The part that all points of one Metric message share. */
export function writeMetricPart(columns: PointColumns, metric: MetricRange): Uint8Array {
  const scope = columns.scopes[metric.scope];
  const resource = columns.resources[scope?.resource ?? 0];
  const writer = new ByteWriter(512);
  writer.varint(metric.kind);
  writer.varint(metric.temporality);
  writer.varint(metric.isMonotonic ? 1 : 0);
  writer.sized(UTF8.encode(resource?.schemaUrl ?? ""));
  writer.sized(columns.bytes, resource?.at ?? 0, resource?.end ?? 0);
  writer.sized(UTF8.encode(scope?.schemaUrl ?? ""));
  writer.sized(columns.bytes, scope?.at ?? 0, scope?.end ?? 0);
  const head = new ByteWriter(128);
  for (let r = 0; r < metric.headRuns.length; r += 2)
    head.raw(columns.bytes, metric.headRuns[r], metric.headRuns[r + 1]);
  writer.sized(head.finish());
  return writer.finish();
}

/** What metrics are told apart by, whoever sends them: the metric part without the resource and without schema URLs. */
export function writeMetricKey(definition: Uint8Array): Uint8Array {
  const { kind, temporality, isMonotonic, scope, head } = readDefinition(definition);
  const writer = new ByteWriter(scope.length + head.length + 16);
  writer.varint(kind);
  writer.varint(temporality);
  writer.varint(isMonotonic ? 1 : 0);
  writer.sized(scope);
  writer.sized(head);
  return writer.finish();
}

export type MetricKey = Pick<SeriesDefinition, "kind" | "temporality" | "isMonotonic" | "scope" | "head">;

/** Null is a metric of nothing. */
export function readMetricKey(bytes: Uint8Array | null): MetricKey {
  const reader = new ByteReader(bytes ?? new Uint8Array(5));
  return {
    kind: reader.varint(),
    temporality: reader.varint(),
    isMonotonic: reader.varint() === 1,
    scope: reader.sized(),
    head: reader.sized(),
  };
}

/** The whole definition of a point's series. */
export function writeDefinition(columns: PointColumns, record: number, metricPart: Uint8Array): Uint8Array {
  const writer = new ByteWriter(metricPart.length + 256);
  writer.raw(metricPart);
  const last = 2 * (columns.firstAttributeRun[record + 1] ?? 0);
  for (let r = 2 * (columns.firstAttributeRun[record] ?? 0); r < last; r += 2) {
    writer.raw(columns.bytes, columns.attributeRuns[r], columns.attributeRuns[r + 1]);
  }
  return writer.finish();
}

/** A hash of a point's attributes on top of its metric's hash; two with different seeds tell series apart. */
export function hashSeries(columns: PointColumns, reader: ProtobufReader, record: number, metricHash: number): number {
  let hash = metricHash;
  const last = 2 * (columns.firstAttributeRun[record + 1] ?? 0);
  for (let r = 2 * (columns.firstAttributeRun[record] ?? 0); r < last; r += 2) {
    hash = hashBytes(reader.view, columns.attributeRuns[r] ?? 0, columns.attributeRuns[r + 1] ?? 0, hash);
  }
  return hashWord(hash, last);
}

export function readDefinition(bytes: Uint8Array): SeriesDefinition {
  const reader = new ByteReader(bytes);
  const kind = reader.varint();
  const temporality = reader.varint();
  const isMonotonic = reader.varint() === 1;
  const resourceSchemaUrl = TEXT.decode(reader.sized());
  const resource = reader.sized();
  const scopeSchemaUrl = TEXT.decode(reader.sized());
  const scope = reader.sized();
  const head = reader.sized();
  const attributes = bytes.subarray(reader.at);
  return { resource, resourceSchemaUrl, scope, scopeSchemaUrl, head, kind, temporality, isMonotonic, attributes };
}
