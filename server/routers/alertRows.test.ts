/** What a list of alerts says beside an alert's own sentence. */
import { describe, expect, it } from "vitest";
import type { ThingState } from "../model/state.ts";
import { NOON_MS } from "../testing/builders.ts";
import { alertRow, alertThing, sentenceOf } from "./alertRows.ts";

const EPISODE = {
  ...{ fingerprint: "f", ruleKey: "builtin:Hot", name: "Hot", source: "builtin" as const, value: 1 },
  ...{ labels: { alertname: "Hot" }, annotations: { summary: "It is hot" } },
  ...{ activeMs: NOON_MS, firedMs: NOON_MS, resolvedMs: NOON_MS + 2, evidence: null },
};

describe("an alert whose rule cannot be judged", () => {
  it("is said to fire as last known, with the reason, and not any more once it is over", () => {
    const unknown = { "p.unknown": "exceeded limit of 1 with 2 alerts" };
    const sentenceAt = (atMs: number, thing: Record<string, string | null>) => {
      const state = new Map([[alertThing("Hot", "f"), thing as ThingState]]);
      return alertRow(EPISODE, { atMs, doneMs: atMs, state, silences: [], current: new Map() }).sentence;
    };
    const said = "It is hot (as last known: its rule cannot be judged: exceeded limit of 1 with 2 alerts)";
    expect(sentenceAt(NOON_MS + 1, unknown)).toBe(said);
    expect(sentenceAt(NOON_MS + 1, { "p.unknown": null })).toBe("It is hot");
    expect(sentenceAt(NOON_MS + 2, unknown)).toBe("It is hot");
  });
});

describe("an alert's sentence", () => {
  const broken = "<error expanding template: error parsing template __alert_Hot: unclosed action>";
  const labels = { alertname: "Hot", severity: "page", room: "3" };

  it("is never why a template could not be filled in", () => {
    expect(sentenceOf("Hot", { summary: broken }, labels)).toBe("Hot (room 3)");
    expect(sentenceOf("Hot", { summary: broken, description: "Too warm" }, labels)).toBe("Too warm");
    expect(sentenceOf("Hot", { summary: "", message: "It is hot" }, labels)).toBe("It is hot");
  });
});

it("goes on with what an alert says while it stands, and ends with what it said then", () => {
  const last = { value: 3, annotations: { summary: "It is hotter" } };
  const rowAt = (atMs: number, resolvedMs: number | null) => {
    const around = { atMs, doneMs: atMs, state: new Map(), silences: [], current: new Map([["f builtin:Hot", last]]) };
    const { sentence, value } = alertRow({ ...EPISODE, resolvedMs }, around);
    return { sentence, value };
  };
  expect(rowAt(NOON_MS + 1, null)).toEqual({ sentence: "It is hotter", value: 3 });
  expect(rowAt(NOON_MS + 5, NOON_MS + 2)).toEqual({ sentence: "It is hot", value: 1 });
});
