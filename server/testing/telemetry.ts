/**
 * Small telemetry for tests: a span, a log record, a metric and the request around it, with sensible values for what a test
 * does not care about. Times are now; ids are random unless given.
 */
import { randomBytes } from "node:crypto";
import type { Attributes } from "../model/attributes.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { LogRecord } from "../model/log.ts";
import type { Metric } from "../model/metric.ts";
import type { Resource, Scope } from "../model/resource.ts";
import { SERVICE_NAME } from "../model/semconv.ts";
import { type Span, SpanKind } from "../model/span.ts";
import { unixNano } from "../model/time.ts";
import { writeLogs } from "../otlp/writeLogs.ts";
import { writeMetrics } from "../otlp/writeMetrics.ts";
import { writeTraces } from "../otlp/writeTraces.ts";

export const randomTraceId = () => randomBytes(16).toString("hex") as TraceId;
export const randomSpanId = () => randomBytes(8).toString("hex") as SpanId;

export const text = (key: string, value: string) => ({ key, value: { type: "string", value } as const });

export function spanOf(fields: Partial<Span> = {}): Span {
  const startTimeUnixNano = fields.startTimeUnixNano ?? unixNano(Date.now());
  return {
    traceId: randomTraceId(),
    spanId: randomSpanId(),
    parentSpanId: null,
    traceState: "",
    flags: 0,
    name: "GET /",
    kind: SpanKind.SERVER,
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + 5_000_000n,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: "" },
    ...fields,
  };
}

export function logRecordOf(fields: Partial<LogRecord> = {}): LogRecord {
  const timeUnixNano = unixNano(Date.now());
  return {
    timeUnixNano,
    observedTimeUnixNano: timeUnixNano,
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

export function gaugeOf(name: string, values: readonly number[], attributes: Attributes = []): Metric {
  const nowNano = unixNano(Date.now());
  return {
    name,
    description: "",
    unit: "1",
    metadata: [],
    kind: "gauge",
    dataPoints: values.map((value, i) => ({
      attributes,
      startTimeUnixNano: 0n,
      timeUnixNano: nowNano + BigInt(i) * 1_000_000n,
      flags: 0,
      value: { type: "double", value },
      exemplars: [],
    })),
  };
}

export const resourceOf = (service: string): Resource => ({
  attributes: [text(SERVICE_NAME, service)],
  droppedAttributesCount: 0,
  schemaUrl: "",
});
const SCOPE: Scope = { name: "test", version: "1", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };

export const tracesRequest = (spans: readonly Span[], service = "shop") =>
  writeTraces([{ resource: resourceOf(service), scopeSpans: [{ scope: SCOPE, spans }] }]);

export const logsRequest = (logRecords: readonly LogRecord[], service = "shop") =>
  writeLogs([{ resource: resourceOf(service), scopeLogs: [{ scope: SCOPE, logRecords }] }]);

export const metricsRequest = (metrics: readonly Metric[], service = "shop") =>
  writeMetrics([{ resource: resourceOf(service), scopeMetrics: [{ scope: SCOPE, metrics }] }]);
