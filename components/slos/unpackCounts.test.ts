/** Counts come out of the wire as they went in, unknown minutes included. */
import { describe, expect, it } from "vitest";
import { unpackCounts } from "./unpackCounts.ts";

const packed = (values: readonly number[]) => Buffer.from(Float64Array.from(values).buffer).toString("base64");

describe("unpackCounts", () => {
  it("keeps fractions, zeros and minutes without data", () => {
    const counts = unpackCounts({
      startMs: 60_000,
      bad: packed([0, 0.25, Number.NaN]),
      valid: packed([12, 3, Number.NaN]),
    });
    expect(counts.startMs).toBe(60_000);
    expect([...counts.bad]).toEqual([0, 0.25, Number.NaN]);
    expect([...counts.valid]).toEqual([12, 3, Number.NaN]);
  });

  it("is empty where nothing was asked", () => {
    expect(unpackCounts({ startMs: 0, bad: "", valid: "" }).valid).toHaveLength(0);
  });
});
