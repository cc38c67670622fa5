/**
 * OTLP's histogram points as PromQL sees them: worked examples after those of Prometheus's otlptranslator/histograms_test.go.
 */
import { describe, expect, it } from "vitest";
import { bucketsAscending } from "./buckets.ts";
import { classicFromExplicit, type ExponentialPoint, fromExplicit, fromExponential } from "./fromOtlp.ts";
import { formatHistogram } from "./notation.ts";

const text = (converted: ReturnType<typeof fromExplicit>) =>
  converted.histogram === null ? converted.refused : formatHistogram(converted.histogram);

describe("a point with explicit bounds", () => {
  const point = { count: 10, sum: 10.5, bounds: [0.5, 1, 2.5], counts: [4, 3, 2, 1] };

  it("becomes a histogram with custom buckets", () => {
    expect(text(fromExplicit(point))).toBe(
      "{{schema:-53 count:10 sum:10.5 custom_values:[0.5 1 2.5] buckets:[4 3 2 1]}}",
    );
  });

  it("lists populated buckets only", () => {
    const { histogram } = fromExplicit({ ...point, bounds: [1, 2, 3, 4, 5], counts: [0, 0, 1, 1, 0, 3] });
    expect(histogram?.positive).toEqual({ index: [2, 3, 5], count: [1, 1, 3] });
  });

  it("becomes cumulative counts by le, +Inf included", () => {
    expect(classicFromExplicit(point)).toEqual({
      buckets: [
        { le: "0.5", count: 4 },
        { le: "1", count: 7 },
        { le: "2.5", count: 9 },
        { le: "+Inf", count: 10 },
      ],
      sum: 10.5,
      count: 10,
    });
  });

  it("has no classic sum when none was sent, and a native one of 0", () => {
    expect(classicFromExplicit({ ...point, sum: Number.NaN }).sum).toBeNull();
    expect(fromExplicit({ ...point, sum: Number.NaN }).histogram?.sum).toBe(0);
  });

  it("may come without buckets: count and sum are all there is", () => {
    const bare = { count: 7, sum: 3, bounds: [], counts: [] };
    expect(text(fromExplicit(bare))).toBe("{{schema:-53 count:7 sum:3 custom_values:[]}}");
    expect(classicFromExplicit(bare).buckets).toEqual([{ le: "+Inf", count: 7 }]);
  });

  it("may name the last bound: both of its last buckets are one", () => {
    const named = { count: 6, sum: 3, bounds: [1, Number.POSITIVE_INFINITY], counts: [1, 2, 3] };
    expect(text(fromExplicit(named))).toBe("{{schema:-53 count:6 sum:3 custom_values:[1] buckets:[1 5]}}");
    expect(classicFromExplicit(named).buckets.map(({ le }) => le)).toEqual(["1", "+Inf"]);
  });

  it.each([[[1, 1]], [[2, 1]], [[Number.NaN, 1]], [[Number.NEGATIVE_INFINITY, 1]]])(
    "is refused with bounds %j",
    (bounds) => {
      expect(fromExplicit({ count: 3, sum: 1, bounds, counts: [1, 1, 1] }).refused).toMatch(/strictly increasing/);
    },
  );

  it("is refused when counts and bounds do not fit", () => {
    expect(fromExplicit({ ...point, counts: [1, 2] }).refused).toBe("a histogram of 3 bounds has 2 bucket counts");
  });
});

describe("an exponential point", () => {
  const point: ExponentialPoint = {
    count: 4,
    sum: 10.1,
    scale: 1,
    zeroCount: 1,
    zeroThreshold: 0,
    positiveOffset: 1,
    positive: [1, 1],
    negativeOffset: 1,
    negative: [1, 1],
  };

  it("keeps its scale, with indexes one higher", () => {
    expect(text(fromExponential(point))).toBe(
      "{{schema:1 count:4 sum:10.1 z_bucket:1 z_bucket_w:1e-128 offset:2 buckets:[1 1] n_offset:2 n_buckets:[1 1]}}",
    );
  });

  it("holds its observations between the bounds OpenTelemetry gives them", () => {
    // Scale 0: bucket 0 is (1, 2], bucket 3 is (8, 16].
    const { histogram } = fromExponential({
      ...point,
      scale: 0,
      zeroCount: 0,
      positiveOffset: 0,
      positive: [5, 0, 0, 7],
      negative: [],
    });
    const bounds =
      histogram === null ? [] : bucketsAscending(histogram).map(({ lower, upper, count }) => [lower, upper, count]);
    expect(bounds).toEqual([
      [1, 2, 5],
      [8, 16, 7],
    ]);
  });

  it.each([
    [9, 0, [4, 3, 2, 1], { index: [1, 2], count: [7, 3] }],
    [10, 0, [4, 3, 2, 1], { index: [1], count: [10] }],
    [9, 1, [4, 3, 2, 1], { index: [1, 2, 3], count: [4, 5, 1] }],
    [10, 1, [4, 3, 2, 1], { index: [1, 2], count: [9, 1] }],
    [9, -2, [4, 2, 0, 2], { index: [0, 1], count: [6, 2] }],
    [9, -1, [4, 2, 0, 2], { index: [0, 1, 2], count: [4, 2, 2] }],
    [20, -4096, [1, 0, 3], { index: [0], count: [4] }],
  ])("of scale %i and offset %i is made coarser down to schema 8", (scale, positiveOffset, positive, buckets) => {
    const { histogram } = fromExponential({ ...point, scale, positiveOffset, positive });
    expect(histogram?.schema).toBe(8);
    expect(histogram?.positive).toEqual(buckets);
  });

  it("keeps the zero threshold that was sent", () => {
    expect(fromExponential({ ...point, zeroThreshold: 0.25 }).histogram?.zeroThreshold).toBe(0.25);
  });

  it("of delta temporality is a gauge", () => {
    expect(fromExponential(point, "gauge").histogram?.counterReset).toBe("gauge");
  });

  it("coarser than any schema is refused", () => {
    expect(fromExponential({ ...point, scale: -5 }).refused).toBe(
      "cannot convert exponential to native histogram. Scale must be >= -4, was -5",
    );
  });
});
