/** Quantiles of histograms whose answers can be worked out by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DurationHistogram } from "../model/derived.ts";
import { cellOf, durationHistogram } from "../model/durationCells.ts";
import { histogramQuantile, mergeHistograms } from "./histogramQuantile.ts";

const of = (counts: Record<number, number>, zero = 0): DurationHistogram => {
  const index = Object.keys(counts)
    .map(Number)
    .sort((a, b) => a - b);
  return { zero, index, count: index.map((i) => counts[i] ?? 0) };
};

describe("histogramQuantile", () => {
  it("is null without calls and 0 when most took no time", () => {
    expect(histogramQuantile(of({}), 0.5)).toBeNull();
    expect(histogramQuantile(of({ 0: 1 }, 9), 0.5)).toBe(0);
  });

  it("interpolates on the logarithm within one bucket", () => {
    // Bucket 7 covers (2^(7/8), 2] seconds; its middle on the logarithm is 2^(7.5/8).
    expect(histogramQuantile(of({ 7: 100 }), 0.5)).toBeCloseTo(2 ** (7.5 / 8), 10);
    expect(histogramQuantile(of({ 7: 100 }), 1)).toBe(2);
  });

  it("finds the bucket in which the share is reached", () => {
    const histogram = of({ [-40]: 90, 0: 10 });
    expect(histogramQuantile(histogram, 0.5)).toBeLessThan(2 ** (-39 / 8));
    expect(histogramQuantile(histogram, 0.95)).toBeGreaterThan(1);
    expect(histogramQuantile(histogram, 0.9)).toBeCloseTo(2 ** (-39 / 8), 10);
  });

  it("walks buckets to the rank: of 4, 4 and 2 calls nine tenths lie below the middle of the third", () => {
    const histogram = of({ [-8]: 4, 0: 4, 8: 2 });
    expect(histogramQuantile(histogram, 0.9)).toBeCloseTo(2 ** (8.5 / 8), 12);
    expect(histogramQuantile(histogram, 0.4)).toBeCloseTo(2 ** (-7 / 8), 12);
    expect(histogramQuantile(histogram, 0.6)).toBeCloseTo(2 ** (0.5 / 8), 12);
  });

  it("lies within one bucket, 9 %, of the true quantile", () => {
    const durations = fc.array(fc.integer({ min: 1_000, max: 1e13 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (nanos, q) => {
        const sorted = [...nanos].sort((a, b) => a - b);
        const exact = (sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0) / 1e9;
        const one = (nano: number) => durationHistogram({ index: [cellOf(nano)], count: [1] });
        const found = histogramQuantile(mergeHistograms(sorted.map(one)), q) ?? 0;
        const width = 2 ** (1 / 8) * (1 + 1e-9);
        expect(found).toBeLessThanOrEqual(exact * width);
        expect(found).toBeGreaterThanOrEqual(exact / width);
      }),
    );
  });

  it("never falls as the share grows", () => {
    const histogram = of({ [-80]: 3, [-21]: 4, 5: 9, 30: 1 }, 2);
    let before = 0;
    for (let q = 0; q <= 1; q += 0.01) {
      const value = histogramQuantile(histogram, q) ?? 0;
      expect(value).toBeGreaterThanOrEqual(before);
      before = value;
    }
  });
});

describe("mergeHistograms", () => {
  it("counts every call once and keeps the indexes ascending", () => {
    const merged = mergeHistograms([of({ 3: 1, 9: 2 }, 1), of({ [-4]: 5, 9: 1 }, 2), of({})]);
    expect(merged).toEqual({ zero: 3, index: [-4, 3, 9], count: [5, 1, 3] });
  });
});
