/**
 * A sender like any user's: the official OpenTelemetry JS SDK for one service, exporting to the product's real ports over the
 * transport asked for. `flush` ends the sender: it resolves when everything was acknowledged, and rejects with the first error otherwise.
 */
import { randomUUID } from "node:crypto";
import { Metadata } from "@grpc/grpc-js";
import { context, type Span, trace } from "@opentelemetry/api";
import { OTLPLogExporter as GrpcLogs } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as GrpcMetrics } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtoMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as GrpcTraces } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { product } from "./product.ts";

export const TRANSPORTS = ["http/protobuf", "http/json", "grpc"] as const;
export type Transport = (typeof TRANSPORTS)[number];

export interface Destination {
  readonly httpUrl: string;
  readonly grpcAddress: string;
  readonly token?: string;
}

function exporters(transport: Transport, to: Destination) {
  if (transport === "grpc") {
    const metadata = new Metadata();
    if (to.token) metadata.set("authorization", `Bearer ${to.token}`);
    const options = { url: `http://${to.grpcAddress}`, metadata };
    return { traces: new GrpcTraces(options), metrics: new GrpcMetrics(options), logs: new GrpcLogs(options) };
  }
  const headers: Record<string, string> = to.token ? { authorization: `Bearer ${to.token}` } : {};
  const options = (signal: string) => ({ url: `${to.httpUrl}/v1/${signal}`, headers });
  if (transport === "http/json") {
    return {
      traces: new JsonTraces(options("traces")),
      metrics: new JsonMetrics(options("metrics")),
      logs: new JsonLogs(options("logs")),
    };
  }
  return {
    traces: new ProtoTraces(options("traces")),
    metrics: new ProtoMetrics(options("metrics")),
    logs: new ProtoLogs(options("logs")),
  };
}

interface Exporter {
  export(items: never, done: (result: { readonly error?: Error }) => void): void;
}

/** The SDK only logs an export that fails; a test must know. */
function noteFailures(exporter: Exporter, failures: Error[]): void {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      if (result.error) failures.push(result.error);
      done(result);
    });
}

export const theProduct = (): Destination => ({
  httpUrl: product().otlpHttpUrl,
  grpcAddress: product().otlpGrpcAddress,
});

/** One service as its SDK runs in it; `more` are attributes of its resource. */
export function createSender(
  service: string,
  transport: Transport,
  to: Destination = theProduct(),
  more: Readonly<Record<string, string>> = {},
) {
  const { traces, metrics, logs } = exporters(transport, to);
  const failures: Error[] = [];
  for (const exporter of [traces, metrics, logs]) noteFailures(exporter, failures);
  const resource = resourceFromAttributes({
    "service.name": service,
    "service.version": "1.4.2",
    "service.instance.id": randomUUID(),
    "deployment.environment.name": "test",
    ...more,
  });
  const tracing = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(traces)] });
  const logging = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: logs })] });
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 });
  const metering = new MeterProvider({ resource, readers: [reader] });
  return {
    service,
    tracer: tracing.getTracer("e2e", "2.0"),
    logger: logging.getLogger("e2e"),
    meter: metering.getMeter("e2e"),
    /** The context in which a span is the parent. */
    below: (span: Span) => trace.setSpan(context.active(), span),
    flush: async () => {
      await Promise.allSettled([tracing.forceFlush(), logging.forceFlush(), metering.forceFlush()]);
      await Promise.allSettled([tracing.shutdown(), logging.shutdown(), metering.shutdown()]);
      if (failures[0]) throw failures[0];
    },
  };
}
