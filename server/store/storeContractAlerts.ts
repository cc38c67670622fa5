/** What a store must keep of alerts: how they stand, every time one fired with its evidence, and how the rules fared. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Alert } from "../model/alert.ts";
import { type EvaluatedGroup, NEVER_EVALUATED } from "../model/ruleReport.ts";
import { NOON_MS } from "../testing/builders.ts";
import type { AlertEvidence, AlertStep } from "./alertStore.ts";
import type { AnyStore, OpenStore, StoreFactory } from "./storeContract.ts";

const MINUTE_MS = 60_000;
const at = (minutes: number) => NOON_MS + minutes * MINUTE_MS;

function alertOf(fingerprint: string, minutes: number, more: Partial<Alert> = {}): Alert {
  return {
    fingerprint,
    ruleKey: "file:a.yml;g;Slow;0",
    labels: { alertname: "Slow", service: "cart" },
    annotations: { summary: "cart is slow" },
    state: "firing",
    value: 1.5,
    activeMs: at(minutes),
    firedMs: at(minutes),
    keepFiringSinceMs: null,
    resolvedMs: null,
    evaluatedMs: at(minutes),
    ...more,
  };
}
const EVIDENCE: AlertEvidence = {
  exemplars: [],
  logLine: { atMs: NOON_MS, severity: "ERROR", service: "cart", body: "no" },
  changes: [{ atMs: NOON_MS, title: "cart 2 deployed", thing: "service:cart" }],
  gatheredMs: NOON_MS,
};
const GROUP: EvaluatedGroup = {
  key: "a.yml;g",
  file: "a.yml",
  name: "g",
  intervalMs: 15_000,
  queryOffsetMs: 0,
  limit: 0,
  rules: [{ kind: "recording", name: "a:b", query: "1", labels: {} }],
};

export function storeContractAlerts(open: StoreFactory): void {
  describe("alerts", () => {
    let opened: OpenStore;
    let store: AnyStore;
    let tenant = 300;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
    });
    afterAll(() => opened.close());

    const write = (minutes: number, alerts: readonly Alert[], forgotten: AlertStep["forgotten"] = []) =>
      store.writeAlertStep({
        tenant,
        atMs: at(minutes),
        changed: alerts.map((alert) => ({ alert, name: "Slow", source: "file" as const })),
        forgotten,
      });
    const episodesAt = async (minutes: number) =>
      (await store.readEpisodesAt({ tenant, atMs: at(minutes) })).map(({ fingerprint, firedMs, resolvedMs }) => [
        fingerprint,
        firedMs === null ? null : (firedMs - NOON_MS) / MINUTE_MS,
        resolvedMs === null ? null : (resolvedMs - NOON_MS) / MINUTE_MS,
      ]);
    const episodes = async (fromMinutes: number, toMinutes: number, more = {}) => {
      const window = { startMs: at(fromMinutes), endMs: at(toMinutes) };
      return store.readEpisodes({ tenant, window, limit: 10, ...more });
    };

    it("stand as they were written last, numbers that JSON lacks included", async () => {
      tenant++;
      const alerts = [alertOf("aa", 0, { value: Number.NaN }), alertOf("bb", 0, { value: Number.NEGATIVE_INFINITY })];
      await write(0, alerts);
      await write(0, alerts);
      expect((await store.readAlerts({ tenant })).sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))).toEqual(
        alerts,
      );
      const over = alertOf("bb", 0, { state: "inactive", resolvedMs: at(3) });
      await write(3, [over], [{ ruleKey: "file:a.yml;g;Slow;0", fingerprint: "aa" }]);
      expect(await store.readAlerts({ tenant })).toEqual([over]);
    });

    it("are told of any instant: pending until they fired, then to the end, and pending ones of now", async () => {
      tenant++;
      await write(0, [alertOf("aa", 0, { state: "pending", firedMs: null })]);
      expect(await episodesAt(0)).toEqual([["aa", null, null]]);
      expect(await episodesAt(-1)).toEqual([]);
      await write(5, [alertOf("aa", 0, { firedMs: at(5) })]);
      await write(9, [alertOf("aa", 0, { state: "inactive", firedMs: at(5), resolvedMs: at(9) })]);
      await write(24, [], [{ ruleKey: "file:a.yml;g;Slow;0", fingerprint: "aa" }]);
      expect(await episodesAt(-1)).toEqual([]);
      expect(await episodesAt(4)).toEqual([["aa", null, null]]);
      expect(await episodesAt(5)).toEqual([["aa", 5, 9]]);
      expect(await episodesAt(8)).toEqual([["aa", 5, 9]]);
      expect(await episodesAt(9)).toEqual([]);
    });

    it("are pending at instants of the past also when they never fired, and then fired in no window", async () => {
      tenant++;
      const pending = alertOf("aa", 0, { state: "pending", firedMs: null });
      await write(0, [pending]);
      const lapsed = [{ alert: pending, name: "Slow", source: "file" as const, untilMs: at(4) }];
      const forgotten = [{ ruleKey: pending.ruleKey, fingerprint: "aa" }];
      const step = { tenant, atMs: at(4), changed: [], forgotten, lapsed };
      await store.writeAlertStep(step);
      await store.writeAlertStep(step);
      expect(await episodesAt(-1)).toEqual([]);
      expect(await episodesAt(0)).toEqual([["aa", null, null]]);
      expect(await episodesAt(3)).toEqual([["aa", null, null]]);
      expect(await episodesAt(4)).toEqual([]);
      expect((await episodes(-10, 1_000)).episodes).toEqual([]);
      expect(await store.readAlerts({ tenant })).toEqual([]);
    });

    it("keep an episode's first words and value, whatever is written while it lasts", async () => {
      tenant++;
      await write(0, [alertOf("aa", 0)]);
      await write(4, [alertOf("aa", 0, { value: 9, annotations: { summary: "later" }, keepFiringSinceMs: at(4) })]);
      const [episode] = (await episodes(0, 10)).episodes;
      expect(episode).toMatchObject({
        value: 1.5,
        annotations: { summary: "cart is slow" },
        source: "file",
        name: "Slow",
      });
    });

    it("close the episode of an alert that goes back to pending, and open it again when it fires again", async () => {
      tenant++;
      await write(0, [alertOf("aa", 0)]);
      await write(2, [alertOf("aa", 0, { state: "pending", firedMs: null })]);
      expect(await episodesAt(1)).toEqual([["aa", 0, 2]]);
      expect(await episodesAt(3)).toEqual([["aa", null, null]]);
      await write(6, [alertOf("aa", 0, { firedMs: at(6), value: 7 })]);
      expect(await episodesAt(7)).toEqual([["aa", 6, null]]);
    });

    it("may end and begin again in one step", async () => {
      tenant++;
      await write(0, [alertOf("aa", 0)]);
      const over = alertOf("aa", 0, { state: "inactive", resolvedMs: at(5) });
      await write(5, [over, alertOf("aa", 5, { state: "pending", firedMs: null })]);
      expect(await episodesAt(5)).toEqual([["aa", null, null]]);
      expect((await store.readAlerts({ tenant })).map(({ state }) => state)).toEqual(["pending"]);
    });

    it("have a history by rule, by fingerprint and by window, newest first and cut where asked", async () => {
      tenant++;
      for (const minutes of [0, 100, 200])
        await write(minutes, [alertOf("aa", minutes, { state: "inactive", resolvedMs: at(minutes + 10) })]);
      await write(100, [alertOf("bb", 100, { ruleKey: "console:1" })]);
      const starts = async (more: object, from = -10, to = 1_000) =>
        (await episodes(from, to, more)).episodes.map(({ fingerprint, firedMs }) => [
          fingerprint,
          ((firedMs ?? 0) - NOON_MS) / MINUTE_MS,
        ]);
      expect(await starts({ fingerprint: "aa" })).toEqual([
        ["aa", 200],
        ["aa", 100],
        ["aa", 0],
      ]);
      expect(await starts({ ruleKey: "console:1" })).toEqual([["bb", 100]]);
      // One that is open is met by every window after it began; one that is over by those that touch it.
      expect(await starts({}, 300, 400)).toEqual([["bb", 100]]);
      expect(await starts({}, 9, 10)).toEqual([["aa", 0]]);
      expect(await starts({}, 10, 11)).toEqual([]);
      const cut = await episodes(-10, 1_000, { limit: 2 });
      expect([cut.more, cut.episodes.map(({ fingerprint }) => fingerprint)]).toEqual([true, ["aa", "aa"]]);
    });

    it("keep evidence with the episode it was gathered for, also when the step is written again", async () => {
      tenant++;
      await write(0, [alertOf("aa", 0)]);
      await store.keepEvidence({ tenant, fingerprint: "aa", activeMs: at(0), evidence: EVIDENCE });
      await write(0, [alertOf("aa", 0)]);
      expect((await episodes(0, 10)).episodes.map(({ evidence }) => evidence)).toEqual([EVIDENCE]);
      const [bare] = (await episodes(0, 10, { withoutEvidence: true })).episodes;
      expect(bare).toMatchObject({ fingerprint: "aa", annotations: { summary: "cart is slow" }, evidence: null });
      tenant++;
      expect((await episodes(0, 10)).episodes).toEqual([]);
    });

    it("know which rules are evaluated and how they fared, and forget those that are no more", async () => {
      tenant++;
      const other = { ...GROUP, key: "b.yml;g", file: "b.yml" };
      const problems = [{ file: "c.yml", line: 3, message: "no" }];
      await store.writeRuleGroups({ tenant, groups: [other, GROUP], problems });
      const never = { evaluationMs: 0, lastEvaluationMs: null, missed: 0, rules: [NEVER_EVALUATED] };
      expect(await store.readRuleReport({ tenant })).toEqual({
        problems,
        groups: [other, GROUP].map((group) => ({ group, standing: { key: group.key, ...never } })),
      });
      const fared = { health: "ok" as const, lastError: null, evaluationMs: 1, lastEvaluationMs: NOON_MS, alerts: [] };
      const standing = { key: GROUP.key, evaluationMs: 2, lastEvaluationMs: NOON_MS, missed: 1, rules: [fared] };
      await store.writeRuleStandings({ tenant, standings: [standing, { ...standing, key: "gone" }] });
      await store.writeRuleGroups({ tenant, groups: [GROUP], problems: [] });
      expect(await store.readRuleReport({ tenant })).toEqual({ problems: [], groups: [{ group: GROUP, standing }] });
    });
  });
}
