/** Which label is to blame for many series. */
import { describe, expect, it } from "vitest";
import { explodingLabel } from "./explodingLabel.ts";

const labels = (counts: Record<string, number>) =>
  Object.entries(counts).map(([name, valueCount]) => ({ name, valueCount, values: [] }));

describe("explodingLabel", () => {
  it("is the one that nearly every series has a value of its own in", () => {
    expect(explodingLabel({ seriesCount: 1_000, labels: labels({ job: 4, url: 900 }) })?.name).toBe("url");
  });

  it("is none where series are few, or many for reasons that add up", () => {
    expect(explodingLabel({ seriesCount: 50, labels: labels({ pod: 50 }) })).toBeNull();
    expect(explodingLabel({ seriesCount: 1_000, labels: labels({ pod: 40, route: 25 }) })).toBeNull();
  });
});
