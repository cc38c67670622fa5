/** One trouble, one bucket: who counts as failing and who does not. */
import { describe, expect, it } from "vitest";
import type { ServiceSeries } from "../model/derived.ts";
import { healthStrip } from "./healthStrip.ts";

const series = (service: string, calls: number[], errors: number[], entry = true): ServiceSeries => ({
  service,
  entry,
  calls,
  errors,
  durationSumSeconds: calls.map(() => 0),
  duration: calls.map(() => ({ zero: 0, index: [], count: [] })),
});
const strip = (all: ServiceSeries[], leastStepMs = 0) =>
  healthStrip({ startMs: 0, stepMs: 10_000, bucketCount: 4, series: all }, leastStepMs);

describe("healthStrip", () => {
  it("tells failing from degraded from one unlucky call", () => {
    const answer = strip([series("cart", [100, 100, 100, 0], [5, 1, 2, 0])]);
    expect(answer.failing).toEqual([1, 0, 0, 0]);
    expect(answer.degraded).toEqual([0, 0, 1, 0]);
    expect(answer.calls).toEqual([100, 100, 100, 0]);
    expect(answer.worst).toEqual(["cart", null, "cart", null]);
  });

  it("names the service that fails the greatest share, not the most calls", () => {
    const answer = strip([
      series("gateway", [1000, 0, 0, 0], [60, 0, 0, 0]),
      series("cart", [10, 0, 0, 0], [9, 0, 0, 0]),
    ]);
    expect(answer.worst[0]).toBe("cart");
  });

  it("does not count a caller's own view of another's failure", () => {
    expect(strip([series("worker", [10, 0, 0, 0], [10, 0, 0, 0], false)]).failing).toEqual([0, 0, 0, 0]);
  });

  it("joins buckets before it judges, and keeps a last one that is not full", () => {
    const answer = strip([series("cart", [10, 90, 100, 7], [2, 0, 10, 0])], 25_000);
    expect(answer.stepMs).toBe(30_000);
    expect(answer.calls).toEqual([200, 7]);
    expect(answer.failing).toEqual([1, 0]);
  });
});
