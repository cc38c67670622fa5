/** What a preview draws of long windows. */
import { describe, expect, it } from "vitest";
import { drawn } from "./alertRulePreview.ts";

describe("a line of a long preview", () => {
  const STEPS = 1_441;

  it("shows a time that is shorter than what one of its points stands for", () => {
    const values = new Float64Array(STEPS).fill(Number.NaN);
    values[1_000] = 2;
    const [line] = drawn([{ labels: {}, values }]);
    expect(line?.values.length).toBeLessThanOrEqual(600);
    expect(line?.values.filter((value) => value !== null)).toEqual([2]);
  });

  it("keeps the newest value of each of its points, also of the last one that is not full", () => {
    const [line] = drawn([{ labels: {}, values: Float64Array.from({ length: STEPS }, (_, i) => i) }]);
    expect(line?.values.slice(0, 2)).toEqual([2, 5]);
    expect(line?.values.at(-1)).toBe(STEPS - 1);
  });
});
