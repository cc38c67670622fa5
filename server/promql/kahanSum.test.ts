/** Sums that keep what rounding loses, and means that do not overflow. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KahanSum, Mean } from "./kahanSum.ts";

function sumOf(values: readonly number[]): number {
  const sum = new KahanSum();
  for (const value of values) sum.add(value);
  return sum.total;
}

function meanOf(values: readonly number[]): number {
  const mean = new Mean();
  for (const value of values) mean.add(value);
  return mean.value;
}

describe("KahanSum", () => {
  it("keeps what plain addition loses", () => {
    expect(1e100 + 1 - 1e100).toBe(0);
    expect(sumOf([1e100, 1, -1e100])).toBe(1);
    expect(sumOf([5e-324, 1e308, -1e308])).toBe(5e-324);
  });

  it("carries nothing of an infinite sum", () => {
    expect(sumOf([1e308, 1e308])).toBe(Number.POSITIVE_INFINITY);
    expect(sumOf([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBeNaN();
  });
});

describe("Mean", () => {
  it("does not overflow where the sum would", () => {
    expect(meanOf([1e308, 1.5e308, 1.7e308])).toBeCloseTo(1.4e308, -300);
    expect(meanOf([Number.POSITIVE_INFINITY, 1])).toBe(Number.POSITIVE_INFINITY);
  });

  it("lies between the least and the greatest value", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const [least, most] = [Math.min(...values), Math.max(...values)];
        const slack = 1e-12 * Math.max(Math.abs(least), Math.abs(most));
        expect(meanOf(values)).toBeGreaterThanOrEqual(least - slack);
        expect(meanOf(values)).toBeLessThanOrEqual(most + slack);
      }),
    );
  });
});
