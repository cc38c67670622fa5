/** Answers -> words and pictures: findings, usual durations, scatter, filters, one span's detail. */
import { describe, expect, it } from "vitest";
import { nearestDot, prepareScatter } from "./prepareScatter.ts";
import { isEnough, prepareUsual } from "./prepareUsual.ts";
import { readSpanDetail } from "./spanDetail.ts";
import { parseDuration, searchAddress, searchInput, type TraceFilters } from "./traceFilters.ts";

const NONE: TraceFilters = {
  ...{ service: "", name: "", kind: null, status: null, min: "", max: "", attr: [], order: "newest" },
};

describe("prepareUsual", () => {
  const usual = {
    count: 100,
    p50Nano: 2e6,
    p95Nano: 4e6,
    buckets: [
      { fromNano: 1e6, toNano: 2e6, count: 50 },
      { fromNano: 2e6, toNano: 4e6, count: 50 },
    ],
  };

  it("says how many calls were faster, by the bucket's share", () => {
    expect(prepareUsual(usual, 3e6)).toMatchObject({ words: "slower than 75\u00a0% of 100", isSlow: false });
    expect(prepareUsual(usual, 1e6)).toMatchObject({ words: "faster than 99\u00a0% of 100" });
    expect(prepareUsual(usual, 9e9)).toMatchObject({ words: "slower than 99\u00a0% of 100", isSlow: true });
  });

  it("makes no percentage of a handful of calls", () => {
    expect(prepareUsual({ ...usual, count: 1 }, 9e9)).toMatchObject({ words: "1 call in it", isSlow: false });
    expect([1, 19, 20].map((count) => isEnough({ ...usual, count }))).toEqual([false, false, true]);
  });

  it("keeps bars, ticks and the mark inside the picture, also for a span of no length", () => {
    for (const own of [0, 5e5, 3e6, 1e12]) {
      const { bars, ticks, ownAt } = prepareUsual(usual, own);
      for (const at of [ownAt, ...bars.map((bar) => bar.at), ...ticks.map((tick) => tick.at)]) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe("prepareScatter", () => {
  const hits = [
    { startUnixNano: "1700000000000000000", durationNano: 1e6, errorCount: 0 },
    { startUnixNano: "1700000001000000000", durationNano: 1e9, errorCount: 2 },
  ];

  it("places traces by start and the logarithm of their duration", () => {
    const { dots, yMin, yMax, yTicks } = prepareScatter(hits);
    expect(dots).toEqual([
      { at: 0, x: 1_700_000_000_000, y: 6, failed: false },
      { at: 1, x: 1_700_000_001_000, y: 9, failed: true },
    ]);
    expect(yMin).toBeLessThan(6);
    expect(yMax).toBeGreaterThan(9);
    expect(yTicks).toEqual([1e6, 1e7, 1e8, 1e9]);
  });

  it("finds the nearest dot within reach", () => {
    const { dots } = prepareScatter(hits);
    const place = (dot: { at: number }) => [dot.at * 100, 50] as const;
    expect(nearestDot(dots, place, [95, 55], 14)?.at).toBe(1);
    expect(nearestDot(dots, place, [50, 50], 14)).toBeNull();
  });
});

describe("trace filters", () => {
  it("reads durations as people write them", () => {
    expect(["250ms", "1.5s", "2m", "30", "800µs", "1 h"].map(parseDuration)).toEqual([
      250e6, 1.5e9, 120e9, 30e6, 8e5, 3.6e12,
    ]);
    expect(["", "fast", "-1ms", "1 day"].map(parseDuration)).toEqual([null, null, null, null]);
  });

  it("asks only what is set, and leaves out a duration that makes no sense", () => {
    expect(searchInput(NONE)).toEqual({ attributes: [], order: "newest" });
    expect(
      searchInput({ ...NONE, service: "cart", kind: "server", status: "error", min: "10ms", max: "fast" }),
    ).toEqual({
      ...{ service: "cart", kind: 2, statusCode: 2, minDurationNano: 1e7, attributes: [], order: "newest" },
    });
  });

  it("writes an address that carries types", () => {
    const address = searchAddress({ attr: [{ key: "zip", type: "string", text: "01234" }] });
    expect(decodeURIComponent(address)).toBe('/traces?attr=zip="01234"');
  });
});

describe("readSpanDetail", () => {
  it("keeps types beside texts and takes exceptions apart", () => {
    const attribute = (key: string, value: object) => ({ key, value });
    const otlp = {
      resourceSpans: [
        {
          resource: { attributes: [attribute("service.name", { stringValue: "cart" })] },
          scopeSpans: [
            {
              scope: { name: "http", version: "1.2" },
              spans: [
                {
                  name: "GET /",
                  kind: 2,
                  status: { code: 2, message: "no" },
                  attributes: [
                    attribute("n", { intValue: "9007199254740993" }),
                    attribute("list", { arrayValue: { values: [{ intValue: "1" }, { stringValue: "a" }, {}] } }),
                    attribute("map", { kvlistValue: { values: [attribute("__proto__", { boolValue: true })] } }),
                  ],
                  events: [
                    {
                      name: "exception",
                      timeUnixNano: "5",
                      attributes: [
                        attribute("exception.type", { stringValue: "E" }),
                        attribute("exception.stacktrace", { stringValue: "at x" }),
                        attribute("retry", { boolValue: false }),
                      ],
                    },
                  ],
                  droppedAttributesCount: 2,
                },
              ],
            },
          ],
        },
      ],
    };
    expect(readSpanDetail(JSON.stringify(otlp))).toMatchObject({
      statusMessage: "no",
      attributes: [
        { key: "n", type: "int", text: "9007199254740993" },
        { key: "list", type: "array", text: '[1,"a",null]' },
        { key: "map", type: "map", text: '{"__proto__":true}' },
      ],
      events: [
        {
          exception: { type: "E", message: "", stack: "at x" },
          attributes: [{ key: "retry", type: "bool", text: "false" }],
        },
      ],
      scope: [{ key: "name" }, { key: "version" }],
      dropped: "2 attributes",
    });
    expect(readSpanDetail("{}")).toBeNull();
  });
});
