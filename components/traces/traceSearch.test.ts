/** What the list of traces says and draws of a search that was cut, filtered or mistyped; small frames and near ticks merged. */
import { describe, expect, it } from "vitest";
import type { FlameFrame } from "../../server/analysis/flameGraph.ts";
import { formatTraceId } from "../format/formatId.ts";
import { eventRuns } from "./eventRuns.ts";
import { prepareFlame } from "./prepareFlame.ts";
import { newestSince, sampleWindow, scatterHits } from "./prepareScatter.ts";
import { durationLabel } from "./scatterOption.ts";
import { searchSentence } from "./searchSentence.ts";
import type { TraceFilters } from "./traceFilters.ts";
import { unusedDurations } from "./traceFilters.ts";

const START_MS = Date.UTC(2026, 10, 21, 9);
const END_MS = START_MS + 3_600_000;
const startedAt = (unixMs: number) => `${BigInt(unixMs) * 1_000_000n}`;
const traces = (count: number, failed: number) =>
  Array.from({ length: count }, (_, i) => ({
    startUnixNano: startedAt(END_MS - i * 60_000),
    durationNano: 1e6,
    errorCount: i < failed ? 1 : 0,
  }));
const said = (
  count: number,
  failed: number,
  truncated: boolean,
  filters: Partial<TraceFilters> = {},
  drawn = traces(30, 0),
) =>
  searchSentence(traces(count, failed), truncated, {
    filters: { order: "newest", status: null, ...filters },
    ...{ isActive: false, startMs: START_MS, endMs: END_MS, zone: "UTC", drawn },
  });

describe("searchSentence", () => {
  it("never takes a cut list for the window", () => {
    expect(said(20, 0, true).sentence).toBe("None of the newest 20 traces, since 09:41, has a failure");
    expect(said(20, 2, true).sentence).toBe("2 of the newest 20 traces, since 09:41, have failures (10.0\u00a0%)");
    expect(said(20, 1, true, { order: "slowest" }).sentence).toBe(
      "1 of the slowest 20 traces has failures (5.0\u00a0%)",
    );
    expect(said(20, 20, true, { order: "mostErrors" }).sentence).toBe("All 20 traces with most errors have failures");
    expect(said(20, 0, false).sentence).toBe("20 traces, none with a failure");
  });

  it("says nothing green over dots that fail, nor before they are known", () => {
    const over = said(20, 0, true, {}, traces(250, 40));
    expect(over).toMatchObject({
      kind: "warn",
      sentence: "At least 40 traces of this window have failures",
    });
    expect(over.why).toMatch(/^None of the newest 20 traces, since 09:41, has a failure\. Half took/);
    expect(said(20, 2, true, {}, traces(250, 40)).why).toContain("At least 40 traces of this window");
    expect(said(20, 0, true, {}, traces(250, 1)).sentence).toBe("At least one trace of this window has failures");
    expect(said(20, 0, true, {}, []).kind).toBe("unknown");
    expect([said(20, 0, true).kind, said(20, 0, false, {}, traces(250, 40)).kind]).toEqual(["ok", "ok"]);
  });

  it("says plainly when nothing matches", () => {
    const asked = {
      filters: { order: "newest", status: null } as const,
      startMs: START_MS,
      endMs: END_MS,
      zone: "UTC",
      drawn: [],
    };
    expect(searchSentence([], false, { ...asked, isActive: true }).sentence).toBe("No trace matches");
  });

  it("counts failed traces when only they were asked for", () => {
    expect(said(54, 54, false, { status: "error" }).sentence).toBe("54 failed traces");
    expect(said(20, 20, true, { status: "error" }).sentence).toBe("The newest 20 failed traces, since 09:41");
  });
});

describe("newestSince", () => {
  it("is the last trace's start, within the window", () => {
    expect(newestSince(traces(3, 0), START_MS)).toBe(END_MS - 120_000);
    expect(newestSince(traces(3, 0), END_MS)).toBe(END_MS);
    expect(newestSince([], START_MS)).toBe(START_MS);
  });
});

