/** The band of what is usual: a short incident does not widen it, buckets without calls do not lower it, little says nothing. */
import { expect, it } from "vitest";
import type { CallSeries } from "../model/derived.ts";
import { usualBand } from "./usualBand.ts";

const grid = (bucketCount: number) => ({ startMs: 0, stepMs: 10_000, bucketCount });
const series = (calls: number[], errors: number[]): CallSeries => ({
  calls,
  errors,
  durationSumSeconds: calls.map(() => 0),
  duration: calls.map(() => ({ zero: 0, index: [], count: [] })),
});

it("leaves out a short incident and the buckets without calls", () => {
  const calls = [...Array.from({ length: 20 }, (_, i) => 100 + i), 0, 0, 0, 4000];
  const errors = [...Array.from({ length: 20 }, () => 1), 0, 0, 0, 2000];
  const { ratePerSecond, errorRatio } = usualBand(series(calls, errors), grid(calls.length));
  expect(ratePerSecond?.[0]).toBeGreaterThan(9);
  expect(ratePerSecond?.[1]).toBeLessThan(13);
  expect(errorRatio?.[1]).toBeLessThan(0.012);
});

it("says nothing of five buckets", () => {
  expect(usualBand(series([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]), grid(5))).toEqual({
    ratePerSecond: null,
    errorRatio: null,
    p95Seconds: null,
  });
});
