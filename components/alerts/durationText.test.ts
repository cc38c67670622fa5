/** Lengths of time as people type them into a rule. */
import { describe, expect, it } from "vitest";
import { parseDurationText, writeDuration } from "./durationText.ts";

describe("durations", () => {
  it.each([
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["5 min", 300_000],
    ["90", 90_000],
    ["250ms", 250],
    ["2d", 172_800_000],
    ["", 0],
    ["0s", 0],
  ])("reads %s", (text, ms) => expect(parseDurationText(text)).toBe(ms));

  it.each(["five", "5x", "-5m", "1.5h", "m"])("refuses %s", (text) => expect(parseDurationText(text)).toBeNull());

  it.each(["5m", "1h30m", "2d", "1m30s", "250ms", "0s"])("writes %s as it was read", (text) =>
    expect(writeDuration(parseDurationText(text) ?? -1)).toBe(text),
  );
});
