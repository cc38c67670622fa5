/** Changes against usual. */
import { describe, expect, it } from "vitest";
import { changeOfRatio, changeOfSeconds } from "./changeWords.ts";

describe("changeWords", () => {
  it.each([
    [0.184, 0, "+18.4"],
    [0.01, 0.01005, "same"],
    [0.0006, 0, "+0.06"],
    [0, 0.02, "−2.0"],
    [0.5, null, ""],
    [null, 0.1, ""],
  ])("a ratio of %s, usually %s: %s", (now, usual, text) => {
    expect(changeOfRatio(now, usual)).toBe(text);
  });

  it.each([
    [1.19, 0.182, "+1.01 s"],
    [0.1, 0.104, "same"],
    [0.2, 0.231, "−31 ms"],
    [0.00005, 0.00001, "same"],
    [0.1, null, ""],
  ])("%s s, usually %s s: %s", (now, usual, text) => {
    expect(changeOfSeconds(now, usual).replaceAll("\u00a0", " ")).toBe(text);
  });
});
