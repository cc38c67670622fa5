/** Numbers against what Go writes, and that they read back. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatGeneral, formatGeneralRounded, formatPlain } from "./formatNumber.ts";

describe("formatGeneral", () => {
  it.each([
    [1.1, "1.1"],
    [-0, "-0"],
    [100_000, "100000"],
    [1_000_000, "1e+06"],
    [123_456_789, "1.23456789e+08"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [Number.POSITIVE_INFINITY, "+Inf"],
    [Number.NaN, "NaN"],
  ])("writes %d as Go's %%g does", (value, text) => {
    expect(formatGeneral(value)).toBe(text);
  });

  it("reads back as the same number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(formatGeneral(value))).toBe(value);
        expect(Number(formatPlain(value))).toBe(value);
      }),
    );
  });
});

describe("formatGeneralRounded", () => {
  it.each([
    [0.123, "0.12"],
    [5, "5"],
    [99.6, "1e+02"],
    [12, "12"],
  ])("writes %d with two digits", (value, text) => {
    expect(formatGeneralRounded(value, 2)).toBe(text);
  });
});

describe("formatPlain", () => {
  it("never uses an exponent", () => {
    expect(formatPlain(1e21)).toBe("1000000000000000000000");
    expect(formatPlain(1.5e-7)).toBe("0.00000015");
  });
});
