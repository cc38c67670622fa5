/** What of an SLO's numbers comes on its page: stretches, rows. */
import { describe, expect, it } from "vitest";
import { CountSums } from "../../server/analysis/slo/countSums.ts";
import { readDraft } from "./readDraft.ts";
import { EMPTY_DRAFT } from "./sloDraft.ts";
import { burnRow, knownWindow, nearStretch, pointsOf, previewOf, stretchToCompare } from "./sloView.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 20, 12);
const { body } = readDraft({ ...EMPTY_DRAFT, title: "a", name: "a", service: "a", subjectService: "a" });
if (!body) throw new Error("the draft is whole");

/** A day of 100 requests a minute, of which `failing` failed in each of the last 30 minutes. */
function counts(failing: number): CountSums {
  const minutes = 1440;
  const valid = new Float64Array(minutes).fill(100);
  const bad = new Float64Array(minutes).map((_, i) => (i >= minutes - 30 ? failing : 0));
  return new CountSums(body ?? { slices: null }, { startMs: NOW - minutes * MINUTE, bad, valid });
}

describe("the preview", () => {
  it("shows what is known of a month that is mostly unknown, and when it would have paged", () => {
    const { window, replay, reading, spenders, line } = previewOf(body, counts(20), NOW);
    expect(window).toEqual({ startMs: NOW - 24 * HOUR, endMs: NOW });
    expect(pointsOf(line).at(-1)?.left).toBeCloseTo(reading.budget.remaining ?? Number.NaN);
    expect(replay.pages).toBe(1);
    expect(spenders.stretches[0]?.startMs).toBe(NOW - 30 * MINUTE);
  });

  it("tells nothing where nothing failed", () => {
    expect(previewOf(body, counts(0), NOW).replay.pages).toBe(0);
  });
});

describe("a burn window", () => {
  it("tells at its severity, and how long the budget lasts", () => {
    const [fast] = previewOf(body, counts(20), NOW).reading.burns.map(burnRow);
    expect(fast).toMatchObject({ tells: "page" });
    // 30 of the window's minutes fail a fifth of their requests.
    expect(fast?.long).toBeCloseTo((0.2 * 30 * MINUTE) / (fast?.longMs ?? 0) / 0.001, 5);
    const [quiet] = previewOf(body, counts(0), NOW).reading.burns.map(burnRow);
    expect(quiet).toMatchObject({ tells: "quiet", lastsMs: Number.POSITIVE_INFINITY });
  });

  it("says that there was nothing to count", () => {
    const silent = new CountSums(body, { startMs: NOW - HOUR, bad: new Float64Array(0), valid: new Float64Array(0) });
    const [row] = previewOf(body, silent, NOW).reading.burns.map(burnRow);
    expect(row).toMatchObject({ tells: "nothing", lastsMs: null });
  });
});

describe("a stretch", () => {
  it("is the whole window where most of it is known", () => {
    const window = { startMs: NOW - 30 * HOUR, endMs: NOW };
    expect(knownWindow(window, NOW - 20 * HOUR)).toEqual(window);
    expect(knownWindow(window, NOW - 3 * HOUR).startMs).toBe(NOW - 3 * HOUR);
    expect(knownWindow(window, null)).toEqual(window);
  });

  it("of now has the end of the budget in it", () => {
    const stretch = nearStretch(NOW, { goneMs: NOW + 4 * HOUR }, 30 * 24 * HOUR, NOW - 90 * HOUR);
    expect(stretch.endMs).toBeGreaterThan(NOW + 4 * HOUR);
    expect(NOW - stretch.startMs).toBe(stretch.endMs - NOW);
    expect(nearStretch(NOW, { goneMs: NOW + 900 * HOUR }, 30 * HOUR, null).endMs).toBe(NOW + 15 * HOUR);
  });

  it("of now is mostly past where nothing is going to be gone, and begins where something is known", () => {
    expect(nearStretch(NOW, { goneMs: null }, 30 * 24 * HOUR, null)).toEqual({
      startMs: NOW - 12 * HOUR,
      endMs: NOW + 3 * HOUR,
    });
    expect(nearStretch(NOW, { goneMs: null }, 30 * 24 * HOUR, NOW - HOUR)).toEqual({
      startMs: NOW - HOUR,
      endMs: NOW + 3 * HOUR,
    });
  });
});

describe("bad and good requests are compared", () => {
  const stretch = (endedHoursAgo: number) => ({
    startMs: NOW - (endedHoursAgo + 0.2) * HOUR,
    endMs: NOW - endedHoursAgo * HOUR,
  });

  it("where the budget is spent now, however little of it, else where most went within a day", () => {
    expect(stretchToCompare([stretch(20), stretch(0.1), stretch(3)], NOW)).toEqual(stretch(0.1));
    expect(stretchToCompare([stretch(100), stretch(20), stretch(3)], NOW)).toEqual(stretch(20));
    expect(stretchToCompare([stretch(100)], NOW)).toEqual(stretch(100));
    expect(stretchToCompare([], NOW)).toEqual({ startMs: NOW - HOUR, endMs: NOW });
  });
});
