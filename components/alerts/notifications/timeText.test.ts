/** Times that recur, read and written. */
import { describe, expect, it } from "vitest";
import { EMPTY_INTERVAL, readInterval, writeInterval } from "./timeText.ts";

const read = (change: Partial<typeof EMPTY_INTERVAL>) => readInterval({ ...EMPTY_INTERVAL, ...change });

describe("recurring times", () => {
  it("are read as people write them", () => {
    expect(
      read({ times: "9:00 - 17:00, 22:00-24:00", weekdays: "Monday-fri, 0", daysOfMonth: "1-7, -1", months: "jan-3" }),
    ).toEqual({
      times: [
        { startMinute: 540, endMinute: 1_020 },
        { startMinute: 1_320, endMinute: 1_440 },
      ],
      weekdays: [
        { from: 1, to: 5 },
        { from: 0, to: 0 },
      ],
      daysOfMonth: [
        { from: 1, to: 7 },
        { from: -1, to: -1 },
      ],
      months: [{ from: 1, to: 3 }],
      years: [],
      location: "UTC",
    });
  });

  it("come back as they were", () => {
    const draft = {
      times: "00:00-06:30",
      weekdays: "sat-sun, wed",
      daysOfMonth: "-7--1, 15",
      months: "dec",
      years: "2026-2027",
      location: "Europe/Berlin",
    };
    const interval = readInterval(draft);
    expect("trouble" in interval ? interval : writeInterval(interval)).toEqual(draft);
  });

  it.each([
    [{ times: "22:00-06:00" }, "over midnight"],
    [{ times: "9-17" }, "09:00-17:00"],
    [{ weekdays: "someday" }, "mon-fri"],
    [{ daysOfMonth: "0" }, "-1 is the last"],
    [{ months: "13" }, "jan-mar"],
    [{ location: "Atlantis" }, "no time zone"],
  ])("say what is wrong in %o", (change, words) => {
    expect(read(change)).toMatchObject({ trouble: expect.stringContaining(words) });
  });
});
