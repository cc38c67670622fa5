/** Which starts of instances are marked on a service's charts. */
import { describe, expect, it } from "vitest";
import { deployMarks } from "./deployMarks.ts";

const MINUTE = 60_000;
const at = (minute: number, version: string) => ({ firstSeenMs: minute * MINUTE, version });
const marks = (...instances: ReturnType<typeof at>[]) => deployMarks(instances, 0, 60 * MINUTE);

describe("deployMarks", () => {
  it("marks a new version once, at its first instance, and the way back", () => {
    const found = marks(at(0, "1.0"), at(0, "1.0"), at(20, "1.1"), at(22, "1.1"), at(40, "1.0"), at(41, "1.0"));
    expect(found).toEqual([
      { timeMs: 20 * MINUTE, label: "1.1" },
      { timeMs: 40 * MINUTE, label: "1.0" },
    ]);
  });

  it("counts instances that join with the version that runs", () => {
    expect(marks(at(0, "1.0"), at(30, "1.0"), at(31, "1.0"))).toEqual([{ timeMs: 30 * MINUTE, label: "2 joined" }]);
  });

  it("says nothing of what was there from the start, nor of a service that begins in the window", () => {
    expect(marks(at(0, "1.0"), at(1, "1.1"))).toEqual([]);
    expect(marks(at(30, "1.0"), at(31, "1.0"))).toEqual([]);
  });
});
