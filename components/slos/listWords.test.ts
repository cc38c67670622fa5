/** Which SLO is spoken of first, and what is claimed of all. */
import { describe, expect, it } from "vitest";
import { lastsWords, type Standing, slosSentence, troubleFirst } from "./listWords.ts";

const row = (title: string, change: Partial<Standing> = {}): Standing => ({
  title,
  status: "healthy",
  severity: null,
  remaining: 0.9,
  leftMs: null,
  silentMinutes: 0,
  isCounting: false,
  ...change,
});
const HOUR = 3_600_000;
const burning = (title: string, hours: number, severity: "page" | "ticket" = "page") =>
  row(title, { status: "burning", severity, remaining: 0.41, leftMs: hours * HOUR });
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("the list", () => {
  it("begins with what is gone soonest, and ends with what nothing is known of", () => {
    const rows = [
      row("b"),
      row("quiet", { status: "unknown", remaining: null }),
      burning("slow", 90, "ticket"),
      row("gone", { status: "exhausted", remaining: -0.2 }),
      burning("late", 12),
      burning("soon", 4),
      row("a", { remaining: 0.2 }),
    ];
    expect(troubleFirst(rows).map(({ title }) => title)).toEqual(["soon", "late", "gone", "slow", "a", "b", "quiet"]);
  });
});

describe("the sentence", () => {
  it("speaks of the one that is gone soonest, in hours", () => {
    const { kind, sentence, why } = slosSentence([burning("Checkout", 4.1), burning("Cart", 30, "ticket"), row("x")]);
    expect(kind).toBe("fail");
    expect(plain(sentence)).toBe("Checkout: at this rate the budget is gone in 4.1 h");
    expect(why).toBe("1 more burns, 1 is kept.");
  });

  it("never calls well what nothing is known of", () => {
    const unknown = row("a", { status: "unknown", remaining: null });
    expect(slosSentence([unknown]).kind).toBe("unknown");
    expect(slosSentence([unknown, row("b")]).sentence).toBe("The one SLO that is known is kept");
    expect(slosSentence([unknown, row("b"), row("c")]).why).toContain("Of 1 nothing is known.");
  });

  it("says for how long there was no data, and nothing of how long the budget lasts", () => {
    const silent = row("a", { status: "unknown", remaining: 1, silentMinutes: 334 });
    expect(plain(slosSentence([silent]).why)).toBe("No data has come for 5 h 34 min; no data is not good.");
    expect([silent, row("b"), row("c", { remaining: 0 })].map(lastsWords)).toEqual(["–", "lasts", "gone"]);
    const never = row("b", { status: "unknown", remaining: null });
    expect(slosSentence([never]).why).toBe("It had no events in its window; no data is not good.");
    expect(slosSentence([silent, row("b", { remaining: 1 })]).why).toContain("The least is left of b");
  });

  it("says that the past is still being counted where it is", () => {
    const counting = row("a", { status: "unknown", remaining: null, isCounting: true });
    expect(slosSentence([counting, counting]).sentence).toBe("Counting what is stored for 2 SLOs");
  });

  it("says who has nothing left", () => {
    const gone = row("Checkout", { status: "exhausted", remaining: -0.3 });
    expect(slosSentence([gone, row("b")])).toMatchObject({
      kind: "fail",
      sentence: "Checkout has nothing left of its budget",
      why: "1 is kept.",
    });
  });

  it("says of all that are kept which has the least left", () => {
    expect(plain(slosSentence([row("a"), row("b", { remaining: 0.3 })]).why)).toBe("The least is left of b: 30 %.");
  });
});
