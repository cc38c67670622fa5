/** decodeTraces: what leaves the runs, what is refused, what is kept. Hand-made spans; the oracle's tests are in oracle.test.ts. */
import { describe, expect, it } from "vitest";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { Span } from "../model/span.ts";
import type { DecodeOptions } from "./decoded.ts";
import { decodeTraces } from "./decodeTraces.ts";
import { ProtobufReader } from "./protobufReader.ts";
import { ProtobufWriter } from "./protobufWriter.ts";
import { readSpan, readTraces } from "./readTraces.ts";
import { writeSpan, writeTraces } from "./writeTraces.ts";

const NOW = 1_800_000_000_000_000_000n;
const OPTIONS: DecodeOptions = {
  acceptFromUnixNano: NOW - 7n * 86_400_000_000_000n,
  acceptToUnixNano: NOW + 3_600_000_000_000n,
  maxAttributes: 128,
  maxStringBytes: 65_536,
  maxDepth: 64,
};
const SPAN: Span = {
  traceId: "5b8efff798038103d269b633813fc60c" as TraceId,
  spanId: "eee19b7ec3c1b174" as SpanId,
  parentSpanId: "0102030405060708" as SpanId,
  traceState: "vendor=1",
  flags: 0x101,
  name: "GET /käse",
  kind: 2,
  startTimeUnixNano: NOW,
  endTimeUnixNano: NOW + 5n,
  attributes: [
    { key: "__proto__", value: { type: "string", value: "plain" } },
    { key: "n", value: { type: "int", value: -1n } },
    { key: "n", value: { type: "double", value: Number.NaN } },
  ],
  droppedAttributesCount: 3,
  events: [{ timeUnixNano: NOW + 1n, name: "e", attributes: [], droppedAttributesCount: 1 }],
  droppedEventsCount: 1,
  links: [],
  droppedLinksCount: 2,
  status: { code: 2, message: "no" },
};
const RESOURCE = {
  attributes: [{ key: "service.name", value: { type: "string", value: "shop" } as const }],
  droppedAttributesCount: 0,
  schemaUrl: "https://r",
};
const SCOPE = { name: "lib", version: "1", attributes: [], droppedAttributesCount: 0, schemaUrl: "https://s" };
const request = (...spans: Span[]) => writeTraces([{ resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans }] }]);

/** The issues as `code x count @ path`. */
function issuesOf(bytes: Uint8Array, options = OPTIONS): string[] {
  const decoded = decodeTraces(bytes, options);
  if (!decoded.ok) return [decoded.message];
  return decoded.issues.map(({ code, count, path }) => `${code} x ${count} @ ${path}`);
}

/** The spans put together again from columns and runs, as the store does. */
function rejoin(bytes: Uint8Array, options = OPTIONS): Span[] {
  const decoded = decodeTraces(bytes, options);
  if (!decoded.ok) throw new Error(decoded.message);
  const { columns } = decoded;
  return Array.from({ length: columns.count }, (_, i) => {
    const at = (column: Uint32Array) => column[i] ?? 0;
    const slice = (from: number, length: number) => columns.bytes.slice(from, from + length);
    const writer = new ProtobufWriter();
    writer.bytes(0x0a, slice(at(columns.traceIdAt), 16));
    writer.bytes(0x12, slice(at(columns.spanIdAt), 8));
    if (at(columns.parentSpanIdAt) !== 0xffffffff) writer.bytes(0x22, slice(at(columns.parentSpanIdAt), 8));
    writer.bytes(0x2a, slice(at(columns.nameAt), at(columns.nameEnd) - at(columns.nameAt)));
    writer.fixed64(0x39, (BigInt(at(columns.startHi)) << 32n) | BigInt(at(columns.startLo)));
    writer.fixed64(0x41, (BigInt(at(columns.endHi)) << 32n) | BigInt(at(columns.endLo)));
    for (let run = at(columns.firstRun); run < (columns.firstRun[i + 1] ?? 0); run++) {
      writer.raw(columns.bytes, columns.runs[2 * run] ?? 0, columns.runs[2 * run + 1] ?? 0);
    }
    const joined = writer.finish();
    return readSpan(new ProtobufReader(joined), 0, joined.length);
  });
}

