/** What would have been alerts at past instants: the words that an alert keeps are those of the instants at which it began and fired. */
import { expect, it } from "vitest";
import type { Alert } from "../model/alert.ts";
import { NO_QUERIES } from "./expandAlerts.ts";
import { PastCandidates } from "./pastCandidates.ts";
import { RuleState } from "./ruleState.ts";

const MINUTE_MS = 60_000;
const rule = {
  ...{ key: "console:1", name: "Hot", forMs: 2 * MINUTE_MS, keepFiringForMs: 0, limit: 0 },
  labels: { severity: "page" },
  annotations: { summary: "{{ $labels.service_name }} is {{ $value }}" },
};
const templates = { externalUrl: "", externalLabels: {}, query: NO_QUERIES };

/** The alert after each minute, with these values of one line. */
async function after(values: readonly number[], summaries: readonly string[] = [], labels = rule.labels) {
  const state = new RuleState(rule);
  const candidates = new PastCandidates({ ...rule, labels }, templates);
  const line = { service_name: "cart" };
  const alerts: (Alert | undefined)[] = [];
  for (const [i, value] of values.entries()) {
    const atMs = i * MINUTE_MS;
    const made = await candidates.at([{ labels: line, value }], atMs, state.alerts, summaries[i]);
    alerts.push(state.take(made, atMs).alerts[0]);
  }
  return alerts;
}

it("keeps what was said when it began until it fires, and then what was said when it fired; the value is always the newest", async () => {
  const said = (await after([1, 2, 3, 4])).map((alert) => [alert?.state, alert?.annotations.summary, alert?.value]);
  expect(said).toEqual([
    ["pending", "cart is 1", 1],
    ["pending", "cart is 1", 2],
    ["firing", "cart is 3", 3],
    ["firing", "cart is 3", 4],
  ]);
});

it("takes a better sentence from whoever judged", async () => {
  const said = await after([1, 2, 3], ["gone in 3 h", "gone in 2 h", "gone in 1 h"]);
  expect(said.map((alert) => alert?.annotations.summary)).toEqual(["gone in 3 h", "gone in 3 h", "gone in 1 h"]);
});

it("tells alerts apart by labels that depend on the value, at every instant", async () => {
  const alerts = await after([1, 2], [], { severity: "{{ if gt $value 1.0 }}page{{ else }}info{{ end }}" });
  expect(alerts.map((alert) => alert?.labels.severity)).toEqual(["info", "page"]);
});
