/** Ticks stand on the wall clock's whole hours, also on the days on which it is changed. */
import { describe, expect, it } from "vitest";
import { wallClock } from "../format/zonedInstant.ts";
import { stripTicks } from "./stripTicks.ts";

const HOUR = 3_600_000;
const labels = (from: string, hours: number, zone: string) => {
  const startMs = Date.parse(from);
  return stripTicks({ startMs, endMs: startMs + hours * HOUR }, zone).map(({ label }) => label);
};

describe("stripTicks", () => {
  it("stands on whole hours of the viewer's own zone", () => {
    expect(labels("2026-11-20T06:10:00Z", 4, "Asia/Kolkata")).toEqual([
      "12:00",
      "12:30",
      "13:00",
      "13:30",
      "14:00",
      "14:30",
      "15:00",
      "15:30",
    ]);
    expect(labels("2026-11-20T06:10:00Z", 6, "Asia/Kolkata")).toHaveLength(6);
  });

  it("has both hours that New York has twice, and tells them apart", () => {
    expect(labels("2026-11-01T03:30:00Z", 6, "America/New_York")).toEqual([
      "Sun 1 Nov",
      "01:00",
      "01:00 UTC−5",
      "02:00",
      "03:00",
      "04:00",
    ]);
  });

  it("has both hours that Berlin has twice", () => {
    expect(labels("2026-10-24T22:30:00Z", 6, "Europe/Berlin")).toEqual([
      "01:00",
      "02:00",
      "02:00 UTC+1",
      "03:00",
      "04:00",
      "05:00",
    ]);
  });

  it("passes over the hour that a spring day lacks", () => {
    expect(labels("2026-03-29T00:30:00Z", 4, "Europe/Berlin").filter((label) => label.endsWith(":00"))).toEqual([
      "03:00",
      "04:00",
      "05:00",
      "06:00",
    ]);
    expect(labels("2026-03-28T23:30:00Z", 6, "Europe/Berlin")).toEqual([
      "01:00",
      "03:00",
      "04:00",
      "05:00",
      "06:00",
      "07:00",
    ]);
  });

  it.each([
    ["America/New_York", "2026-11-01T02:00:00Z"],
    ["Europe/Berlin", "2026-10-24T12:00:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T06:00:00Z"],
  ])("never says the same twice in %s, at any zoom", (zone, from) => {
    for (const hours of [0.05, 0.5, 1, 2, 6, 12, 24, 48, 168, 720]) {
      const said = labels(from, hours, zone);
      expect(new Set(said).size).toBe(said.length);
      expect(said.length).toBeLessThanOrEqual(12);
    }
  });

  it("stands at whole steps of the wall clock on both sides of a change", () => {
    const startMs = Date.parse("2026-10-24T12:00:00Z");
    for (const { timeMs } of stripTicks({ startMs, endMs: startMs + 24 * HOUR }, "Europe/Berlin"))
      expect(Number(wallClock(timeMs, "Europe/Berlin").slice(11, 13)) % 3).toBe(0);
  });

  it("says days where a strip is as long as a week", () => {
    expect(labels("2026-11-14T09:00:00Z", 168, "UTC")).toEqual([
      "Sun 15 Nov",
      "Mon 16 Nov",
      "Tue 17 Nov",
      "Wed 18 Nov",
      "Thu 19 Nov",
      "Fri 20 Nov",
      "Sat 21 Nov",
    ]);
  });
});
