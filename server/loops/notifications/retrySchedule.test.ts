/** How long and how often a receiver in trouble is tried. */
import { describe, expect, it } from "vitest";
import { nextTryMs } from "./retrySchedule.ts";

const DAY_MS = 86_400_000;

/** Attempts until it is given up, and when; a receiver that always answers alike. */
function triedFor(afterMs: number | null) {
  let ageMs = 0;
  for (let attempts = 1; ; attempts++) {
    const waitMs = nextTryMs({ attempts, afterMs, ageMs, chance: 0.5 });
    if (waitMs === null) return { attempts, days: ageMs / DAY_MS };
    ageMs += waitMs;
  }
}

describe("a receiver in trouble", () => {
  it("is tried ten times over three days", () => {
    const { attempts, days } = triedFor(null);
    expect(attempts).toBe(10);
    expect(days).toBeGreaterThan(3);
    expect(days).toBeLessThan(3.5);
    expect(nextTryMs({ attempts: 1, afterMs: null, ageMs: 0, chance: 0.5 })).toBe(5_000);
  });

  it("that says how long to wait is given up after three days too, and not after so many answers", () => {
    expect(triedFor(20_000).days).toBeGreaterThan(2.99);
    expect(triedFor(20_000).days).toBeLessThan(3.1);
    expect(nextTryMs({ attempts: 3, afterMs: 20_000, ageMs: 0, chance: 0 })).toBe(20_000);
  });

  it("that says at once, again and again, is asked once a minute", () => {
    expect(nextTryMs({ attempts: 1, afterMs: 0, ageMs: 0, chance: 0 })).toBe(1_000);
    expect(nextTryMs({ attempts: 10, afterMs: 0, ageMs: 0, chance: 0 })).toBe(60_000);
    expect(triedFor(0).attempts).toBeLessThan(5_000);
  });
});
