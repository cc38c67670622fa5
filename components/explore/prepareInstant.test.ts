/** The table of an instant's answer. */
import { describe, expect, it } from "vitest";
import { labelColumns, prepareInstant } from "./prepareInstant.ts";

const answer = (
  series: { labels: Record<string, string>; values: (number | "NaN" | null)[]; histogram?: string }[],
) => ({
  ref: "A",
  expr: "x",
  series,
  total: series.length,
  warnings: [],
  infos: [],
  stats: null,
  problem: null,
});

describe("prepareInstant", () => {
  it("writes values exactly, also what is no number, and histograms as text", () => {
    const rows = prepareInstant({
      answers: [
        answer([
          { labels: { a: "1" }, values: [0.1234567890123] },
          { labels: { a: "2" }, values: ["NaN"] },
          { labels: { a: "3" }, values: [null], histogram: "{count:1, sum:2}" },
        ]),
      ],
    });
    expect(rows.map(({ text }) => text)).toEqual(["0.1234567890123", "NaN", "{count:1, sum:2}"]);
    expect(rows.map(({ value }) => value)).toEqual([0.1234567890123, null, null]);
  });
});

describe("labelColumns", () => {
  it("has what tells series apart before what all share", () => {
    const rows: { labels: Record<string, string> }[] = [
      { labels: { __name__: "up", env: "prod", pod: "a" } },
      { labels: { __name__: "up", env: "prod", pod: "b", zone: "x" } },
    ];
    expect(labelColumns(rows)).toEqual(["__name__", "pod", "zone", "env"]);
  });
});
