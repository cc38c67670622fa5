/**
 * Quantiles and fractions of native histograms: worked examples by hand, and that the two undo each other.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHistogram } from "./notation.ts";
import { histogramFraction, histogramQuantile } from "./quantile.ts";

const of = (text: string) => parseHistogram(`{{${text}}}`).histogram;
const quantile = (q: number, text: string) => histogramQuantile(q, of(text)).value;
const fraction = (lower: number, upper: number, text: string) => histogramFraction(lower, upper, of(text)).value;

const POWERS = "count:12 sum:100 offset:1 buckets:[4 4 4]"; // (1, 2], (2, 4], (4, 8]
const CUSTOM = "schema:-53 count:10 sum:30 custom_values:[5 10] buckets:[4 4 2]";
const ZERO = "z_bucket_w:1 z_bucket:4 count:8 sum:5 offset:1 buckets:[4]";

describe("a quantile of a native histogram", () => {
  it("lies on a logarithmic scale within an exponential bucket", () => {
    expect(quantile(0.5, POWERS)).toBeCloseTo(2 * 2 ** 0.5, 12);
    expect(quantile(1 / 3, POWERS)).toBeCloseTo(2, 12);
    expect(quantile(1, POWERS)).toBe(8);
  });

  it("is mirrored among negative buckets", () => {
    const negative = POWERS.replace("offset", "n_offset").replace("buckets", "n_buckets");
    expect(quantile(0.25, negative)).toBeCloseTo(-quantile(0.75, POWERS), 12);
  });

  it("lies evenly in custom buckets, and at their last bound beyond it", () => {
    expect(quantile(0.2, CUSTOM)).toBeCloseTo(2.5, 12);
    expect(quantile(0.6, CUSTOM)).toBeCloseTo(7.5, 12);
    expect(quantile(0.95, CUSTOM)).toBe(10);
    expect(quantile(0.1, CUSTOM.replace("[5 10]", "[-5 10]"))).toBe(-5);
  });

  it("lies between 0 and the threshold when only positive observations are outside the zero bucket", () => {
    expect(quantile(0.25, ZERO)).toBe(0.5);
    expect(quantile(0.25, "z_bucket_w:1 z_bucket:4 count:8 n_offset:1 n_buckets:[4]")).toBeCloseTo(-(2 ** 0.5), 12);
    expect(quantile(0.75, "z_bucket_w:1 z_bucket:4 count:8 n_offset:1 n_buckets:[4]")).toBe(-0.5);
    expect(quantile(0.5, "z_bucket_w:1 z_bucket:4 count:4")).toBe(0);
  });

  it.each([
    [-0.1, Number.NEGATIVE_INFINITY],
    [1.1, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN],
  ])("of %d is %d", (q, value) => {
    expect(quantile(q, POWERS)).toBe(value);
  });

  it("is NaN without observations", () => {
    expect(quantile(0.5, "")).toBeNaN();
  });

  it("ranks NaN observations above all others and tells of them", () => {
    const withNan = of("count:8 sum:NaN offset:1 buckets:[4]");
    expect(histogramQuantile(0.25, withNan)).toEqual({ value: 2 ** 0.5, nan: "skew" });
    expect(histogramQuantile(0.75, withNan)).toEqual({ value: Number.NaN, nan: "nan" });
    expect(histogramQuantile(0.25, of("count:4 sum:NaN offset:1 buckets:[4]")).nan).toBe("none");
  });
});

describe("a fraction of a native histogram", () => {
  it("interpolates as quantiles do", () => {
    expect(fraction(1, 2 * 2 ** 0.5, POWERS)).toBeCloseTo(0.5, 12);
    expect(fraction(2.5, 7.5, CUSTOM)).toBeCloseTo(0.4, 12);
    expect(fraction(0, 0.5, ZERO)).toBe(0.25);
  });

  it("takes nothing of the bucket to +Inf but all of it without an upper bound", () => {
    expect(fraction(10, 1e9, CUSTOM)).toBe(0);
    expect(fraction(10, Number.POSITIVE_INFINITY, CUSTOM)).toBeCloseTo(0.2, 12);
  });

  it("is 0 between bounds the wrong way round, NaN with a NaN bound or without observations", () => {
    expect(fraction(4, 2, POWERS)).toBe(0);
    expect(fraction(Number.NaN, 2, POWERS)).toBeNaN();
    expect(fraction(1, 2, "")).toBeNaN();
  });

  it("leaves NaN observations out and tells of them", () => {
    expect(
      histogramFraction(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, of("count:8 sum:NaN buckets:[4]")),
    ).toEqual({
      value: 0.5,
      hasNan: true,
    });
  });

  it("below a quantile is that quantile", () => {
    const q = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    const counts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(q, counts, fc.integer({ min: -4, max: 8 }), (wanted, buckets, schema) => {
        const count = buckets.reduce((a, b) => a + b, 0);
        const text = `schema:${schema} count:${count} sum:1 offset:-3 buckets:[${buckets.join(" ")}]`;
        expect(fraction(Number.NEGATIVE_INFINITY, quantile(wanted, text), text)).toBeCloseTo(wanted, 9);
      }),
    );
  });
});
