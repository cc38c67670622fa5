/** Over how long a rate is taken: one rule, whatever the rhythm of the calls and wherever buckets end. */
import { describe, expect, it } from "vitest";
import { judgeCalls, rateStretch } from "./callQueries.ts";

const MINUTE_MS = 60_000;
const hour = { startMs: 0, endMs: 60 * MINUTE_MS };
/** Calls by bucket of half a minute. */
const seen = (calls: Readonly<Record<number, number>>) => {
  const all = Array.from({ length: 120 }, (_, bucket) => calls[bucket] ?? 0);
  const durations = all.map((count) => ({ zero: count, index: [], count: [] }));
  return {
    series: { calls: all, errors: all.map(() => 0), durationSumSeconds: all.map(() => 0), duration: durations },
    grid: { startMs: 0, stepMs: MINUTE_MS / 2, bucketCount: 120 },
  };
};
const NOTHING = seen({});

describe("rateStretch", () => {
  it("gives as many calls since the same time one rate, however buckets part them", () => {
    const bursts: Readonly<Record<number, number>>[] = [
      { 100: 20 },
      { 100: 19, 101: 1 },
      { 100: 1, 119: 19 },
      { 100: 5, 104: 5, 110: 5, 111: 5 },
    ];
    const rates = bursts.map((calls) => judgeCalls(seen(calls), undefined, NOTHING, hour).ratePerSecond);
    for (const rate of rates) expect(rate).toBeCloseTo(20 / 600, 9);
  });

  it("is the window for what was called before it", () => {
    expect(rateStretch(seen({ 100: 20 }), seen({ 3: 1 }).series, hour)).toEqual(hour);
    expect(judgeCalls(seen({ 100: 20 }), seen({ 3: 1 }), NOTHING, hour).ratePerSecond).toBeCloseTo(20 / 3600, 9);
  });

  it("is a minute at least, and never more than the window", () => {
    expect(rateStretch(seen({ 119: 3 }), undefined, hour).startMs).toBe(59 * MINUTE_MS);
    const brief = { startMs: 30_000, endMs: 60_000 };
    expect(rateStretch(seen({ 1: 3 }), undefined, brief)).toEqual(brief);
  });
});
