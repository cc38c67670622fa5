/** Which alerts have evidence when many fire at once. */
import { expect, it } from "vitest";
import type { EvidenceQuery } from "../../evidence/gatherEvidence.ts";
import type { Alert } from "../../model/alert.ts";
import { builtinRule } from "../../testing/alertLeader.ts";
import type { LedgerEntry } from "./alertLedger.ts";
import { EvidenceGatherer } from "./gatherAtFiring.ts";

const NOW_MS = 1_700_000_000_000;
function entryOf(ruleKey: string, i: number): LedgerEntry {
  const alert: Alert = {
    ...{
      fingerprint: `${ruleKey}${i}`,
      ruleKey,
      state: "firing",
      labels: { service: `${ruleKey}${i}` },
      annotations: {},
    },
    ...{ value: 1, activeMs: NOW_MS, firedMs: NOW_MS, keepFiringSinceMs: null, resolvedMs: null, evaluatedMs: NOW_MS },
  };
  return { alert, name: ruleKey, source: "console" };
}

function gatherer(query = "up == 0") {
  const kept: string[] = [];
  const asked: EvidenceQuery[] = [];
  const evidence = { exemplars: [], logLine: null, changes: [], gatheredMs: NOW_MS };
  const tools = {
    gather: async (query: EvidenceQuery) => {
      asked.push(query);
      return evidence;
    },
    store: { keepEvidence: async ({ fingerprint }: { fingerprint: string }) => void kept.push(fingerprint) },
    ruleOf: (key: string) => builtinRule(key, query),
    ...{ subjectOf: () => null, tenant: 1, now: () => NOW_MS },
  };
  return { gatherer: new EvidenceGatherer(tools), kept, asked };
}

it("gathers for the first of every rule before the second of any, and for twenty of one at most", async () => {
  const { gatherer: one, kept } = gatherer();
  for (let i = 0; i < 30; i++) one.add(entryOf("a", i));
  for (const rule of ["b", "c"]) one.add(entryOf(rule, 0));
  await one.step();
  expect(kept.sort()).toEqual(["a0", "b0", "c0"]);
  while ((await one.step()) === 0);
  expect(kept).toHaveLength(22);
});

it("gathers for the first of a rule however much waits", async () => {
  const { gatherer: one, kept } = gatherer();
  for (let rule = 0; rule < 100; rule++) for (let i = 0; i < 20; i++) one.add(entryOf(`r${rule}_`, i));
  expect(one.waiting).toBeLessThan(1_100);
  while ((await one.step()) === 0);
  expect(kept.filter((fingerprint) => fingerprint.endsWith("_0"))).toHaveLength(100);
});

it("waits once for an alert that is added twice", () => {
  const { gatherer: one } = gatherer();
  one.add(entryOf("a", 0));
  one.add(entryOf("a", 0));
  expect(one.waiting).toBe(1);
});

it("looks as far back as the value does that a rule compares, not as far as what is usual", async () => {
  const { gatherer: one, asked } = gatherer("rate(a[10m]) > 2 * quantile_over_time(0.5, rate(a[5m])[6h:30m])");
  one.add(entryOf("a", 0));
  await one.step();
  expect(asked.map(({ window }) => NOW_MS - window.startMs)).toEqual([10 * 60_000]);
});

it("gathers for each time that an alert fired, of its own time, and first for those that somebody waits for", async () => {
  const { gatherer: one, asked } = gatherer();
  const entry = entryOf("a", 0);
  for (const hours of [1, 2, 3]) {
    const firedMs = NOW_MS - hours * 3_600_000;
    one.add({ ...entry, alert: { ...entry.alert, activeMs: firedMs, firedMs } }, false);
  }
  one.add(entryOf("b", 0));
  while ((await one.step()) === 0);
  expect(asked.map(({ window }) => (NOW_MS - window.endMs) / 3_600_000)).toEqual([0, 1, 2, 3]);
});
