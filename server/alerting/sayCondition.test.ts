/** What a rule watches, in units that people use. */
import { describe, expect, it } from "vitest";
import type { SloCondition } from "../model/slo.ts";
import { sayCondition } from "./sayCondition.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const said = (condition: SloCondition) => sayCondition({ kind: "slo", sloId: "s", condition });

describe("what a rule on an SLO watches", () => {
  it("is said in the largest unit that leaves no rest", () => {
    const burn = (longMs: number, shortMs: number) =>
      said({ kind: "burn", severity: "page", longMs, shortMs, factor: 3 });
    expect(burn(24 * HOUR_MS, 2 * HOUR_MS)).toBe("the budget burns 3 times too fast over 1 d and 2 h");
    expect(burn(36 * HOUR_MS, 90 * MINUTE_MS)).toBe("the budget burns 3 times too fast over 36 h and 90 min");
    expect(said({ kind: "absent", severity: "page", minutes: 1440 })).toBe("no data for 1 d");
    expect(said({ kind: "exhaustion", severity: "page", hours: 48 })).toMatch(/less than 2 d of budget/);
    expect(said({ kind: "exhaustion", severity: "page", hours: 0.5 })).toMatch(/less than 30 min of budget/);
    expect(said({ kind: "spent", severity: "ticket", ratio: 0.07, hours: 72 })).toBe(
      "7 % of the budget spent within 3 d",
    );
  });
});
