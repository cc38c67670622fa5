/** Requests of 64 call trees of 8 spans across 50 services, as the deriver's bench sends them. */
import type { SpanColumns } from "../server/model/columns.ts";
import type { SpanId, TraceId } from "../server/model/ids.ts";
import type { Span } from "../server/model/span.ts";
import { decodeTraces } from "../server/otlp/decodeTraces.ts";
import type { ResourceSpans } from "../server/otlp/groups.ts";
import { writeTraces } from "../server/otlp/writeTraces.ts";

/** A small deterministic generator: 0 <= x < 1. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b1) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

const attributes = (record: Record<string, string>) =>
  Object.entries(record).map(([key, value]) => ({ key, value: { type: "string", value } as const }));
const NOTHING = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };

export function callTreeRequest(next: () => number, nowMs: number): SpanColumns {
  const hex = (digits: number) => {
    let text = "";
    while (text.length < digits)
      text += Math.floor(next() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
    return text.slice(0, digits);
  };
  const byService = new Map<number, Span[]>();
  for (let tree = 0; tree < 64; tree++) {
    const traceId = hex(32) as TraceId;
    let parentSpanId: SpanId | null = null;
    for (let depth = 0; depth < 8; depth++) {
      const service = (tree * 7 + (depth >> 1)) % 50;
      const spanId = hex(16) as SpanId;
      const span = spanOf(depth, service, next, nowMs, hex(12));
      byService.set(service, [...(byService.get(service) ?? []), { ...span, traceId, spanId, parentSpanId }]);
      parentSpanId = spanId;
    }
  }
  const groups = [...byService].map(
    ([service, spans]): ResourceSpans => ({
      resource: {
        ...NOTHING,
        attributes: attributes({ "service.name": `service-${service}`, "service.instance.id": `i-${service}` }),
      },
      scopeSpans: [{ scope: { ...NOTHING, name: "bench", version: "" }, spans }],
    }),
  );
  const decoded = decodeTraces(writeTraces(groups), {
    acceptFromUnixNano: 0n,
    acceptToUnixNano: 1n << 63n,
    maxAttributes: 128,
    maxStringBytes: 65_536,
    maxDepth: 64,
  });
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.columns;
}

function spanOf(depth: number, service: number, next: () => number, nowMs: number, user: string) {
  const start = BigInt(nowMs - 5_000) * 1_000_000n + BigInt(Math.floor(next() * 4e9));
  return {
    traceState: "",
    flags: 257,
    name: `GET /api/v1/resource/${service}/${Math.floor(next() * 20)}`,
    kind: depth % 2 === 0 ? 2 : 3,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(Math.floor(Math.exp(next() * 4 + 13))),
    attributes: attributes({
      "http.request.method": "GET",
      "url.path": "/api/v1/resource",
      "http.route": "/api/v1/:resource",
      "server.address": "cart.internal",
      "network.protocol.version": "1.1",
      "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64)",
      "http.response.status_code": "200",
      "enduser.id": user,
      ...(depth === 7 ? { "db.system.name": "postgresql", "db.namespace": "orders" } : {}),
    }),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: next() < 0.02 ? 2 : 0, message: "" },
  };
}
