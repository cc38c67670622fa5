/** Duration expressions in numbers. */
import { describe, expect, it } from "vitest";
import { formatExpr } from "./format.ts";
import { parseQuery } from "./parse.ts";
import { resolveDurations } from "./resolveDurations.ts";

const TIMES = { startMs: 0, endMs: 3_600_000, stepMs: 30_000 };
const resolved = (query: string) => formatExpr(resolveDurations(parseQuery(query), TIMES));

describe("resolveDurations", () => {
  it.each([
    ["foo[step() * 4]", "foo[2m]"],
    ["foo[range() / 2 - 5m:max_of(step(), 60)]", "foo[25m:1m]"],
    ["foo offset -(2 ^ 3 * 1s + 7 % 4)", "foo offset -11s"],
    ["sum(rate(foo[5m * 2] offset min_of(1h, 30m)))", "sum(rate(foo[10m] offset 30m))"],
    ["foo offset (5m - 5m)", "foo"],
  ])("resolves %s", (query, expected) => {
    expect(resolved(query)).toBe(expected);
  });

  it.each([
    ["foo[step() - 1m]", "4:15: duration must be greater than 0"],
    ["foo[5m / (5m - 5m)]", "4:18: division by zero"],
    ["foo offset (1y ^ 10)", "12:19: duration is out of range"],
    ["foo offset ((-1) ^ 0.5)", "12:22: duration is NaN or infinite"],
  ])("refuses %s", (query, expected) => {
    expect(() => resolved(query)).toThrow(expected);
  });
});
