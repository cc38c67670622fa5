/** Severity bars and the sentence over them. */
import { describe, expect, it } from "vitest";
import type { SeverityName } from "../../server/model/log.ts";
import { prepareVolume, type VolumeBucket, volumeSentence, volumeTotals } from "./prepareVolume.ts";

const volume: VolumeBucket[] = [
  { startMs: 1_000, counts: { ERROR: 2, INFO: 10 } },
  { startMs: 2_000, counts: { INFO: 5 } },
];

describe("prepareVolume", () => {
  it("stacks the worst severity at the bottom and leaves out those not seen", () => {
    const { series, stepMs, bucketCount } = prepareVolume(volume, 2_000);
    expect(series.map(({ name, values }) => [name, values])).toEqual([
      ["ERROR", [2, 0]],
      ["INFO", [10, 5]],
    ]);
    expect([stepMs, bucketCount]).toEqual([1_000, 2]);
  });

  it("says how many of the records are errors", () => {
    const { kind, sentence } = volumeSentence(volumeTotals(volume));
    expect([kind, sentence.replaceAll("\u00a0", " ")]).toEqual(["fail", "2 errors in 17 records (11.8 %)"]);
    expect(volumeSentence({ all: 3, bySeverity: { INFO: 3 } }).kind).toBe("ok");
    const kindOf = (bySeverity: Partial<Record<SeverityName, number>>) =>
      volumeSentence({ all: 10_000, bySeverity }).kind;
    expect([{ ERROR: 10 }, { ERROR: 100 }, { ERROR: 500 }, { FATAL: 1 }].map(kindOf)).toEqual([
      "warn",
      "warn",
      "fail",
      "fail",
    ]);
    expect(volumeSentence({ all: 3, bySeverity: { FATAL: 3 } }).sentence).toBe("3 records, all of them errors");
  });
});
