/** The official OpenTelemetry SDK for JavaScript against the real doors: HTTP protobuf, HTTP JSON and gRPC, all three signals. */
import { SeverityNumber } from "@opentelemetry/api-logs";
import { OTLPLogExporter as LogsGrpc } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as LogsJson } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as LogsProtobuf } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as MetricsGrpc } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPMetricExporter as MetricsJson } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as MetricsProtobuf } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as TracesGrpc } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as TracesJson } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as TracesProtobuf } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseTraceId } from "../model/ids.ts";
import { readLogs } from "../otlp/readLogs.ts";
import { readMetrics } from "../otlp/readMetrics.ts";
import { readTraces } from "../otlp/readTraces.ts";
import { type RunningIngest, runIngest } from "../testing/ingest.ts";

let ingest: RunningIngest;
beforeAll(async () => {
  ingest = await runIngest();
});
afterAll(() => ingest?.stop());

interface Exporters {
  readonly traces: () => SpanExporter;
  readonly metrics: () => PushMetricExporter;
  readonly logs: () => LogRecordExporter;
}
const at = (path: string) => ({ url: `${ingest.url}${path}` });
const grpcAt = () => ({ url: `http://${ingest.grpc}` });
const WAYS: Readonly<Record<string, Exporters>> = {
  "HTTP protobuf": {
    traces: () => new TracesProtobuf(at("/v1/traces")),
    metrics: () => new MetricsProtobuf(at("/v1/metrics")),
    logs: () => new LogsProtobuf(at("/v1/logs")),
  },
  "HTTP JSON": {
    traces: () => new TracesJson(at("/v1/traces")),
    metrics: () => new MetricsJson(at("/v1/metrics")),
    logs: () => new LogsJson(at("/v1/logs")),
  },
  gRPC: {
    traces: () => new TracesGrpc(grpcAt()),
    metrics: () => new MetricsGrpc(grpcAt()),
    logs: () => new LogsGrpc(grpcAt()),
  },
};
const RECENTLY = () => ({ startMs: Date.now() - 600_000, endMs: Date.now() + 600_000 });

describe.each(Object.entries(WAYS))("the SDK over %s", (way, exporters) => {
  const service = `sdk ${way}`;
  const resource = resourceFromAttributes({ "service.name": service, "service.instance.id": "one" });

  it("sends traces", async () => {
    const provider = new BasicTracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor(exporters.traces())],
    });
    const span = provider
      .getTracer("test", "1.2.3")
      .startSpan("checkout", { attributes: { items: 3, vip: true, ratio: 0.5 } });
    span.addEvent("paid", { amount: 12.5 });
    span.end();
    await provider.shutdown();
    const traceId = parseTraceId(span.spanContext().traceId);
    const stored = traceId && (await ingest.store.readTrace({ tenant: 1, traceId }));
    const [group] = readTraces(stored ?? new Uint8Array());
    const [scope] = group?.scopeSpans ?? [];
    expect(scope?.scope).toMatchObject({ name: "test", version: "1.2.3" });
    expect(scope?.spans[0]).toMatchObject({
      name: "checkout",
      spanId: span.spanContext().spanId,
      events: [{ name: "paid" }],
    });
    expect(scope?.spans[0]?.attributes).toEqual([
      { key: "items", value: { type: "int", value: 3n } },
      { key: "vip", value: { type: "bool", value: true } },
      { key: "ratio", value: { type: "double", value: 0.5 } },
    ]);
  });

  it("sends metrics", async () => {
    const reader = new PeriodicExportingMetricReader({
      exporter: exporters.metrics(),
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({ resource, readers: [reader] });
    const meter = provider.getMeter("test");
    meter.createCounter("orders").add(7, { region: "eu" });
    meter.createHistogram("latency", { unit: "ms" }).record(42);
    await provider.shutdown();
    const bytes = await ingest.store.readMetrics({ tenant: 1, window: RECENTLY(), service, limit: 1000 });
    const metrics = readMetrics(bytes).flatMap((group) => group.scopeMetrics.flatMap((scope) => scope.metrics));
    expect(metrics.find((metric) => metric.name === "orders")).toMatchObject({ kind: "sum", isMonotonic: true });
    expect(metrics.find((metric) => metric.name === "latency")).toMatchObject({ kind: "histogram", unit: "ms" });
  });

  it("sends logs", async () => {
    const provider = new LoggerProvider({
      resource,
      processors: [new BatchLogRecordProcessor({ exporter: exporters.logs() })],
    });
    provider
      .getLogger("test")
      .emit({ severityNumber: SeverityNumber.ERROR, body: `lost by ${way}`, attributes: { code: 500 } });
    await provider.shutdown();
    const found = await ingest.store.searchLogs({
      tenant: 1,
      window: RECENTLY(),
      services: [service],
      limit: 10,
      order: "newest",
    });
    const records = found.records.flatMap(({ logsData }) =>
      readLogs(logsData).flatMap((group) => group.scopeLogs.flatMap((scope) => scope.logRecords)),
    );
    expect(records).toMatchObject([{ severityNumber: 17, body: { type: "string", value: `lost by ${way}` } }]);
  });
});
