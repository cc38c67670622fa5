/** A signal's status: the page's own judgement first, the same rules where there is none. */
import { describe, expect, it } from "vitest";
import type { PanelQuery, Signal } from "./panelSpec.ts";
import { panelStatus, statusTone } from "./panelStatus.ts";

const QUERY: PanelQuery = { ref: "A", expr: "a", legend: "" };
const of = (signal: Signal, more = {}) => ({ signal, unit: "plain" as const, queries: [QUERY], ...more });
const FAILING = of("errors", { unit: "ratio", queries: [{ ...QUERY, tone: "fail" }] });
const FULL = of("saturation", { unit: "ratio", thresholds: [{ value: 0.9, label: "90 %", level: "warn" }] });

const kindOf = (...asked: Parameters<typeof panelStatus>) => panelStatus(...asked)?.kind ?? null;

describe("panelStatus", () => {
  it("judges failures as services are judged: by the share, and by what is usual", () => {
    expect([0.009, 0.01, 0.05].map((value) => kindOf(FAILING, value, null))).toEqual(["ok", "warn", "fail"]);
    expect([0.03, 0.06].map((value) => kindOf(FAILING, value, 0.04))).toEqual(["ok", "warn"]);
  });

  it("calls a duration degraded from twice the usual one on, when the difference can be felt", () => {
    const slow = of("latency", { unit: "seconds" });
    expect(kindOf(slow, 0.9, 0.4)).toBe("warn");
    expect(kindOf(slow, 0.7, 0.4)).toBe("ok");
    expect(kindOf(slow, 0.009, 0.004)).toBe("ok");
  });

  it("calls what is full degraded from its threshold on", () => {
    expect([0.89, 0.9].map((value) => kindOf(FULL, value, null))).toEqual(["ok", "warn"]);
  });

  it("does not take silence for health", () => {
    for (const spec of [FAILING, FULL, of("traffic"), of("latency")]) expect(kindOf(spec, null, 1)).toBe("unknown");
    expect(kindOf(of("traffic"), 0, 40)).toBe("unknown");
    expect(kindOf(of("traffic"), 12, 40)).toBe("ok");
  });

  it("says what its page has judged already, whatever the number would say", () => {
    const given = { errors: { kind: "fail" as const, words: "failed: fails 7.2 % of requests" } };
    expect(panelStatus(FAILING, 0.001, null, given)).toEqual(given.errors);
    expect(kindOf(FULL, 0.2, null, given)).toBe("ok");
  });

  it("has none for a number that is neither good nor bad, and no colour without a status", () => {
    expect(panelStatus({ unit: "ratio", queries: [QUERY] }, 0.9, null)).toBeNull();
    expect(statusTone(null)).toBe("");
    expect(statusTone(panelStatus(FAILING, 0.2, null))).toBe("text-fail");
  });
});
