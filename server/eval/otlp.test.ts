/** The evaluation itself: what it reads, what it forgives, and that it finds what is wrong. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { gaugeOf, logRecordOf, logsRequest, metricsRequest, spanOf, tracesRequest } from "../testing/telemetry.ts";
import { parseExact } from "./canonical.ts";
import type { CaseResult } from "./cases.ts";
import { evalOtlp } from "./otlp.ts";
import { recordsOf } from "./records.ts";
import { splitJson } from "./splitJson.ts";

const folder = mkdtempSync(join(tmpdir(), "chronoscope-cases-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const spanJson = (fields: object) =>
  JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: "0AF7651916CD43DD8448EB211C80319C", ...fields }] }] }],
  });

async function resultsOf(paths: readonly string[]): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for await (const result of evalOtlp(paths)) results.push(result);
  return results;
}

describe("reference cases", () => {
  it("reads every form, keeps old and future times, and reports what cannot be kept or read", async () => {
    mkdirSync(join(folder, "below"));
    const old = spanJson({
      spanId: "b7ad6b7169203331",
      startTimeUnixNano: "1500000000000000001",
      endTimeUnixNano: 1500000000000000999n.toString(),
    });
    const ahead = spanJson({
      spanId: "b7ad6b7169203332",
      name: "ahead",
      startTimeUnixNano: "3000000000000000000",
      kind: 7,
    });
    writeFileSync(join(folder, "a-two.json"), `${old}\n${ahead}`);
    writeFileSync(join(folder, "below", "logs.pb.gz"), gzipSync(logsRequest([logRecordOf(), logRecordOf()])));
    writeFileSync(join(folder, "below", "metrics.bin"), metricsRequest([gaugeOf("g", [1, 2])]));
    writeFileSync(join(folder, "below", "traces.pb"), tracesRequest([spanOf()]));
    writeFileSync(join(folder, "c-other.json"), '{"something": "else"}');
    writeFileSync(join(folder, "d-refused.json"), spanJson({ spanId: "b7" }));
    writeFileSync(join(folder, "e-broken.json"), '{"resourceSpans": [');
    const results = await resultsOf([folder]);
    expect(results.map(({ name, failures }) => [name.slice(folder.length + 1), failures.length > 0])).toEqual([
      ["a-two.json (1)", false],
      ["a-two.json (2)", false],
      ["below/logs.pb.gz", false],
      ["below/metrics.bin", false],
      ["below/traces.pb", false],
      ["d-refused.json", true],
      ["e-broken.json", true],
    ]);
    expect(results.at(-2)?.failures.join()).toContain("got      nothing");
  });

  it("tells types, digits and presence apart, and nothing else", () => {
    const textOf = (span: object) =>
      recordsOf("traces", parseExact(spanJson({ spanId: "b7ad6b7169203331", ...span })))[0]?.text;
    const attribute = (value: object) => ({ attributes: [{ key: "k", value }] });
    expect(textOf(attribute({ intValue: "1" }))).toBe(textOf(attribute({ intValue: 1 })));
    expect(textOf(attribute({ intValue: "1" }))).not.toBe(textOf(attribute({ doubleValue: 1 })));
    expect(textOf(attribute({ stringValue: "" }))).not.toBe(textOf(attribute({})));
    expect(textOf({ startTimeUnixNano: "1500000000000000001" })).not.toBe(
      textOf({ startTimeUnixNano: "1500000000000000002" }),
    );
    expect(textOf({ name: "", events: null, unheardOf: 1 })).toBe(textOf({}));
  });

  it("keeps the digits of large numbers and leaves text alone", () => {
    expect(parseExact('{"a": 1500000000000000001, "b": "9 1500000000000000001", "c": 0.1234567890123456}')).toEqual({
      a: "1500000000000000001",
      b: "9 1500000000000000001",
      c: 0.1234567890123456,
    });
  });

  it("splits documents that stand in a row, whatever their strings hold", () => {
    expect(splitJson('{"a":"}\\"{"} [1,[2]]\n{"b":{}}')).toEqual(['{"a":"}\\"{"}', "[1,[2]]", '{"b":{}}']);
    expect(() => splitJson('{"a": "')).toThrow(SyntaxError);
  });
});

const REFERENCE = resolve(import.meta.dirname, "../../../shared/data");
describe.skipIf(!existsSync(REFERENCE))("reference data (skipped: no reference data where it is missing)", () => {
  it("round-trips every OTLP document", async () => {
    const results = await resultsOf([join(REFERENCE, "otlp"), join(REFERENCE, "traces")]);
    expect(results.filter(({ failures }) => failures.length > 0)).toEqual([]);
    expect(results.length).toBeGreaterThan(30);
  });
});
