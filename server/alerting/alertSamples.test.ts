/** ALERTS and ALERTS_FOR_STATE, and rules of files as rules that watch. */
import { describe, expect, it } from "vitest";
import type { Alert } from "../model/alert.ts";
import { parseRuleFile } from "../promql/ruleFile.ts";
import { alertRulesOf, keepsAlerts } from "./alertRules.ts";
import { alertSamples } from "./alertSamples.ts";

const alert = (state: Alert["state"]): Alert => ({
  fingerprint: state,
  ruleKey: "k",
  labels: { alertname: "Down", job: "node" },
  annotations: { summary: "it is down" },
  state,
  value: 3,
  activeMs: 12_999,
  firedMs: null,
  keepFiringSinceMs: null,
  resolvedMs: null,
  evaluatedMs: 0,
});

describe("series of alerts", () => {
  it("say state and beginning of those that are active", () => {
    expect(alertSamples({ name: "Down" }, [alert("pending"), alert("inactive")])).toEqual([
      { labels: { __name__: "ALERTS", alertname: "Down", job: "node", alertstate: "pending" }, value: 1 },
      { labels: { __name__: "ALERTS_FOR_STATE", alertname: "Down", job: "node" }, value: 12 },
    ]);
  });
});

describe("alerting rules of a group", () => {
  const text = `groups:
- name: g
  interval: 15s
  limit: 7
  query_offset: 1m
  rules:
  - { record: a, expr: b }
  - { alert: Down, expr: up == 0, for: 5m, keep_firing_for: 2m, labels: { severity: page }, annotations: { summary: s } }
`;
  const [found] = parseRuleFile("x.yml", text).groups.flatMap(alertRulesOf);

  it("carry everything that the file says", () => {
    expect(found).toEqual({
      place: 1,
      rule: {
        key: "file:x.yml;g;Down;1",
        source: "file",
        isEnabled: true,
        name: "Down",
        group: "g",
        intervalMs: 15_000,
        condition: { kind: "promql", query: "up == 0", queryOffsetMs: 60_000, limit: 7 },
        forMs: 300_000,
        keepFiringForMs: 120_000,
        noData: "ok",
        labels: { severity: "page" },
        annotations: { summary: "s" },
      },
    });
  });

  it("keep their alerts when only the expression or `for` changes, not when a label does", () => {
    if (!found) throw new Error("no rule");
    const { rule } = found;
    expect(keepsAlerts(rule, { ...rule, forMs: 0, condition: { ...rule.condition } })).toBe(true);
    expect(keepsAlerts(rule, { ...rule, labels: { severity: "ticket" } })).toBe(false);
  });
});
