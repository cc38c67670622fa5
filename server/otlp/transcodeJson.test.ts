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
/** What was wrong: with the body, or with the first record that was left out. */
const problem = (json: string) => {
  const answer = transcodeJson("traces", utf8(json));
  if (!answer.ok) return answer.message;
  const [issue] = answer.leftOut.join([]);
  return issue ? `${issue.count} left out, ${issue.path}: ${issue.message}` : "";
};
const isRefused = (json: string) => !transcodeJson("traces", utf8(json)).ok;
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
      "1 left out, resourceSpans[0].scopeSpans[0].spans[1].traceId: Expected a string at byte",
    );
    expect(problem(inSpan('"startTimeUnixNano":"1.5"'))).toContain(
      "spans[0].startTimeUnixNano: Expected a whole number",
    );
    expect(problem(inSpan('"attributes":{}'))).toContain("spans[0].attributes: Expected an array");
    expect(problem(inSpan('"kind":"SERVER"'))).toContain("spans[0].kind: Expected a number");
    expect(problem("[]")).toContain("expected an object at byte 0");
    expect(problem("{}x")).toContain("expected the end of the body at byte 2");
    expect(problem("")).toContain("expected an object");
  });

  it("leaves out the record that holds a wrong value, whatever it is, and keeps its neighbours", () => {
    const wrong = [
      '"startTimeUnixNano":"18446744073709551616"',
      '"startTimeUnixNano":-1',
      '"endTimeUnixNano":"soon"',
      '"flags":4294967296',
      '"kind":1.5',
      '"droppedEventsCount":-1',
      '"status":"OK"',
      '"status":{"code":{}}',
      '"events":[{"name":7}]',
      '"links":{}',
      '"name":["x"]',
      '"attributes":[{"key":"a","value":{"intValue":"9223372036854775808"}}]',
      '"attributes":[{"key":"a","value":{"boolValue":"true"}}]',
      '"attributes":[{"key":"a","value":{"bytesValue":"*"}}]',
      '"name":"\\ud83d"},7,{"name":"\\u0041"},"span",[{}],{"kind":{}',
    ];
    for (const members of wrong) {
      const json = inSpan(`"name":"before"},{${members}},{"name":"after"`);
      const answer = transcodeJson("traces", utf8(json));
      if (!answer.ok) throw new Error(`${members}: ${answer.message}`);
      const names = readTraces(answer.bytes)[0]?.scopeSpans[0]?.spans.map(({ name }) => name);
      expect([members, names?.[0], names?.at(-1)]).toEqual([members, "before", "after"]);
      expect(answer.leftOut.join([])[0]).toMatchObject({ code: "wrong_value", rejected: true });
    }
    const several = transcodeJson("traces", utf8(inSpan(`"kind":1},7,null,"span",{"kind":{}},{"name":"last"`)));
    expect(several.ok && several.leftOut.join([])).toMatchObject([
      { count: 3, path: expect.stringMatching(/spans\[1\]$/) },
    ]);
  });

  it("leaves a group out whose own field is wrong, counting all its records", () => {
    const scope = (head: string, spans: string) => `{${head}"scopeSpans":[{"spans":[${spans}]},{"spans":[{}]}]}`;
    const json = `{"resourceSpans":[${scope('"resource":{"attributes":7},', '{},{"kind":[]},{}')},${scope("", '{"name":"kept"}')}]}`;
    expect(problem(json)).toMatch(/^4 left out, resourceSpans\[0\]\.resource\.attributes: Expected an array/);
    expect(readTraces(transcoded("traces", json)).map(({ scopeSpans }) => scopeSpans.length)).toEqual([2]);
    const points = '{"dataPoints":[{"asInt":"1"},{"asInt":"x"},{"asInt":2}],"aggregationTemporality":2}';
    const metrics = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":7,"sum":${points}},{"name":"b","sum":${points}}]}]}]}`;
    const answer = transcodeJson("metrics", utf8(metrics));
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.leftOut.join([])).toMatchObject([
      { count: 4, path: "resourceMetrics[0].scopeMetrics[0].metrics[0].name" },
    ]);
    expect(readMetrics(answer.bytes)[0]?.scopeMetrics[0]?.metrics).toMatchObject([
      { name: "b", dataPoints: { length: 2 } },
    ]);
  });

  it("says the decoder's paths as the sender counts, past what was left out", () => {
    const answer = transcodeJson("traces", utf8(inSpan('"kind":"x"},{},7,{')));
    const issue = { code: "too_old", count: 1, message: "", rejected: true } as const;
    const at = (path: string) => (answer.ok ? answer.leftOut.join([{ ...issue, path }])[1]?.path : "");
    expect(at("resourceSpans[0].scopeSpans[0].spans[0]")).toBe("resourceSpans[0].scopeSpans[0].spans[1]");
    expect(at("resourceSpans[0].scopeSpans[0].spans[1].x")).toBe("resourceSpans[0].scopeSpans[0].spans[3].x");
    expect(at("resourceSpans[0].scopeSpans[1].spans[1]")).toBe("resourceSpans[0].scopeSpans[1].spans[1]");
  });

  it("refuses the body where it is no JSON, or no list where records are held, also behind a wrong value", () => {
    expect(isRefused(inSpan('"kind":"x"},{"name":"a" "b"'))).toBe(true);
    expect(problem(inSpan('"kind":"x"},{"name":"a" "b"'))).toContain("expected , or }");
    for (const json of [
      '{"resourceSpans":{}}',
      '{"resourceSpans":[7]}',
      '{"resourceSpans":[{"scopeSpans":7}]}',
      '{"resourceSpans":[{"scopeSpans":["x"]}]}',
      '{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}',
      inSpan('"name":"\\q"'),
      inSpan('"kind":01'),
      `${inSpan('"kind":"x"')}}`,
    ]) {
      expect([json, isRefused(json)]).toEqual([json, true]);
    }
  });

  it("takes only so many wrong records before it refuses the body", () => {
    const many = (count: number) => inSpan(`"kind":1}${',{"kind":"x"}'.repeat(count)},{"kind":1`);
    expect(problem(many(10_000))).toContain("10000 left out");
    expect(problem(many(10_001))).toContain("more than 10000 records or groups hold a wrong value");
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
    expect(problem(`{"x":${deep}`)).toContain("nested deeper than 100000");
    const value = '{"arrayValue":{"values":['.repeat(200_000);
    expect(problem(inSpan(`"attributes":[{"key":"a","value":${value}`))).toContain("nested deeper than 100000");
  });

  it("leaves out a record nested deeper than it follows, and keeps its neighbours", () => {
    let value = '{"intValue":1}';
    for (let i = 0; i < 2_000; i++) value = `{"arrayValue":{"values":[${value}]}}`;
    const json = inSpan(`"name":"before"},{"attributes":[{"key":"a","value":${value}}]},{"name":"after"`);
    expect(problem(json)).toContain("Nested deeper than 400 levels");
    expect(readTraces(transcoded("traces", json))[0]?.scopeSpans[0]?.spans.length).toBe(2);
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
