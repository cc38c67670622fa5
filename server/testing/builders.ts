/**
 * Tiny telemetry for tests: say what matters, the rest is filled in. Objects become OTLP bytes through the writers of server/otlp
 * and columns through its decoders, so a test speaks through the very path that real telemetry takes.
 * Ids are made from small numbers: `traceIdOf(7)`, `spanIdOf(7)`.
 */
import { createHash } from "node:crypto";
import type { AnyValue, Attributes } from "../model/attributes.ts";
import type { LogColumns, PointColumns, SpanColumns } from "../model/columns.ts";
import { parseSpanId, parseTraceId, type SpanId, type TraceId } from "../model/ids.ts";
import type { LogRecord } from "../model/log.ts";
import type { Metric, NumberDataPoint } from "../model/metric.ts";
import type { Resource, Scope } from "../model/resource.ts";
import { SERVICE_NAME } from "../model/semconv.ts";
import { type Span, SpanKind, StatusCode } from "../model/span.ts";
import { unixNano } from "../model/time.ts";
import type { Decoded, DecodeOptions } from "../otlp/decoded.ts";
import { decodeLogs } from "../otlp/decodeLogs.ts";
import { decodeMetrics } from "../otlp/decodeMetrics.ts";
import { decodeTraces } from "../otlp/decodeTraces.ts";
import type { ResourceLogs, ResourceMetrics, ResourceSpans } from "../otlp/groups.ts";
import { writeLogs } from "../otlp/writeLogs.ts";
import { writeMetrics } from "../otlp/writeMetrics.ts";
import { writeTraces } from "../otlp/writeTraces.ts";

/** An instant in the middle of a partition: 2026-11-20 15:00:00 UTC. */
export const NOON_MS = Date.UTC(2026, 10, 20, 15);
export const STEP_MS = 6 * 3_600_000;

/** Accepts everything. */
export const OPEN_LIMITS: DecodeOptions = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 2n ** 64n - 1n,
  maxAttributes: 1_000_000,
  maxStringBytes: 1 << 30,
  maxDepth: 64,
};

export function traceIdOf(number: number): TraceId {
  const id = parseTraceId(number.toString(16).padStart(32, "0"));
  if (id === null) throw new Error(`${number} makes no trace id.`);
  return id;
}

export function spanIdOf(number: number): SpanId {
  const id = parseSpanId(number.toString(16).padStart(16, "0"));
  if (id === null) throw new Error(`${number} makes no span id.`);
  return id;
}

type Plain = string | number | bigint | boolean | AnyValue;

/** A string, a bool, a bigint (int), a number (double) or a value as it is. */
export function anyValueOf(plain: Plain): AnyValue {
  switch (typeof plain) {
    case "string":
      return { type: "string", value: plain };
    case "boolean":
      return { type: "bool", value: plain };
    case "bigint":
      return { type: "int", value: plain };
    case "number":
      return { type: "double", value: plain };
    default:
      return plain;
  }
}

export function attributesOf(plain: Readonly<Record<string, Plain>>): Attributes {
  return Object.entries(plain).map(([key, value]) => ({ key, value: anyValueOf(value) }));
}

export function resourceOf(service: string, more: Readonly<Record<string, Plain>> = {}): Resource {
  return { attributes: attributesOf({ [SERVICE_NAME]: service, ...more }), droppedAttributesCount: 0, schemaUrl: "" };
}

export function scopeOf(name = "test"): Scope {
  return { name, version: "1.0.0", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
}

/** A span of 10 ms at NOON_MS, of trace 1 and span 1, unless said otherwise. */
export function spanOf(parts: Partial<Span> & { startMs?: number; durationMs?: number } = {}): Span {
  const { startMs = NOON_MS, durationMs = 10, ...fields } = parts;
  return {
    traceId: traceIdOf(1),
    spanId: spanIdOf(1),
    parentSpanId: null,
    traceState: "",
    flags: 0,
    name: "GET /",
    kind: SpanKind.SERVER,
    startTimeUnixNano: unixNano(startMs),
    endTimeUnixNano: unixNano(startMs) + BigInt(Math.round(durationMs * 1e6)),
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: StatusCode.UNSET, message: "" },
    ...fields,
  };
}

export function logOf(parts: Partial<LogRecord> & { timeMs?: number } = {}): LogRecord {
  const { timeMs = NOON_MS, ...fields } = parts;
  return {
    timeUnixNano: unixNano(timeMs),
    observedTimeUnixNano: unixNano(timeMs) + 1000n,
    severityNumber: 9,
    severityText: "INFO",
    body: { type: "string", value: "something happened" },
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
    traceId: null,
    spanId: null,
    eventName: "",
    ...fields,
  };
}

export function pointOf(parts: Partial<NumberDataPoint> & { timeMs?: number } = {}): NumberDataPoint {
  const { timeMs = NOON_MS, ...fields } = parts;
  return {
    attributes: [],
    startTimeUnixNano: unixNano(NOON_MS - 60_000),
    timeUnixNano: unixNano(timeMs),
    flags: 0,
    value: { type: "double", value: 1 },
    exemplars: [],
    ...fields,
  };
}

export function gaugeOf(name: string, dataPoints: readonly NumberDataPoint[]): Metric {
  return { name, description: `about ${name}`, unit: "1", metadata: [], kind: "gauge", dataPoints };
}

export function spansFrom(service: string, spans: readonly Span[]): ResourceSpans {
  return { resource: resourceOf(service), scopeSpans: [{ scope: scopeOf(), spans }] };
}
export function logsFrom(service: string, logRecords: readonly LogRecord[]): ResourceLogs {
  return { resource: resourceOf(service), scopeLogs: [{ scope: scopeOf(), logRecords }] };
}
export function metricsFrom(service: string, metrics: readonly Metric[]): ResourceMetrics {
  return { resource: resourceOf(service), scopeMetrics: [{ scope: scopeOf(), metrics }] };
}

function decoded<C extends SpanColumns | LogColumns | PointColumns>(answer: Decoded<C>): C {
  if (!answer.ok) throw new Error(answer.message);
  return answer.columns;
}

export function spanColumns(...groups: readonly ResourceSpans[]): SpanColumns {
  return decoded(decodeTraces(writeTraces([...groups]), OPEN_LIMITS));
}
export function logColumns(...groups: readonly ResourceLogs[]): LogColumns {
  return decoded(decodeLogs(writeLogs([...groups]), OPEN_LIMITS));
}
export function pointColumns(...groups: readonly ResourceMetrics[]): PointColumns {
  return decoded(decodeMetrics(writeMetrics([...groups]), OPEN_LIMITS));
}

/** The content hash of a request, as ingest makes it. */
export function hashOf(columns: SpanColumns | LogColumns | PointColumns): Uint8Array {
  return createHash("sha256").update(columns.signal).update(columns.bytes).digest();
}
