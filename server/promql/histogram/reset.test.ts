/**
 * Resets between two samples: worked examples after those of Prometheus's float_histogram_test.go (TestFloatHistogramDetectReset).
 */
import { describe, expect, it } from "vitest";
import { parseHistogram } from "./notation.ts";
import { isReset } from "./reset.ts";

const reset = (before: string, after: string) =>
  isReset(parseHistogram(`{{${before}}}`).histogram, parseHistogram(`{{${after}}}`).histogram);
const FULL = "z_bucket_w:0.01 z_bucket:5 count:30 sum:9 offset:-2 buckets:[1 0 3 4]";

describe("a counter histogram began anew", () => {
  it.each([
    ["a count went down", FULL, FULL.replace("count:30", "count:29")],
    ["the zero bucket went down", FULL, FULL.replace("z_bucket:5", "z_bucket:4")],
    ["a bucket went down", FULL, FULL.replace("[1 0 3 4]", "[1 0 2 9]")],
    ["a populated bucket went away", FULL, FULL.replace("[1 0 3 4]", "[1 0 3]")],
    ["a negative bucket went away", `${FULL} n_buckets:[1]`, FULL],
    ["the schema became finer", FULL, `schema:1 ${FULL}`],
    ["the zero bucket became narrower", FULL, FULL.replace("z_bucket_w:0.01", "z_bucket_w:0.001")],
    ["a wider zero bucket divides a populated bucket", FULL, FULL.replace("z_bucket_w:0.01", "z_bucket_w:0.2")],
    ["merged buckets hold less", "schema:1 count:6 offset:1 buckets:[3 3]", "count:9 offset:1 buckets:[5 4]"],
    ["buckets were exponential and are custom", FULL, "schema:-53 count:40 custom_values:[1] buckets:[40]"],
    ["buckets were custom and are exponential", "schema:-53 count:1 custom_values:[1] buckets:[1]", FULL],
    [
      "a custom bucket went down",
      "schema:-53 count:4 custom_values:[1 2] buckets:[2 2]",
      "schema:-53 count:5 custom_values:[1 2] buckets:[1 4]",
    ],
    [
      "a bucket by shared bounds went down",
      "schema:-53 count:6 custom_values:[1 2] buckets:[2 2 2]",
      "schema:-53 count:6 custom_values:[2 3] buckets:[3 3]",
    ],
    ["the hint says so", FULL, `${FULL} counter_reset_hint:reset`],
  ])("when %s", (_, before, after) => {
    expect(reset(before, after)).toBe(true);
  });
});

describe("a counter histogram went on", () => {
  it.each([
    ["nothing changed", FULL, FULL],
    ["only the sum went down", FULL, FULL.replace("sum:9", "sum:-9")],
    ["an empty bucket went away", FULL.replace("3 4]", "3 4 0]"), FULL],
    ["there was nothing before", "", FULL],
    [
      "a wider zero bucket took whole buckets in",
      FULL,
      "z_bucket_w:0.25 z_bucket:6 count:30 sum:9 offset:0 buckets:[3 4]",
    ],
    ["the schema became coarser", "schema:1 count:6 offset:1 buckets:[3 3]", "count:9 offset:1 buckets:[6 3]"],
    [
      "custom bounds differ and no shared bucket fell",
      "schema:-53 count:6 custom_values:[1 2] buckets:[2 2 2]",
      "schema:-53 count:7 custom_values:[2 3] buckets:[4 1 2]",
    ],
    ["the hint says so", FULL, "count:1 counter_reset_hint:not_reset"],
  ])("when %s", (_, before, after) => {
    expect(reset(before, after)).toBe(false);
  });
});
