/** Bars that add up, stay inside their box, and axes with round ends. */
import { describe, expect, it } from "vitest";
import { joinBuckets, prepareStack, roundUp, shownSeries, timeTicks, unitOf } from "./prepareStack.ts";

const input = {
  startMs: 0,
  stepMs: 1_000,
  bucketCount: 3,
  series: [
    { name: "ERROR", color: "red", values: [1, 0, 0] },
    { name: "INFO", color: "grey", values: [3, 0, 8] },
  ],
};

describe("joinBuckets", () => {
  const thin = {
    startMs: 3_000,
    stepMs: 1_000,
    bucketCount: 5,
    series: [{ name: "a", color: "red", values: [1, 2, 3, 4, 5] }],
  };

  it("adds thin buckets together on whole steps, so that a bar keeps its place while the window moves", () => {
    const joined = joinBuckets(thin, 100_000, 150);
    expect(joined).toMatchObject({ startMs: 2_000, stepMs: 2_000, bucketCount: 3 });
    expect(joined.series[0]?.values).toEqual([1, 5, 9]);
  });

  it("leaves buckets alone that are wide enough", () => {
    expect(joinBuckets(thin, 5_000, 300)).toBe(thin);
  });
});

describe("prepareStack", () => {
  it("stacks series from the bottom to their sum", () => {
    const { bars, top } = prepareStack(input, { startMs: 0, endMs: 3_000 }, { width: 300, height: 100 });
    expect(top).toBe(10);
    expect(bars.map(({ series, x, y, height }) => ({ series, x, y, height }))).toEqual([
      { series: 0, x: 0, y: 90, height: 10 },
      { series: 1, x: 0, y: 60, height: 30 },
      { series: 1, x: 200, y: 20, height: 80 },
    ]);
  });

  it("cuts buckets that begin before the window", () => {
    const { bars } = prepareStack(input, { startMs: 500, endMs: 3_000 }, { width: 250, height: 100 });
    expect(bars[0]).toMatchObject({ x: 0, width: 49 });
  });

  it("rounds the axis up to 1, 2 or 5 times a power of ten", () => {
    expect([0, 1, 3, 11, 51, 200, 201].map(roundUp)).toEqual([1, 1, 5, 20, 100, 200, 500]);
  });

  it("ticks at whole steps, no more than asked", () => {
    expect(timeTicks({ startMs: 61_000, endMs: 300_000 }, 4)).toEqual([120_000, 180_000, 240_000]);
  });
});

describe("unitOf", () => {
  it("says over how long a bar counts, as joined", () => {
    expect(unitOf("records", 30_000)).toBe("records per 30\u00a0s");
    expect(unitOf("records", 60_000)).toBe("records per minute");
  });
});

it("names what is drawn, as it lies, and nothing else", () => {
  const series = ["refused", "rejected", "kept"].map((name, i) => ({ name, color: "", values: [0, i === 1 ? 0 : 3] }));
  const input = { startMs: 0, stepMs: 1000, bucketCount: 2, series };
  expect(shownSeries(input).map(({ name }) => name)).toEqual(["kept", "refused"]);
  expect(series.map(({ name }) => name)).toEqual(["refused", "rejected", "kept"]);
});
