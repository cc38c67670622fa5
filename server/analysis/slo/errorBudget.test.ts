/** Budgets, burn rates and exhaustion: the workbook's worked examples, then what must hold for any counts. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SloBody, SloCounts } from "../../model/slo.ts";
import { countsOf, COUNTS_START_MS as START, sloOf } from "../../testing/slos.ts";
import { burnPairs, conditionName, neverFires } from "./burnPairs.ts";
import { CountSums } from "./countSums.ts";
import { budgetAt, burnRateAt, exhaustionAt, spentWithin } from "./errorBudget.ts";
import { sloProblems } from "./sloDefaults.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./sloWindows.ts";

const body = sloOf();

/** `at` says what minute i has. */
function counted(minutes: number, at: (minute: number) => readonly [bad: number, valid: number]): SloCounts {
  const pairs = Array.from({ length: minutes }, (_, i) => at(i));
  return {
    startMs: START,
    bad: Float64Array.from(pairs, ([bad]) => bad),
    valid: Float64Array.from(pairs, ([, valid]) => valid),
  };
}
const sums = (counts: SloCounts, of: Pick<SloBody, "slices"> = body) => new CountSums(of, counts);
const DAYS_30 = 30 * 1440;
const END = START + 30 * DAY_MS;

describe("the workbook's low traffic: 10 requests an hour, 99.9 % in 30 days", () => {
  // One request every six minutes; the very last one fails.
  const counts = sums(counted(DAYS_30, (i) => [i === DAYS_30 - 6 ? 1 : 0, i % 6 === 0 ? 1 : 0]));

  it("makes of one failure an hour that burns 100 times as fast as it may", () => {
    expect(burnRateAt(body, counts, END, HOUR_MS)).toBeCloseTo(100, 9);
  });
  it("spends 13.9 % of the budget by it", () => {
    expect(spentWithin(body, counts, END, HOUR_MS)).toBeCloseTo(100 / 720, 9);
    expect(budgetAt(body, counts, END).remaining).toBeCloseTo(1 - 0.1389, 4);
  });
  it("has room for seven failures", () => {
    expect(budgetAt(body, counts, END)).toMatchObject({ allowedBad: expect.closeTo(7.2, 6), failuresLeft: 6 });
  });
});

describe("budget", () => {
  it("loses no failure to the last digit of a double", () => {
    const counts = sums(counted(100, (i) => [i === 0 ? 1 : 0, 10]));
    expect(budgetAt({ ...body, objective: 0.998 }, counts, START + 100 * MINUTE_MS).failuresLeft).toBe(1);
  });

  it("is negative when too much failed, and says by how many", () => {
    const counts = sums(counted(1000, () => [0.002, 1]));
    const budget = budgetAt(body, counts, START + 1000 * MINUTE_MS);
    expect(budget.remaining).toBeCloseTo(-1, 6);
    expect(budget.failuresLeft).toBe(-1);
  });

  it("is unknown without data, which is not zero", () => {
    const counts = sums(counted(60, () => [Number.NaN, Number.NaN]));
    const budget = budgetAt(body, counts, START + HOUR_MS);
    expect(budget).toMatchObject({ remaining: null, goodRatio: null, failuresLeft: null, knownRatio: 0 });
    expect(burnRateAt(body, counts, START + HOUR_MS, HOUR_MS)).toBeNull();
  });

  it("says how much of its window it knows", () => {
    const budget = budgetAt(body, sums(counted(9 * 1440, () => [0, 5])), START + 9 * DAY_MS);
    expect(budget.knownRatio).toBeCloseTo(0.3, 9);
  });

  it("of a calendar month is that of the whole month, by the traffic so far", () => {
    const month: SloBody = { ...body, window: { kind: "calendar", unit: "month", timeZone: "UTC" } };
    const counts = sums(counted(1440, (i) => [i === 7 ? 1 : 0, 10]));
    const budget = budgetAt(month, counts, START + DAY_MS);
    expect(budget).toMatchObject({ valid: 14_400, expectedValid: 31 * 14_400, failuresLeft: 445 });
    expect(budget.window).toEqual({ startMs: START, endMs: START + 31 * DAY_MS });
  });

  it("of a calendar month forgets the month before", () => {
    const month: SloBody = { ...body, window: { kind: "calendar", unit: "month", timeZone: "UTC" } };
    const counts = sums(counted(32 * 1440, (i) => [i < 31 * 1440 ? 1 : 0, 10]));
    expect(budgetAt(month, counts, START + 32 * DAY_MS).remaining).toBe(1);
  });

  it("counts slices instead of events", () => {
    const sliced: SloBody = { ...body, objective: 0.9, slices: { minutes: 5, targetRatio: 0.95 } };
    // 100 minutes: 20 slices, the first of which has one minute of nothing but failures.
    const counts = sums(
      counted(100, (i) => [i === 2 ? 10 : 0, 10]),
      sliced,
    );
    expect(budgetAt(sliced, counts, START + 100 * MINUTE_MS)).toMatchObject({ bad: 1, valid: 20, failuresLeft: 1 });
  });

  it("takes the newest count for now while counting is a little behind", () => {
    const counts = sums(counted(60, () => [1, 10]));
    expect(burnRateAt(body, counts, START + 62 * MINUTE_MS, MINUTE_MS)).toBeCloseTo(100, 9);
    expect(burnRateAt(body, counts, START + 90 * MINUTE_MS, MINUTE_MS)).toBeNull();
  });
});

