/**
 * Quantiles and fractions of classic histograms: worked examples after those of Prometheus's quantile_test.go.
 */
import { describe, expect, it } from "vitest";
import { classicFraction, classicQuantile } from "./classicQuantile.ts";

const INF = Number.POSITIVE_INFINITY;
const of = (...pairs: [number, number][]) => pairs.map(([upperBound, count]) => ({ upperBound, count }));
const PLAIN = of([10, 10], [15, 15], [20, 15], [30, 15], [INF, 15]);

describe("a quantile of a classic histogram", () => {
  it.each([
    [1, 15],
    [0.99, 14.85],
    [0.9, 13.5],
    [0.5, 7.5],
  ])("%d lies at %d", (q, value) => {
    expect(classicQuantile(q, PLAIN)).toEqual({ value, forced: null });
  });

  it("takes a difference of rounding for none", () => {
    const rounded = of([10, 10], [15, 15], [20, 15.00000000001], [30, 15], [INF, 15]);
    const { value, forced } = classicQuantile(0.99, rounded);
    expect([value, forced]).toEqual([14.85, null]);
  });

  it("raises counts that fall and tells between which bounds and by how much", () => {
    const falling = of([1, 10], [2, 8], [4, 20], [8, 5], [INF, 30]);
    expect(classicQuantile(0.5, falling)).toEqual({
      value: 3,
      forced: { minBucket: 2, maxBucket: 8, maxDifference: 15 },
    });
  });

  it("needs no order, and adds up buckets of the same bound", () => {
    const mixed = of([INF, 4], [2, 2], [1, 1], [2, 1], [INF, 0]);
    expect(classicQuantile(0.5, mixed).value).toBe(1.5);
  });

  it("ends at the highest finite bound, and begins at the lowest when that is not positive", () => {
    expect(classicQuantile(0.9, of([1, 1], [INF, 10])).value).toBe(1);
    expect(classicQuantile(0.1, of([-2, 5], [1, 6], [INF, 6])).value).toBe(-2);
  });

  it.each([
    ["no +Inf bucket", of([1, 1], [2, 2])],
    ["one bucket only", of([INF, 2])],
    ["no observations", of([1, 0], [INF, 0])],
    ["no buckets", []],
  ])("is NaN with %s", (_, buckets) => {
    expect(classicQuantile(0.5, buckets).value).toBeNaN();
  });
});

describe("a fraction of a classic histogram", () => {
  const halves = of([1, 4], [2, 8], [INF, 10]);

  it("lies evenly in a bucket, the first of which begins at 0", () => {
    expect(classicFraction(0, 0.5, halves)).toBe(0.2);
    expect(classicFraction(0.5, 1.5, halves)).toBeCloseTo(0.4, 12);
    expect(classicFraction(2, INF, halves)).toBeCloseTo(0.2, 12);
    expect(classicFraction(Number.NEGATIVE_INFINITY, INF, halves)).toBe(1);
  });

  it("is NaN without a +Inf bucket or observations", () => {
    expect(classicFraction(0, 1, of([1, 4]))).toBeNaN();
    expect(classicFraction(0, 1, of([1, 0], [INF, 0]))).toBeNaN();
  });
});
