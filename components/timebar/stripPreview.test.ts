/** What the strip says of an instant: all well, nothing at all, one in trouble by name, several by the worst. */
import { expect, it } from "vitest";
import { healthWordsAt } from "./StripPreview.tsx";

const health = {
  startMs: 0,
  stepMs: 1_000,
  known: [true, false, true, true],
  failed: [0, 0, 1, 1],
  degraded: [0, 0, 0, 2],
  all: [5, 0, 5, 5],
  worst: [null, null, "payments", "cart"],
};

it.each([
  [500, "ok", "all healthy"],
  [1_500, "unknown", "nothing arrived"],
  [2_500, "fail", "payments fails"],
  [3_500, "fail", "cart worst of 3 services: 1 failing, 2 degraded"],
  [4_500, null, "not yet happened"],
] as const)("at %d ms: %s, %s", (timeMs, kind, words) => {
  expect(healthWordsAt(health, timeMs, 4_000)).toEqual({ kind, words });
});
