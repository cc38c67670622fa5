/** Raw samples as rows, and which series a chart keeps when there are too many. */
import { describe, expect, it } from "vitest";
import { Labels } from "../promql/labels.ts";
import type { MatrixSeries } from "../promql/queryValue.ts";
import { chartAnswer } from "./metricsAnswer.ts";
import { samplesAnswer } from "./samplesAnswer.ts";

function series(name: string, values: readonly number[]): MatrixSeries {
  const timesMs = Float64Array.from(values, (_, i) => i * 1000);
  return { labels: Labels.of([["pod", name]]), timesMs, values: Float64Array.from(values), histograms: null };
}

describe("samplesAnswer", () => {
  it("tells the newest sample first and how many there are", () => {
    const many = Array.from({ length: 600 }, (_, i) => i);
    const [one] = samplesAnswer({ type: "matrix", series: [series("a", many)] }).series;
    expect(one?.samples[0]).toEqual({ timeMs: 599_000, value: 599 });
    expect([one?.samples.length, one?.total]).toEqual([500, 600]);
  });

  it("writes what JSON has no number for", () => {
    const [one] = samplesAnswer({
      type: "matrix",
      series: [series("a", [Number.NaN, Number.NEGATIVE_INFINITY])],
    }).series;
    expect(one?.samples.map(({ value }) => value)).toEqual(["-Inf", "NaN"]);
  });
});

describe("chartAnswer", () => {
  const value = {
    type: "matrix" as const,
    series: [series("small", [1, 1]), series("late", [Number.NaN, 9]), series("big", [7, 7])],
  };
  const asked = { value, warnings: [], infos: [], stats: { selectors: [], samples: 0 }, waitedMs: 0, tookMs: 0 };
  const grid = { startMs: 0, stepMs: 1000, count: 2 };
  const kept = (wish: { mostSeries: number; greatest?: boolean }) =>
    chartAnswer("A", "x", asked, grid, wish).series.map(({ labels }) => labels.pod);

  it("keeps the greatest series when it is asked to, and says how many there are", () => {
    expect(kept({ mostSeries: 2, greatest: true })).toEqual(["big", "late"]);
    expect(chartAnswer("A", "x", asked, grid, { mostSeries: 2 }).total).toBe(3);
  });

  it("keeps the query's own order otherwise", () => {
    expect(kept({ mostSeries: 2 })).toEqual(["small", "late"]);
  });
});