describe("scatterHits", () => {
  const hit = (id: string, unixMs: number) => ({
    ...{ traceId: id, startUnixNano: startedAt(unixMs), durationNano: 1e6, errorCount: 0 },
  });
  const sample = [hit("old", START_MS + 1), hit("new", END_MS - 60_000)];
  const asked = { startMs: START_MS, endMs: END_MS };

  it("draws the sample of a window, and of the newest only what came after it", () => {
    const list = [hit("fresh", END_MS - 10), hit("new", END_MS - 60_000), hit("among", END_MS - 90_000)];
    const ids = scatterHits(list, sample, { ...asked, order: "newest" }).map(({ traceId }) => traceId);
    expect(ids).toEqual(["old", "new", "fresh"]);
  });

  it("draws every slowest trace that is listed, and nothing outside of the window", () => {
    const list = [hit("slow", START_MS + 5), hit("before", START_MS - 5)];
    const ids = scatterHits(list, sample, { ...asked, order: "slowest" }).map(({ traceId }) => traceId);
    expect(ids).toEqual(["old", "new", "slow"]);
  });
});

describe("sampleWindow", () => {
  it("covers the window and stays the same while a slice of it passes", () => {
    const { startMs, endMs } = sampleWindow(START_MS + 5_000, END_MS + 5_000);
    expect(startMs <= START_MS + 5_000 && endMs >= END_MS + 5_000).toBe(true);
    expect(sampleWindow(START_MS + 10_000, END_MS + 10_000)).toEqual({ startMs, endMs });
  });
});

describe("what is typed and shown", () => {
  it("names the lengths that filter nothing", () => {
    expect(unusedDurations({ min: "abc", max: "2s" })).toContain("longer than “abc”. Write a number and a unit");
    expect(unusedDurations({ min: "5ms", max: "" })).toBeNull();
  });

  it("labels round durations without decimals on a logarithmic axis", () => {
    const labels = [1e9, 2e9, 5e9, 1e10, 3e10, 5e10, 5e5].map((nano) => durationLabel(Math.log10(nano)));
    expect(labels).toEqual(
      ["1 s", "2 s", "5 s", "10 s", "30 s", "50 s", "500 µs"].map((text) => text.replace(" ", "\u00a0")),
    );
  });

  it("shows both ends of a trace id, since padded ones begin with zeros", () => {
    expect(formatTraceId("000000000000000000000000c0ffee80")).toBe("00000000…0ffee80");
  });
});

describe("eventRuns", () => {
  it("makes one mark of ticks nearer than three pixels", () => {
    expect(eventRuns(Array.from({ length: 200 }, (_, i) => 10 + i * 1.4))).toHaveLength(1);
    expect(eventRuns([10, 20, 22, 30])).toEqual([
      { fromPx: 10, toPx: 10 },
      { fromPx: 20, toPx: 22 },
      { fromPx: 30, toPx: 30 },
    ]);
  });
});

describe("prepareFlame", () => {
  const frame = (name: string, selfNano: number, children: FlameFrame[] = []): FlameFrame => ({
    ...{ service: "cart", name, selfNano, spanCount: 1, errorCount: 0, children },
    totalNano: children.reduce((sum, child) => sum + child.totalNano, selfNano),
  });

  it("gathers frames too small to see, keeping their time", () => {
    const small = Array.from({ length: 100 }, (_, i) => frame(`small ${i}`, 10));
    const top = frame("trace", 0, [frame("root", 1e6, [frame("seen", 1e5), ...small])]);
    const datum = prepareFlame(top, new Map([["cart", 1]]));
    expect(datum.children.map((child) => [child.name, child.value])).toEqual([
      ["cart seen", 1e5],
      ["100 small operations", 1_000],
    ]);
    expect(datum.title()).toContain("cart root:");
  });

  it("shows characters of a name that browsers do not draw", () => {
    const datum = prepareFlame(frame("trace", 0, [frame("nul\0name", 1e6)]), new Map([["cart", 1]]));
    expect([datum.name, datum.title()]).toEqual(["cart nul\ufffdname", expect.stringContaining("cart nul\ufffdname:")]);
  });
});
