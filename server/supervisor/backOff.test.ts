/** Waiting between tries: doubling, bounded, never less than half of the ceiling. */
import { expect, it } from "vitest";
import { backOffMs } from "./backOff.ts";

it("doubles from the first wait to the longest, with jitter between half and whole", () => {
  const at = (failures: number, chance: number) =>
    backOffMs(failures, { firstMs: 100, longestMs: 1_000, chance: () => chance });
  expect([1, 2, 3, 4, 5, 50].map((failures) => at(failures, 1))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect([1, 2, 3, 4, 5, 50].map((failures) => at(failures, 0))).toEqual([50, 100, 200, 400, 500, 500]);
});
