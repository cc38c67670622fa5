/**
 * Histograms trimmed at a value: worked examples by hand.
 */
import { describe, expect, it } from "vitest";
import { formatHistogram, parseHistogram } from "./notation.ts";
import { trimAbove, trimBelow } from "./trim.ts";

const of = (text: string) => parseHistogram(`{{${text}}}`).histogram;
const below = (text: string, limit: number) => formatHistogram(trimAbove(of(text), limit));
const above = (text: string, limit: number) => formatHistogram(trimBelow(of(text), limit));

const POWERS = "count:30 sum:100 buckets:[5 5 10 10]"; // (0.5, 1], (1, 2], (2, 4], (4, 8]

describe("a trimmed histogram", () => {
  it("keeps whole buckets up to the limit, each at its geometric middle", () => {
    const kept = trimAbove(of(POWERS), 4);
    expect([kept.count, kept.positive]).toEqual([20, { index: [0, 1, 2], count: [5, 5, 10] }]);
    expect(kept.sum).toBeCloseTo(5 * Math.sqrt(0.5) + 5 * Math.sqrt(2) + 10 * Math.sqrt(8), 9);
  });

  it("is the same, sum and all, when nothing is cut", () => {
    expect(below(POWERS, 8)).toBe(`{{${POWERS}}}`);
    expect(above(POWERS, 0.5)).toBe(`{{${POWERS}}}`);
  });

  it("divides a bucket as quantiles do: half of (2, 4] lies below 2.83", () => {
    expect(trimAbove(of(POWERS), 2 * Math.SQRT2).positive.count[2]).toBeCloseTo(5, 9);
    expect(trimBelow(of(POWERS), 2 * Math.SQRT2).positive.count[0]).toBeCloseTo(5, 9);
  });

  it("divides custom buckets evenly, the first from 0 on, and keeps no unknown part towards +Inf", () => {
    const custom = "schema:-53 count:10 sum:30 custom_values:[4 8] buckets:[4 4 2]";
    expect(below(custom, 6)).toBe("{{schema:-53 count:6 sum:18 custom_values:[4 8] buckets:[4 2]}}");
    expect(below(custom, 2)).toBe("{{schema:-53 count:2 sum:2 custom_values:[4 8] buckets:[2]}}");
    expect(above(custom, 9)).toBe("{{schema:-53 count:2 sum:18 custom_values:[4 8] offset:2 buckets:[2]}}");
  });

  it("divides the zero bucket evenly, from 0 on when all else is positive", () => {
    expect(below("z_bucket_w:1 z_bucket:8 count:8 sum:0", 0)).toBe("{{count:4 sum:-2 z_bucket:4 z_bucket_w:1}}");
    expect(above("z_bucket_w:1 z_bucket:8 count:9 sum:2 offset:1 buckets:[1]", 0.5).replace(/sum:\S+/, "sum")).toBe(
      "{{count:5 sum z_bucket:4 z_bucket_w:1 offset:1 buckets:[1]}}",
    );
  });

  it("keeps negative observations below the limit", () => {
    expect(below("count:6 sum:-9 n_offset:1 n_buckets:[3 3]", -2).replace(/sum:\S+/, "sum")).toBe(
      "{{count:3 sum n_offset:2 n_buckets:[3]}}",
    );
  });
});
