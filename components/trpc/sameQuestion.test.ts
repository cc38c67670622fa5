/** What may stand in for an answer that is being fetched. */
import { describe, expect, it } from "vitest";
import { sameQuestion } from "./sameQuestion.ts";

const key = (path: string, input: object) => [path.split("."), { input, type: "query" }];

describe("sameQuestion", () => {
  it("lets another window of the same service stand in", () => {
    const one = key("services.byName", { service: "cart", startMs: 1, endMs: 2 });
    expect(sameQuestion(one, key("services.byName", { service: "cart", startMs: 3, endMs: 4 }))).toBe(true);
  });

  it("lets one in other steps stand in", () => {
    const one = key("state.strip", { startMs: 1, endMs: 2, bars: 240 });
    expect(sameQuestion(one, key("state.strip", { startMs: 3, endMs: 9, bars: 120 }))).toBe(true);
  });

  it("lets what was known at another instant stand in, but not what is known now", () => {
    const then = key("state.at", { atMs: 5, asKnownAtMs: 5 });
    expect(sameQuestion(then, key("state.at", { atMs: 6, asKnownAtMs: 6 }))).toBe(true);
    expect(sameQuestion(then, key("state.at", { atMs: 5 }))).toBe(false);
  });

  it("never shows one service's numbers under another's name", () => {
    const one = key("services.byName", { service: "cart", startMs: 1, endMs: 2 });
    expect(sameQuestion(one, key("services.byName", { service: "orders", startMs: 1, endMs: 2 }))).toBe(false);
    expect(sameQuestion(one, key("services.edges", { service: "cart", startMs: 1, endMs: 2 }))).toBe(false);
  });
});
