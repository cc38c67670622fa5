/** decodeLogs: the decisions that are its own. What it shares with traces is tested there. */
import { describe, expect, it } from "vitest";
import { NONE } from "../model/columns.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { LogRecord } from "../model/log.ts";
import { NO_LIMITS } from "./decoded.ts";
import { decodeLogs } from "./decodeLogs.ts";
import { readLogs } from "./readLogs.ts";
import { logsToJson } from "./toJson.ts";
import { transcodeJson } from "./transcodeJson.ts";
import { writeLogs } from "./writeLogs.ts";

const NOW = 1_800_000_000_000_000_000n;
const OPTIONS = {
  acceptFromUnixNano: NOW - 1000n,
  acceptToUnixNano: NOW + 1000n,
  maxAttributes: 2,
  maxStringBytes: 10,
  maxDepth: 2,
};
const RESOURCE = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const SCOPE = { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const RECORD: LogRecord = {
  timeUnixNano: NOW,
  observedTimeUnixNano: 0n,
  severityNumber: 99,
  severityText: "",
  body: { type: "empty" },
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
  traceId: null,
  spanId: null,
  eventName: "",
};
const logs = (...logRecords: LogRecord[]) =>
  writeLogs([{ resource: RESOURCE, scopeLogs: [{ scope: SCOPE, logRecords }] }]);

function decodedLogs(bytes: Uint8Array, options: Parameters<typeof decodeLogs>[1] = OPTIONS) {
  const decoded = decodeLogs(bytes, options);
  if (!decoded.ok) throw new Error(decoded.message);
  return { ...decoded, codes: decoded.issues.map(({ code, count, path }) => `${code} x ${count} @ ${path}`) };
}

describe("decodeLogs", () => {
  it("judges by the record's time, and by the observed one only when that is absent", () => {
    const old = { ...RECORD, timeUnixNano: NOW - 1001n, observedTimeUnixNano: NOW };
    const observed = { ...RECORD, timeUnixNano: 0n, observedTimeUnixNano: NOW + 1000n };
    const ahead = { ...RECORD, timeUnixNano: 0n, observedTimeUnixNano: NOW + 1001n };
    const { columns, codes } = decodedLogs(logs(RECORD, old, observed, ahead));
    expect([...columns.severity.slice(0, columns.count)]).toEqual([99, 99]);
    expect(codes).toEqual([
      "too_old x 1 @ resourceLogs[0].scopeLogs[0].logRecords[1]",
      "too_far_ahead x 1 @ resourceLogs[0].scopeLogs[0].logRecords[3]",
    ]);
  });

  it("stamps a record without any time with the instant given, and refuses it without one", () => {
    const timeless = logs({ ...RECORD, timeUnixNano: 0n });
    expect(decodedLogs(timeless).codes).toEqual(["too_old x 1 @ resourceLogs[0].scopeLogs[0].logRecords[0]"]);
    const { columns } = decodedLogs(timeless, { ...OPTIONS, nowUnixNano: NOW });
    expect((BigInt(columns.observedHi[0] ?? 0) << 32n) | BigInt(columns.observedLo[0] ?? 0)).toBe(NOW);
    expect([columns.timeHi[0], columns.timeLo[0]]).toEqual([0, 0]);
  });

  it("keeps records with ids that are none, without a trace", () => {
    const ids = (traceId: string, spanId: string) => ({
      ...RECORD,
      traceId: traceId as TraceId,
      spanId: spanId as SpanId,
    });
    const { columns, codes } = decodedLogs(
      logs(ids("00".repeat(16), "00".repeat(8)), ids("", ""), ids("01".repeat(16), "02".repeat(8))),
    );
    expect(codes).toEqual([]);
    expect([columns.traceIdAt[0], columns.traceIdAt[1], columns.spanIdAt[0], columns.spanIdAt[1]]).toEqual(
      Array(4).fill(NONE),
    );
    expect(columns.bytes[columns.traceIdAt[2] ?? 0]).toBe(1);
  });

  it("refuses records with ids of wrong length one by one, in protobuf and JSON, unless they were kept before", () => {
    const record = (traceId: string, spanId: string) => ({
      ...RECORD,
      traceId: traceId as TraceId,
      spanId: spanId as SpanId,
    });
    const sent = logs(record("abcd", "02".repeat(8)), RECORD, record("01".repeat(16), "ef"), record("", "00"));
    const expected = [
      "invalid_trace_id x 1 @ resourceLogs[0].scopeLogs[0].logRecords[0]",
      "invalid_span_id x 2 @ resourceLogs[0].scopeLogs[0].logRecords[2]",
    ];
    expect(decodedLogs(sent)).toMatchObject({ columns: { count: 1 }, codes: expected });
    const json = new TextEncoder().encode(JSON.stringify(logsToJson(sent)));
    const binary = transcodeJson("logs", json);
    if (!binary.ok) throw new Error(binary.message);
    const { columns, codes, issues } = decodedLogs(binary.bytes);
    expect([columns.count, codes, issues.map(({ rejected }) => rejected)]).toEqual([1, expected, [true, true]]);
    expect(issues[0]?.message).toMatch(/^trace_id must be 16 bytes .* a log record may leave it empty\.$/);
    expect(decodedLogs(sent, NO_LIMITS)).toMatchObject({ columns: { count: 4 }, codes: [] });
  });

  it("points at the body, clips it and refuses it when it nests too deep", () => {
    const text = (value: string) => ({ ...RECORD, body: { type: "string", value } as const });
    const { columns, codes } = decodedLogs(logs(text("ten bytes!"), text("eleven byte")));
    expect(codes).toEqual(["strings_clipped x 1 @ resourceLogs[0].scopeLogs[0].logRecords[1]"]);
    expect(readLogs(columns.bytes)[0]?.scopeLogs[0]?.logRecords.map(({ body }) => body)).toEqual([
      { type: "string", value: "ten bytes!" },
      { type: "string", value: "eleven byt" },
    ]);
    expect(columns.bytes[columns.bodyAt[0] ?? 0]).toBe(0x0a);
    const list = (...value: LogRecord["body"][]) => ({ type: "array", value }) as const;
    expect(decodedLogs(logs({ ...RECORD, body: list(list(list())) })).codes).toEqual([
      "nested_too_deep x 1 @ resourceLogs[0].scopeLogs[0].logRecords[0]",
    ]);
  });
});
