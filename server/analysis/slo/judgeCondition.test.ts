/** What a condition of a budget says: "this rate" is that of the last hour, and any other names its window. */
import { expect, it } from "vitest";
import { COUNTS_START_MS, countsOf, sloOf } from "../../testing/slos.ts";
import { burnPairs } from "./burnPairs.ts";
import { CountSums } from "./countSums.ts";
import { judgeCondition } from "./judgeCondition.ts";
import { HOUR_MS, MINUTE_MS } from "./sloWindows.ts";

const MINUTES = 30 * 1440;

it("names the window whose rate it speaks of, since one budget has as many ends as there are windows", () => {
  const slo = sloOf();
  const [fast] = burnPairs(slo);
  if (!fast) throw new Error("no pair");
  const counts = new CountSums(
    slo,
    countsOf(MINUTES, 100, (i) => (i >= MINUTES - 60 ? 2 : 0.01)),
  );
  const say = (longMs: number) =>
    judgeCondition(slo, { ...fast, longMs, shortMs: longMs / 12 }, counts, COUNTS_START_MS + MINUTES * MINUTE_MS)
      .summary;
  expect(say(HOUR_MS)).toBe("Checkout succeeds: at this rate the budget is gone in 31 h");
  expect(say(6 * HOUR_MS)).toBe("Checkout succeeds: at the rate of the last 6 h the budget is gone in 7.7 days");
});
