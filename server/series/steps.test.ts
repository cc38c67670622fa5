/** Steps and variables of charts. */
import { describe, expect, it } from "vitest";
import { fillIn, stepFor } from "./steps.ts";

const HOUR = 3_600_000;

describe("steps", () => {
  it.each([
    [HOUR, 240, 15_000],
    [6 * HOUR, 240, 120_000],
    [24 * HOUR, 288, 300_000],
    [7 * 24 * HOUR, 336, 1_800_000],
    [1_000, 240, 1_000],
    [400 * 24 * HOUR, 100, 4 * 24 * HOUR],
  ])("of a window of %d ms with %d points are round", (windowMs, points, expected) => {
    expect(stepFor(windowMs, points)).toBe(expected);
  });
});

describe("variables", () => {
  it("follow the step, and stay long enough to hold samples", () => {
    const braced = ["$", "{__span_interval}"].join("");
    const query = `rate(a[$__rate_interval]) + rate(b[${braced}]) + increase(c[$__range]) offset $__interval`;
    expect(fillIn(query, { stepMs: 15_000, rangeMs: HOUR })).toBe(
      "rate(a[4m]) + rate(b[1m]) + increase(c[1h]) offset 15s",
    );
    expect(fillIn("rate(a[$__rate_interval])", { stepMs: 1_800_000, rangeMs: HOUR })).toBe("rate(a[30m])");
  });

  it("leave what they do not know for the parser to name", () => {
    expect(fillIn("a{b='$job'} + $__nothing", { stepMs: 1_000, rangeMs: HOUR })).toBe("a{b='$job'} + $__nothing");
  });
});
