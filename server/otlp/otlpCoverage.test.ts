/**
 * Each field of OTLP has a home: sent alone, it survives reading into the model and writing again, and stands in our JSON.
 * Fields without a home are listed with the reason. The list of fields comes from the code generated from the official protos,
 * so a newer generation with new fields fails here until they have a home or a reason.
 */
import generated from "otlp-generated/build/src/generated/root.js";
import { describe, expect, it } from "vitest";
import type { Signal } from "../model/columns.ts";
import { readLogs } from "./readLogs.ts";
import { readMetrics } from "./readMetrics.ts";
import { readTraces } from "./readTraces.ts";
import { type FieldType, MESSAGES, type MessageType, REQUEST } from "./schema.ts";
import { logsToJson, metricsToJson, tracesToJson } from "./toJson.ts";
import { transcodeJson } from "./transcodeJson.ts";
import { writeLogs } from "./writeLogs.ts";
import { writeMetrics } from "./writeMetrics.ts";
import { writeTraces } from "./writeTraces.ts";

/** Not in the model's objects. All of them stay in the stored bytes and in our JSON. */
const NOT_IN_MODEL: Readonly<Record<string, string>> = {
  "Resource.entityRefs": "in development; repeats which attributes identify the resource, and those are kept",
  "AnyValue.stringValueStrindex":
    "refers to the dictionary of a profile, which these signals do not have; reads as #index",
  "KeyValue.keyStrindex": "refers to the dictionary of a profile, which these signals do not have; reads as #index",
};
const OF_ENTITY_REFS = "EntityRef";

const SIGNALS = {
  traces: { rewrite: (bytes: Uint8Array) => writeTraces(readTraces(bytes)), toJson: tracesToJson },
  logs: { rewrite: (bytes: Uint8Array) => writeLogs(readLogs(bytes)), toJson: logsToJson },
  metrics: { rewrite: (bytes: Uint8Array) => writeMetrics(readMetrics(bytes)), toJson: metricsToJson },
};

/** The names of our messages that the protos nest in another. */
const NESTED: Readonly<Record<string, string>> = {
  SpanEvent: "Span.Event",
  SpanLink: "Span.Link",
  Buckets: "ExponentialHistogramDataPoint.Buckets",
  ValueAtQuantile: "SummaryDataPoint.ValueAtQuantile",
};

type Namespace = { [name: string]: Namespace } & { prototype?: object };
const { proto } = (generated as unknown as { opentelemetry: { proto: Namespace } }).opentelemetry;

/** The fields that the generated class of this message has. */
function officialFields(message: string): string[] {
  const path = (NESTED[message] ?? message).split(".");
  for (const area of ["common", "resource", "trace", "logs", "metrics"]) {
    let found: Namespace | undefined = proto[area]?.v1;
    for (const name of path) found = found?.[name];
    if (!found?.prototype) continue;
    const { prototype } = found;
    return Object.keys(prototype).filter((name) => {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
      return typeof descriptor?.value !== "function" && !descriptor?.get && name !== "toJSON";
    });
  }
  throw new Error(`the protos have no ${message}`);
}

function sampleOf(field: FieldType): unknown {
  switch (field.type) {
    case "message":
      if (field.message?.name === "Status") return { code: 2 };
      return field.message?.name === "AnyValue" ? { stringValue: "v" } : {};
    case "id":
      return field.name === "traceId" ? "0102030405060708090a0b0c0d0e0f10" : "0102030405060708";
    case "string":
      return "text";
    case "bytes":
      return "AQID";
    case "bool":
      return true;
    case "int64":
    case "uint64":
    case "fixed64":
    case "sfixed64":
      return "7";
    default:
      return 7;
  }
}

/** The shortest way of field names from a request to each message. */
function waysTo(): Map<MessageType, { signal: Signal; way: readonly FieldType[] }> {
  const ways = new Map<MessageType, { signal: Signal; way: readonly FieldType[] }>();
  for (const signal of ["traces", "logs", "metrics"] as const) {
    const queue: { type: MessageType; way: readonly FieldType[] }[] = [{ type: REQUEST[signal], way: [] }];
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (ways.has(next.type)) continue;
      ways.set(next.type, { signal, way: next.way });
      for (const field of next.type.fields) {
        if (field.message) queue.push({ type: field.message, way: [...next.way, field] });
      }
    }
  }
  return ways;
}

const FIELDS = [...waysTo()].flatMap(([type, { signal, way }]) =>
  type.fields.map((field) => ({ name: `${type.name}.${field.name}`, signal, way: [...way, field] })),
);

/** A request that holds this one field. */
function requestWith(way: readonly FieldType[]): { [key: string]: unknown } {
  const [field, ...rest] = way;
  if (!field) return {};
  const value = rest.length > 0 ? requestWith(rest) : sampleOf(field);
  return { [field.name]: field.repeated ? [value] : value };
}

/** What stands at the end of the way, undefined when nothing does. */
function at(json: unknown, way: readonly FieldType[]): unknown {
  let value = json;
  for (const field of way) {
    value = (value as { [key: string]: unknown } | undefined)?.[field.name];
    if (field.repeated) value = (value as unknown[] | undefined)?.[0];
  }
  return value;
}

describe("every field of OTLP", () => {
  it.each([...MESSAGES.keys()])("%s is in the schema table whole", (message) => {
    const known = MESSAGES.get(message)?.fields.map((field) => field.name) ?? [];
    expect(officialFields(message).filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(FIELDS)("$name has a home or a reason", ({ name, signal, way }) => {
    const transcoded = transcodeJson(signal, new TextEncoder().encode(JSON.stringify(requestWith(way))));
    if (!transcoded.ok) throw new Error(transcoded.message);
    const sent = at(requestWith(way), way);
    expect(at(SIGNALS[signal].toJson(transcoded.bytes), way)).toEqual(sent);
    const kept = at(SIGNALS[signal].toJson(SIGNALS[signal].rewrite(transcoded.bytes)), way);
    const excused = name in NOT_IN_MODEL || name.startsWith(OF_ENTITY_REFS);
    if (excused) expect(kept).not.toEqual(sent);
    else if (way.at(-1)?.message) expect(kept).toMatchObject(sent as object);
    else expect(kept).toEqual(sent);
  });
});
