/** Zooming keeps what is pointed at in its place; nothing leads far into the future. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { LONGEST_STRIP_MS, SHORTEST_STRIP_MS } from "../playback/stripRange.ts";
import { panRange, zoomRange } from "./zoomRange.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const sixHours = { startMs: NOW - 6 * HOUR, endMs: NOW };

test("looking twice as close at an instant leaves it where it is", () => {
  expect(zoomRange(sixHours, NOW - 2 * HOUR, 0.5, NOW)).toEqual({ startMs: NOW - 4 * HOUR, endMs: NOW - HOUR });
});

test("looking from further away stays within its bounds, and near the present", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1000, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (factor, at) => {
        const { startMs, endMs } = zoomRange(sixHours, sixHours.startMs + at * 6 * HOUR, factor, NOW);
        expect(endMs - startMs).toBeGreaterThanOrEqual(SHORTEST_STRIP_MS - 1);
        expect(endMs - startMs).toBeLessThanOrEqual(LONGEST_STRIP_MS + 1);
        expect(endMs).toBeLessThanOrEqual(NOW + (endMs - startMs) / 4 + 1);
      },
    ),
  );
});

test("panning moves it, and not past the future's edge", () => {
  expect(panRange(sixHours, -HOUR, NOW)).toEqual({ startMs: NOW - 7 * HOUR, endMs: NOW - HOUR });
  expect(panRange(sixHours, 100 * HOUR, NOW).endMs).toBe(NOW + 1.5 * HOUR);
});
