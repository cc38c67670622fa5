/** Cells, levels and the logarithmic axis. */
import { describe, expect, it } from "vitest";
import { heatLevel, heatScale, prepareHeatmap } from "./prepareHeatmap.ts";

const input = {
  lowSeconds: 0.004,
  rowsPerDoubling: 2,
  rowCount: 18,
  cells: [
    [0, 0, 1],
    [1, 17, 100],
    [9, 3, 5],
  ] as const,
  startMs: 0,
  stepMs: 10_000,
  windowStartMs: 0,
  windowEndMs: 60_000,
  zone: "UTC",
  widthPx: 600,
};

describe("prepareHeatmap", () => {
  it("leaves out what lies outside of the window and keeps the rest in its bucket", () => {
    const { cells } = prepareHeatmap(input);
    expect(cells.map(({ fromMs, level }) => [fromMs, level])).toEqual([
      [0, 1],
      [10_000, 9],
    ]);
  });

  it("stands a doubling of the duration two rows higher and labels the decades", () => {
    const model = prepareHeatmap(input);
    expect(model.rowOf(0.2) - model.rowOf(0.1)).toBeCloseTo(2, 10);
    expect(model.yTicks.map(({ label }) => label.replaceAll("\u00a0", " "))).toEqual(["10 ms", "100 ms", "1 s"]);
  });

  it("lets few slow calls be seen beside many quick ones", () => {
    expect(heatLevel(1, 1000)).toBe(1);
    expect(heatLevel(10, 1000)).toBe(3);
    expect(heatLevel(1000, 1000)).toBe(9);
    expect(heatLevel(1, 1)).toBe(5);
  });

  it("gives every count a colour that the scale shows, parts of a count too", () => {
    for (const most of [1, 2, 45, 10_000]) {
      const shown = heatScale(most);
      for (const share of [0.0001, 0.01, 0.3, 1]) expect(shown).toContain(heatLevel(share * most, most));
      expect(shown.at(-1)).toBe(heatLevel(most, most));
    }
  });

  it("labels what is no duration in its own unit, however great, and not more densely than can be read", () => {
    const bytes = prepareHeatmap({ ...input, unit: "bytes", lowSeconds: 64, rowCount: 60 });
    const labels = bytes.yTicks.map(({ label }) => label.replaceAll("\u00a0", " "));
    expect(labels).toContain("1 MB");
    expect(labels.join()).not.toMatch(/\ds/);
    const wide = prepareHeatmap({ ...input, unit: "plain", lowSeconds: 1e-9, rowCount: 160 });
    expect(wide.yTicks.length).toBeLessThanOrEqual(9);
  });

  it("draws nothing of nothing", () => {
    const model = prepareHeatmap({ ...input, rowCount: 0, cells: [], lowSeconds: 0 });
    expect(model.cells).toEqual([]);
    expect(model.yTicks).toEqual([]);
  });
});
