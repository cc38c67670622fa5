/**
 * Request bodies for load: built once, changed in place before each sending (ids and times), so that the generator costs little.
 * Spans are like those of reference measurements: 12 attributes, 12 resource attributes, 8 spans a trace, 40 services, an event on
 * every sixth, an error with a stack trace on every fiftieth; about 600 bytes each. `spread` puts the spans of a trace into
 * different requests, as real services do.
 * Shape: a Template knows where in its bytes ids and times stand; `stamp` writes new ones.
 */
import type { Attributes } from "../server/model/attributes.ts";
import type { Signal } from "../server/model/columns.ts";
import type { SpanId, TraceId } from "../server/model/ids.ts";
import type { Resource, Scope } from "../server/model/resource.ts";
import type { Span } from "../server/model/span.ts";
import { writeLogs } from "../server/otlp/writeLogs.ts";
import { writeMetrics } from "../server/otlp/writeMetrics.ts";
import { writeTraces } from "../server/otlp/writeTraces.ts";
import { remoteWriteBody, stampMs } from "./remoteWriteBody.ts";

export const ITEMS: Readonly<Record<Signal, number>> = { traces: 512, metrics: 1000, logs: 500 };
const SERVICES = 40;
const SPANS_PER_TRACE = 8;

export interface Template {
  readonly signal: Signal;
  readonly items: number;
  readonly bytes: Buffer;
  /** Offsets of four bytes in each trace id and span id that change with every sending. */
  readonly idAt: Uint32Array;
  /** Offsets of fixed64 times, and each one's distance from now in nanoseconds. */
  readonly timeAt: Uint32Array;
  readonly timeBack: BigInt64Array;
  /** Offsets of times in milliseconds (remoteWriteBody.ts). */
  readonly msAt: Uint32Array;
}

const MARK_TIME = 1_900_000_000_000_000_000n;
const MARK_HIGH = Number(MARK_TIME >> 32n);
const text = (key: string, value: string) => ({ key, value: { type: "string", value } as const });
const int = (key: string, value: number) => ({ key, value: { type: "int", value: BigInt(value) } as const });

/** Pseudo-random numbers that are the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const resourceOf = (service: number): Resource => ({
  attributes: [
    text("service.name", `service-${service}`),
    text("service.namespace", "shop"),
    text("service.version", `1.${service % 7}.3`),
    text("service.instance.id", `service-${service}-7f9c6d5b8-x${service}`),
    text("deployment.environment.name", "production"),
    text("cloud.region", `eu-central-${service % 3}`),
    text("cloud.availability_zone", `eu-central-${service % 3}a`),
    text("host.name", `ip-10-0-${service}-17`),
    text("k8s.pod.name", `service-${service}-7f9c6d5b8-x${service}`),
    text("k8s.node.name", `node-${service % 9}`),
    text("telemetry.sdk.language", "nodejs"),
    text("telemetry.sdk.version", "2.12.1"),
  ],
  droppedAttributesCount: 0,
  schemaUrl: "https://opentelemetry.io/schemas/1.44.0",
});
const SCOPE: Scope = {
  name: "@opentelemetry/instrumentation-http",
  version: "0.223.1",
  attributes: [],
  droppedAttributesCount: 0,
  schemaUrl: "",
};

function attributesOf(random: () => number, route: string): Attributes {
  const id = Math.floor(random() * 1e6);
  return [
    text("http.request.method", random() < 0.7 ? "GET" : "POST"),
    text("url.path", `${route}/${id}`),
    text("http.route", `${route}/{id}`),
    int("http.response.status_code", random() < 0.98 ? 200 : 500),
    text("client.address", `10.${id % 250}.${id % 199}.${id % 97}`),
    text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) Chrome/141"),
    text("enduser.id", `user-${id}`),
    int("server.port", 8080),
    text("network.protocol.version", "1.1"),
    text("url.scheme", "https"),
    int("http.response.body.size", id),
    text("thread.name", `worker-${id % 16}`),
  ];
}

/** Eight hexadecimal digits that look random and are always the same for the same numbers. */
function digits(...numbers: readonly number[]): string {
  const mixed = numbers.reduce((sum, number) => Math.imul((sum ^ number) + 0x9e3779b9, 0x85ebca6b) ^ (sum >>> 13), 1);
  return (Math.imul(mixed ^ (mixed >>> 16), 0xc2b2ae35) >>> 0).toString(16).padStart(8, "0");
}

