/**
 * Running sums and means of histograms: that rounding is compensated, that layouts meet, that a mean survives an overflow.
 */
import { describe, expect, it } from "vitest";
import type { FloatHistogram } from "../floatHistogram.ts";
import { HistogramMean } from "./histogramMean.ts";
import { HistogramSum } from "./histogramSum.ts";
import { formatHistogram, parseHistogram } from "./notation.ts";

const of = (text: string): FloatHistogram => parseHistogram(`{{${text}}}`).histogram;
function total<T extends HistogramSum | HistogramMean>(kind: new (first: FloatHistogram) => T, ...texts: string[]): T {
  const [first = of(""), ...others] = texts.map(of);
  const running = new kind(first);
  for (const other of others) expect(running.add(other)).toBe(true);
  return running;
}
const sum = (...texts: string[]) => formatHistogram(total(HistogramSum, ...texts).total());
const mean = (...texts: string[]) => formatHistogram(total(HistogramMean, ...texts).total());

describe("a sum of histograms", () => {
  it("gets back what rounding took, in every number", () => {
    const huge = "count:1e100 sum:1e100 z_bucket:1e100 z_bucket_w:1 offset:1 buckets:[1e100]";
    const gone = huge.replaceAll("1e100", "-1e100");
    const small = "count:1 sum:2 z_bucket:3 z_bucket_w:1 offset:1 buckets:[4]";
    expect(sum(huge, small, gone)).toBe("{{count:1 sum:2 z_bucket:3 z_bucket_w:1 offset:1 buckets:[4]}}");
  });

  it("keeps what was lost through a coarser schema and a wider zero bucket", () => {
    const huge = "schema:1 count:1 sum:0 offset:1 buckets:[1e100 1]";
    expect(sum(huge, "count:1 sum:0 offset:1 buckets:[1]", "count:1 sum:0 offset:1 buckets:[-1e100]")).toBe(
      "{{count:3 offset:1 buckets:[2]}}",
    );
    expect(sum(huge, "z_bucket_w:1 z_bucket:2", "z_bucket_w:2 z_bucket:-1e100")).toBe(
      "{{count:1 z_bucket:3 z_bucket_w:2}}",
    );
  });

  it("makes room for buckets it did not have", () => {
    expect(sum("buckets:[1] offset:3", "buckets:[2] offset:-1", "buckets:[4 8] offset:2")).toBe(
      "{{offset:-1 buckets:[2 0 0 4 9]}}",
    );
  });

  it("leaves what was put in alone", () => {
    const first = of("count:1 buckets:[1 2]");
    const running = new HistogramSum(first);
    running.add(of("count:1 offset:-1 buckets:[1 2 3 4]"));
    running.add(first);
    expect(formatHistogram(first)).toBe("{{count:1 buckets:[1 2]}}");
  });

  it("brings custom buckets to the bounds all share", () => {
    const running = total(
      HistogramSum,
      "schema:-53 count:3 custom_values:[1 2 3] buckets:[1 1 1]",
      "schema:-53 count:3 custom_values:[1 2 3] buckets:[1 1 1]",
      "schema:-53 count:2 custom_values:[2 5] buckets:[1 0 1]",
    );
    expect(running.boundsReconciled).toBe(true);
    expect(formatHistogram(running.total())).toBe("{{schema:-53 count:8 custom_values:[2] buckets:[5 3]}}");
  });

  it("does not take custom and exponential buckets together", () => {
    expect(new HistogramSum(of("")).add(of("schema:-53"))).toBe(false);
  });

  it("tells when some counters were reset and others not, whatever came between", () => {
    const hint = (name: string) => `counter_reset_hint:${name}`;
    expect(total(HistogramSum, hint("reset"), hint("gauge"), hint("not_reset")).resetsCollide).toBe(true);
    expect(total(HistogramSum, hint("reset"), hint("unknown")).resetsCollide).toBe(false);
  });
});

describe("a mean of histograms", () => {
  it("is the sum divided by how many there are", () => {
    expect(mean("count:1 sum:5 buckets:[1]", "count:3 sum:1 buckets:[1 2]", "count:2 sum:3 buckets:[1 1]")).toBe(
      "{{count:2 sum:3 buckets:[1 1]}}",
    );
  });

  it("stays finite where the sum would not", () => {
    const big = "count:1 sum:1.5e308 buckets:[1]";
    expect(mean(big, big, big, big)).toBe("{{count:1 sum:1.5e+308 buckets:[1]}}");
  });

  it("is infinite when an observation was", () => {
    expect(mean("count:1 sum:Inf", "count:1 sum:1")).toBe("{{count:1 sum:+Inf}}");
  });
});
