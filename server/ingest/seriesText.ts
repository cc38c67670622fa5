/** A data point's series in Prometheus's form, as `up{job="shop"}`, for sentences to its sender. */
import { type Attributes, textOf } from "../model/attributes.ts";
import type { PointColumns } from "../model/columns.ts";
import { SERVICE_NAME } from "../model/semconv.ts";
import { anyValueText } from "../otlp/anyValueText.ts";
import { ProtobufReader } from "../otlp/protobufReader.ts";
import { readKeyValue, readResource } from "../otlp/readAttributes.ts";

const MOST_LABELS = 12;
const LONGEST_VALUE = 60;

export const metricNameOf = (columns: PointColumns, record: number) =>
  columns.metrics[columns.metric[record] ?? 0]?.name ?? "";

/** The point's own attributes as texts. */
export function labelsOf(columns: PointColumns, record: number): [string, string][] {
  const reader = new ProtobufReader(columns.bytes);
  const labels: [string, string][] = [];
  const last = 2 * (columns.firstAttributeRun[record + 1] ?? 0);
  for (let r = 2 * (columns.firstAttributeRun[record] ?? 0); r < last; r += 2) {
    const end = columns.attributeRuns[r + 1] ?? 0;
    for (let at = columns.attributeRuns[r] ?? 0; at < end; ) {
      at = reader.field(at, end);
      const { key, value } = readKeyValue(reader, reader.payload, at);
      labels.push([key, anyValueText(value)]);
    }
  }
  return labels;
}

function serviceOf(columns: PointColumns, record: number): string {
  const scope = columns.scopes[columns.scope[record] ?? 0];
  const resource = columns.resources[scope?.resource ?? 0];
  const attributes: Attributes = resource ? readResource(columns.bytes, resource.at, resource.end, "").attributes : [];
  return textOf(attributes, SERVICE_NAME) ?? "";
}

export function seriesText(columns: PointColumns, record: number): string {
  const labels = labelsOf(columns, record);
  const service = serviceOf(columns, record);
  const told = [...(service === "" ? [] : [[SERVICE_NAME, service] as const]), ...labels];
  const texts = told
    .slice(0, MOST_LABELS)
    .map(([key, value]) => `${key}=${JSON.stringify(value.slice(0, LONGEST_VALUE))}`);
  const more = told.length > MOST_LABELS ? ", …" : "";
  return `${metricNameOf(columns, record)}{${texts.join(", ")}${more}}`;
}
