/** Windows of calendars: whole periods of a zone, whatever its clocks do. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS, periodMsAt, periodsIn, windowAt } from "./sloWindows.ts";
import { dayStartMs, isTimeZone, weekdayOf, zonedDay } from "./zonedDays.ts";

const calendar = (unit: "week" | "month" | "quarter", timeZone: string) =>
  ({ kind: "calendar", unit, timeZone }) as const;

describe("calendar windows", () => {
  it.each([
    // In 2026 Berlin sets its clocks on 29 March and 25 October, New York on 8 March and 1 November.
    ["week", "Europe/Berlin", "2026-03-26T12:00:00Z", "2026-03-22T23:00:00Z", 167],
    ["week", "Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-18T22:00:00Z", 169],
    ["month", "Europe/Berlin", "2026-03-31T21:59:00Z", "2026-02-28T23:00:00Z", 31 * 24 - 1],
    ["month", "America/New_York", "2026-11-15T00:00:00Z", "2026-11-01T04:00:00Z", 30 * 24 + 1],
    ["month", "UTC", "2026-02-10T00:00:00Z", "2026-02-01T00:00:00Z", 28 * 24],
    ["quarter", "Europe/Berlin", "2026-12-24T00:00:00Z", "2026-09-30T22:00:00Z", 92 * 24 + 1],
    ["quarter", "Asia/Kathmandu", "2026-01-01T00:00:00Z", "2025-12-31T18:15:00Z", 90 * 24],
  ] as const)("a %s of %s at %s", (unit, zone, at, start, hours) => {
    const window = windowAt(calendar(unit, zone), Date.parse(at));
    expect(new Date(window.startMs).toISOString()).toBe(start.replace("Z", ".000Z"));
    expect((window.endMs - window.startMs) / HOUR_MS).toBe(hours);
    expect(periodMsAt(calendar(unit, zone), Date.parse(at))).toBe(hours * HOUR_MS);
  });

  it("begin after midnight where the change of clocks skips it", () => {
    // São Paulo, 4 November 2018: 00:00 became 01:00.
    const start = dayStartMs({ year: 2018, month: 11, day: 4 }, "America/Sao_Paulo");
    expect(new Date(start).toISOString()).toBe("2018-11-04T03:00:00.000Z");
  });

  it("begin at the first midnight where it comes twice", () => {
    // Havana, 1 November 2026: 01:00 became 00:00.
    const start = dayStartMs({ year: 2026, month: 11, day: 1 }, "America/Havana");
    expect(new Date(start).toISOString()).toBe("2026-11-01T04:00:00.000Z");
  });

  const zones = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Pacific/Apia",
  );
  const units = fc.constantFrom("week" as const, "month" as const, "quarter" as const);
  const instants = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2037, 0, 1) });

  it("hold their instant, follow each other without a gap and begin on a first day", () => {
    fc.assert(
      fc.property(units, zones, instants, (unit, zone, at) => {
        const window = windowAt(calendar(unit, zone), at);
        expect(window.startMs).toBeLessThanOrEqual(at);
        expect(window.endMs).toBeGreaterThan(at);
        expect(windowAt(calendar(unit, zone), window.endMs).startMs).toBe(window.endMs);
        expect(windowAt(calendar(unit, zone), window.startMs - 1).endMs).toBe(window.startMs);
        const first = zonedDay(window.startMs, zone);
        expect(unit === "week" ? weekdayOf(first) : first.day - 1).toBe(0);
        const before = zonedDay(window.startMs - 1, zone);
        expect([before.year, before.month, before.day]).not.toEqual([first.year, first.month, first.day]);
      }),
    );
  });

  it("make days that hold just the minutes of their date", () => {
    const window = { startMs: Date.UTC(2026, 9, 24), endMs: Date.UTC(2026, 9, 27) };
    for (const { startMs, endMs } of periodsIn("day", window, "Europe/Berlin")) {
      const { day } = zonedDay(startMs, "Europe/Berlin");
      for (let at = startMs; at < endMs; at += 30 * MINUTE_MS) expect(zonedDay(at, "Europe/Berlin").day).toBe(day);
      expect(zonedDay(endMs, "Europe/Berlin").day).toBe(day + 1);
    }
  });

  it("ask for zones that exist", () => {
    expect([isTimeZone("Europe/Berlin"), isTimeZone("Mars/Olympus")]).toEqual([true, false]);
  });
});
