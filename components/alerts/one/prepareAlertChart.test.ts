/** An alert's chart: its line, its limit, its deploys. */
import { describe, expect, it } from "vitest";
import { deployMarks, linesOf, thresholdWords } from "./prepareAlertChart.ts";

describe("an alert's chart", () => {
  const say = (value: number) => `${value * 100} %`;

  it("has the limit in words and at the level of its severity", () => {
    const { series, thresholds } = linesOf(
      { values: [0.01, "NaN", 0.2], threshold: 0.05, thresholds: null, operator: ">" },
      "page",
      say,
    );
    expect(series.map(({ values }) => values)).toEqual([[0.01, null, 0.2]]);
    expect(thresholds).toEqual([{ value: 0.05, label: "fires above 5 %", level: "fail" }]);
  });

  it("draws a limit that is a line of its own behind the value", () => {
    const { series, thresholds } = linesOf(
      { values: [1, 2], threshold: null, thresholds: [3, null], operator: "<" },
      "ticket",
      say,
    );
    expect(series.map(({ name, behind }) => [name, behind ?? false])).toEqual([
      ["value", false],
      ["limit", true],
    ]);
    expect(thresholds).toEqual([]);
  });

  it("is empty where nothing of the value is known", () => {
    const nothing = { values: [null, "NaN" as const], threshold: 1, thresholds: null, operator: ">" };
    expect(linesOf(nothing, "page", say)).toEqual({ series: [], thresholds: [] });
    expect(thresholdWords(null, "3")).toBe("held against 3");
  });

  it("marks one roll-out once", () => {
    const deployed = (atMs: number, title: string) => ({ kind: "deployed" as const, atMs, title, service: "payments" });
    const marks = deployMarks([
      deployed(60_000, "payments 2.14.0 deployed to eu-west (was 2.13.4)"),
      deployed(61_000, "payments 2.14.0 deployed to us-east (was 2.13.4)"),
      { kind: "health", atMs: 1, title: "cart is degraded", service: "cart" },
      deployed(900_000, "payments rolled back to 2.13.4"),
    ]);
    expect(marks).toEqual([
      { timeMs: 60_000, label: "payments 2.14.0" },
      { timeMs: 900_000, label: "payments 2.13.4" },
    ]);
  });
});
