/** The orders in which an instant query can be asked to answer. */
import { describe, expect, it } from "vitest";
import { Annotations } from "../annotations.ts";
import { Labels } from "../labels.ts";
import { emptySeries, setFloat } from "../stepSeries.ts";
import { compareText } from "./compareText.ts";
import { SORT_FUNCTIONS } from "./sortSeries.ts";

const NOWHERE = { from: 0, to: 0 };

async function sorted(name: string, given: readonly (readonly [string, number])[], strings: string[] = []) {
  const vector = given.map(([label, value]) => {
    const series = emptySeries(Labels.of([["v", label]]), false, 1);
    setFloat(series, 0, value);
    return series;
  });
  const call = {
    name,
    frame: { startMs: 0, stepMs: 0, stepCount: 1, isRange: false },
    vector,
    scalars: [],
    strings,
    span: NOWHERE,
    spans: [],
    annotations: new Annotations(),
    pace: { due: () => false, pause: () => Promise.resolve() },
  };
  return (await SORT_FUNCTIONS.get(name)?.(call))?.map((series) => series.labels.get("v"));
}

describe("sort and sort_desc", () => {
  it("put NaN last either way", async () => {
    const given = [
      ["nan", Number.NaN],
      ["two", 2],
      ["one", 1],
      ["inf", Number.POSITIVE_INFINITY],
    ] as const;
    expect(await sorted("sort", given)).toEqual(["one", "two", "inf", "nan"]);
    expect(await sorted("sort_desc", given)).toEqual(["inf", "two", "one", "nan"]);
  });
});

describe("sort_by_label", () => {
  it("orders runs of digits as numbers", async () => {
    const given = ["v10.2", "v9", "v10.10", "v1", "v010.3"].map((label) => [label, 0] as const);
    expect(await sorted("sort_by_label", given, ["v"])).toEqual(["v1", "v9", "v10.2", "v010.3", "v10.10"]);
    expect(await sorted("sort_by_label_desc", given, ["v"])).toEqual(["v10.10", "v010.3", "v10.2", "v9", "v1"]);
  });
});

describe("compareText", () => {
  it("orders as the bytes of UTF-8, not as JavaScript's code units", () => {
    expect("\u{1f600}" < "\uffee").toBe(true);
    expect(compareText("\u{1f600}", "\uffee")).toBeGreaterThan(0);
    expect(compareText("a\u{1f600}", "a")).toBeGreaterThan(0);
    expect(compareText("a", "a\u{1f600}")).toBeLessThan(0);
    expect(compareText("\u{1f600}", "\u{1f600}")).toBe(0);
  });
});
