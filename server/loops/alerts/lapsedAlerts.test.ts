/** What is remembered of alerts that waited and never fired. */
import { describe, expect, it } from "vitest";
import type { Alert } from "../../model/alert.ts";
import { LapsedAlerts, MOST_OF_A_RULE, MOST_OF_ALL } from "./lapsedAlerts.ts";

const HOUR_MS = 3_600_000;
const lapsed = (ruleKey: string, activeMs: number, untilMs: number) => {
  const kept = { fingerprint: "f", ruleKey, labels: {}, annotations: {}, value: 1, state: "pending" as const };
  const alert: Alert = {
    ...kept,
    activeMs,
    firedMs: null,
    keepFiringSinceMs: null,
    resolvedMs: null,
    evaluatedMs: activeMs,
  };
  return { alert, name: "Hot", source: "file" as const, untilMs };
};

describe("pending alerts that ended", () => {
  it("are remembered so often for a rule and for all within an hour, and again in the next", () => {
    const memory = new LapsedAlerts();
    for (let i = 0; i < MOST_OF_A_RULE + 5; i++) memory.add(lapsed("a", i, i + 1));
    expect(memory.take()).toHaveLength(MOST_OF_A_RULE);
    for (let i = 0; i < MOST_OF_ALL; i++) memory.add(lapsed(`rule ${i}`, i, i + 1));
    expect(memory.take()).toHaveLength(MOST_OF_ALL - MOST_OF_A_RULE);
    memory.add(lapsed("a", HOUR_MS, HOUR_MS + 1));
    expect(memory.take()).toHaveLength(1);
  });

  it("are not lost when they cannot be written, and nothing when they were pending at no instant", () => {
    const memory = new LapsedAlerts();
    memory.add(lapsed("a", 5, 5));
    memory.add(lapsed("a", 5, 6));
    const some = memory.take();
    memory.add(lapsed("b", 7, 8));
    memory.putBack(some);
    expect(memory.take().map(({ alert }) => alert.ruleKey)).toEqual(["a", "b"]);
  });
});
