/**
 * Histograms added, subtracted and scaled: worked examples after those of Prometheus's float_histogram_test.go, and laws.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FloatHistogram } from "../floatHistogram.ts";
import { addHistograms, divideHistogram, scaleHistogram, subtractHistograms } from "./arithmetic.ts";
import { formatHistogram, parseHistogram } from "./notation.ts";
import { compact } from "./resolution.ts";
import { withZeroThreshold } from "./zeroBucket.ts";

const of = (text: string): FloatHistogram => parseHistogram(`{{${text}}}`).histogram;
const text = (histogram: FloatHistogram | undefined) => (histogram === undefined ? "" : formatHistogram(histogram));

function sum(a: string, b: string): string {
  return text(addHistograms(of(a), of(b))?.histogram);
}
function difference(a: string, b: string): string {
  return text(subtractHistograms(of(a), of(b))?.histogram);
}

describe("adding histograms", () => {
  it("adds bucket by bucket where both have the same ones", () => {
    expect(
      sum(
        "z_bucket_w:0.01 z_bucket:11 count:30 sum:2.345 offset:-2 buckets:[1 0 3 4 7] n_offset:3 n_buckets:[3 1 5 6]",
        "z_bucket_w:0.01 z_bucket:8 count:21 sum:1.234 offset:-2 buckets:[0 0 2 3 6] n_offset:3 n_buckets:[1 1 4 4]",
      ),
    ).toBe(
      "{{count:51 sum:3.579 z_bucket:19 z_bucket_w:0.01 offset:-2 buckets:[1 0 5 7 13] n_offset:3 n_buckets:[4 2 9 10]}}",
    );
  });

  it("lists the buckets of both where they differ", () => {
    expect(sum("count:3 sum:3 offset:-3 buckets:[1 2]", "count:7 sum:7 offset:2 buckets:[3 4]")).toBe(
      "{{count:10 sum:10 offset:-3 buckets:[1 2 0 0 0 3 4]}}",
    );
  });

  it("meets at the coarser schema: buckets 1 and 2 of schema 1 are bucket 1 of schema 0", () => {
    expect(
      sum("schema:1 count:10 sum:1 buckets:[1 2 3 4] offset:1", "schema:0 count:5 sum:1 buckets:[2 3] offset:1"),
    ).toBe("{{count:15 sum:2 offset:1 buckets:[5 10]}}");
  });

  it("widens the zero bucket over the buckets it reaches, and on to the end of a populated one it would divide", () => {
    // Bucket -2 of schema 0 covers (0.125, 0.25]: a threshold of 0.2 falls within it.
    expect(
      sum(
        "z_bucket_w:0.2 z_bucket:1 count:1 sum:0",
        "z_bucket_w:0.001 z_bucket:2 count:9 sum:3 offset:-3 buckets:[3 4]",
      ),
    ).toBe("{{count:10 sum:3 z_bucket:10 z_bucket_w:0.25}}");
    expect(
      sum("z_bucket_w:0.2 z_bucket:1 count:1 sum:0", "z_bucket_w:0.1 z_bucket:2 count:6 sum:3 offset:-2 buckets:[0 4]"),
    ).toBe("{{count:7 sum:3 z_bucket:3 z_bucket_w:0.2 offset:-1 buckets:[4]}}");
  });

  it("looks at the other side again when a negative bucket pushes the zero threshold outwards", () => {
    expect(
      sum(
        "z_bucket_w:0.2 z_bucket:1 count:1 sum:0",
        "z_bucket_w:0.1 z_bucket:2 count:6 sum:0 offset:-2 buckets:[0 4] n_offset:-2 n_buckets:[1 1]",
      ),
    ).toBe(
      "{{count:7 sum:0 z_bucket:4 z_bucket_w:0.25 offset:-1 buckets:[4] n_offset:-1 n_buckets:[1]}}".replace(
        " sum:0",
        "",
      ),
    );
  });

  it("reduces custom bounds that differ to the shared ones and says so", () => {
    const combined = addHistograms(
      of("schema:-53 count:10 sum:20 custom_values:[1 2 3 4] buckets:[1 2 3 4]"),
      of("schema:-53 count:6 sum:9 custom_values:[2 4 8] buckets:[1 2 2 1]"),
    );
    expect(combined?.boundsReconciled).toBe(true);
    expect(text(combined?.histogram)).toBe("{{schema:-53 count:16 sum:29 custom_values:[2 4] buckets:[4 9 3]}}");
  });

  it("keeps all observations in the one bucket to +Inf when no bounds are shared", () => {
    expect(
      sum(
        "schema:-53 count:3 sum:4 custom_values:[1 3] buckets:[1 1 1]",
        "schema:-53 count:2 sum:4 custom_values:[2] buckets:[2]",
      ),
    ).toBe("{{schema:-53 count:5 sum:8 custom_values:[] buckets:[5]}}");
  });

  it("does not mix exponential and custom buckets", () => {
    expect(addHistograms(of("count:1"), of("schema:-53 count:1 custom_values:[1]"))).toBeNull();
  });

  it.each([
    ["gauge", "reset", "gauge", false],
    ["unknown", "gauge", "gauge", false],
    ["unknown", "reset", "unknown", false],
    ["not_reset", "not_reset", "notReset", false],
    ["reset", "not_reset", "unknown", true],
  ])("of hints %s and %s makes %s", (a, b, hint, collide) => {
    const combined = addHistograms(of(`counter_reset_hint:${a}`), of(`counter_reset_hint:${b}`));
    expect([combined?.histogram.counterReset, combined?.resetsCollide]).toEqual([hint, collide]);
  });
});

describe("subtracting histograms", () => {
  it("leaves negative counts where there was less, and what was on one side only", () => {
    expect(difference("count:5 sum:6 buckets:[2 3]", "count:4 sum:1 offset:1 buckets:[1 3]")).toBe(
      "{{count:1 sum:5 buckets:[2 2 -3]}}",
    );
  });

  it("counts the observations that a wider zero bucket swallows on the side that is taken away", () => {
    expect(
      difference(
        "z_bucket_w:0.25 z_bucket:9 count:9 sum:1",
        "z_bucket_w:0.125 z_bucket:1 count:3 sum:1 offset:-2 buckets:[2]",
      ),
    ).toBe("{{count:6 z_bucket:6 z_bucket_w:0.25}}");
  });
});

describe("scaling histograms", () => {
  it("multiplies every count and the sum, and makes a gauge of what is turned negative", () => {
    const histogram = of("count:3 sum:4 z_bucket:1 z_bucket_w:0.5 buckets:[2] counter_reset_hint:reset");
    expect(text(scaleHistogram(histogram, 2))).toBe(
      "{{count:6 sum:8 z_bucket:2 z_bucket_w:0.5 counter_reset_hint:reset buckets:[4]}}",
    );
    expect(scaleHistogram(histogram, -1).counterReset).toBe("gauge");
  });

  it("has no buckets after division by zero", () => {
    const divided = divideHistogram(of("count:3 sum:-4 buckets:[2]"), 0);
    expect([divided.count, divided.sum, divided.zeroCount]).toEqual([Infinity, -Infinity, NaN]);
    expect(divided.positive.index).toEqual([]);
  });
});

const buckets = fc.array(fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: 1, max: 9 })), {
  maxLength: 12,
});
/** Buckets within the zero bucket are part of it, as they are in data that make sense. */
const anyHistogram: fc.Arbitrary<FloatHistogram> = fc
  .record({
    schema: fc.integer({ min: -4, max: 8 }),
    zeroCount: fc.nat(9),
    zeroThreshold: fc.constantFrom(0, 2 ** -10, 0.3, 1),
    positive: buckets,
    negative: buckets,
  })
  .map(({ schema, zeroCount, zeroThreshold, positive, negative }) => {
    const sparse = (pairs: [number, number][]) => {
      const entries = [...new Map(pairs)].sort(([a], [b]) => a - b);
      return { index: entries.map(([index]) => index), count: entries.map(([, count]) => count) };
    };
    const sides = { positive: sparse(positive), negative: sparse(negative) };
    const count = [...sides.positive.count, ...sides.negative.count].reduce((a, b) => a + b, zeroCount);
    const histogram = { ...EMPTY, schema, zeroCount, count, sum: count, ...sides };
    return withZeroThreshold(histogram, zeroThreshold);
  });
const EMPTY = parseHistogram("{{}}").histogram;

const inBuckets = (histogram: FloatHistogram) =>
  [...histogram.positive.count, ...histogram.negative.count].reduce((a, b) => a + b, histogram.zeroCount);

describe("laws of addition", () => {
  it("gives the same in either order", () => {
    fc.assert(
      fc.property(anyHistogram, anyHistogram, (a, b) => {
        const [ab, ba] = [addHistograms(a, b), addHistograms(b, a)];
        expect(ab && compact(ab.histogram)).toEqual(ba && compact(ba.histogram));
      }),
    );
  });

  it("takes away again what was added", () => {
    fc.assert(
      fc.property(anyHistogram, (a) => {
        const twice = addHistograms(a, a)?.histogram ?? a;
        expect(compact(subtractHistograms(twice, a)?.histogram ?? twice)).toEqual(compact(a));
      }),
    );
  });

  it("loses no observation to coarser schemas and wider zero buckets", () => {
    fc.assert(
      fc.property(anyHistogram, anyHistogram, (a, b) => {
        const total = addHistograms(a, b)?.histogram ?? a;
        expect(inBuckets(total)).toBe(inBuckets(a) + inBuckets(b));
      }),
    );
  });
});
