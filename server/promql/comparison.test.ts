/** Conditions as they stand in rules, split into the line that is drawn and the threshold it is held against. */
import { describe, expect, it } from "vitest";
import { splitCondition } from "./comparison.ts";

describe("splitCondition", () => {
  it("takes the outermost comparison", () => {
    expect(splitCondition("sum(rate(errors[5m])) / sum(rate(calls[5m])) > 0.05")).toEqual({
      left: "sum(rate(errors[5m])) / sum(rate(calls[5m]))",
      operator: ">",
      right: "0.05",
      threshold: 0.05,
      joined: false,
    });
  });

  it("turns a comparison round that begins with the number", () => {
    expect(splitCondition("100 > up")).toMatchObject({ left: "up", operator: "<", threshold: 100 });
  });

  it("computes a threshold of literals, as generated rules have it", () => {
    expect(splitCondition("job:errors:ratio > (14.4 * (1 - 0.999))")?.threshold).toBeCloseTo(0.0144, 10);
    expect(splitCondition("x < -2 ^ 2")?.threshold).toBe(-4);
  });

  it("looks at the first of several conditions and says that there are more", () => {
    expect(splitCondition("(a > 14.4 * 0.001 and b > 14.4 * 0.001) or c > 1")).toMatchObject({
      left: "a",
      joined: true,
    });
    expect(splitCondition("(a > 3 and b > 4) unless c > 1")).toMatchObject({ left: "a", threshold: 3, joined: true });
  });

  it("keeps the other side as a query when it is one", () => {
    expect(splitCondition("a > on (job) b")).toMatchObject({ left: "a", right: "b", threshold: null });
  });

  it("answers null for what compares nothing", () => {
    expect(splitCondition("absent(up)")).toBeNull();
    expect(splitCondition("a > bool 1")).toBeNull();
    expect(splitCondition("a >")).toBeNull();
  });
});
