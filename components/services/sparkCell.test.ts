/** Where a sparkline turns into its trouble's colour. */
import { describe, expect, it } from "vitest";
import { troubleFrom } from "./SparkCell.tsx";

describe("troubleFrom", () => {
  it("begins one point before the rise, also when the trouble dips once", () => {
    expect(troubleFrom([0, 0, 0, 0, 5, 9, 0, 8, 7])).toBe(3);
  });

  it("leaves an older trouble alone", () => {
    expect(troubleFrom([9, 9, 0, 0, 0, 0, 5, 9, 9])).toBe(5);
  });

  it("colours the last points where only the end rises", () => {
    expect(troubleFrom([0, 0, 0, 0, 0, 9])).toBe(3);
  });
});
