/**
 * Decoding speed on one core: our walk against protobufjs' generated code, on the same requests in the same run.
 * 512 spans a request, 8 services, 12 attributes a span, about 600 bytes each. Run: npm run bench -- decode
 */
import { createRequire } from "node:module";
import type { SpanId, TraceId } from "../server/model/ids.ts";
import type { Span } from "../server/model/span.ts";
import { decodeTraces } from "../server/otlp/decodeTraces.ts";
import { readTraces } from "../server/otlp/readTraces.ts";
import { tracesToJson } from "../server/otlp/toJson.ts";
import { transcodeJson } from "../server/otlp/transcodeJson.ts";
import { writeTraces } from "../server/otlp/writeTraces.ts";
import { BARS } from "./bars.ts";
import { type Bench, count } from "./bench.ts";

const SPANS = 512;
const NOW = 1_800_000_000_000_000_000n;
const OPTIONS = {
  acceptFromUnixNano: NOW - 86_400_000_000_000n,
  acceptToUnixNano: NOW + 86_400_000_000_000n,
  maxAttributes: 128,
  maxStringBytes: 65_536,
  maxDepth: 64,
};

/** A small deterministic generator (xorshift), so that every run decodes the same bytes. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const text = (value: string) => ({ type: "string", value }) as const;

function spanOf(i: number, next: () => number): Span {
  const hex = (digits: number) => next().toString(16).padStart(8, "0").repeat(2).slice(0, digits);
  const route = `/api/v1/orders/${next() % 1_000_000}/items/${next() % 1000}`;
  const event = {
    timeUnixNano: NOW,
    name: "cache.miss",
    attributes: [{ key: "cache.key", value: text(hex(16)) }],
    droppedAttributesCount: 0,
  };
  return {
    traceId: `${hex(16) + hex(15)}1` as TraceId,
    spanId: `${hex(15)}1` as SpanId,
    parentSpanId: i % 8 === 0 ? null : (`${hex(15)}1` as SpanId),
    traceState: "",
    flags: 0x101,
    name: `GET /api/v1/orders/{id} ${i % 60}`,
    kind: 2,
    startTimeUnixNano: NOW + BigInt(next()),
    endTimeUnixNano: NOW + BigInt(next()) + 4_000_000n,
    attributes: [
      { key: "http.request.method", value: text("GET") },
      { key: "url.path", value: text(route) },
      { key: "url.full", value: text(`https://shop.example.com${route}?session=${hex(16)}`) },
      { key: "http.response.status_code", value: { type: "int", value: 200n } },
      { key: "server.address", value: text("shop.example.com") },
      { key: "server.port", value: { type: "int", value: 8443n } },
      { key: "client.address", value: text(`10.${next() % 256}.${next() % 256}.${next() % 256}`) },
      { key: "user_agent.original", value: text("Mozilla/5.0 (X11; Linux x86_64) Gecko") },
      { key: "enduser.id", value: text(`user-${next() % 100_000}`) },
      { key: "app.cart.total", value: { type: "double", value: (next() % 10_000) / 100 } },
      { key: "app.vip", value: { type: "bool", value: next() % 2 === 0 } },
      { key: "network.protocol.version", value: text("1.1") },
    ],
    droppedAttributesCount: 0,
    events: i % 6 === 0 ? [event] : [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: i % 50 === 0 ? 2 : 0, message: "" },
  };
}

function requestOf(seed: number): Uint8Array {
  const next = numbers(seed);
  const groups = Array.from({ length: 8 }, (_, service) => ({
    resource: {
      attributes: Array.from({ length: 12 }, (_, i) => ({
        key: `resource.key.${i}`,
        value: text(`value ${service} ${i}`),
      })),
      droppedAttributesCount: 0,
      schemaUrl: "",
    },
    scopeSpans: [
      {
        scope: { name: "io.example.http", version: "1.2.3", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
        spans: Array.from({ length: SPANS / 8 }, (_, i) => spanOf(i, next)),
      },
    ],
  }));
  return writeTraces(groups).slice();
}

/** Spans per second of processor time of this decoder (so that a busy machine moves it little), after a warm-up. */
function measure(requests: readonly Uint8Array[], decode: (bytes: Uint8Array) => unknown, seconds: number): number {
  const run = (length: number): number => {
    const before = process.cpuUsage();
    let rounds = 0;
    for (;;) {
      for (const request of requests) decode(request);
      rounds++;
      const { user, system } = process.cpuUsage(before);
      if (user + system >= length * 1e6) return (rounds * requests.length * SPANS * 1e6) / (user + system);
    }
  };
  run(seconds / 4);
  return run(seconds);
}

interface Oracle {
  opentelemetry: { proto: { trace: { v1: { TracesData: { decode(bytes: Uint8Array): unknown } } } } };
}

export async function benchDecode(bench: Bench): Promise<void> {
  const load = createRequire(`${process.cwd()}/package.json`);
  const { TracesData } = (load("otlp-generated/build/src/generated/root.js") as Oracle).opentelemetry.proto.trace.v1;
  const requests = Array.from({ length: 16 }, (_, i) => requestOf(i + 1));
  const bytes = requests.reduce((sum, request) => sum + request.length, 0) / requests.length / SPANS;
  const json = requests.map((request) => new TextEncoder().encode(JSON.stringify(tracesToJson(request))));
  const speed = (name: string, given: readonly Uint8Array[], decode: (request: Uint8Array) => unknown) => {
    const rate = measure(given, decode, bench.quick ? 0.2 : 2);
    bench.figure(
      name,
      `${count(rate)} spans/s on one core, ${(1e9 / rate).toFixed(0)} ns a span of ${bytes.toFixed(0)} bytes`,
    );
    return rate;
  };
  const ours = speed("decodeTraces (columns)", requests, (request) => decodeTraces(request, OPTIONS));
  const theirs = speed("protobufjs, generated code", requests, (request) => TracesData.decode(request));
  bench.figure("decodeTraces to protobufjs", `${(ours / theirs).toFixed(1)} times as fast`, BARS.decode);
  speed("readTraces (objects)", requests, readTraces);
  speed("OTLP/JSON: transcodeJson + decodeTraces", json, (request) => {
    const transcoded = transcodeJson("traces", request);
    return transcoded.ok && decodeTraces(transcoded.bytes, OPTIONS);
  });
}