describe("exhaustion", () => {
  it("comes after remaining x P / burn", () => {
    const counts = sums(counted(DAYS_30, (i) => [i >= DAYS_30 - 60 ? 1 : 0, 10]));
    const budget = budgetAt(body, counts, END);
    const { leftMs, exactMs, burnRate } = exhaustionAt(body, counts, END);
    expect(burnRate).toBeCloseTo(100, 9);
    expect(leftMs).toBeCloseTo(((budget.remaining ?? 0) * 30 * DAY_MS) / 100, 0);
    expect(exactMs).toBeCloseTo(leftMs ?? 0, 0);
  });

  it("does not come while nothing burns too fast", () => {
    const counts = sums(counted(DAYS_30, () => [0.005, 10]));
    expect(exhaustionAt(body, counts, END).leftMs).toBeNull();
  });

  it("is now when nothing is left", () => {
    const counts = sums(counted(100, () => [1, 10]));
    expect(exhaustionAt(body, counts, START + 100 * MINUTE_MS)).toMatchObject({ leftMs: 0 });
  });
});

const anyCounts = fc
  .array(fc.tuple(fc.nat(50), fc.nat(1000), fc.boolean()), { minLength: 1, maxLength: 400 })
  .map((minutes) =>
    counted(minutes.length, (i) => {
      const [bad = 0, valid = 0, isKnown = false] = minutes[i] ?? [];
      return isKnown ? [Math.min(bad, valid), valid] : [Number.NaN, Number.NaN];
    }),
  );

describe("for any counts", () => {
  it("remaining and spent are one", () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const atMs = START + counts.valid.length * MINUTE_MS;
        const { remaining, bad, allowedBad } = budgetAt(body, sums(counts), atMs);
        if (remaining === null) return;
        expect(remaining + bad / allowedBad).toBeCloseTo(1, 9);
      }),
    );
  });

  it("a window's sums are those of its minutes, however they were written", () => {
    fc.assert(
      fc.property(
        anyCounts,
        fc.nat(420),
        fc.nat(420),
        fc.nat(400),
        fc.constantFrom(null, 5, 7),
        (counts, a, b, cut, slice) => {
          const slices = slice === null ? null : { minutes: slice, targetRatio: 0.97 };
          const at = Math.min(cut, counts.valid.length);
          const part = (from: number, until: number): SloCounts => ({
            startMs: START + from * MINUTE_MS,
            bad: counts.bad.subarray(from, until),
            valid: counts.valid.subarray(from, until),
          });
          const whole = new CountSums({ slices }, counts);
          const written = new CountSums({ slices }, part(at, counts.valid.length));
          written.write(part(0, at));
          written.write(part(Math.floor(at / 2), counts.valid.length));
          const window = [START + Math.min(a, b) * MINUTE_MS, START + Math.max(a, b) * MINUTE_MS] as const;
          expect(written.between(...window)).toEqual(whole.between(...window));
          if (slices === null) expect(whole.between(...window)).toEqual(naive(counts, Math.min(a, b), Math.max(a, b)));
        },
      ),
    );
  });
});

