/** Nothing that was typed is lost because somebody else saved. */
import { describe, expect, it } from "vitest";
import { beginDraft, followStored, isOvertaken, isTyped, keepMine } from "./keptDraft.ts";

const begun = beginDraft({ route: "a" });
const typed = { ...begun, draft: { route: "mine" } };

describe("a draft while others save", () => {
  it("follows what is stored while nothing was typed", () => {
    const next = followStored(begun, { route: "b" });
    expect([next.draft, isTyped(next)]).toEqual([{ route: "b" }, false]);
  });

  it("stays while something else than it was saved, and nothing is to be decided then", () => {
    expect(followStored(typed, { route: "a" })).toBe(typed);
    expect(isOvertaken(typed, { route: "a" })).toBe(false);
  });

  it("stays when what it began with was changed, and offers both", () => {
    const stored = { route: "theirs" };
    expect(followStored(typed, stored)).toBe(typed);
    expect(isOvertaken(typed, stored)).toBe(true);
    expect(beginDraft(stored).draft).toEqual(stored);
    const mine = keepMine(typed, stored);
    expect([mine.draft, isOvertaken(mine, stored), isTyped(mine)]).toEqual([{ route: "mine" }, false, true]);
  });

  it("is what is stored once it was saved", () => {
    expect(isTyped(followStored(typed, { route: "mine" }))).toBe(false);
  });
});
