/** The clock's URL form: what people paste is understood, what is written reads back. */
import { describe, expect, it } from "vitest";
import {
  clockComplaints,
  parseAt,
  parseWindow,
  reachableAt,
  WINDOW_PRESETS_MS,
  writeAt,
  writeWindow,
} from "./clockParams.ts";

describe("clockParams", () => {
  it.each([
    ["2026-11-20T09:46:30Z", Date.UTC(2026, 10, 20, 9, 46, 30)],
    ["2026-11-20T10:46:30+01:00", Date.UTC(2026, 10, 20, 9, 46, 30)],
    ["2026-11-20 09:46", Date.UTC(2026, 10, 20, 9, 46)],
    ["2026-11-20T09:46:30.123456Z", Date.UTC(2026, 10, 20, 9, 46, 30, 123)],
    ["1795167990123", 1795167990123],
  ])("reads the instant %s", (text, ms) => {
    expect(parseAt(text)).toBe(ms);
  });

  it.each(["", "yesterday", "2026-13-45T99:00:00Z", "12", "-1"])("takes %s for live", (text) => {
    expect(parseAt(text)).toBeNull();
  });

  it("writes an instant that reads back to the millisecond", () => {
    expect(writeAt(Date.UTC(2026, 10, 20, 9, 46, 30))).toBe("2026-11-20T09:46:30Z");
    expect(parseAt(writeAt(1795167990123))).toBe(1795167990123);
  });

  it("writes every preset in one unit and reads it back", () => {
    expect(WINDOW_PRESETS_MS.map(writeWindow)).toEqual(["5m", "15m", "30m", "1h", "3h", "6h", "12h", "1d", "2d", "7d"]);
    for (const preset of WINDOW_PRESETS_MS) expect(parseWindow(writeWindow(preset))).toBe(preset);
  });

  it("keeps a dragged window exact", () => {
    expect(writeWindow(2_232_450)).toBe("37m12s450ms");
    expect(parseWindow("37m12s450ms")).toBe(2_232_450);
    expect(parseWindow("1h30m")).toBe(5_400_000);
  });

  it.each(["", "0s", "h", "1w3", "999999d", "1h "])("refuses the window %s", (text) => {
    expect(parseWindow(text)).toBeNull();
  });
});

describe("clockComplaints", () => {
  const nowMs = Date.UTC(2026, 10, 20, 12);
  const said = (at: string | null, window: string | null = null) => clockComplaints({ at, window }, nowMs);

  it("says nothing of what is shown as asked", () => {
    expect(said("2026-11-20T11:00:00Z", "1h30m")).toEqual([]);
    expect(said("2026-11-20T12:00:05Z")).toEqual([]);
    expect(said(null)).toEqual([]);
  });

  it("names what cannot be read, and what is shown instead", () => {
    const [at, window] = said("notatime", "banana");
    expect(at).toMatch(/^“notatime” is no instant, so you see the present/);
    expect(window).toMatch(/^“banana” is no length of time .* you see one hour/);
    expect(said("x".repeat(500))[0]?.length).toBeLessThan(160);
  });

  it("keeps an instant that fast clocks can have reached, and shows the present instead of one beyond", () => {
    const soon = Date.UTC(2026, 10, 20, 12, 50);
    const later = Date.UTC(2026, 10, 20, 13, 1);
    expect(reachableAt(soon, nowMs)).toBe(soon);
    expect(reachableAt(later, nowMs)).toBeNull();
    expect(said(writeAt(soon))[0]).toMatch(/lies ahead/);
    expect(said(writeAt(later))[0]).toMatch(/has not happened yet/);
  });
});
