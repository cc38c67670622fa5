/**
 * A request (or an answer of the store) as a list of records, each with everything above it, in canonical form: a span, a log
 * record or a data point with its resource, scope and metric. So grouping and order do not matter, and nothing else is forgiven.
 */
import type { Signal } from "../model/columns.ts";
import { REQUEST } from "../otlp/schema.ts";
import { type Canonical, canonical } from "./canonical.ts";

export interface EvalRecord {
  /** Names the record to a person: span id, time, metric name. */
  readonly label: string;
  /** Canonical JSON text: equal text, equal record. */
  readonly text: string;
  readonly fields: { readonly [key: string]: Canonical };
}

const LISTS: Readonly<Record<Signal, readonly [groups: string, scopes: string, records: string]>> = {
  traces: ["resourceSpans", "scopeSpans", "spans"],
  logs: ["resourceLogs", "scopeLogs", "logRecords"],
  metrics: ["resourceMetrics", "scopeMetrics", "metrics"],
};
const METRIC_KINDS = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];

const isMessage = (item: Canonical): item is { [key: string]: Canonical } =>
  typeof item === "object" && !Array.isArray(item);

const listIn = (object: Canonical | undefined, key: string): { [key: string]: Canonical }[] => {
  const list = typeof object === "object" && !Array.isArray(object) ? object[key] : undefined;
  return Array.isArray(list) ? list.filter(isMessage) : [];
};

/** The records of an OTLP/JSON request. */
export function recordsOf(signal: Signal, request: unknown): EvalRecord[] {
  const [groups, scopes, items] = LISTS[signal];
  const whole = canonical(REQUEST[signal], request);
  return listIn(whole, groups).flatMap((group) =>
    listIn(group, scopes).flatMap((scope) =>
      listIn(scope, items)
        .flatMap((item) => (signal === "metrics" ? pointsOf(item) : [item]))
        .map((record) =>
          evalRecord({
            ...without(group, scopes, "resource"),
            ...without(scope, items, "scope"),
            record,
          }),
        ),
    ),
  );
}

/** What a group or scope says of itself, its schema URL under the given name. */
function without(object: { [key: string]: Canonical }, list: string, name: string): { [key: string]: Canonical } {
  const { [list]: _, schemaUrl, ...rest } = object;
  return schemaUrl === undefined ? rest : { ...rest, [`${name}SchemaUrl`]: schemaUrl };
}

function pointsOf(metric: { [key: string]: Canonical }): { [key: string]: Canonical }[] {
  return METRIC_KINDS.flatMap((kind) => {
    const { [kind]: data, ...head } = metric;
    if (typeof data !== "object" || Array.isArray(data)) return [];
    const { dataPoints: _, ...settings } = data;
    return listIn(data, "dataPoints").map((point) => ({ ...head, kind, ...settings, point }));
  });
}

function evalRecord(fields: { [key: string]: Canonical }): EvalRecord {
  const record = fields.record as { [key: string]: Canonical };
  const point = record.point as { [key: string]: Canonical } | undefined;
  const label = [record.spanId, record.name, record.timeUnixNano ?? point?.timeUnixNano ?? record.startTimeUnixNano]
    .filter((part) => part !== undefined)
    .join(" ");
  return { label, text: stable(fields), fields };
}

/** JSON with keys in order. */
export function stable(value: Canonical): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${stable(value[key] ?? "")}`).join(",")}}`;
}
