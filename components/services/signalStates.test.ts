/** Panels of a service's page agree with the sentence above them. */
import { describe, expect, it } from "vitest";
import type { Judged } from "./healthWords.ts";
import { signalStates } from "./signalStates.ts";

const recent = {
  calls: 600,
  errors: 43,
  errorRatio: 0.072,
  ratePerSecond: 10,
  p50Seconds: 0.1,
  p95Seconds: 0.7,
  p99Seconds: 1,
};
const row = (health: Judged["health"]): Judged => ({
  calls: 600,
  ratePerSecond: 10,
  recent: { ...recent, lengthMs: 60_000 },
  usual: null,
  health,
});
const kindsOf = (health: Judged["health"]) => {
  const { traffic, errors, latency, saturation } = signalStates(row(health));
  return [traffic?.kind, errors?.kind, latency?.kind, saturation?.kind];
};

describe("signalStates", () => {
  it("gives the failing share the service's judgement, with its words", () => {
    const failed = signalStates(row({ kind: "fail", reason: "errors", slow: false }));
    expect(failed.errors).toEqual({ kind: "fail", words: "failed: fails 7.2\u00a0% of requests" });
    expect(failed.latency?.kind).toBe("ok");
  });

  it("tells failing from slow, and both where both are so", () => {
    expect(kindsOf({ kind: "warn", reason: "slow", slow: true })).toEqual(["ok", "ok", "warn", undefined]);
    expect(kindsOf({ kind: "fail", reason: "errors", slow: true })).toEqual(["ok", "fail", "warn", undefined]);
  });

  it("knows nothing of what is not called, and not whether one failure is chance", () => {
    expect(kindsOf({ kind: "unknown", reason: "quiet", slow: false })).toEqual([
      "unknown",
      "unknown",
      "unknown",
      undefined,
    ]);
    expect(kindsOf({ kind: "unknown", reason: "few", slow: false })).toEqual(["ok", "unknown", "ok", undefined]);
  });

  it("leaves what fills up to its own panels", () => {
    expect(kindsOf({ kind: "warn", reason: "full", slow: false })).toEqual(["ok", "ok", "ok", undefined]);
  });
});
