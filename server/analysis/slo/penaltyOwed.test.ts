/** SLAs: which tier was reached, what is owed, and the table of it. */
import { describe, expect, it } from "vitest";
import { countsOf, COUNTS_START_MS as START, sloOf } from "../../testing/slos.ts";
import { CountSums } from "./countSums.ts";
import { csvText, penaltyOwed, slaPeriods, slaRows } from "./penaltyOwed.ts";
import { MINUTE_MS } from "./sloWindows.ts";

const tiers = [
  { belowRatio: 0.9995, penaltyRatio: 0.1 },
  { belowRatio: 0.99, penaltyRatio: 0.25 },
  { belowRatio: 0.95, penaltyRatio: 1 },
];
const sla = { customer: "=Acme, Inc", monthlyFee: 2000, currency: "EUR", tiers };

describe("a penalty", () => {
  it.each([
    [0.9999, 0],
    [0.9995, 0],
    [0.9994, 0.1],
    [0.989, 0.25],
    [0.5, 1],
    [null, 0],
  ])("for a good ratio of %s is %s of the fee", (goodRatio, penaltyRatio) => {
    expect(penaltyOwed(sla, goodRatio)).toMatchObject({ penaltyRatio, amount: 2000 * penaltyRatio });
  });

  it("has no amount where there is no fee", () => {
    expect(penaltyOwed({ tiers, monthlyFee: null }, 0.5)).toMatchObject({ penaltyRatio: 1, amount: null });
  });
});

describe("periods", () => {
  // October: 1 % fails; November so far: nothing.
  const counts = new CountSums(
    sloOf(),
    countsOf(35 * 1440, 100, (i) => (i < 31 * 1440 ? 0.5 : 0)),
  );
  const body = sloOf({ sla });

  it("are the months so far, the last of them open", () => {
    const periods = slaPeriods(body, counts, START + 35 * 1440 * MINUTE_MS);
    expect(periods.map(({ amount, isOpen }) => [amount, isOpen])).toEqual([
      [200, false],
      [0, true],
    ]);
  });

  it("are quarters where the SLO's window is one, with three months' fee", () => {
    const quarterly = sloOf({ sla, window: { kind: "calendar", unit: "quarter", timeZone: "UTC" } });
    expect(slaPeriods(quarterly, counts, START + 31 * 1440 * MINUTE_MS)).toMatchObject([{ amount: 600, isOpen: true }]);
  });

  it("make a table whose cells no spreadsheet takes for formulas", () => {
    const text = csvText(slaRows(body, slaPeriods(body, counts, START + 35 * 1440 * MINUTE_MS)));
    const [header, first] = text.split("\r\n");
    expect(header).toMatch(/^slo,customer,from,until,complete,/);
    expect(first).toMatch(/^checkout,"'=Acme, Inc",2026-10-01T00:00:00.000Z,2026-11-01T00:00:00.000Z,yes,/);
    expect(first).toMatch(/,0\.9995,0\.1,200\.00,EUR$/);
  });
});
