/** Each scenario against its own truth: calm before, everyone it names in trouble by 70 % of its time and nobody else, calm after. */
import { describe, expect, it } from "vitest";
import { SHOP } from "../shop/shop.ts";
import { placedBefore, recoveredMs, SCENARIOS } from "./all.ts";
import { Rehearsal } from "./rehearsal.ts";
import { MINUTE_MS } from "./scenario.ts";

const HOURS = [3, 18];

describe.each(SCENARIOS)("$name", (scenario) => {
  it.each(HOURS)("does what its truth says when it starts at %i h", (hour) => {
    const rehearsal = new Rehearsal(SHOP, scenario, Date.UTC(2026, 10, 21, hour, 7), 20 * MINUTE_MS);
    const { durationMs, recoveryMs, truth } = scenario;
    const degraded = (fromMs: number, toMs: number) =>
      rehearsal.services.filter((service) => rehearsal.degraded(service, fromMs, toMs));
    const late = 0.7 * durationMs;
    expect(rehearsal.services).toHaveLength(SHOP.services.length);
    expect(degraded(-4 * MINUTE_MS, 0)).toEqual([]);
    expect(degraded(late - 4 * MINUTE_MS, late)).toEqual([...truth.affected].sort());
    expect(degraded(durationMs + recoveryMs, durationMs + recoveryMs + 10 * MINUTE_MS)).toEqual([]);
  });

  it("tells its story in order and within its time", () => {
    const offsets = scenario.truth.timeline.map(({ offsetSeconds }) => offsetSeconds);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(Math.max(...offsets) * 1000).toBeLessThanOrEqual(scenario.durationMs);
  });
});

it("places scenarios within the past six hours, 25 minutes apart, 10 after recovery", () => {
  const nowMs = Date.UTC(2026, 10, 21, 9, 17, 31, 250);
  const placed = placedBefore(nowMs);
  expect(placed.map(({ scenario }) => scenario).sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
  placed.forEach((episode, index) => {
    const next = placed[index + 1];
    expect(episode.startMs).toBeGreaterThan(nowMs - 6 * 60 * MINUTE_MS);
    expect(recoveredMs(episode)).toBeLessThan((next?.startMs ?? nowMs) - 10 * MINUTE_MS);
    if (next) expect(next.startMs - episode.startMs).toBeGreaterThan(25 * MINUTE_MS);
  });
});
