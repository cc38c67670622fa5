/** Kept column widths are somebody else's text by the time they are read. */
import { describe, expect, it } from "vitest";
import { fitted, widthsFrom } from "./useColumnWidths.ts";

const USUAL = { id: 160, start: 100 };

describe("widthsFrom", () => {
  it("takes kept widths, within what a column can be, and leaves the others as usual", () => {
    expect(widthsFrom('{"id":200}', USUAL)).toEqual({ id: 200, start: 100 });
    expect(widthsFrom('{"id":3,"start":9999,"gone":5}', USUAL)).toEqual({ id: 48, start: 480 });
  });

  it("forgets what is no width and no JSON", () => {
    expect(widthsFrom('{"id":"wide","start":null}', USUAL)).toEqual(USUAL);
    for (const text of [null, "", "{", "3", "null", "[]"]) expect(widthsFrom(text, USUAL)).toEqual(USUAL);
  });
});

describe("fitted", () => {
  it("rounds to whole pixels", () => {
    expect(fitted(99.6)).toBe(100);
  });
});
