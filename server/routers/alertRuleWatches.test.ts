/** What a rule is said to watch. */
import { expect, it } from "vitest";
import type { AlertSearch } from "../model/alert.ts";
import { sayWatched } from "./alertRuleWatches.ts";

const ANY: AlertSearch = {
  ...{ service: null, text: null, leastSeverity: null, failedOnly: false, minDurationMs: null },
  attributes: [],
};
const HOUR_MS = 3_600_000;

it("is said of SLOs in days and hours", () => {
  const slo = { kind: "slo", sloId: "a" } as const;
  const pair = { kind: "burn", longMs: 72 * HOUR_MS, shortMs: 6 * HOUR_MS, severity: "ticket" } as const;
  expect(sayWatched({ ...slo, condition: { ...pair, factor: 1 } })).toBe(
    "the budget burns faster than it may, over 3 d and 6 h",
  );
  expect(sayWatched({ ...slo, condition: { ...pair, factor: 14.4 } })).toContain("over 14.4 times as fast as it may");
  expect(sayWatched({ ...slo, condition: { kind: "spent", ratio: 0.07, hours: 1, severity: "page" } })).toBe(
    "7 % of the budget spent within 1 h",
  );
});

it("is said of searches with the names of severities", () => {
  const logs = { kind: "logs", windowMs: 300_000, operator: ">", threshold: 1_000 } as const;
  expect(sayWatched({ ...logs, search: { ...ANY, leastSeverity: 17, text: "refused" } })).toBe(
    'more than 1,000 log records of ERROR and worse that say "refused" within 5 min',
  );
  const slow = { ...ANY, service: "checkout", minDurationMs: 50, failedOnly: true };
  expect(sayWatched({ kind: "traces", windowMs: 90_000, operator: ">=", threshold: 1, search: slow })).toBe(
    "at least 1 failed span of checkout that take 50 ms or longer within 90 s",
  );
});
