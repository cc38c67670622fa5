/** The sentence over the list of alerts. */
import { describe, expect, it } from "vitest";
import { alertsSentence } from "./alertsSentence.ts";
import type { AlertView } from "./alertView.ts";

const alert = (name: string, more: Partial<AlertView> = {}): AlertView => ({
  fingerprint: name,
  name,
  ruleKey: `builtin:${name}`,
  source: "builtin",
  standing: "firing",
  severity: "page",
  service: "checkout",
  sentence: `${name} is bad`,
  labels: { alertname: name },
  activeMs: 0,
  firedMs: 60_000,
  resolvedMs: null,
  value: 1,
  acknowledged: null,
  silencedBy: [],
  heldBackBy: null,
  ...more,
});
const ON_IT = { acknowledged: { by: "anna", atMs: 1 } };
const WATCHING = { rules: 41, failing: 0 };

describe("the sentence over all alerts", () => {
  it("is the alert's own where one fires", () => {
    const { kind, sentence, why } = alertsSentence([alert("Disk")], WATCHING);
    expect([kind, sentence, why]).toEqual(["fail", "Disk is bad", "1 page. 41 rules watch."]);
  });

  it("leads to the gravest that nobody is on", () => {
    const list = [alert("Taken", ON_IT), alert("Small", { severity: "ticket" }), alert("Big")];
    const { sentence, why, first } = alertsSentence(list, WATCHING);
    expect(first?.name).toBe("Big");
    expect(sentence).toBe("3 alerts fire. Look first: Big is bad");
    expect(why).toBe("2 pages and 1 ticket, 2 that nobody is on. 41 rules watch.");
  });

  it("is calm where every firing one is taken on", () => {
    const { kind, sentence } = alertsSentence([alert("A", ON_IT), alert("B", ON_IT)], WATCHING);
    expect([kind, sentence]).toEqual(["ok", "2 alerts fire, and every one is taken on"]);
  });

  it("says what watches and what fired last where none does", () => {
    const over = alert("Old", { standing: "resolved", resolvedMs: 840_000 });
    const { kind, sentence, why } = alertsSentence([over], WATCHING);
    expect([kind, sentence]).toEqual(["ok", "No alert fires"]);
    expect(why).toBe("The last one that fired was Old, for 13\u00a0min. 41 rules watch.");
  });

  it("says how many are about to fire beside those that do", () => {
    const list = [alert("Disk"), alert("A", { standing: "pending", firedMs: null })];
    expect(alertsSentence(list, WATCHING).why).toBe("1 page. 1 more is about to. 41 rules watch.");
  });

  it("is not well where rules could not be evaluated, or there are none", () => {
    expect(alertsSentence([], { rules: 41, failing: 2 })).toMatchObject({ kind: "unknown" });
    expect(alertsSentence([], { rules: 0, failing: 0 }).sentence).toBe("No rule watches, so no alert can fire");
  });
});