/** Ids are made of four bytes that change with every sending (see `stamp`) and a part that stays. */
const traceIdOf = (request: number, trace: number) =>
  `a5a5a5a5${digits(request, trace, 1)}${digits(request, trace, 2)}${digits(request, trace, 3)}` as TraceId;
const spanIdOf = (request: number, trace: number, index: number) =>
  `a5a5a5a5${digits(request, trace, index, 4)}` as SpanId;

function spanOf(random: () => number, trace: number, index: number, request: number): Span {
  const failed = random() < 0.02;
  const route = `/api/v1/route-${(trace * 3 + index) % 12}`;
  const event = (name: string, attributes: Attributes) => ({
    timeUnixNano: MARK_TIME,
    name,
    attributes,
    droppedAttributesCount: 0,
  });
  return {
    traceId: traceIdOf(request, trace),
    spanId: spanIdOf(request, trace, index),
    parentSpanId: index === 0 ? null : spanIdOf(request, trace, index - 1),
    traceState: "",
    flags: 257,
    name: `GET ${route}/{id}`,
    kind: index % 2 === 0 ? 2 : 3,
    startTimeUnixNano: MARK_TIME - BigInt(Math.floor(random() * 5e7 + 1e7)),
    endTimeUnixNano: MARK_TIME - BigInt(Math.floor(random() * 9e6)),
    attributes: attributesOf(random, route),
    droppedAttributesCount: 0,
    events: failed
      ? [
          event("exception", [
            text("exception.type", "TimeoutError"),
            text("exception.stacktrace", "at query (/app/db.js:17:9)\n".repeat(20)),
          ]),
        ]
      : random() < 0.17
        ? [event("cache.miss", [text("cache.key", `k${trace}`)])]
        : [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: failed ? { code: 2, message: "deadline exceeded" } : { code: 0, message: "" },
  };
}

/** `request` tells bodies apart; with `spread`, eight neighbouring requests share their traces, one span of each in every one. */
function tracesBody(request: number, spread: boolean): Buffer {
  const random = randomOf(request * 7919 + 1);
  const spans = Array.from({ length: ITEMS.traces }, (_, i) =>
    spread
      ? spanOf(random, i, request % SPANS_PER_TRACE, Math.floor(request / SPANS_PER_TRACE))
      : spanOf(random, Math.floor(i / SPANS_PER_TRACE), i % SPANS_PER_TRACE, request),
  );
  const perResource = spans.length / 8;
  const groups = Array.from({ length: 8 }, (_, i) => ({
    resource: resourceOf((request * 8 + i) % SERVICES),
    scopeSpans: [{ scope: SCOPE, spans: spans.slice(i * perResource, (i + 1) * perResource) }],
  }));
  return Buffer.from(writeTraces(groups));
}

function metricsBody(request: number): Buffer {
  const random = randomOf(request * 104729 + 1);
  const dataPoints = Array.from({ length: ITEMS.metrics / 4 }, (_, i) => ({
    attributes: [
      text("http.route", `/route-${i % 50}`),
      text("http.request.method", i % 2 ? "GET" : "POST"),
      int("pool", Math.floor(i / 50)),
    ],
    startTimeUnixNano: MARK_TIME,
    timeUnixNano: MARK_TIME,
    flags: 0,
    exemplars: [],
  }));
  const numbers = dataPoints.map((point) => ({ ...point, value: { type: "double", value: random() * 100 } as const }));
  const histograms = dataPoints.map((point) => ({
    ...point,
    count: 100n,
    sum: random() * 1000,
    min: 0.1,
    max: 99,
    explicitBounds: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000],
    bucketCounts: Array.from({ length: 14 }, () => BigInt(Math.floor(random() * 30))),
  }));
  const head = { description: "", unit: "ms", metadata: [] };
  const sum = { ...head, kind: "sum", isMonotonic: true, aggregationTemporality: 2, dataPoints: numbers } as const;
  const metrics = [
    { ...head, name: "process.cpu.utilization", kind: "gauge", dataPoints: numbers } as const,
    { ...sum, name: "http.server.requests" },
    { ...sum, name: "http.client.requests" },
    {
      ...head,
      name: "http.server.request.duration",
      kind: "histogram",
      aggregationTemporality: 2,
      dataPoints: histograms,
    } as const,
  ];
  return Buffer.from(
    writeMetrics([{ resource: resourceOf(request % SERVICES), scopeMetrics: [{ scope: SCOPE, metrics }] }]),
  );
}

