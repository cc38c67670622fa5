/** Senders that paused are told from those that there never were. */
import { describe, expect, it } from "vitest";
import { newestOf, newestQuestion, pauseWords } from "./newest.ts";
import type { InstantAnswer } from "./resourceRows.ts";

const END_MS = Date.UTC(2026, 10, 20, 16);
const MINUTE_MS = 60_000;
const window = { startMs: END_MS - 15 * MINUTE_MS, endMs: END_MS };

function answered(newest: Record<string, number | null>): InstantAnswer {
  const answers = Object.entries(newest).map(([ref, atMs]) => {
    const series = atMs === null ? [] : [{ labels: {}, values: [atMs / 1000] }];
    return { ref, expr: "", series, total: series.length, warnings: [], infos: [], stats: null, problem: null };
  });
  return { answers };
}

describe("the newest sample", () => {
  it("is looked for in an hour at least, and in the whole of a longer window", () => {
    expect(newestQuestion(["a"], window)).toMatchObject({ startMs: END_MS - 60 * MINUTE_MS, endMs: END_MS });
    const day = { startMs: END_MS - 1_440 * MINUTE_MS, endMs: END_MS };
    expect(newestQuestion(["a"], day)).toMatchObject(day);
  });

  it("is that of the metric that came last, among those that came", () => {
    const answer = answered({ a: END_MS - 30 * MINUTE_MS, b: null, c: END_MS - 7 * MINUTE_MS });
    expect(newestOf(answer, window)).toEqual({ atMs: END_MS - 7 * MINUTE_MS, signs: ["a", "c"] });
  });

  it("is none where nothing came, and no pause where it has only just come", () => {
    expect(newestOf(answered({ a: null }), window)).toBeNull();
    expect(newestOf(answered({}), window)).toBeNull();
    expect(newestOf(answered({ a: END_MS - 10_000 }), window)).toBeNull();
  });

  it("is told with how long it is ago, and with its day when that is another", () => {
    const at = (minutes: number) => pauseWords("queue", END_MS - minutes * MINUTE_MS, END_MS, "UTC");
    expect(at(7).sentence.replaceAll("\u00a0", " ")).toBe("Nothing of any queue for 7 min");
    expect(at(7).why).toMatch(/^The newest sample is of 15:53:00:/);
    expect(at(2_000).why).toMatch(/^The newest sample is of 19 Nov 06:40:/);
  });
});
