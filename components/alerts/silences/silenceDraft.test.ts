/** A silence while it is made. */
import { describe, expect, it } from "vitest";
import { bodyOf, draftOf, EMPTY_SILENCE, matchersFor, troubleOf } from "./silenceDraft.ts";

const NOW = 1_000_000_000;
const HOUR = 3_600_000;
const only = (name: string, value: string) => ({ name, operator: "=" as const, value });
const draft = { ...EMPTY_SILENCE, matchers: [only("alertname", "Down")] };

describe("a silence", () => {
  it("reaches as far as was asked for", () => {
    const alert = { labels: { alertname: "Down", service_name: "cart", region: "eu" }, service: "cart" };
    expect(matchersFor(alert, "alert")).toHaveLength(3);
    expect(matchersFor(alert, "rule")).toEqual([only("alertname", "Down")]);
    expect(matchersFor(alert, "service")).toEqual([only("service_name", "cart")]);
  });

  it("cannot cover everything, nor lack a label, nor be over", () => {
    expect(troubleOf(EMPTY_SILENCE, NOW)).toContain("every alert");
    expect(troubleOf({ ...draft, matchers: [only(" ", "x")] }, NOW)).toContain("lacks its label");
    expect(troubleOf({ ...draft, lengthMs: 0 }, NOW)).toContain("before it begins");
    expect(troubleOf({ ...draft, startsMs: NOW - 3 * HOUR, lengthMs: HOUR }, NOW)).toContain("over already");
    expect(troubleOf(draft, NOW)).toBeNull();
  });

  it("begins when it is saved unless it was given a time, and leaves out empty lines", () => {
    const body = bodyOf({ ...draft, matchers: [only(" a ", "b"), only("", "")], lengthMs: HOUR, comment: " x " }, NOW);
    expect(body).toEqual({ matchers: [only("a", "b")], startsMs: NOW, endsMs: NOW + HOUR, comment: "x" });
  });

  it("that is edited ends when it would have, and begins when it would have unless it did", () => {
    const body = { matchers: [], comment: "", createdBy: "", startsMs: NOW - HOUR, endsMs: NOW + HOUR };
    expect(draftOf(body, NOW)).toMatchObject({ startsMs: null, lengthMs: HOUR });
    expect(draftOf({ ...body, startsMs: NOW + 1 }, NOW)).toMatchObject({ startsMs: NOW + 1, lengthMs: HOUR - 1 });
  });
});
