/** Quantiles of a few numbers, NaN and edges included. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantileOf } from "./quantileOf.ts";

describe("quantileOf", () => {
  it("lies on the line between the two values it falls between", () => {
    expect(quantileOf(0.25, Float64Array.of(4, 1, 2))).toBe(1.5);
    expect(quantileOf(1, Float64Array.of(4, 1, 2))).toBe(4);
  });

  it("takes NaN to be smaller than everything", () => {
    expect(quantileOf(0, Float64Array.of(1, Number.NaN, Number.NEGATIVE_INFINITY))).toBeNaN();
    expect(quantileOf(1, Float64Array.of(1, Number.NaN, 5, Number.NaN))).toBe(5);
    expect(quantileOf(2 / 3, Float64Array.of(1, Number.NaN, 5, Number.NaN))).toBe(1);
  });

  it("leaves the range where the quantile does", () => {
    expect(quantileOf(-0.1, Float64Array.of(1))).toBe(Number.NEGATIVE_INFINITY);
    expect(quantileOf(1.1, Float64Array.of(1))).toBe(Number.POSITIVE_INFINITY);
    expect(quantileOf(Number.NaN, Float64Array.of(1))).toBeNaN();
    expect(quantileOf(0.5, new Float64Array(0))).toBeNaN();
  });

  it("grows with the quantile", () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { minLength: 1 });
    const quantile = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, quantile, quantile, (list, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(quantileOf(low, Float64Array.from(list))).toBeLessThanOrEqual(
          quantileOf(high, Float64Array.from(list)) + 1e-6,
        );
      }),
    );
  });
});
