/** A long preview is asked in pieces, so that its newest days are read as finely as they are kept. */
import { describe, expect, it } from "vitest";
import type { AlertRuleBody } from "../model/alert.ts";
import { Labels } from "../promql/labels.ts";
import { linesOf, type PreviewContext, piecesOf } from "./alertPreviewLines.ts";

const DAY_MS = 86_400_000;

describe("pieces", () => {
  it("hold every step once, and are whole at the end", () => {
    expect(piecesOf(10, 4)).toEqual([
      { from: 6, count: 4 },
      { from: 2, count: 4 },
      { from: 0, count: 2 },
    ]);
    expect(piecesOf(3, 4)).toEqual([{ from: 0, count: 3 }]);
  });
});

describe("the lines of a preview", () => {
  const body: AlertRuleBody = {
    name: "Any",
    group: "",
    intervalMs: 60_000,
    condition: { kind: "promql", query: "up == 0", queryOffsetMs: 0, limit: 0 },
    forMs: 0,
    keepFiringForMs: 0,
    noData: "ok",
    labels: {},
    annotations: {},
  };

  it("put what each piece answers where it belongs", async () => {
    const asked: [number, number][] = [];
    const ask = async ({ startMs, endMs, stepMs }: { startMs: number; endMs: number; stepMs: number }) => {
      asked.push([startMs, endMs]);
      const timesMs = Float64Array.from(
        { length: Math.floor((endMs - startMs) / stepMs) + 1 },
        (_, i) => startMs + i * stepMs,
      );
      const series = [{ labels: Labels.of([["job", "a"]]), timesMs, values: timesMs, histograms: null }];
      return { value: { type: "matrix", series } };
    };
    const ctx = { promQl: { ask } } as unknown as PreviewContext;
    const window = { startMs: 0, endMs: 5 * DAY_MS };
    const { lines, stepMs } = await linesOf(ctx, body, window, undefined);
    expect(asked).toHaveLength(3);
    expect(lines).toHaveLength(1);
    const values = lines[0]?.values ?? new Float64Array();
    expect(values).toHaveLength(Math.floor((5 * DAY_MS) / stepMs) + 1);
    expect(values.every((value, i) => value === i * stepMs)).toBe(true);
  });
});
