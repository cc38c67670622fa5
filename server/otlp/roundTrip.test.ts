/**
 * Random requests against the oracle, the code generated from the official protos: what it encodes we read equal, what we write it
 * reads equal, JSON and protobuf of one request decode equal, and columns and runs together hold whole records.
 * Requests are made from the schema table, so a wrong number or type in it shows here too.
 */
import fc from "fast-check";
import generated from "otlp-generated/build/src/generated/root.js";
import { describe, expect, it } from "vitest";
import type { Signal } from "../model/columns.ts";
import { encodeBase64 } from "./base64.ts";
import { readLogs } from "./readLogs.ts";
import { readMetrics } from "./readMetrics.ts";
import { readTraces } from "./readTraces.ts";
import { type FieldType, type MessageType, messageType, REQUEST } from "./schema.ts";
import { anyValueToJson, attributesToJson, logsToJson, metricsToJson, tracesToJson } from "./toJson.ts";
import { transcodeJson } from "./transcodeJson.ts";
import { writeLogs } from "./writeLogs.ts";
import { writeMetrics } from "./writeMetrics.ts";
import { writeTraces } from "./writeTraces.ts";

const RUNS = { numRuns: 300 };
type Json = { [key: string]: unknown };
interface OracleMessage {
  fromObject(object: Json): unknown;
  encode(message: unknown): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
  toObject(message: unknown, options: Json): Json;
}
/** The generated module's own types stop at its root. */
const { proto } = (
  generated as unknown as {
    opentelemetry: {
      proto: {
        trace: { v1: { TracesData: OracleMessage } };
        logs: { v1: { LogsData: OracleMessage } };
        metrics: { v1: { MetricsData: OracleMessage } };
      };
    };
  }
).opentelemetry;
const SIGNALS = {
  traces: { oracle: proto.trace.v1.TracesData, read: readTraces, write: writeTraces, toJson: tracesToJson },
  logs: { oracle: proto.logs.v1.LogsData, read: readLogs, write: writeLogs, toJson: logsToJson },
  metrics: { oracle: proto.metrics.v1.MetricsData, read: readMetrics, write: writeMetrics, toJson: metricsToJson },
} as const;

/** Groups of fields of which at most one may be set. */
const ONEOFS: Readonly<Record<string, readonly string[]>> = {
  AnyValue: ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"],
  Metric: ["gauge", "sum", "histogram", "exponentialHistogram", "summary"],
  NumberDataPoint: ["asDouble", "asInt"],
  Exemplar: ["asDouble", "asInt"],
};
/** The oracle is older than these; entity references have no place in the model (otlpCoverage.test.ts). */
const LEFT_OUT = new Set(["stringValueStrindex", "keyStrindex", "entityRefs"]);

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.constantFrom("\0", "__proto__", "\ufeffbom", "ä".repeat(90)),
);
const int = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map(String);
const id = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => (value.some(Boolean) ? value : value.fill(1)));

function scalar(field: FieldType): fc.Arbitrary<unknown> {
  switch (field.type) {
    case "string":
      return text;
    case "bytes":
      return fc.uint8Array({ maxLength: 200 });
    case "id":
      return id(field.name === "traceId" ? 16 : 8);
    case "bool":
      return fc.boolean();
    case "double":
      return fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Number.NEGATIVE_INFINITY));
    case "int64":
    case "sfixed64":
      return int(-(1n << 63n), (1n << 63n) - 1n);
    case "fixed64":
    case "uint64":
      return int(0n, (1n << 64n) - 1n);
    case "uint32":
    case "fixed32":
      return fc.nat(0xffffffff);
    default:
      return fc.integer();
  }
}

/** A random message as the plain object that the oracle's fromObject takes. */
function message(type: MessageType, depth: number): fc.Arbitrary<Json> {
  const oneof = ONEOFS[type.name] ?? [];
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of type.fields) {
    if (LEFT_OUT.has(field.name) || (depth > 11 && field.message)) continue;
    const single = field.message
      ? fc.constant(null).chain(() => message(field.message ?? type, depth + 1))
      : scalar(field);
    members[field.name] = field.repeated ? fc.array(single, { maxLength: depth > 8 ? 1 : 3 }) : single;
  }
  const free = Object.fromEntries(Object.entries(members).filter(([name]) => !oneof.includes(name)));
  const rest = fc.record(free, { requiredKeys: [] });
  const choices = oneof.filter((name) => name in members);
  if (choices.length === 0) return rest;
  return fc
    .tuple(rest, fc.option(fc.constantFrom(...choices)))
    .chain(([object, name]) =>
      name ? (members[name] ?? fc.constant(null)).map((value) => ({ ...object, [name]: value })) : fc.constant(object),
    );
}

const encode = (signal: Signal, object: Json) => {
  const { oracle } = SIGNALS[signal];
  return oracle.encode(oracle.fromObject(object)).finish().slice();
};

