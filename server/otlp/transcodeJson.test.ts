/** OTLP/JSON: the encoding's own rules, and what is wrong said by path. Equality with protobuf is in oracle.test.ts. */
import { describe, expect, it } from "vitest";
import { readLogs } from "./readLogs.ts";
import { readMetrics } from "./readMetrics.ts";
import { readTraces } from "./readTraces.ts";
import { logsToJson } from "./toJson.ts";
import { transcodeJson } from "./transcodeJson.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
function transcoded(signal: "traces" | "logs" | "metrics", json: string): Uint8Array {
  const answer = transcodeJson(signal, utf8(json));
  if (!answer.ok) throw new Error(answer.message);
  return answer.bytes;
}
const problem = (json: string) => {
  const answer = transcodeJson("traces", utf8(json));
  return answer.ok ? "" : answer.message;
};
const inSpan = (members: string) => `{"resourceSpans":[{"scopeSpans":[{"spans":[{${members}}]}]}]}`;
const span = (members: string) => readTraces(transcoded("traces", inSpan(members)))[0]?.scopeSpans[0]?.spans[0];
const body = (json: string) =>
  readLogs(transcoded("logs", `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${json}}]}]}]}`))[0]?.scopeLogs[0]
    ?.logRecords[0]?.body;

describe("transcodeJson", () => {
  it("reads ids as hexadecimal of any case, enums as numbers or names", () => {
    expect(
      span('"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","kind":"SPAN_KIND_SERVER"'),
    ).toMatchObject({
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      kind: 2,
      parentSpanId: null,
    });
    expect(span('"kind":77,"status":{"code":"STATUS_CODE_ERROR"},"flags":4294967295')).toMatchObject({
      kind: 77,
      status: { code: 2 },
      flags: 4294967295,
    });
  });

  it("keeps every digit of 64-bit integers, quoted or not", () => {
    expect(body('{"intValue":9223372036854775807}')).toEqual({ type: "int", value: 9223372036854775807n });
    expect(body('{"intValue":"-9223372036854775808"}')).toEqual({ type: "int", value: -9223372036854775808n });
    expect(body('{"intValue":-1e3}')).toEqual({ type: "int", value: -1000n });
    expect(span('"startTimeUnixNano":1700000000123456789')?.startTimeUnixNano).toBe(1700000000123456789n);
    expect(span('"startTimeUnixNano":"18446744073709551615"')?.startTimeUnixNano).toBe(18446744073709551615n);
  });

  it("reads doubles that JSON has no number for", () => {
    expect(["NaN", "Infinity", "-Infinity", "-0", "1e3"].map((text) => body(`{"doubleValue":"${text}"}`))).toEqual(
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1000].map((value) => ({
        type: "double",
        value,
      })),
    );
  });

  it("reads base64 in both alphabets, with and without padding", () => {
    const bytes = { type: "bytes", value: new Uint8Array([0xfb, 0xff, 0xfe, 0]) };
    for (const text of ["+//+AA==", "-__-AA", "-__-AA=="]) expect(body(`{"bytesValue":"${text}"}`)).toEqual(bytes);
  });

  it("takes null as absent and ignores unknown and snake_case keys of any shape", () => {
    const json = '"name":null,"trace_id":"zz","x":{"y":[1,"\\u00e4",{"z":null}],"w":true},"kind":3,"links":null';
    expect(span(json)).toMatchObject({ name: "", traceId: "", kind: 3, links: [] });
  });

  it("reads escapes, also in keys, and survives a lone surrogate", () => {
    expect(span('"\\u006eame":"a\\n\\u00e4\\ud83d\\ude00\\u0000"')?.name).toBe("a\nä😀\0");
    expect(span('"name":"x\\ud800y"')?.name).toBe("x\ufffdy");
    expect(span('"name":"käse"')?.name).toBe("käse");
  });

  it("passes ids that are none on as bytes, so that the decoder refuses that record alone", () => {
    expect(span('"traceId":"abcd"')?.traceId).toBe("abcd");
    expect(span('"traceId":"not hexadecimal at all, not at all"')?.traceId).toBe("00");
    expect(span('"traceId":""')?.traceId).toBe("");
  });

  it("names the path of what is wrong", () => {
    expect(problem(inSpan('"kind":1},{"traceId":7'))).toContain(
      "resourceSpans[0].scopeSpans[0].spans[1].traceId: expected a string",
    );
    expect(problem(inSpan('"startTimeUnixNano":"1.5"'))).toContain(
      "spans[0].startTimeUnixNano: expected a whole number",
    );
    expect(problem(inSpan('"attributes":{}'))).toContain("spans[0].attributes: expected an array");
    expect(problem(inSpan('"kind":"SERVER"'))).toContain("spans[0].kind: expected a number");
    expect(problem("[]")).toContain("expected an object at byte 0");
    expect(problem("{}x")).toContain("expected the end of the body at byte 2");
    expect(problem("")).toContain("expected an object");
  });

  it("refuses invalid UTF-8 and raw control characters in strings", () => {
    const bad = utf8(inSpan('"name":"xx"'));
    bad[bad.indexOf(0x78)] = 0xff;
    expect(transcodeJson("traces", bad)).toMatchObject({
      ok: false,
      message: expect.stringContaining("invalid UTF-8"),
    });
    expect(problem(inSpan('"name":"a\nb"'))).toContain("control character");
  });

  it("answers a body nested a million times without touching the end of the stack", () => {
    const deep = "[".repeat(1_000_000);
    expect(problem(`{"x":${deep}`)).toContain("nested deeper than 400");
    const value = '{"arrayValue":{"values":['.repeat(200_000);
    expect(problem(inSpan(`"attributes":[{"key":"a","value":${value}`))).toContain("nested deeper than 400");
  });

  it("lets through a value of 65 levels, which the decoder refuses by itself", () => {
    let value = '{"intValue":1}';
    for (let i = 0; i < 65; i++) value = `{"kvlistValue":{"values":[{"key":"k","value":${value}}]}}`;
    expect(transcodeJson("traces", utf8(inSpan(`"events":[{"attributes":[{"key":"a","value":${value}}]}]`))).ok).toBe(
      true,
    );
  });

  it("keeps an empty array, an empty map and an empty value apart", () => {
    expect(body('{"arrayValue":{"values":[{},{"kvlistValue":{}},{"arrayValue":{}}]}}')).toEqual({
      type: "array",
      value: [{ type: "empty" }, { type: "map", value: [] }, { type: "array", value: [] }],
    });
  });

  it("packs repeated numbers", () => {
    const point = '{"bucketCounts":["1",2],"explicitBounds":[0.5],"count":3}';
    const json = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[${point}]}}]}]}]}`;
    expect(readMetrics(transcoded("metrics", json))[0]?.scopeMetrics[0]?.metrics[0]).toMatchObject({
      kind: "histogram",
      dataPoints: [{ bucketCounts: [1n, 2n], explicitBounds: [0.5], count: 3n, sum: null }],
    });
  });

  it("is answered by the writer of JSON with what it read", () => {
    const record = {
      timeUnixNano: "1700000000123456789",
      severityNumber: 9,
      body: { kvlistValue: { values: [{ key: "__proto__", value: { bytesValue: "AP8=" } }] } },
      attributes: [{ key: "d", value: { doubleValue: "NaN" } }],
      flags: 1,
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
    };
    const request = { resourceLogs: [{ resource: {}, scopeLogs: [{ scope: { name: "s" }, logRecords: [record] }] }] };
    expect(logsToJson(transcoded("logs", JSON.stringify(request)))).toEqual(request);
  });
});
