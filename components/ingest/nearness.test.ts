/** How near a metric is to its limit of series, at the borders. */
import { describe, expect, it } from "vitest";
import { nearness } from "./nearness.ts";

describe("a metric's nearness to its limit", () => {
  it.each([
    [3, 100_000, "ok", "below 1\u00a0%"],
    [49_999, 100_000, "ok", "49\u00a0%"],
    [50_000, 100_000, "warn", "50\u00a0%"],
    [99_999, 100_000, "warn", "99\u00a0%"],
    [100_000, 100_000, "fail", "full: new ones are refused"],
    [120_000, 100_000, "fail", "full: new ones are refused"],
  ])("of %d series of %d is %s: %s", (count, most, kind, words) => {
    expect(nearness(count, most)).toEqual({ kind, words });
  });
});
