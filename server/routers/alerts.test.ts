/** The console's questions about alerts and rules, over a real store: as of an instant, acknowledged, noted, silenced, previewed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { alertRuleBody } from "../db/alertRuleBody.ts";
import type { Alert, AlertRule } from "../model/alert.ts";
import { DEFAULT_NOTIFICATIONS } from "../routing/defaultSettings.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { createCaller, createTrpcContext, type TrpcContext } from "../trpc.ts";
import { alertRulesRouter } from "./alertRules.ts";
import { alertsRouter } from "./alerts.ts";

const NOW_MS = Date.now();
const MINUTE_MS = 60_000;
const ago = (minutes: number) => NOW_MS - minutes * MINUTE_MS;
let database: FreshDatabase;
let context: TrpcContext;
let alerts: ReturnType<ReturnType<typeof createCaller<typeof alertsRouter._def.record>>>;
let rules: ReturnType<ReturnType<typeof createCaller<typeof alertRulesRouter._def.record>>>;

const FIRING = "00000000000000aa";
const PENDING = "00000000000000bb";
const OVER = "00000000000000cc";
const SLOW = "00000000000000dd";
const LATE = "00000000000000ee";

function alertOf(fingerprint: string, minutesAgo: number, more: Partial<Alert> = {}): Alert {
  return {
    fingerprint,
    ruleKey: "file:shop.yml;shop;CheckoutErrors;0",
    labels: { alertname: "CheckoutErrors", severity: "page", service_name: "checkout", fp: fingerprint },
    annotations: { summary: "Checkout fails 7.2 % of requests", runbook: "Roll back." },
    state: "firing",
    value: 0.072,
    activeMs: ago(minutesAgo),
    firedMs: ago(minutesAgo),
    keepFiringSinceMs: null,
    resolvedMs: null,
    evaluatedMs: ago(0),
    ...more,
  };
}

beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  const changed = [
    alertOf(FIRING, 30),
    alertOf(PENDING, 2, { state: "pending", firedMs: null }),
    alertOf(OVER, 300, { state: "inactive", resolvedMs: ago(40) }),
    alertOf(SLOW, 400, { state: "inactive", firedMs: ago(380), resolvedMs: ago(370) }),
  ].map((alert) => ({ alert, name: "CheckoutErrors", source: "file" as const }));
  await context.store.writeAlertStep({ tenant: 1, atMs: NOW_MS, changed, forgotten: [] });
  alerts = createCaller(alertsRouter)(context);
  rules = createCaller(alertRulesRouter)(context);
});
afterAll(async () => {
  await context.store.close();
  await database.drop();
});

const standings = async (atMs: number) =>
  (await alerts.at({ atMs })).alerts.map(({ fingerprint, standing }) => [fingerprint, standing]);

describe("alerts.at", () => {
  it("lists what stands now: firing, pending, and lately resolved", async () => {
    const answer = await alerts.at({ atMs: NOW_MS });
    expect(answer.knowsPending).toBe(true);
    expect(answer.alerts.map(({ fingerprint, standing }) => [fingerprint, standing])).toEqual([
      [FIRING, "firing"],
      [PENDING, "pending"],
      [OVER, "resolved"],
    ]);
    expect(answer.alerts[0]).toMatchObject({
      ...{ name: "CheckoutErrors", severity: "page", service: "checkout", value: 0.072, acknowledged: null },
      ...{ sentence: "Checkout fails 7.2 % of requests", firedMs: ago(30), resolvedMs: null },
    });
  });

  it("lists what stood at another instant, when what is over now was firing", async () => {
    expect(await standings(ago(41))).toEqual([[OVER, "firing"]]);
    expect(await standings(ago(29))).toEqual([
      [FIRING, "firing"],
      [OVER, "resolved"],
    ]);
    expect(await standings(ago(301))).toEqual([]);
  });

  it("lists what was pending at another instant and fired later, and has its page", async () => {
    expect(await standings(ago(401))).toEqual([]);
    expect(await standings(ago(390))).toEqual([[SLOW, "pending"]]);
    const { alert, evidence } = await alerts.one({ fingerprint: SLOW, atMs: ago(390) });
    expect([alert.standing, alert.firedMs, evidence]).toEqual(["pending", null, null]);
    expect(await standings(ago(375))).toEqual([[SLOW, "firing"]]);
  });

  it("shows present values where the rules were evaluated since", async () => {
    const group = {
      key: "g",
      file: "shop.yml",
      name: "shop",
      intervalMs: 15_000,
      queryOffsetMs: 0,
      limit: 0,
      rules: [],
    };
    await context.store.writeRuleGroups({ tenant: 1, groups: [group], problems: [] });
    const fared = { health: "ok" as const, lastError: null, evaluationMs: 1, lastEvaluationMs: NOW_MS };
    const evaluated = { ...fared, alerts: [alertOf(FIRING, 30, { value: Number.POSITIVE_INFINITY })] };
    const standing = { key: "g", evaluationMs: 1, lastEvaluationMs: NOW_MS, missed: 0, rules: [evaluated] };
    await context.store.writeRuleStandings({ tenant: 1, standings: [standing] });
    const at = async (atMs: number) =>
      (await alerts.at({ atMs })).alerts.find(({ fingerprint }) => fingerprint === FIRING)?.value;
    expect([await at(NOW_MS), await at(ago(5))]).toEqual(["+Inf", 0.072]);
  });
});

describe("alerts.fired", () => {
  const fired = async (fromMinutesAgo: number, untilMinutesAgo: number) => {
    const { alerts: told } = await alerts.fired({ startMs: ago(fromMinutesAgo), endMs: ago(untilMinutesAgo) });
    return told.map(({ fingerprint, firedMs, resolvedMs }) => [fingerprint, firedMs, resolvedMs]);
  };

  it("lists what fired within a window, oldest first, also what began before it; pending ones never", async () => {
    expect(await fired(60, 0)).toEqual([
      [OVER, ago(300), ago(40)],
      [FIRING, ago(30), null],
    ]);
    const { alerts: told } = await alerts.fired({ startMs: ago(60), endMs: ago(0) });
    expect(told[1]).toMatchObject({
      ...{ sentence: "Checkout fails 7.2 % of requests", severity: "page" },
      labels: { service_name: "checkout" },
    });
  });

  it("knows no more than was known at the window's end", async () => {
    expect(await fired(375, 290)).toEqual([
      [SLOW, ago(380), ago(370)],
      [OVER, ago(300), null],
    ]);
    expect(await fired(376, 375)).toEqual([[SLOW, ago(380), null]]);
    expect(await fired(400, 390)).toEqual([]);
  });
});

describe("one alert", () => {
  it("is acknowledged, noted, and remembers both as of any instant", async () => {
    const fingerprint = FIRING;
    await alerts.acknowledge({ fingerprint });
    await alerts.note({ fingerprint, text: "looking at it\nsince lunch" });
    const { alert, notes } = await alerts.one({ fingerprint, atMs: Date.now() });
    expect(alert.acknowledged).toEqual({ by: "anybody", atMs: expect.any(Number) });
    expect(notes.map(({ title, detail }) => [title, detail?.text])).toEqual([
      ["CheckoutErrors: looking at it", "looking at it\nsince lunch"],
    ]);
    expect((await alerts.one({ fingerprint, atMs: ago(10) })).alert.acknowledged).toBeNull();
    // A clock that is live lags; what was noted a moment ago is seen at once.
    expect((await alerts.one({ fingerprint, atMs: NOW_MS - 20_000 })).notes).toHaveLength(1);
    await alerts.unacknowledge({ fingerprint });
    expect((await alerts.one({ fingerprint, atMs: Date.now() })).alert.acknowledged).toBeNull();
    expect(await alerts.unacknowledge({ fingerprint })).toBeNull();
    await expect(alerts.acknowledge({ fingerprint: "0000000000000000" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("shows its bands, its history and what stands beside it", async () => {
    const { bands, history, related, rule } = await alerts.one({ fingerprint: FIRING, atMs: ago(20) });
    expect(bands).toEqual([{ standing: "firing", startMs: ago(30), endMs: ago(20) }]);
    expect(history.map(({ firedMs }) => firedMs)).toEqual([ago(30)]);
    expect(related.map(({ fingerprint }) => fingerprint)).toEqual([OVER]);
    expect(rule).toBeNull();
    // It ended 40 minutes ago: nobody knew that before.
    const { history: then } = await alerts.one({ fingerprint: OVER, atMs: ago(41) });
    expect(then.map(({ firedMs, resolvedMs }) => [firedMs, resolvedMs])).toEqual([[ago(300), null]]);
    await expect(alerts.one({ fingerprint: FIRING, atMs: ago(31) })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is known as silenced from the silence's start to its end, as silences stood at the instant", async () => {
    const matchers = [{ name: "service_name", operator: "=~", value: "check.*" }];
    const body = { matchers, startsMs: NOW_MS - 1, endsMs: NOW_MS + MINUTE_MS, comment: "known", createdBy: "ada" };
    await context.db.saveDefinition({ kind: "silence", name: "s", body, author: "ada" });
    const silenced = async (atMs: number) =>
      (await alerts.one({ fingerprint: FIRING, atMs })).alert.silencedBy.map(({ comment }) => comment);
    expect(await silenced(Date.now())).toEqual(["known"]);
    // A clock that is live lags; what was done a moment ago is seen at once.
    expect(await silenced(NOW_MS - 20_000)).toEqual(["known"]);
    expect(await silenced(ago(10))).toEqual([]);
  });
});

describe("an alert of which nobody is told", () => {
  it("says which alert inhibits it, and which times are mute, as settings stood at the instant", async () => {
    const matcher = (name: string, value: string) => ({ name, operator: "=" as const, value });
    const inhibitRules = [
      { source: [matcher("fp", PENDING)], target: [matcher("fp", FIRING)], equal: ["service_name"] },
    ];
    const held = async (atMs: number) => (await alerts.one({ fingerprint: FIRING, atMs })).alert.heldBackBy;
    const revise = (more: object, standing?: { id: string; revision: number }) =>
      context.db.saveDefinition({
        ...{ kind: "notifications", name: "default", author: "ada", ...standing },
        body: { ...DEFAULT_NOTIFICATIONS, ...more },
      });
    const first = await revise({ inhibitRules });
    // Pending ones inhibit nothing.
    expect(await held(Date.now())).toBeNull();
    const bySlow = [{ ...inhibitRules[0], source: [matcher("fp", LATE)] }];
    await context.store.writeAlertStep({
      ...{ tenant: 1, atMs: Date.now(), forgotten: [] },
      changed: [{ alert: alertOf(LATE, 1), name: "CheckoutErrors", source: "file" }],
    });
    const second = await revise({ inhibitRules: bySlow }, first);
    const sentence = "Checkout fails 7.2 % of requests";
    expect(await held(Date.now())).toEqual({ by: "inhibition", fingerprint: LATE, sentence });
    expect(await held(ago(5))).toBeNull();
    const always = {
      name: "always",
      intervals: [{ times: [], weekdays: [], daysOfMonth: [], months: [], years: [], location: "" }],
    };
    const route = {
      ...DEFAULT_NOTIFICATIONS.route,
      muteTimeIntervals: [],
      routes: [{ ...DEFAULT_NOTIFICATIONS.route, muteTimeIntervals: ["always"] }],
    };
    await revise({ timeIntervals: [always], route }, second);
    expect(await held(Date.now())).toEqual({ by: "time", names: ["always"] });
    const { alerts: all } = await alerts.at({ atMs: Date.now() });
    expect(all.find(({ standing }) => standing === "resolved")?.heldBackBy).toBeNull();
  });
});

type RuleDraft = z.input<typeof alertRuleBody>;
const body = (more: Partial<RuleDraft> = {}): RuleDraft => ({
  ...{ name: "Slow", group: "mine", intervalMs: 15_000, forMs: 0, keepFiringForMs: 0, noData: "ok" },
  condition: { kind: "promql", query: "vector(time()) > 5", queryOffsetMs: 0, limit: 0 },
  labels: { severity: "ticket" },
  annotations: { summary: "It is {{ $value }}" },
  ...more,
});

describe("the chart of an alert", () => {
  async function chartOf(condition: AlertRule["condition"]) {
    const rule: AlertRule = {
      ...{
        key: "file:shop.yml;shop;CheckoutErrors;0",
        source: "file",
        isEnabled: true,
        name: "CheckoutErrors",
        group: "shop",
      },
      ...{ intervalMs: 15_000, condition, forMs: 0, keepFiringForMs: 0, noData: "ok", labels: {}, annotations: {} },
    };
    const where = {
      key: "shop.yml;shop",
      file: "shop.yml",
      name: "shop",
      intervalMs: 15_000,
      queryOffsetMs: 0,
      limit: 0,
    };
    const groups = [{ ...where, rules: [{ kind: "alerting" as const, rule }] }];
    await context.store.writeRuleGroups({ tenant: 1, groups, problems: [] });
    return alerts.chart({ fingerprint: FIRING, atMs: NOW_MS });
  }
  const promql = (query: string) => ({ kind: "promql", query, queryOffsetMs: 0, limit: 0 }) as const;
  const seen = (values: readonly unknown[]) => [...new Set(values.filter((value) => value !== null))];

  it("is the value without its comparison, with the threshold beside it", async () => {
    const chart = await chartOf(promql('label_replace(vector(7), "service_name", "checkout", "", "") > 2 * 3'));
    expect(chart).toMatchObject({ threshold: 6, operator: ">", thresholds: null, note: null });
    expect(seen(chart.values)).toEqual([7]);
    // Also where the condition does not hold, and when the threshold stands first.
    expect(seen((await chartOf(promql("9 < vector(7)"))).values)).toEqual([7]);
    const moving = await chartOf(promql("vector(7) > vector(5) and on() vector(1)"));
    expect([seen(moving.values), seen(moving.thresholds ?? [])]).toEqual([[7], [5]]);
  });

  it("shows the series of the alert, and no other one", async () => {
    const other = 'label_replace(vector(1), "service_name", "other", "", "")';
    const own = 'label_replace(vector(2), "service_name", "checkout", "", "")';
    expect(seen((await chartOf(promql(`(${other} or ${own}) > 0`))).values)).toEqual([2]);
  });

  it("says why there is none", async () => {
    expect(await chartOf(promql("no_such_metric > 1"))).toMatchObject({
      note: expect.stringMatching(/Nothing is stored/),
    });
    const slo = { kind: "slo", sloId: "1", condition: { kind: "absent", minutes: 5, severity: "page" } } as const;
    expect(await chartOf(slo)).toMatchObject({ query: null, note: expect.stringMatching(/no data/) });
  });
});

describe("alertRules", () => {
  it("are saved, listed before anybody evaluated them, switched off, revised and deleted", async () => {
    const saved = await rules.save({ body: body() });
    const listed = async () =>
      (await rules.list({ atMs: Date.now() })).rules
        .filter(({ source }) => source === "console")
        .map(({ body: { name }, isEnabled, health, isEditable }) => [name, isEnabled, health, isEditable]);
    expect(await listed()).toEqual([["Slow", true, "unknown", true]]);
    await rules.enable({ id: saved.id, isEnabled: false });
    expect(await listed()).toEqual([["Slow", false, "unknown", true]]);
    await expect(rules.save({ id: saved.id, revision: 1, body: body() })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(rules.save({ body: body() })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await rules.delete({ id: saved.id })).toEqual({ deleted: true });
    expect(await listed()).toEqual([]);
    expect((await rules.revisions({ id: saved.id })).map(({ isEnabled, isDeleted }) => [isEnabled, isDeleted])).toEqual(
      [
        [false, true],
        [false, false],
        [true, false],
      ],
    );
  });

  it("that come with the product are listed before anybody evaluated them, and switched off and on by name", async () => {
    const isOn = async (atMs: number) =>
      (await rules.list({ atMs })).rules.find(({ body: { name } }) => name === "ServiceFails")?.isEnabled;
    expect(await isOn(Date.now())).toBe(true);
    await rules.enableBuiltin({ name: "ServiceFails", isEnabled: false });
    expect([await isOn(Date.now()), await isOn(ago(10))]).toEqual([false, true]);
    await rules.enableBuiltin({ name: "ServiceFails", isEnabled: true });
    expect(await isOn(Date.now())).toBe(true);
    await expect(rules.enableBuiltin({ name: "NoSuchRule", isEnabled: true })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("are refused with a sentence when the query is none", async () => {
    for (const query of ["sum(", "up[5m]", "'text'"]) {
      const condition = { kind: "promql", query, queryOffsetMs: 0, limit: 0 } as const;
      await expect(rules.save({ body: body({ name: query, condition }) })).rejects.toThrow(/query/i);
    }
  });

  it("say how they would have gone, episode by episode", async () => {
    const startMs = Math.floor(ago(120) / 15_000) * 15_000;
    const at = (minutes: number) => (startMs + minutes * MINUTE_MS) / 1_000;
    const during = (from: number, to: number) => `(vector(time()) >= ${at(from)} < ${at(to)})`;
    const query = `${during(10, 20)} or ${during(40, 42)} or ${during(60, 90)}`;
    const condition = { kind: "promql", query, queryOffsetMs: 0, limit: 0 } as const;
    const window = { startMs, endMs: startMs + 120 * MINUTE_MS };
    const answer = await rules.preview({ ...window, body: body({ condition, forMs: 5 * MINUTE_MS }) });
    expect(answer.problem).toBeNull();
    const minutes = (ms: number | null) => ms !== null && (ms - startMs) / MINUTE_MS;
    expect(
      answer.episodes.map(({ activeMs, firedMs, resolvedMs }) => [activeMs, firedMs, resolvedMs].map(minutes)),
    ).toEqual([
      [10, 15, 20],
      [60, 65, 90],
    ]);
    expect(answer.episodes[0]?.sentence).toMatch(/^It is 1\.\d+e\+09$/);
    expect(answer.sentence).toBe("It would have fired twice within 2 h, for 30 min in all.");
    expect(answer.note).toBe("Nothing is stored of this window.");
    const search = { service: "checkout", text: null, leastSeverity: null, failedOnly: false };
    const slow = {
      search: { ...search, attributes: [], minDurationMs: 500 },
      windowMs: 60_000,
      operator: ">",
      threshold: 1,
    };
    const fine = await rules.preview({ ...window, body: body({ condition: { kind: "traces", ...slow } as never }) });
    expect([fine.sentence, fine.problem]).toEqual(["It would not have fired within 2 h.", null]);
    const bad = await rules.preview({ ...window, body: body({ condition: { ...condition, query: "sum(" } }) });
    expect([bad.sentence, bad.problem]).toEqual(["", expect.stringContaining("cannot be answered")]);
  });
});
