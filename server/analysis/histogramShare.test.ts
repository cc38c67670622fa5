/** Calls beyond a threshold, against the quantile that is its inverse. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { histogramQuantile } from "./histogramQuantile.ts";
import { callsLongerThan } from "./histogramShare.ts";

it("counts whole buckets above the threshold and part of the one that holds it", () => {
  const histogram = { zero: 5, index: [-8, 0, 8], count: [10, 20, 30] };
  expect(callsLongerThan(histogram, 0.25)).toBe(60);
  expect(callsLongerThan(histogram, 1.5)).toBe(30);
  expect(callsLongerThan(histogram, 2 ** (1 / 16))).toBeCloseTo(40);
  expect(callsLongerThan(histogram, 10)).toBe(0);
  expect(callsLongerThan(histogram, 0)).toBe(60);
});

it("is the inverse of the quantile", () => {
  const counts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(counts, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (count, q) => {
      const histogram = { zero: 0, index: count.map((_, i) => i * 3 - 9), count };
      const total = count.reduce((sum, one) => sum + one, 0);
      const seconds = histogramQuantile(histogram, q) ?? 0;
      expect(callsLongerThan(histogram, seconds)).toBeCloseTo((1 - q) * total, 6);
    }),
  );
});
