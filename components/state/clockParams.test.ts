/** The clock's URL form: what people paste is understood, what is written reads back. */
import { describe, expect, it } from "vitest";
import { parseAt, parseWindow, WINDOW_PRESETS_MS, writeAt, writeWindow } from "./clockParams.ts";

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
