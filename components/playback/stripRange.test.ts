/** What the strip shows around the clock. */
import { describe, expect, it } from "vitest";
import { stripRange } from "./stripRange.ts";

const HOUR = 3_600_000;
const now = Date.UTC(2026, 10, 20, 12, 0, 30);

describe("stripRange", () => {
  it("shows six hours up to now around an hour that is live", () => {
    expect(stripRange(HOUR, now, now)).toEqual({ startMs: now - 6 * HOUR, endMs: now });
  });

  it("keeps now in sight while the clock is near, and follows it further back", () => {
    expect(stripRange(HOUR, now - 2 * HOUR, now).endMs).toBe(now);
    const far = stripRange(HOUR, now - 20 * HOUR, now);
    expect(far.endMs).toBe(now - 20 * HOUR + 1.5 * HOUR);
    expect(far.endMs - far.startMs).toBe(6 * HOUR);
  });

  it("keeps the length that somebody chose", () => {
    expect(stripRange(HOUR, now, now, 2 * HOUR)).toEqual({ startMs: now - 2 * HOUR, endMs: now });
  });
});