function naive({ bad, valid }: SloCounts, from: number, until: number) {
  const sum = { bad: 0, valid: 0, knownMinutes: 0, minutes: until - from };
  for (let i = from; i < Math.min(until, valid.length); i++) {
    if (Number.isNaN(valid[i])) continue;
    sum.bad += bad[i] ?? 0;
    sum.valid += valid[i] ?? 0;
    sum.knownMinutes++;
  }
  return sum;
}

describe("burn pairs", () => {
  const parts = [0.02, 0.05, 0.1, 0.1];

  it.each([7, 28, 30, 90])("of %d days have factors of budget part x P / w", (days) => {
    for (const [i, pair] of burnPairs({ slices: null, window: { kind: "rolling", days } }).entries()) {
      expect(pair.factor).toBeCloseTo(((parts[i] ?? 0) * days * DAY_MS) / pair.longMs, 9);
      expect(pair.longMs % MINUTE_MS).toBe(0);
      expect(Math.abs(pair.shortMs - pair.longMs / 12)).toBeLessThanOrEqual(MINUTE_MS / 2);
    }
  });

  it.each([0.9, 0.99, 0.999, 0.9999])(
    "at %d spend their part of the budget when they are just reached",
    (objective) => {
      for (const days of [7, 28, 30, 90]) {
        const slo: SloBody = { ...body, objective, window: { kind: "rolling", days } };
        for (const [i, pair] of burnPairs(slo).entries()) {
          const ratio = pair.factor * (1 - objective);
          if (ratio > 1) {
            expect(neverFires(slo, pair)).not.toBeNull();
            continue;
          }
          const minutes = days * 1440;
          const first = minutes - pair.longMs / MINUTE_MS;
          const counts = sums(countsOf(minutes, 1, (minute) => (minute >= first ? ratio : 0)));
          const end = START + days * DAY_MS;
          expect(spentWithin(slo, counts, end, pair.longMs)).toBeCloseTo(parts[i] ?? 0, 9);
          expect(burnRateAt(slo, counts, end, pair.longMs)).toBeCloseTo(pair.factor, 9);
        }
      }
    },
  );

  it("of 30 days are the workbook's", () => {
    expect(burnPairs(body).map(({ longMs, shortMs, factor, severity }) => [longMs, shortMs, factor, severity])).toEqual(
      [
        [HOUR_MS, 5 * MINUTE_MS, expect.closeTo(14.4, 9), "page"],
        [6 * HOUR_MS, 30 * MINUTE_MS, expect.closeTo(6, 9), "page"],
        [24 * HOUR_MS, 2 * HOUR_MS, expect.closeTo(3, 9), "ticket"],
        [72 * HOUR_MS, 6 * HOUR_MS, expect.closeTo(1, 9), "ticket"],
      ],
    );
  });

  it("have windows of their own, in which slices fit", () => {
    const days = fc.double({ min: 0.01, max: 400, noNaN: true });
    fc.assert(
      fc.property(days, fc.option(fc.integer({ min: 1, max: 1440 })), (length, minutes) => {
        const slices = minutes === null ? null : { minutes, targetRatio: 0.9 };
        const pairs = burnPairs({ window: { kind: "rolling", days: length }, slices });
        expect(new Set(pairs.map(conditionName)).size).toBe(4);
        for (const { longMs, shortMs } of pairs) {
          expect(shortMs).toBeGreaterThanOrEqual((minutes ?? 1) * MINUTE_MS);
          expect(longMs).toBeGreaterThanOrEqual(shortMs);
        }
      }),
    );
  });

  it("that cannot be reached are named", () => {
    const [fast, slow] = burnPairs(body);
    if (!fast || !slow) throw new Error("no pairs");
    expect(neverFires({ ...body, objective: 0.9 }, fast)).toBe(
      "A burn of 14.4 cannot happen at 90 %: even if everything failed it burns at 10.",
    );
    expect(neverFires({ ...body, objective: 0.9 }, slow)).toBeNull();
    // Dead for T <= 1 - 1/14.4 = 0.93056.
    expect(neverFires({ ...body, objective: 0.9306 }, fast)).toBeNull();
    expect(neverFires({ ...body, objective: 0.9305 }, fast)).not.toBeNull();
  });
});

it("refuses an objective of 100 %, which has no budget", () => {
  expect(sloProblems({ ...body, objective: 1 })).toMatchObject([{ field: "objective" }]);
  expect(sloProblems(body)).toEqual([]);
});
