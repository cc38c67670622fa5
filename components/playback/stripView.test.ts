/** The strip's stretch as it stands in an address. */
import { expect, test } from "vitest";
import { parseStrip, writeStrip } from "./stripView.ts";

const endMs = Date.UTC(2026, 10, 20, 12);

test("a length alone follows the clock; with an end it stands", () => {
  expect(parseStrip("6h")).toEqual({ lengthMs: 21_600_000, endMs: null });
  expect(parseStrip("6h@2026-11-20T12:00:00Z")).toEqual({ lengthMs: 21_600_000, endMs });
  expect(writeStrip({ lengthMs: 21_600_000, endMs })).toBe("6h@2026-11-20T12:00:00Z");
});

test.each(["", "soon", "6h@soon", "1s", "5000d", "6h@"])("%j is none", (text) => {
  expect(parseStrip(text)).toBeNull();
});
