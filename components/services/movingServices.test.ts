/** A row at the moving playhead says what its frame says, and nothing of what the frame does not hold. */
import { expect, test } from "vitest";
import { type Health, thingId } from "../../server/model/state.ts";
import type { FrameSet } from "../playback/frameSet.ts";
import { errorTrouble, healthWords, type ServiceRow, slowTrouble, unjudgedWords } from "./healthWords.ts";
import { movingRow } from "./movingServices.ts";

const numbers = {
  calls: 900,
  errors: 9,
  ratePerSecond: 15,
  errorRatio: 0.01,
  p50Seconds: 0.1,
  p95Seconds: 0.2,
  p99Seconds: 0.3,
};
const row: ServiceRow = {
  service: "cart",
  entry: true,
  ...numbers,
  recent: { ...numbers, lengthMs: 360_000 },
  usual: { ratePerSecond: 15, errorRatio: 0.001, p95Seconds: 0.1 },
  health: { kind: "warn", reason: "errors", slow: false },
  sparks: { ratePerSecond: [1], errorRatio: [0], p95Seconds: [0.1] },
};

function frames(
  health: Health,
  requestsPerSecond: number | null,
  errorRatio: number | null,
  p95Seconds: number | null,
  saturation: number | null = null,
) {
  const at =
    <Value>(value: Value) =>
    (step: number, thing: number) =>
      step < 0 || thing < 0 ? null : value;
  const set: FrameSet = {
    atMs: [1],
    things: [thingId("service", "cart")],
    indexOf: (thing) => (thing === thingId("service", "cart") ? 0 : -1),
    stepAt: () => 0,
    health: (step, thing) => (step < 0 || thing < 0 ? "unknown" : health),
    requestsPerSecond: at(requestsPerSecond),
    errorRatio: at(errorRatio),
    p95Seconds: at(p95Seconds),
    saturation: at(saturation),
  };
  return set;
}

test("a service that fails there fails in its row, with the numbers of then", () => {
  const then = movingRow(row, "cart", frames("failed", 20, 0.25, 1.5), 0);
  expect(then).toMatchObject({
    ratePerSecond: 20,
    errorRatio: 0.25,
    p95Seconds: 1.5,
    p50Seconds: null,
    p99Seconds: null,
  });
  expect(errorTrouble(then)).toMatchObject({ tone: "fail" });
  expect(then.sparks).toBe(row.sparks);
});

test("one that is degraded without failures is slow", () => {
  const then = movingRow(row, "cart", frames("degraded", 20, 0, 1.5), 0);
  expect(errorTrouble(then)).toBeNull();
  expect(slowTrouble(then)).toMatchObject({ tone: "warn" });
});

test("one that is degraded since something is full says so", () => {
  const then = movingRow(row, "cart", frames("degraded", 20, 0, 0.1, 0.97), 0);
  expect(healthWords(then).replaceAll("\u00a0", " ")).toBe("is 97.0 % full");
  expect(slowTrouble(then)).toBeNull();
});

test("where nothing is known there are no numbers, and it is not called healthy", () => {
  for (const then of [
    movingRow(row, "cart", frames("healthy", 20, 0, 1), -1),
    movingRow(row, "other", frames("healthy", 20, 0, 1), 0),
  ]) {
    expect(then).toMatchObject({ ratePerSecond: null, calls: 0, errorRatio: null, p95Seconds: null });
    expect(then.health.kind).toBe("unknown");
    expect(unjudgedWords(then)).toBe("no requests now");
  }
});
