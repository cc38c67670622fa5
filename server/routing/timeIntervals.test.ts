/** Time intervals: Alertmanager's examples, month ends, and the two days of the year that have no 24 hours. */
import { describe, expect, it } from "vitest";
import type { NamedTimeInterval, TimeInterval } from "../model/notification.ts";
import { intervalContains, isTimeZone, mutedByTime } from "./timeIntervals.ts";

const ALWAYS: TimeInterval = { times: [], weekdays: [], daysOfMonth: [], months: [], years: [], location: "UTC" };
const contains = (interval: Partial<TimeInterval>, text: string) =>
  intervalContains({ ...ALWAYS, ...interval }, Date.parse(text));

describe("time intervals", () => {
  it("contain everything when they say nothing, and the start but not the end of times", () => {
    expect(contains({}, "2026-11-21T00:00:00Z")).toBe(true);
    const times = [{ startMinute: 9 * 60, endMinute: 17 * 60 }];
    expect(contains({ times }, "2026-11-21T08:59:59Z")).toBe(false);
    expect(contains({ times }, "2026-11-21T09:00:00Z")).toBe(true);
    expect(contains({ times }, "2026-11-21T16:59:59Z")).toBe(true);
    expect(contains({ times }, "2026-11-21T17:00:00Z")).toBe(false);
    expect(contains({ times: [{ startMinute: 1439, endMinute: 1440 }] }, "2026-11-21T23:59:59Z")).toBe(true);
  });

  it("count days from the month's end, and leave out days that a month lacks", () => {
    const last3 = { daysOfMonth: [{ from: -3, to: -1 }] };
    expect(contains(last3, "2026-02-25T12:00:00Z")).toBe(false);
    expect(contains(last3, "2026-02-26T12:00:00Z")).toBe(true);
    expect(contains(last3, "2028-02-26T12:00:00Z")).toBe(false);
    expect(contains(last3, "2028-02-29T12:00:00Z")).toBe(true);
    const late = { daysOfMonth: [{ from: 29, to: 31 }] };
    expect(contains(late, "2026-02-28T12:00:00Z")).toBe(false);
    expect(contains({ daysOfMonth: [{ from: 1, to: 31 }] }, "2026-02-28T12:00:00Z")).toBe(true);
    expect(contains({ daysOfMonth: [{ from: -31, to: 1 }] }, "2026-02-01T12:00:00Z")).toBe(true);
  });

  it("need every part to hold", () => {
    const holidays = {
      months: [{ from: 12, to: 12 }],
      daysOfMonth: [{ from: 24, to: 26 }],
      years: [{ from: 2026, to: 2027 }],
    };
    expect(contains(holidays, "2026-12-25T12:00:00Z")).toBe(true);
    expect(contains(holidays, "2028-12-25T12:00:00Z")).toBe(false);
    expect(
      contains(
        {
          ...holidays,
          weekdays: [
            { from: 0, to: 0 },
            { from: 6, to: 6 },
          ],
        },
        "2026-12-25T12:00:00Z",
      ),
    ).toBe(false);
    expect(
      contains(
        {
          ...holidays,
          weekdays: [
            { from: 0, to: 0 },
            { from: 6, to: 6 },
          ],
        },
        "2026-12-26T12:00:00Z",
      ),
    ).toBe(true);
  });

  it("stay on the clocks of their zone when summer time begins and ends", () => {
    const office = { location: "Europe/Berlin", times: [{ startMinute: 9 * 60, endMinute: 10 * 60 }] };
    expect(contains(office, "2026-03-28T08:30:00Z")).toBe(true);
    expect(contains(office, "2026-03-29T08:30:00Z")).toBe(false);
    expect(contains(office, "2026-03-29T07:30:00Z")).toBe(true);
    expect(contains(office, "2026-10-25T08:30:00Z")).toBe(true);
    const missing = { location: "Europe/Berlin", times: [{ startMinute: 120, endMinute: 180 }] };
    const minutes = (interval: object, day: string) =>
      Array.from({ length: 24 * 60 }, (_, m) => Date.parse(`${day}T00:00:00Z`) + m * 60_000).filter((at) =>
        intervalContains({ ...ALWAYS, ...interval }, at),
      ).length;
    expect(minutes(missing, "2026-03-29")).toBe(0);
    expect(minutes(missing, "2026-10-25")).toBe(120);
    expect(contains({ location: "Asia/Kolkata", weekdays: [{ from: 0, to: 0 }] }, "2026-11-21T18:30:00Z")).toBe(true);
    expect(contains({ location: "Asia/Kolkata", weekdays: [{ from: 0, to: 0 }] }, "2026-11-21T18:29:59Z")).toBe(false);
  });

  it("mute nothing in a zone that does not exist, nor at an instant that no calendar has", () => {
    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(contains({ location: "Mars/Olympus" }, "2026-11-21T00:00:00Z")).toBe(false);
    expect(intervalContains(ALWAYS, 1e18)).toBe(false);
    expect(intervalContains(ALWAYS, Number.NaN)).toBe(false);
  });

  it("mute a route within mute ones and outside of all active ones; names that nobody defined mute nothing", () => {
    const named = (name: string, hour: number): NamedTimeInterval => ({
      name,
      intervals: [{ ...ALWAYS, times: [{ startMinute: hour * 60, endMinute: hour * 60 + 60 }] }],
    });
    const defined = [named("nine", 9), named("ten", 10)];
    const at = (hour: number) => Date.UTC(2026, 10, 21, hour, 30);
    const muted = (mute: string[], active: string[], hour: number) =>
      mutedByTime({ muteTimeIntervals: mute, activeTimeIntervals: active }, defined, at(hour));
    expect(muted(["nine"], [], 9)).toEqual(["nine"]);
    expect(muted(["nine"], [], 10)).toEqual([]);
    expect(muted([], ["nine", "ten"], 10)).toEqual([]);
    expect(muted([], ["nine", "ten"], 11)).toEqual(["nine", "ten"]);
    expect(muted(["gone"], ["gone"], 9)).toEqual([]);
  });
});
