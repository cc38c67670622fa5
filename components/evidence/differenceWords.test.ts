/** What the panel of differences says, and where it leads. */
import { describe, expect, it } from "vitest";
import type { SloSubject } from "../../server/model/slo.ts";
import {
  allBadHref,
  type DifferencesAnswer,
  differencesSub,
  formatShare,
  goesOn,
  nothingWords,
  operationsWords,
  relationWords,
} from "./differenceWords.ts";

const NOON_MS = Date.UTC(2026, 10, 20, 12);
const window = { startMs: NOON_MS - 19 * 60_000, endMs: NOON_MS };
const CHECKOUT: SloSubject = { kind: "service", service: "checkout" };
const of = { subject: CHECKOUT, thresholdSeconds: null, countsErrors: false };
const answer = (parts: Partial<DifferencesAnswer>): DifferencesAnswer => ({
  ...{
    window,
    goodWindow: window,
    total: { bad: 9_690, good: 125_000 },
    looked: { bad: 144, good: 240 },
    operations: [],
  },
  ...{ sentence: null, differences: [], lacking: [], alikeCount: 31, exemplars: [], isCut: false },
  ...parts,
});
const plain = (text: string | null) => text?.replaceAll(/[\u00a0\u202f\u2009]/g, " ");

describe("the panel of differences", () => {
  it("says since when and how many", () => {
    expect(plain(differencesSub(answer({}), "UTC", true))).toBe("since 11:41 · 9,690 bad, 125 k good");
    expect(plain(differencesSub(answer({}), "UTC", false))).toBe("11:41 to 12:00 · 9,690 bad, 125 k good");
    expect(plain(differencesSub(answer({ total: null }), "UTC", true))).toBe(
      "since 11:41 · 144 bad, 240 good compared",
    );
  });

  it("tells a stretch that is over as over, and links it with its end, also while the page is live", () => {
    const past = { startMs: NOON_MS - 5 * 3_600_000, endMs: NOON_MS - 4 * 3_600_000 };
    const clock = { endMs: NOON_MS, live: true };
    expect([goesOn(window, clock), goesOn(past, clock), goesOn(window, { ...clock, live: false })]).toEqual([
      ...[true, false, false],
    ]);
    const isOpen = goesOn(past, clock);
    expect(plain(differencesSub(answer({ window: past }), "UTC", isOpen))).toContain("07:00 to 08:00");
    expect(allBadHref(of, past, isOpen)).toContain("at=2026-11-20T08%3A00%3A00Z");
  });

  it("rounds no share to none or all", () => {
    expect([1, 0.999, 0.974, 0.08, 0.001, 0].map((ratio) => plain(formatShare(ratio)))).toEqual([
      ...["100 %", "> 99 %", "97 %", "8 %", "< 1 %", "0 %"],
    ]);
  });

  it("says why there is nothing to compare", () => {
    const said = (parts: Partial<DifferencesAnswer>, asked = of) => plain(nothingWords(answer(parts), asked));
    const none = { total: { bad: 0, good: 5 }, looked: { bad: 0, good: 5 } };
    expect(said(none)).toBe("No request of checkout failed in this window.");
    const edge = { kind: "edge", client: "web", server: "checkout" } as const;
    expect(plain(nothingWords(answer(none), { subject: edge, thresholdSeconds: 0.3, countsErrors: true }))).toBe(
      "No call from web to checkout failed or took longer than 0.3 s in this window.",
    );
    expect(said({ looked: { bad: 0, good: 5 } })).toContain("9,690 bad requests were counted, but no trace");
    expect(said({ looked: { bad: 9, good: 0 } })).toContain("no good request of checkout");
    expect(said({ looked: { bad: 9, good: 0 }, isCut: true })).toContain("no time to read good requests");
    const lacking = {
      ...{
        key: "db.system.name",
        test: { kind: "is", text: "postgresql", type: "string" } as const,
        bad: 0,
        good: 200,
      },
      ...{ badRatio: 0, goodRatio: 0.8, leastGap: 0.7, same: [], relation: null, badExample: null, goodExample: null },
    };
    expect(said({ lacking: [lacking] })).toContain(
      "What more of the good ones have: db.system.name postgresql, 80 % of good and 0 % of bad.",
    );
    expect(said({})).toBe("Nothing sets them apart: 31 attributes of 144 bad and 240 good requests are alike.");
  });

  it("names operations only where they set the bad ones apart", () => {
    const operations = [{ name: "POST /checkout", badRatio: 1, goodRatio: 0.094 }];
    expect(plain(operationsWords(answer({ operations })))).toBe(
      "POST /checkout is 100 % of bad, 9 % of good. Compared within it.",
    );
    expect(operationsWords(answer({ operations: [{ name: "GET /", badRatio: 0.6, goodRatio: 0.5 }] }))).toBeNull();
  });

  it("leads to all bad ones", () => {
    expect(allBadHref(of, window, true)).toBe("/traces?service=checkout&status=error&window=19m");
    const operation = { kind: "operation", service: "a", spanName: "GET /", spanKind: "SPAN_KIND_SERVER" } as const;
    expect(allBadHref({ subject: operation, thresholdSeconds: 0.3, countsErrors: false }, window, false)).toBe(
      "/traces?service=a&name=GET+%2F&kind=server&min=0.3s&at=2026-11-20T12%3A00%3A00Z&window=19m",
    );
  });

  it("says what else a row's requests have", () => {
    const same = [{ key: "payments.build", test: { kind: "is", text: "b214", type: "string" } as const }];
    expect(relationWords({ relation: { kind: "wider", of: "payments.version" }, same })).toEqual([
      "also all of payments.version",
      "the same requests: payments.build b214",
    ]);
    expect(relationWords({ relation: null, same: [] })).toEqual([]);
  });
});
