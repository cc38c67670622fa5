/** Tempo's search parameters: what is understood, with types, and what is refused in words. */
import { describe, expect, it } from "vitest";
import { parseGoDuration, readTempoSearch } from "./tempoQuery.ts";

const NOW_MS = 1_700_000_000_000;
const read = (params: Record<string, string>) => readTempoSearch(new URLSearchParams(params), NOW_MS);

describe("readTempoSearch", () => {
  it("reads a selector of equalities with their types and places", () => {
    const q = `{ resource.service.name = "shop" && name = "GET /a \\"b\\"" && kind = server && status=error && span.http.response.status_code = 503 && .retry = true && resource."odd key" = \`x\` && .ratio = 0.5 }`;
    expect(read({ q })).toEqual({
      service: "shop",
      name: 'GET /a "b"',
      kind: 2,
      statusCode: 2,
      attributes: [
        { key: "http.response.status_code", value: { type: "int", value: 503n }, on: "record" },
        { key: "retry", value: { type: "bool", value: true }, on: "any" },
        { key: "odd key", value: { type: "string", value: "x" }, on: "resource" },
        { key: "ratio", value: { type: "double", value: 0.5 }, on: "any" },
      ],
      window: { startMs: NOW_MS - 3_600_000, endMs: NOW_MS },
      order: "newest",
      limit: 20,
    });
  });

  it("takes an empty selector, or none, as everything", () => {
    for (const params of [{}, { q: "{}" }, { q: "{ }" }])
      expect(read(params as Record<string, string>).attributes).toEqual([]);
  });

  it("reads durations in the selector as bounds, strict ones by one nanosecond", () => {
    expect(read({ q: "{ duration > 100ms && duration <= 1.5s }" })).toMatchObject({
      minDurationNano: 100_000_001,
      maxDurationNano: 1_500_000_000,
    });
  });

  it("reads tags in logfmt: quoted stays text, bare numbers are numbers", () => {
    const search = read({
      tags: 'service.name=shop http.status_code=500 zip="01234" status=error',
      minDuration: "10ms",
    });
    expect(search).toMatchObject({ service: "shop", statusCode: 2, minDurationNano: 10_000_000 });
    expect(search.attributes).toEqual([
      { key: "http.status_code", value: { type: "int", value: 500n }, on: "any" },
      { key: "zip", value: { type: "string", value: "01234" }, on: "any" },
    ]);
  });

  it("reads the window in Unix seconds and the limit", () => {
    expect(read({ start: "1700", end: "1800", limit: "5" })).toMatchObject({
      window: { startMs: 1_700_000, endMs: 1_800_000 },
      limit: 5,
    });
  });

  it.each([
    ["{ .a = 1 || .b = 2 }", /joined with &&/],
    ['{ .a =~ "x.*" }', /Only = is understood/],
    ["{ .a = 1 } >> { .b = 2 }", /joined with &&/],
    ["{ .a = 1 } | count() > 2", /one selector/],
    ["{ .a = 1 && }", /missing after/],
    ["{ kind = banana }", /one of unspecified/],
    ["{ rootName = `x` }", /cannot be searched/],
    ["rate()", /one selector/],
  ])("refuses %s with a sentence", (q, sentence) => {
    expect(() => read({ q })).toThrow(sentence);
  });

  it.each([{ limit: "0" }, { limit: "x" }, { start: "9", end: "8" }, { tags: "a" }, { minDuration: "ten" }])(
    "refuses %j",
    (params) => {
      expect(() => read(params as unknown as Record<string, string>)).toThrow();
    },
  );
});

describe("parseGoDuration", () => {
  it("adds up units", () => {
    expect(parseGoDuration("1h2m3.5s")).toBe(3_723_500_000_000);
    expect(parseGoDuration("250us")).toBe(250_000);
  });
});
