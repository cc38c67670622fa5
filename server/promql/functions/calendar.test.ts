/** The calendar against that of the platform, wherever both reach. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateParts } from "./calendar.ts";

const DAY = 86_400;

describe("dateParts", () => {
  it("agrees with the platform's calendar wherever that reaches", () => {
    fc.assert(
      fc.property(fc.integer({ min: -8_000_000_000_000, max: 8_000_000_000_000 }), (seconds) => {
        const date = new Date(seconds * 1000);
        const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
        const newYear = new Date(0);
        newYear.setUTCFullYear(year, 0, 1);
        const nextMonth = new Date(0);
        nextMonth.setUTCFullYear(year, month + 1, 0);
        expect(dateParts(seconds)).toEqual({
          year,
          month: month + 1,
          day: date.getUTCDate(),
          dayOfYear: Math.floor((date.getTime() - newYear.getTime()) / (DAY * 1000)) + 1,
          daysInMonth: nextMonth.getUTCDate(),
          weekday: date.getUTCDay(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
        });
      }),
    );
  });

  it("cuts fractions off, and knows no date of NaN", () => {
    expect(dateParts(DAY - 0.5)).toMatchObject({ day: 1, hour: 23, minute: 59 });
    expect(dateParts(Number.NaN)).toMatchObject({ year: Number.NaN, month: Number.NaN, daysInMonth: Number.NaN });
  });
});
