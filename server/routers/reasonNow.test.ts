/** A reason says the numbers of the instant it is shown at, and the usual of its judgement. */
import { describe, expect, it } from "vitest";
import type { Judgement } from "../model/state.ts";
import { reasonNow } from "./reasonNow.ts";

const errors: Judgement = { signal: "errorRatio", value: 0.225, usualLow: 0, usualHigh: 0.001 };
const NONE = { errorRatio: null, p95Seconds: null, saturation: null };
const FAILS = "fails 22.5 % of requests, usually none";

describe("reasonNow", () => {
  it("says today's number and the usual of then", () => {
    expect(reasonNow(FAILS, errors, { ...NONE, errorRatio: 0.714 })).toBe("fails 71.4 % of requests, usually none");
    const slow: Judgement = { signal: "p95Seconds", value: 1.2, usualLow: 0.06, usualHigh: 0.1 };
    expect(reasonNow("p95 is 1.20 s, usually 80.0 ms", slow, { ...NONE, p95Seconds: 2.5 })).toBe(
      "p95 is 2.50 s, usually 80.0 ms",
    );
    const full: Judgement = { signal: "saturation", value: 0.9, usualLow: 0.4, usualHigh: 0.5 };
    expect(reasonNow("memory is 90 % full, usually 40 to 50 %", full, { ...NONE, saturation: 0.97 })).toBe(
      "memory is 97 % full, usually 40 to 50 %",
    );
  });

  it("says in the past what is wrong no more", () => {
    expect(reasonNow(FAILS, errors, { ...NONE, errorRatio: 0.002 })).toBe(
      "failed 22.5 % of requests, usually none (0.2 % now, but not settled yet)",
    );
    const slow: Judgement = { signal: "p95Seconds", value: 1.2, usualLow: 0.06, usualHigh: 0.1 };
    expect(reasonNow("p95 is 1.20 s, usually 80.0 ms", slow, { ...NONE, p95Seconds: 0.09 })).toBe(
      "p95 was 1.20 s, usually 80.0 ms (90 ms now, but not settled yet)",
    );
  });

  it("keeps findings joined, and what has no number now as it was", () => {
    const both = `${FAILS}; p95 is 1.20 s, usually 80.0 ms; memory is 90 % full, usually 50 %; pool db is 99 % full, usually 50 %`;
    expect(reasonNow(both, errors, { errorRatio: 0.5, p95Seconds: 3, saturation: 0.95 })).toBe(
      "fails 50 % of requests, usually none; p95 is 3 s, usually 80.0 ms; memory is 90 % full, usually 50 %; pool db is 99 % full, usually 50 %",
    );
    expect(reasonNow(both, errors, NONE)).toBe(both);
    for (const other of ["is not well yet", "gets no requests any more, usually 40.0 a second"]) {
      expect(reasonNow(other, null, { errorRatio: 0.5, p95Seconds: 3, saturation: 1 })).toBe(other);
    }
  });
});
