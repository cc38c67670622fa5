/** Health from history where there is one; a gap is a gap, and what is on its way is none. */
import { expect, test } from "vitest";
import { barHeights } from "./StripDrawing.tsx";
import { gapsOf, gapsUntil, gapWords, ofCalls, ofHistory } from "./stripHealth.ts";

const MINUTE = 60_000;
const history = {
  startMs: 0,
  stepMs: MINUTE,
  failed: [0, 1, 0, 0, 0],
  degraded: [0, 1, 0, 0, 0],
  healthy: [4, 2, 0, 0, 4],
  known: [true, true, false, false, true],
  worst: [null, "cart", null, null, null],
};

test("a history's bar is a share of the services that were judged", () => {
  expect(ofHistory(history)).toMatchObject({ all: [4, 4, 0, 0, 4], failed: [0, 1, 0, 0, 0] });
});

test("a stretch of which nothing is told is none of history", () => {
  expect(ofHistory({ ...history, known: history.known.map(() => false) })).toBeNull();
  expect(ofHistory(undefined)).toBeNull();
});

test("where nothing arrived is a gap; what is newest is on its way", () => {
  const health = ofHistory(history);
  if (!health) throw new Error("the history tells something");
  expect(gapsOf(health, 5 * MINUTE)).toEqual([{ fromMs: 2 * MINUTE, toMs: 4 * MINUTE }]);
  expect(gapsOf({ ...health, known: [true, true, true, true, false] }, 5 * MINUTE)).toEqual([]);
  expect(gapsOf({ ...health, known: [true, false, false, false, false] }, 5 * MINUTE)).toEqual([
    { fromMs: MINUTE, toMs: 5 * MINUTE },
  ]);
});

test("a gap is cut where the clock stands, and is none after it", () => {
  const gaps = [
    { fromMs: 0, toMs: 10 },
    { fromMs: 20, toMs: 30 },
  ];
  expect(gapsUntil(gaps, 25)).toEqual([gaps[0], { fromMs: 20, toMs: 25 }]);
  expect(gapsUntil(gaps, 20)).toEqual([gaps[0]]);
  expect(gapsUntil(gaps, Number.POSITIVE_INFINITY)).toEqual(gaps);
});

test("an instant in a gap, before the first data or after the last has its sentence", () => {
  const health = ofHistory(history);
  if (!health) throw new Error("the history tells something");
  const say = (timeMs: number) => `${timeMs / MINUTE}`;
  expect(gapWords(health, 3 * MINUTE, 5 * MINUTE, say)).toBe("Nothing arrived from 2 to 4.");
  expect(gapWords(health, MINUTE, 5 * MINUTE, say)).toBeNull();
  const late = { ...health, known: [false, false, true, true, true] };
  expect(gapWords(late, MINUTE, 5 * MINUTE, say)).toBe("Nothing is known before 2.");
  const none = { ...health, known: health.known.map(() => false) };
  expect(gapWords(none, MINUTE, 9 * MINUTE, say)).toBe("Nothing is known of this time.");
  const ended = { ...health, known: [true, false, false, false, false] };
  expect(gapWords(ended, 3 * MINUTE, 5 * MINUTE, say)).toBe("Nothing has arrived since 1.");
});

test("without history the calls tell it", () => {
  const calls = { startMs: 0, stepMs: MINUTE, calls: [9, 0], failing: [1, 0], degraded: [0, 0], worst: ["cart", null] };
  expect(ofCalls(calls)).toMatchObject({ failed: [1, 0], known: [true, false], all: [8, 8] });
});

test("a bar shows one failing service of many, and never more than its height", () => {
  expect(barHeights(0, 0, 40)).toEqual({ warn: 0, fail: 0 });
  const one = barHeights(1, 0, 400);
  expect(one.fail).toBeGreaterThanOrEqual(0.3);
  const all = barHeights(3, 1, 4);
  expect(all.warn + all.fail).toBeCloseTo(1);
  expect(all.fail).toBeGreaterThan(all.warn);
});
