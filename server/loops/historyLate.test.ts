/** When late telemetry is told again. */
import { expect, it } from "vitest";
import { LatePlan } from "./historyLate.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 12);
const MINUTE_MS = 60_000;

it("tells the young at once, the old once a minute, and nothing older than a day", () => {
  const plan = new LatePlan();
  expect(plan.due(NOW_MS)).toBeNull();
  plan.add(NOW_MS - 2 * MINUTE_MS, NOW_MS);
  expect(plan.due(NOW_MS)).toBe(NOW_MS - 2 * MINUTE_MS);
  plan.done(NOW_MS - 2 * MINUTE_MS, NOW_MS);
  plan.add(NOW_MS - 60 * MINUTE_MS, NOW_MS);
  expect(plan.due(NOW_MS)).toBe(NOW_MS - 60 * MINUTE_MS);
  plan.done(NOW_MS - 60 * MINUTE_MS, NOW_MS);
  plan.add(NOW_MS - 60 * MINUTE_MS, NOW_MS + 10_000);
  expect(plan.due(NOW_MS + 10_000)).toBeNull();
  expect(plan.lateAfter(null, false)).toBe(NOW_MS - 60 * MINUTE_MS);
  expect(plan.due(NOW_MS + MINUTE_MS)).toBe(NOW_MS - 60 * MINUTE_MS);
  plan.add(NOW_MS - 3 * 86_400_000, NOW_MS + MINUTE_MS);
  expect(plan.due(NOW_MS + 2 * MINUTE_MS)).toBe(NOW_MS + MINUTE_MS - 86_400_000);
});

it("spends a quarter of its time on it: a service whose clock is an hour off does not keep it busy", () => {
  const plan = new LatePlan();
  let busyMs = 0;
  const endMs = NOW_MS + 60 * MINUTE_MS;
  for (let nowMs = NOW_MS; nowMs < endMs; ) {
    plan.add(nowMs - 60 * MINUTE_MS, nowMs);
    const again = plan.due(nowMs);
    const tookMs = again === null ? 0 : 40_000;
    busyMs += tookMs;
    plan.done(again, nowMs + tookMs);
    nowMs += 10_000 + tookMs;
  }
  expect(busyMs).toBeGreaterThan(0);
  expect(busyMs).toBeLessThanOrEqual(0.27 * 60 * MINUTE_MS);
});

it("knows after a restart what is still to be told", () => {
  const plan = new LatePlan();
  plan.restore([NOW_MS - 9 * MINUTE_MS, NOW_MS - 20 * MINUTE_MS]);
  expect(plan.due(NOW_MS)).toBe(NOW_MS - 20 * MINUTE_MS);
});
