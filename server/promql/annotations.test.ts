/** Which remarks are one, where they point to, and how they are cut short. */
import { describe, expect, it } from "vitest";
import { Annotations, limitTexts } from "./annotations.ts";
import { forcedMonotonicity, possibleNonCounter, startTimeOverlap } from "./annotationTexts.ts";

const at = (from: number) => ({ from, to: from + 1 });

describe("Annotations", () => {
  it("are said once each, with line and column", () => {
    const annotations = new Annotations();
    annotations.add(possibleNonCounter("x"), at(5));
    annotations.add(possibleNonCounter("x"), at(10));
    annotations.add(possibleNonCounter("y"), at(0));
    const texts = annotations.texts("info", "sum(\n  rate(x[5m]))");
    const about = "PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket";
    expect(texts).toEqual([`${about}: "x" (2:6)`, `${about}: "y" (1:1)`]);
    expect(annotations.texts("warning", null)).toEqual([]);
  });

  it("gather how often and where classic buckets had to be raised", () => {
    const annotations = new Annotations();
    annotations.add(forcedMonotonicity("x", 0, 5, 10, 2), at(0));
    annotations.add(forcedMonotonicity("x", 60_000, 1, 5, 0.123), at(0));
    expect(annotations.texts("info", null)).toEqual([
      'PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile) for metric name "x", from buckets 1 to 10, with a max diff of 2, over 2 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z (1:1)',
    ]);
  });

  it("count contradicting start times", () => {
    const annotations = new Annotations();
    for (let i = 0; i < 3; i++) annotations.add(startTimeOverlap("x"), at(5));
    expect(annotations.texts("warning", null)).toEqual([
      'PromQL warning: sample has start time that overlaps with previous sample timestamp for metric "x" (3 occurrences) (1:6)',
    ]);
  });
});

describe("limitTexts", () => {
  it("says how many it left out", () => {
    expect(limitTexts(["a", "b"], 2, "info")).toEqual(["a", "b"]);
    expect(limitTexts(["a", "b", "c"], 1, "warning")).toEqual(["a", "2 more warning annotations omitted"]);
  });
});
