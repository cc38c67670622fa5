/** What stands side by side on an SLO's page agrees: what is left, what took the rest, how long it lasts, what would have been told. */
import { describe, expect, it } from "vitest";
import type { SloBody } from "../../model/slo.ts";
import { countsOf, COUNTS_START_MS as START, sloOf } from "../../testing/slos.ts";
import { CountSums } from "./countSums.ts";
import { replayConditions } from "./replayConditions.ts";
import { sloReading } from "./sloReading.ts";
import { MINUTE_MS } from "./sloWindows.ts";
import { spenders } from "./spenders.ts";

const DAYS_30 = 30 * 1440;
const END = START + DAYS_30 * MINUTE_MS;
const slo = sloOf();
const sums = (counts: Parameters<typeof countsOf>, body: SloBody = slo) => new CountSums(body, countsOf(...counts));
const burns = (bad: (i: number) => number) => sloReading(slo, sums([DAYS_30, 100, bad]), END).burns;

describe("how long the budget lasts by each window", () => {
  it("is for ever where it is spent no faster than it may", () => {
    const [hour] = burns((i) => (i >= DAYS_30 - 60 ? 0.085 : 0.01));
    expect(hour).toMatchObject({ long: expect.closeTo(0.85, 6), goneInMs: null });
    expect(burns((i) => (i >= DAYS_30 - 60 ? 0.2 : 0.01))[0]?.goneInMs).toBeGreaterThan(0);
  });

  it("is no time at all once nothing is left, also while nothing fails", () => {
    expect(burns((i) => (i < 5_000 ? 10 : 0)).map(({ goneInMs }) => goneInMs)).toEqual([0, 0, 0, 0]);
  });
});

it("what spent a calendar's budget adds up to what is not left of it", () => {
  const monthly = sloOf({ window: { kind: "calendar", unit: "month", timeZone: "UTC" } });
  const counts = sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 300 && i < DAYS_30 - 280 ? 60 : 0)], monthly);
  const at = END - 60 * MINUTE_MS;
  const { budget } = sloReading(monthly, counts, at);
  const { stretches, restRatio } = spenders(monthly, counts, { startMs: budget.window.startMs, endMs: at });
  const spent = stretches.reduce((sum, { budgetRatio }) => sum + budgetRatio, restRatio ?? 0);
  expect(spent).toBeGreaterThan(0);
  expect(spent).toBeCloseTo(1 - (budget.remaining ?? 0), 9);
});

describe("a replay", () => {
  const told = sloOf({ alerting: { ...slo.alerting, absentMinutes: 30 } });
  const quiet = (valid: (i: number) => number | null) =>
    replayConditions(
      told,
      new CountSums(
        told,
        countsOf(DAYS_30, 100, (i) => valid(i)),
      ),
      { startMs: START, endMs: END },
    );

  it("tells of no silence before anything was known, and of each one after", () => {
    expect(quiet((i) => (i < 40_000 ? null : 0))).toMatchObject({ tickets: 0, calls: [] });
    expect(quiet(() => null)).toMatchObject({ tickets: 0, calls: [] });
    const gap = quiet((i) => (i < 40_000 || (i > 41_000 && i < 41_200) ? null : 0));
    expect(gap).toMatchObject({ pages: 0, tickets: 1, sentence: "1 ticket, not a false one" });
  });
});
