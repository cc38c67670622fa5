/** How a rule would have gone, drawn. */
import { describe, expect, it } from "vitest";
import type { PreviewAnswer } from "../../../server/routers/alertAnswer.ts";
import { knownWindow, linesOf, previewBands } from "./prepareRulePreview.ts";

const preview = (more: Partial<PreviewAnswer> = {}): PreviewAnswer => ({
  window: { startMs: 0, endMs: 600_000 },
  stepMs: 15_000,
  sentence: "",
  note: null,
  episodes: [],
  total: 0,
  series: [],
  threshold: null,
  operator: null,
  problem: null,
  ...more,
});
const episode = (activeMs: number, firedMs: number, resolvedMs: number | null) => ({
  labels: {},
  sentence: "It fires",
  activeMs,
  firedMs,
  resolvedMs,
});

describe("the stretches of a preview", () => {
  it("are one where alerts overlap, and end with the window where one would fire still", () => {
    const episodes = [episode(10, 20, 50), episode(30, 40, 90), episode(200, 200, null)];
    const bands = previewBands(preview({ episodes }), "page").map(({ kind, startMs, endMs }) => [kind, startMs, endMs]);
    expect(bands).toEqual([
      ["pending", 10, 20],
      ["pending", 30, 40],
      ["firing", 20, 90],
      ["firing", 200, 600_000],
    ]);
  });
});

describe("the part of a preview's window that is drawn", () => {
  const HOUR = 3_600_000;
  const window = { startMs: 0, endMs: 100 * HOUR };
  const range = (known: number) => ({
    startMs: 0,
    stepMs: HOUR,
    count: 100,
    answers: [
      {
        ref: "value",
        expr: "",
        series: [{ labels: {}, values: Array.from({ length: 100 }, (_, i) => (i < known ? null : 1)) }],
        total: 1,
        warnings: [],
        infos: [],
        stats: null,
        problem: null,
      },
    ],
  });

  it("begins a little before the first value where much of it is empty", () => {
    const { startMs, endMs } = knownWindow(range(80), preview({ window }));
    expect([startMs, endMs]).toEqual([79 * HOUR, 100 * HOUR]);
  });

  it("is all of it where little is empty, nothing is known yet, or something fired early", () => {
    expect(knownWindow(range(10), preview({ window }))).toEqual(window);
    expect(knownWindow(undefined, preview({ window }))).toEqual(window);
    expect(knownWindow(range(80), preview({ window, episodes: [episode(HOUR, HOUR, 2 * HOUR)] }))).toEqual(window);
  });
});

describe("the lines of a preview", () => {
  it("of a search stand where its thinned values belong", () => {
    const values = Array.from({ length: 21 }, (_, i) => i);
    const { startMs, stepMs, series } = linesOf(undefined, preview({ series: [{ labels: { a: "b" }, values }] }));
    expect([startMs, stepMs]).toEqual([0, 30_000]);
    expect(series[0]?.values).toHaveLength(21);
  });
});
