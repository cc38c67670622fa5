/** Running totals of delta points. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DistributionSample, SeriesSamples } from "../store/seriesReader.ts";
import { runningTotals, totalsSince } from "./deltaTotals.ts";

const SIX_HOURS = 21_600_000;

function numbers(points: readonly (readonly [time: number, start: number, value: number])[]): SeriesSamples {
  return {
    id: 1,
    timesMs: Float64Array.from(points, ([time]) => time),
    startsMs: Float64Array.from(points, ([, start]) => start),
    values: Float64Array.from(points, ([, , value]) => value),
    absent: null,
    distributions: null,
  };
}
const pairs = ({ timesMs, values }: SeriesSamples) => [...timesMs].map((time, i) => [time, values[i]]);

describe("running totals", () => {
  it("begin with a zero where the first point's interval began", () => {
    const totals = runningTotals(
      numbers([
        [60_000, 50_000, 3],
        [70_000, 60_000, 4],
      ]),
    );
    expect(pairs(totals)).toEqual([
      [50_000, 0],
      [60_000, 3],
      [70_000, 7],
    ]);
    expect([...totals.startsMs]).toEqual([50_000, 50_000, 50_000]);
  });

  it("start anew each six hours, in a way that a reset shows", () => {
    const totals = runningTotals(
      numbers([
        [SIX_HOURS, SIX_HOURS - 10, 3],
        [SIX_HOURS + 10, SIX_HOURS, 9],
      ]),
    );
    expect(pairs(totals)).toEqual([
      [SIX_HOURS - 10, 0],
      [SIX_HOURS, 3],
      [SIX_HOURS + 1, 0],
      [SIX_HOURS + 10, 9],
    ]);
  });

  it("make a zero of their own when no start was sent", () => {
    expect(pairs(runningTotals(numbers([[60_000, 0, 3]])))).toEqual([
      [59_999, 0],
      [60_000, 3],
    ]);
  });

  it("have one value whatever window they are read from", () => {
    const deltas = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 * SIX_HOURS }), fc.nat(100)), { maxLength: 30 });
    fc.assert(
      fc.property(deltas, fc.integer({ min: 1, max: 3 * SIX_HOURS }), (raw, startMs) => {
        const points = [...new Map(raw).entries()].sort(([a], [b]) => a - b);
        const whole = runningTotals(numbers(points.map(([time, value]) => [time, 0, value])));
        const read = points.filter(([time]) => time > totalsSince(startMs));
        const part = runningTotals(numbers(read.map(([time, value]) => [time, 0, value])));
        const after = ([time = 0]: readonly (number | undefined)[]) => time > startMs;
        const atPoints = new Set(points.map(([time]) => time));
        const comparable = (all: SeriesSamples) =>
          pairs(all).filter((pair) => after(pair) && atPoints.has(pair[0] ?? 0));
        expect(comparable(part)).toEqual(comparable(whole));
      }),
    );
  });

  it("keep stale marks as they are", () => {
    const totals = runningTotals({
      ...numbers([
        [10, 5, 1],
        [20, 10, 0],
        [30, 20, 1],
      ]),
      absent: Uint8Array.from([0, 1, 0]),
    });
    expect([...(totals.absent ?? [])]).toEqual([0, 0, 1, 0]);
    expect(totals.values.at(-1)).toBe(2);
  });

  it("add explicit histograms bucket by bucket, and start anew when their bounds change", () => {
    const explicit = (bounds: number[], counts: number[]): DistributionSample => ({
      kind: "explicit",
      count: counts.reduce((sum, count) => sum + count, 0),
      sum: 1,
      bounds,
      counts: Float64Array.from(counts),
    });
    const totals = runningTotals({
      ...numbers([
        [10, 5, 0],
        [20, 10, 0],
        [30, 20, 0],
      ]),
      distributions: [explicit([1, 2], [1, 0, 2]), explicit([1, 2], [0, 1, 1]), explicit([1], [4, 0])],
    });
    const shown = totals.distributions?.map((it) => (it?.kind === "explicit" ? [...it.counts] : null));
    expect(shown).toEqual([
      [0, 0, 0],
      [1, 0, 2],
      [1, 1, 3],
      [0, 0],
      [4, 0],
    ]);
  });

  it("add exponential histograms of different scales and offsets", () => {
    const exponential = (scale: number, offset: number, counts: number[]): DistributionSample => ({
      kind: "exponential",
      count: counts.length,
      sum: 2,
      scale,
      zeroCount: 1,
      zeroThreshold: 0,
      positiveOffset: offset,
      positive: Float64Array.from(counts),
      negativeOffset: 0,
      negative: new Float64Array(0),
    });
    const totals = runningTotals({
      ...numbers([
        [10, 5, 0],
        [20, 10, 0],
      ]),
      distributions: [exponential(1, -1, [1, 2, 3]), exponential(0, 2, [5])],
    });
    expect(totals.distributions?.at(-1)).toMatchObject({
      scale: 0,
      zeroCount: 2,
      sum: 4,
      positiveOffset: -1,
      positive: Float64Array.from([1, 5, 0, 5]),
    });
  });
});