function logsBody(request: number): Buffer {
  const random = randomOf(request * 15485863 + 1);
  const logRecords = Array.from({ length: ITEMS.logs }, (_, i) => {
    const id = Math.floor(random() * 1e6);
    return {
      timeUnixNano: MARK_TIME,
      observedTimeUnixNano: MARK_TIME,
      severityNumber: random() < 0.02 ? 17 : 9,
      severityText: "INFO",
      body: {
        type: "string",
        value: `Order ${id} of user-${id % 977} placed in ${(random() * 90).toFixed(1)} ms, ${id % 7} items`,
      } as const,
      attributes: [
        text("logger.name", `com.shop.Order${i % 20}`),
        text("thread.name", `worker-${id % 16}`),
        int("order.items", id % 7),
      ],
      droppedAttributesCount: 0,
      flags: 1,
      traceId: traceIdOf(request, i),
      spanId: spanIdOf(request, i, 0),
      eventName: "",
    };
  });
  return Buffer.from(
    writeLogs([{ resource: resourceOf(request % SERVICES), scopeLogs: [{ scope: SCOPE, logRecords }] }]),
  );
}

/** One request's body with the places that change. */
export function templateOf(signal: Signal, request: number, spread: boolean): Template {
  const bytes =
    signal === "traces" ? tracesBody(request, spread) : signal === "metrics" ? metricsBody(request) : logsBody(request);
  const idAt: number[] = [];
  const timeAt: number[] = [];
  const timeBack: bigint[] = [];
  for (let at = 0; at + 8 <= bytes.length; at++) {
    if (bytes.readUInt32BE(at) === 0xa5a5a5a5) idAt.push(at);
    const high = bytes.readUInt32LE(at + 4);
    if (high !== MARK_HIGH && high !== MARK_HIGH - 1) continue;
    const back = MARK_TIME - bytes.readBigUInt64LE(at);
    if (back < 0n || back > 100_000_000n) continue;
    timeAt.push(at);
    timeBack.push(back);
  }
  return {
    signal,
    items: ITEMS[signal],
    bytes,
    idAt: Uint32Array.from(idAt),
    timeAt: Uint32Array.from(timeAt),
    timeBack: BigInt64Array.from(timeBack),
    msAt: new Uint32Array(0),
  };
}

/** The same for remote write. */
export function remoteWriteTemplate(request: number): Template {
  const nothing = { idAt: new Uint32Array(0), timeAt: new Uint32Array(0), timeBack: new BigInt64Array(0) };
  return { signal: "metrics", items: ITEMS.metrics, ...nothing, ...remoteWriteBody(request) };
}

/** Makes the body one that was never sent: `turn` into the ids, times up to now. */
export function stamp({ bytes, idAt, timeAt, timeBack, msAt }: Template, turn: number, nowMs: number): void {
  for (const at of msAt) stampMs(bytes, at, nowMs);
  for (let i = 0; i < idAt.length; i++) bytes.writeUInt32BE(turn >>> 0, idAt[i] ?? 0);
  const nowNano = BigInt(nowMs) * 1_000_000n + BigInt(turn & 0xffff);
  for (let i = 0; i < timeAt.length; i++) bytes.writeBigUInt64LE(nowNano - (timeBack[i] ?? 0n), timeAt[i]);
}
