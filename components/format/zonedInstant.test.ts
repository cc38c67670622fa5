/** Wall clocks around the days on which Berlin changes its clocks. */
import { describe, expect, it } from "vitest";
import { instantOf, repeatedOffset, wallClock } from "./zonedInstant.ts";

describe("zonedInstant", () => {
  it.each(["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Pacific/Auckland"])(
    "reads back what it wrote in %s, every hour of a year",
    (zone) => {
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 3_600_000 * 7) {
        const back = instantOf(wallClock(at, zone), zone);
        expect([at, at - 3_600_000, at + 3_600_000]).toContain(back);
      }
    },
  );

  it("knows summer from winter", () => {
    expect(instantOf("2026-07-01T12:00:00", "Europe/Berlin")).toBe(Date.UTC(2026, 6, 1, 10));
    expect(instantOf("2026-11-20T09:46:30", "Europe/Berlin")).toBe(Date.UTC(2026, 10, 20, 8, 46, 30));
  });

  it("takes the first of an hour that happens twice", () => {
    expect(instantOf("2026-10-25T02:30:00", "Europe/Berlin")).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  it("tells the two of an hour that happens twice apart by their offsets, and says nothing of others", () => {
    expect(repeatedOffset(Date.UTC(2026, 9, 25, 0, 30), "Europe/Berlin")).toBe("UTC+2");
    expect(repeatedOffset(Date.UTC(2026, 9, 25, 1, 30), "Europe/Berlin")).toBe("UTC+1");
    expect(repeatedOffset(Date.UTC(2026, 9, 25, 2, 30), "Europe/Berlin")).toBeNull();
    expect(repeatedOffset(Date.UTC(2026, 9, 24, 23, 59), "Europe/Berlin")).toBeNull();
    expect(repeatedOffset(Date.UTC(2026, 2, 29, 1, 30), "Europe/Berlin")).toBeNull();
    expect(repeatedOffset(Date.UTC(2026, 10, 1, 3, 31), "America/St_Johns")).toBe("UTC−2:30");
    expect(repeatedOffset(Date.UTC(2026, 3, 4, 15, 15), "Australia/Lord_Howe")).toBe("UTC+10:30");
    expect(repeatedOffset(Date.UTC(2026, 9, 25, 0, 30), "UTC")).toBeNull();
  });

  it("refuses what is no time", () => {
    expect(instantOf("soon", "UTC")).toBeNull();
  });
});