describe("decodeTraces", () => {
  it("keeps every field of a span between columns and runs", () => {
    const second = { ...SPAN, parentSpanId: null, name: "", spanId: "ff00000000000001" as SpanId, attributes: [] };
    expect(rejoin(request(SPAN, second))).toEqual([SPAN, second]);
  });

  it("points at the resource and scope of each span", () => {
    const decoded = decodeTraces(request(SPAN), OPTIONS);
    if (!decoded.ok) throw new Error(decoded.message);
    const { columns } = decoded;
    expect(columns.scopes[columns.scope[0] ?? 9]).toMatchObject({ resource: 0, schemaUrl: "https://s" });
    expect(columns.resources).toMatchObject([{ schemaUrl: "https://r" }]);
    expect([columns.kind[0], columns.statusCode[0]]).toEqual([2, 2]);
  });

  it("reads a resource and a scope that come after their spans", () => {
    const span = new ProtobufWriter();
    writeSpan(span, SPAN);
    const writer = new ProtobufWriter();
    const group = writer.begin(0x0a);
    const scope = writer.begin(0x12);
    writer.bytes(0x12, span.finish());
    writer.bytes(0x0a, new Uint8Array([0x0a, 1, 0x61]));
    writer.end(scope);
    writer.string(0x1a, "late");
    writer.bytes(0x0a, new Uint8Array([0x10, 7]));
    writer.end(group);
    const bytes = writer.finish();
    const decoded = decodeTraces(bytes, OPTIONS);
    if (!decoded.ok) throw new Error(decoded.message);
    expect(decoded.columns.resources[0]?.schemaUrl).toBe("late");
    expect(readTraces(bytes)[0]).toMatchObject({
      resource: { droppedAttributesCount: 7, schemaUrl: "late" },
      scopeSpans: [{ scope: { name: "a" } }],
    });
  });

  it("refuses one span and keeps its neighbours", () => {
    const zero = { ...SPAN, traceId: "0".repeat(32) as TraceId };
    const short = { ...SPAN, spanId: "0102" as SpanId };
    const oldParent = { ...SPAN, parentSpanId: "01" as SpanId };
    const old = { ...SPAN, startTimeUnixNano: 0n };
    const future = { ...SPAN, startTimeUnixNano: NOW + 3_600_000_000_001n };
    const bytes = request(zero, SPAN, short, old, future, zero, SPAN, oldParent);
    expect(rejoin(bytes)).toEqual([SPAN, SPAN]);
    const at = (i: number) => `resourceSpans[0].scopeSpans[0].spans[${i}]`;
    expect(issuesOf(bytes)).toEqual([
      `invalid_trace_id x 2 @ ${at(0)}`,
      `invalid_span_id x 2 @ ${at(2)}`,
      `too_old x 1 @ ${at(3)}`,
      `too_far_ahead x 1 @ ${at(4)}`,
    ]);
  });

  it("takes an all-zero or empty parent for a root and keeps an end before the start", () => {
    const backwards = { ...SPAN, endTimeUnixNano: NOW - 9n };
    const zeroParent = { ...SPAN, parentSpanId: "0".repeat(16) as SpanId };
    expect(rejoin(request(zeroParent, backwards))).toEqual([{ ...SPAN, parentSpanId: null }, backwards]);
  });

  it("accepts exactly up to the depth limit", () => {
    const nested = (levels: number) => {
      let value: Span["attributes"][number]["value"] = { type: "int", value: 1n };
      for (let i = 0; i < levels; i++) value = { type: "array", value: [value] };
      return { ...SPAN, attributes: [{ key: "deep", value }] };
    };
    expect(issuesOf(request(nested(64)))).toEqual([]);
    expect(issuesOf(request(nested(65), SPAN, nested(600)))).toEqual([
      "nested_too_deep x 2 @ resourceSpans[0].scopeSpans[0].spans[0]",
    ]);
    const deepResource = { ...RESOURCE, attributes: nested(65).attributes };
    const bytes = writeTraces([
      { resource: deepResource, scopeSpans: [{ scope: SCOPE, spans: [SPAN, SPAN] }] },
      { resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans: [SPAN] }] },
    ]);
    expect(issuesOf(bytes)).toEqual(["nested_too_deep x 2 @ resourceSpans[0].resource"]);
    expect(rejoin(bytes)).toEqual([SPAN]);
  });

  it("clips attributes and strings beyond the limits, counts them, and leaves the rest as it was", () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ key: `k${i}`, value: { type: "int", value: 1n } as const }));
    const long = { ...SPAN, attributes: [{ key: "s", value: { type: "string", value: "abcdefgä12" } as const }] };
    const options = { ...OPTIONS, maxAttributes: 3, maxStringBytes: 8 };
    const event = { timeUnixNano: 0n, name: "e", attributes: many, droppedAttributesCount: 1 };
    const short = { ...SPAN, name: "n", attributes: [], status: { code: 0, message: "" }, traceState: "" };
    const bytes = request({ ...short, attributes: many }, { ...long, name: "n" }, { ...short, events: [event] });
    const [first, second, third] = rejoin(bytes, options);
    expect(first).toMatchObject({ attributes: many.slice(0, 3), droppedAttributesCount: 3 + 2 });
    expect(second?.attributes[0]?.value).toEqual({ type: "string", value: "abcdefg" });
    expect(third?.events[0]).toMatchObject({ attributes: many.slice(0, 3), droppedAttributesCount: 1 + 2 });
    expect(issuesOf(bytes, options)).toEqual([
      "attributes_clipped x 2 @ resourceSpans[0].scopeSpans[0].spans[0]",
      "strings_clipped x 3 @ resourceSpans[0].scopeSpans[0].spans[1]",
    ]);
  });

  it("keeps unknown fields of every wire type with the span", () => {
    const span = new ProtobufWriter();
    writeSpan(span, SPAN);
    const unknown = new Uint8Array([0xa0, 6, 0xff, 1, 0xa3, 6, 0xab, 6, 8, 1, 0xac, 6, 0xa4, 6, 0xa5, 6, 1, 2, 3, 4]);
    span.raw(unknown, 0, unknown.length);
    const writer = new ProtobufWriter();
    const group = writer.begin(0x0a);
    const scope = writer.begin(0x12);
    writer.bytes(0x12, span.finish());
    writer.end(scope);
    writer.end(group);
    const bytes = writer.finish();
    const decoded = decodeTraces(bytes, OPTIONS);
    if (!decoded.ok) throw new Error(decoded.message);
    const last = decoded.columns.runs[2 * (decoded.columns.firstRun[1] ?? 0) - 1] ?? 0;
    expect(bytes.slice(last - unknown.length, last)).toEqual(unknown);
    expect(rejoin(bytes)).toEqual([SPAN]);
  });

  it("reads tags and lengths written longer than needed", () => {
    const bytes = new Uint8Array([0x8a, 0x80, 0x00, 0x80, 0x80, 0x00]);
    expect(decodeTraces(bytes, OPTIONS)).toMatchObject({ ok: true, issues: [] });
  });

  it("names the byte when the request is malformed", () => {
    const bytes = request(SPAN);
    expect(issuesOf(bytes.slice(0, -1))[0]).toMatch(
      /^The body is not an OTLP traces request in protobuf\. Byte 0: field 1 /,
    );
    expect(issuesOf(new Uint8Array([0x0f]))[0]).toContain("Byte 0: wire type 7 cannot start a field");
    expect(issuesOf(new Uint8Array([0x0a]))[0]).toContain("expected a length");
  });
});
