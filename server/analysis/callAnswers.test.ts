/** Numbers about calls: joined without loss, judged without shouting, usual only where something was seen. */
import { describe, expect, it } from "vitest";
import type { CallSeries } from "../model/derived.ts";
import { gridWindow, joinCalls, joinedGrid } from "./callGrid.ts";
import { callHealth, recentMs } from "./callHealth.ts";
import { callLines, callSummary, usualOf } from "./callSummary.ts";
import { durationHeatmap } from "./durationHeatmap.ts";

/** `calls[i]` calls in bucket i, all of 2^(index/8) seconds. */
const series = (calls: number[], errors: number[] = calls.map(() => 0), index = 0): CallSeries => ({
  calls,
  errors,
  durationSumSeconds: calls.map((count) => count * 2 ** (index / 8)),
  duration: calls.map((count) =>
    count > 0 ? { zero: 0, index: [index], count: [count] } : { zero: 0, index: [], count: [] },
  ),
});
const grid = (bucketCount: number, stepMs = 10_000, startMs = 0) => ({ startMs, stepMs, bucketCount });

describe("the grid", () => {
  it("widens a window to whole steps that people count in", () => {
    const { stepMs, window } = gridWindow({ startMs: 3_605_000, endMs: 7_205_000 });
    expect(stepMs).toBe(30_000);
    expect(window).toEqual({ startMs: 3_600_000, endMs: 7_230_000 });
  });

  it("joins buckets on whole steps of the epoch and loses no call", () => {
    const from = grid(5, 10_000, 20_000);
    const to = joinedGrid(from, 30_000);
    expect(to).toEqual({ startMs: 0, stepMs: 30_000, bucketCount: 3 });
    const joined = joinCalls(series([1, 2, 3, 4, 5], [0, 1, 0, 0, 2]), from, to);
    expect(joined.calls).toEqual([1, 9, 5]);
    expect(joined.errors).toEqual([0, 1, 2]);
    expect(joined.duration.map(({ count }) => count)).toEqual([[1], [9], [5]]);
  });

  it("keeps a coarser tier as it is", () => {
    const from = grid(4, 300_000);
    expect(joinedGrid(from, 30_000)).toEqual(from);
  });
});

describe("a summary", () => {
  it("counts only the stretch, over the stretch's length", () => {
    const summary = callSummary(series([10, 10, 40, 20], [0, 0, 4, 2]), grid(4), { startMs: 20_000, endMs: 40_000 });
    expect(summary).toMatchObject({ calls: 60, errors: 6, ratePerSecond: 3, errorRatio: 0.1 });
  });

  it("counts the one bucket of a whole window, which begins a little before it", () => {
    const summary = callSummary(series([60]), grid(1, 70_000, 0), { startMs: 8_000, endMs: 68_000 });
    expect(summary).toMatchObject({ calls: 60, ratePerSecond: 1 });
  });

  it("counts what has just begun", () => {
    const summary = callSummary(series([0, 7]), grid(2), { startMs: 0, endMs: 11_000 });
    expect(summary.calls).toBe(7);
  });

  it("has no ratio and no quantile without calls, but a rate of 0", () => {
    const summary = callSummary(series([0, 0]), grid(2), { startMs: 0, endMs: 20_000 });
    expect(summary).toMatchObject({ ratePerSecond: 0, errorRatio: null, p95Seconds: null });
  });

  it("draws a gap where nothing was called", () => {
    const lines = callLines(series([10, 0], [1, 0]), grid(2));
    expect(lines.ratePerSecond).toEqual([1, 0]);
    expect(lines.errorRatio).toEqual([0.1, null]);
    expect(lines.p50Seconds[1]).toBeNull();
  });
});

describe("what is usual", () => {
  it("is not moved by an incident in less than half of the buckets", () => {
    const calls = [100, 100, 100, 100, 100, 100, 100];
    const usual = usualOf(series(calls, [0, 0, 0, 0, 90, 90, 90]), grid(7));
    expect(usual).toMatchObject({ ratePerSecond: 10, errorRatio: 0 });
  });

  it("is unknown when hardly anything was seen", () => {
    expect(usualOf(series([5, 0, 0, 5, 0, 0, 0]), grid(7))).toBeNull();
  });
});

describe("health", () => {
  const usual = { ratePerSecond: 10, errorRatio: 0.001, p95Seconds: 0.1 };
  const recent = (calls: number, errors: number, p95Seconds = 0.1) => ({
    calls,
    errors,
    errorRatio: calls > 0 ? errors / calls : null,
    p95Seconds,
  });

  it.each([
    ["no calls", recent(0, 0), usual, "unknown", "quiet"],
    ["7 % against 0.1 %", recent(1000, 70), usual, "fail", "errors"],
    ["2 % against 0.1 %", recent(1000, 20), usual, "warn", "errors"],
    ["one failure of three", recent(3, 1), null, "unknown", "few"],
    ["6 % as it always does", recent(1000, 60), { ...usual, errorRatio: 0.05 }, "warn", "errors"],
    ["1.5 % as it always does", recent(1000, 15), { ...usual, errorRatio: 0.014 }, "ok", null],
    ["three times as slow", recent(100, 0, 0.3), usual, "warn", "slow"],
    ["three times as slow, but by 2 ms", recent(100, 0, 0.003), { ...usual, p95Seconds: 0.001 }, "ok", null],
    ["slow, seen by a few", recent(5, 0, 3), usual, "ok", null],
  ] as const)("%s", (_, now, before, kind, reason) => {
    expect(callHealth(now, before)).toMatchObject({ kind, reason });
  });

  it("guards every share against few calls alike", () => {
    const kinds = [recent(6, 1), recent(7, 2), recent(30, 2), recent(15, 3)].map((now) => callHealth(now, null).kind);
    expect(kinds).toEqual(["unknown", "unknown", "unknown", "fail"]);
  });

  it("never gets milder when more of as many calls fail", () => {
    const rank = { ok: 0, unknown: 1, warn: 2, fail: 3 };
    for (const before of [null, 0, 0.004, 0.03, 0.2].map(
      (share) => share !== null && { ...usual, errorRatio: share },
    )) {
      for (const calls of [1, 2, 7, 19, 20, 60, 150, 400]) {
        const ranks = Array.from({ length: calls }, (_, failed) =>
          callHealth(recent(calls, failed + 1), before || null),
        );
        const worse = ranks.map(({ kind }) => rank[kind]);
        expect(worse, `${calls} calls`).toEqual([...worse].sort((a, b) => a - b));
      }
    }
  });

  it("says that it is slow also of what fails", () => {
    expect(callHealth(recent(1000, 70, 0.5), usual)).toEqual({ kind: "fail", reason: "errors", slow: true });
  });

  it("looks at the last tenth of the window, a minute at least and ten at most", () => {
    expect(recentMs(3_600_000)).toBe(360_000);
    expect(recentMs(300_000)).toBe(60_000);
    expect(recentMs(7 * 86_400_000)).toBe(600_000);
    expect(recentMs(30_000)).toBe(30_000);
  });
});

describe("the heatmap of durations", () => {
  it("places every call by its bucket and half doubling", () => {
    const heat = durationHeatmap(
      [series([3], [0], 0), series([2], [0], 8)].map(
        ({ duration }) => duration[0] ?? { zero: 0, index: [], count: [] },
      ),
    );
    expect(heat).toEqual({
      lowSeconds: 1,
      rowsPerDoubling: 2,
      rowCount: 3,
      cells: [
        [0, 0, 3],
        [1, 2, 2],
      ],
    });
  });
});