/** Members that mean something even when they are 0 or empty. */
const PRESENT = new Set([...(ONEOFS.AnyValue ?? []), "asDouble", "asInt", "sum", "min", "max"]);

/** Without members that hold proto3's default: absent and default are one. */
function pruned(value: unknown, container = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => pruned(item, container));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .map(([name, inner]) => [name, pruned(inner, name === "dataPoints" ? container : name)] as const)
    .filter(([name, inner]) => {
      const matters = PRESENT.has(name) && !(name === "sum" && container === "summary");
      return (matters && inner !== null) || !isDefault(inner);
    });
  return Object.fromEntries(entries);
}
function isDefault(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return (
    value === null || value === undefined || value === "" || value === "0" || value === false || Object.is(value, 0)
  );
}

/** What the oracle reads in these bytes, in OTLP/JSON's shape. */
function oracleJson(signal: Signal, bytes: Uint8Array): unknown {
  const { oracle } = SIGNALS[signal];
  const object = oracle.toObject(oracle.decode(bytes), { longs: String, enums: Number });
  return pruned(plain(object));
}
function plain(value: unknown, name = ""): unknown {
  if (value instanceof Uint8Array) {
    const hex = Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return /Id$/.test(name) ? hex : encodeBase64(value);
  }
  if (Array.isArray(value)) return value.map((item) => plain(item, name));
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return Object.is(value, -0) ? "-0" : String(value);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner, key)]));
}

/** The model's objects in OTLP/JSON's shape: its fields have OTLP's names, so only a few need turning. */
function modelJson(value: unknown, name = ""): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return plain(value);
  if (typeof value !== "object" || value === null) return value;
  const object = value as Json;
  if (/^(attributes|filteredAttributes|metadata)$/.test(name)) return attributesToJson(value as never);
  if (name === "body") return anyValueToJson(value as never);
  if (Array.isArray(value)) return value.map((item) => modelJson(item));
  const { kind, value: number, resource, scope, schemaUrl: _, ...rest } = object;
  const out = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, modelJson(inner, key)])) as Json;
  for (const head of [resource, scope]) {
    if (head)
      Object.assign(out, {
        [head === resource ? "resource" : "scope"]: modelJson(head),
        schemaUrl: (head as Json).schemaUrl,
      });
  }
  if (object.schemaUrl !== undefined) return out;
  if (typeof kind === "string") {
    const { name: metricName, description, unit, metadata, ...data } = out;
    return { name: metricName, description, unit, metadata, ...(kind === "empty" ? {} : { [kind]: data }) };
  }
  if (kind !== undefined) out.kind = kind;
  if (typeof number === "object" && number !== null) {
    const { type, value: inner } = number as { type: string; value: unknown };
    out[type === "int" ? "asInt" : "asDouble"] = modelJson(inner);
  } else if (number !== undefined && number !== null) out.value = modelJson(number);
  return out;
}
const GROUPS = { traces: "resourceSpans", logs: "resourceLogs", metrics: "resourceMetrics" } as const;
const readJson = (signal: Signal, bytes: Uint8Array) =>
  pruned({ [GROUPS[signal]]: modelJson(SIGNALS[signal].read(bytes)) });
const rewritten = (signal: Signal, bytes: Uint8Array) =>
  SIGNALS[signal].write(SIGNALS[signal].read(bytes) as never).slice();

describe.each(["traces", "logs", "metrics"] as const)("%s", (signal) => {
  const request = message(REQUEST[signal], 0);

  it("are read as the oracle reads them", () => {
    fc.assert(
      fc.property(request, (object) => {
        const bytes = encode(signal, object);
        expect(readJson(signal, bytes)).toEqual(oracleJson(signal, bytes));
      }),
      RUNS,
    );
  });

  it("are written so that the oracle reads the same", () => {
    fc.assert(
      fc.property(request, (object) => {
        const bytes = encode(signal, object);
        const again = rewritten(signal, bytes);
        expect(oracleJson(signal, again)).toEqual(oracleJson(signal, bytes));
        expect(SIGNALS[signal].read(again)).toEqual(SIGNALS[signal].read(bytes));
      }),
      RUNS,
    );
  });

  it("are the same request in JSON and in protobuf", () => {
    fc.assert(
      fc.property(request, (object) => {
        const bytes = encode(signal, object);
        const json = SIGNALS[signal].toJson(bytes);
        expect(pruned(json)).toEqual(oracleJson(signal, bytes));
        const transcoded = transcodeJson(signal, new TextEncoder().encode(JSON.stringify(json)));
        if (!transcoded.ok) throw new Error(transcoded.message);
        expect(oracleJson(signal, transcoded.bytes.slice())).toEqual(oracleJson(signal, bytes));
      }),
      RUNS,
    );
  });
});

describe("the generator", () => {
  it("reaches values inside values", () => {
    const found = fc.sample(message(messageType("AnyValue"), 6), { numRuns: 200, seed: 1 });
    expect(found.some((value) => JSON.stringify(value).includes('"arrayValue":{"values":[{"'))).toBe(true);
  });
});
