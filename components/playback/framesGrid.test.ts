/** Frames stand on whole steps, and single steps lead along them. */
import { expect, test } from "vitest";
import { framesGrid, nudgedMs } from "./framesGrid.ts";

const HOUR = 3_600_000;

test("six hours are 240 frames of 90 s, wherever they begin", () => {
  const grid = framesGrid({ startMs: 1234, endMs: 1234 + 6 * HOUR }, 240);
  expect(grid).toMatchObject({ stepMs: 90_000, steps: 241 });
  expect(grid.endMs % 90_000).toBe(0);
  expect(grid.startMs).toBeLessThanOrEqual(1234);
  expect(grid.endMs).toBeGreaterThanOrEqual(1234 + 6 * HOUR);
});

test("a short strip has no finer frames than history has", () => {
  expect(framesGrid({ startMs: 0, endMs: 120_000 }, 240)).toMatchObject({ stepMs: 10_000, steps: 12 });
});

test("a step leads to the next frame, also from between two", () => {
  const grid = framesGrid({ startMs: 0, endMs: 120_000 }, 240);
  expect(nudgedMs(grid, 20_000, 1)).toBe(30_000);
  expect(nudgedMs(grid, 20_000, -1)).toBe(10_000);
  expect(nudgedMs(grid, 24_000, 1)).toBe(30_000);
  expect(nudgedMs(grid, 24_000, -1)).toBe(20_000);
});
