/** Alerts on a real store, from one leader to the next: what fires, what is kept and told, what a kill, an edit or a gap changes. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "../../log.ts";
import type { AlertRule } from "../../model/alert.ts";
import { formatLabels } from "../../promql/labels.ts";
import { attributesOf, gaugeOf, hashOf, metricsFrom, NOON_MS, pointColumns, pointOf } from "../../testing/builders.ts";
import { type FilledStore, fillStore, promQlOver } from "../../testing/filledStore.ts";
import { type AlertLoop, type AlertLoopOptions, createAlertLoop } from "./alertLoop.ts";

const log = createLog("loops", "error", { write: () => undefined });
const MINUTE_MS = 60_000;
let filled: FilledStore;
let folder: string;
let nowMs: number;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chronoscope-alerts-"));
});
beforeEach(async () => {
  filled = await fillStore();
  nowMs = NOON_MS + MINUTE_MS;
  rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), "chronoscope-alerts-"));
  return () => filled.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lead(more: Partial<AlertLoopOptions> = {}): AlertLoop {
  const { promQl, store } = filled;
  return createAlertLoop({
    ...{ folder, promQl, store, log, now: () => nowMs, onWritten: () => promQl.source().index.lookAgain() },
    ...{ definitions: null, builtin: [], slos: null, consoleUrl: "", tenant: 1, signal: new AbortController().signal },
    ...more,
  });
}
const ruleOf = (name: string, query: string, more: Partial<AlertRule> = {}): AlertRule => ({
  ...{ key: `builtin:${name}`, source: "builtin", isEnabled: true, name, group: "g", intervalMs: 15_000 },
  condition: { kind: "promql", query, queryOffsetMs: 0, limit: 0 },
  ...{ forMs: 0, keepFiringForMs: 0, noData: "ok", labels: { severity: "page" }, annotations: {} },
  ...more,
});
let written = 0;
function write(rules: string, name = "a.yml"): void {
  writeFileSync(join(folder, name), `groups:\n- name: g\n  interval: 30s\n  rules:\n${rules}`);
  written++;
  utimesSync(join(folder, name), 1_700_000_000 + written, 1_700_000_000 + written);
}
const alertRule = (expr: string, more = "") =>
  `  - alert: Hot\n    expr: '${expr}'\n    labels: {severity: page, service_name: cart}\n${more}`;

/** Evaluates until nothing is due; with `all`, also tells the history and gathers evidence. */
async function settle({ jobs: [evaluate, tell, gather] }: AlertLoop, all = true): Promise<void> {
  while ((await evaluate?.step()) === 0);
  if (!all) return;
  while ((await tell?.step()) === 0);
  while ((await gather?.step()) === 0);
}
async function pass(loop: AlertLoop, minutes: number): Promise<void> {
  for (const untilMs = nowMs + minutes * MINUTE_MS; nowMs < untilMs; ) {
    nowMs += 30_000;
    await settle(loop, false);
  }
  await settle(loop);
}
async function read(query: string): Promise<string[]> {
  const { value } = await promQlOver(filled.store).ask({ query, startMs: nowMs, endMs: nowMs, stepMs: 0 });
  if (value.type !== "vector") throw new Error(`A vector was expected, not a ${value.type}.`);
  return value.samples.map(({ labels, value: number }) => `${formatLabels(labels)} ${number}`);
}
const states = (loop: AlertLoop) => (loop.alerts() ?? []).map(({ name, alert }) => [name, alert.state]);
const standing = async () => (await filled.store.readAlerts({ tenant: 1 })).map(({ state }) => state);
const WHOLE = { startMs: NOON_MS - MINUTE_MS, endMs: NOON_MS + 1e9 };
const episodes = async () => (await filled.store.readEpisodes({ tenant: 1, window: WHOLE, limit: 100 })).episodes;
const titles = async () => {
  const asked = { tenant: 1, window: WHOLE, kinds: ["alert" as const], order: "oldest" as const, limit: 100 };
  return (await filled.store.readEvents(asked)).events.map(({ title }) => title);
};
/** Holds from so many minutes after noon until so many. */
const during = (from: number, to: number) =>
  `vector(time()) >= ${NOON_MS / 1_000 + from * 60} < ${NOON_MS / 1_000 + to * 60}`;

describe("alerts of files", () => {
  it("wait for as long as they shall, fire, end, and are series, episodes and events", async () => {
    write(
      alertRule(
        during(3, 12),
        "    for: 5m\n    annotations: {summary: 'It is {{ $labels.service_name }}{{ .Value | printf \"%.0f\" }}'}\n",
      ),
    );
    const loop = lead();
    await settle(loop);
    expect(states(loop)).toEqual([]);
    await pass(loop, 3);
    expect(states(loop)).toEqual([["Hot", "pending"]]);
    expect((await read("ALERTS"))[0]).toBe(
      'ALERTS{alertname="Hot", alertstate="pending", service_name="cart", severity="page"} 1',
    );
    expect(await episodes()).toEqual([]);
    await pass(loop, 5);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    expect(await read("ALERTS")).toEqual([
      'ALERTS{alertname="Hot", alertstate="firing", service_name="cart", severity="page"} 1',
    ]);
    const [{ firedMs, activeMs, evidence } = { firedMs: 0, activeMs: 0, evidence: null }] = await episodes();
    expect((firedMs ?? 0) - activeMs).toBe(5 * MINUTE_MS);
    expect(evidence?.exemplars.map(({ service, failed }) => [service, failed])).toContainEqual(["cart", true]);
    expect((await read("ALERTS_FOR_STATE"))[0]).toContain(`} ${Math.floor(activeMs / 1_000)}`);
    await pass(loop, 5);
    expect(states(loop)).toEqual([["Hot", "inactive"]]);
    expect(await read("ALERTS")).toEqual([]);
    expect((await episodes()).map(({ resolvedMs }) => resolvedMs !== null)).toEqual([true]);
    expect(await titles()).toEqual([expect.stringMatching(/^Hot fires: It is \d+$/), "Hot is over after 4 min"]);
    await pass(loop, 16);
    expect(await standing()).toEqual([]);
  });

  it("stand in the state of the system while they fire, and not any more when they are over", async () => {
    write(alertRule(during(1, 3)));
    const loop = lead();
    await settle(loop);
    const present = async (atMs: number) => {
      const { state } = await filled.store.readState({ tenant: 1, atMs });
      return [...state]
        .filter(([id]) => id.startsWith("alert:"))
        .map(([, thing]) => [thing["p.state"], thing["p.service"]]);
    };
    await pass(loop, 1);
    const firingMs = nowMs;
    expect(await present(nowMs)).toEqual([["firing", "cart"]]);
    await pass(loop, 2);
    expect(await present(nowMs)).toEqual([]);
    expect(await present(firingMs)).toEqual([["firing", "cart"]]);
  });

  it("run in the group's order: an alert sees what was recorded before it at the same instant", async () => {
    write(
      `  - record: a:b\n    expr: vector(7)\n${alertRule("a:b == 7")}  - record: c:d\n    expr: 'ALERTS{alertname="Hot"}'\n`,
    );
    const loop = lead();
    await settle(loop);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    expect(await read("c:d")).toHaveLength(1);
  });

  it("keep their alerts when a file is edited but for name and labels, and end them with their labels", async () => {
    write(alertRule("vector(1)"));
    const loop = lead();
    await settle(loop);
    await pass(loop, 2);
    const [{ activeMs } = { activeMs: 0 }] = await episodes();
    write(
      `  - record: put:before\n    expr: vector(1)\n${alertRule("vector(2)", "    annotations: {summary: other}\n")}`,
    );
    await pass(loop, 1);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    expect((await filled.store.readAlerts({ tenant: 1 })).map((one) => one.activeMs)).toEqual([activeMs]);
    // `for` raised beyond what has passed: it waits again.
    write(alertRule("vector(2)", "    for: 1h\n"));
    await pass(loop, 1);
    expect(states(loop)).toEqual([["Hot", "pending"]]);
    expect(await titles()).toContain("Hot waits again, since its rule waits longer");
    write(alertRule("vector(2)"));
    await pass(loop, 1);
    write(alertRule("vector(2)").replace("cart", "shop"));
    await pass(loop, 1);
    expect(states(loop).sort()).toEqual([
      ["Hot", "firing"],
      ["Hot", "inactive"],
    ]);
    rmSync(join(folder, "a.yml"));
    await pass(loop, 1);
    expect(states(loop)).toEqual([
      ["Hot", "inactive"],
      ["Hot", "inactive"],
    ]);
    expect(await read("ALERTS")).toEqual([]);
  });
});

describe("from one leader to the next", () => {
  it("what fires goes on firing, and is told once", async () => {
    write(alertRule(during(0, 8)));
    await settle(lead());
    nowMs += MINUTE_MS;
    const next = lead();
    await settle(next);
    expect(states(next)).toEqual([["Hot", "firing"]]);
    await pass(next, 8);
    expect((await episodes()).map(({ resolvedMs }) => resolvedMs !== null)).toEqual([true]);
    expect(await titles()).toEqual(["Hot fires: service_name cart", expect.stringMatching(/^Hot is over after /)]);
    await settle(lead());
    expect(await titles()).toHaveLength(2);
  });

  it("a long `for` counts what had passed before an outage of up to an hour, a short one begins anew", async () => {
    write(alertRule("vector(1)", "    for: 30m\n"));
    write(alertRule("vector(2)", "    for: 5m\n").replace("Hot", "Short"), "b.yml");
    await settle(lead());
    nowMs += MINUTE_MS;
    const first = lead();
    await pass(first, 15);
    const before = new Map((first.alerts() ?? []).map(({ name, alert }) => [name, alert.activeMs]));
    nowMs += 20 * MINUTE_MS;
    const next = lead();
    await settle(next);
    await pass(next, 13);
    expect(new Map(states(next).map(([name, state]) => [name, state])).get("Hot")).toBe("pending");
    await pass(next, 4);
    expect(states(next).sort()).toEqual([
      ["Hot", "firing"],
      ["Short", "firing"],
    ]);
    expect(before.size).toBe(2);
    // Beyond an hour nothing is known: what fired is told as over, and the rule begins anew.
    nowMs += 61 * MINUTE_MS;
    const late = lead();
    await settle(late);
    expect(new Map(states(late).map(([name, state]) => [name, state])).get("Hot")).toBe("pending");
    expect((await titles()).filter((title) => title.startsWith("Hot is over"))).toHaveLength(1);
  });

  it("a turn that was written and not told, since the leader was killed, is told by the next", async () => {
    write(alertRule("vector(1)"));
    await settle(lead(), false);
    expect([await standing(), await titles()]).toEqual([["firing"], []]);
    nowMs += MINUTE_MS;
    const next = lead();
    await settle(next);
    expect(await titles()).toHaveLength(1);
  });

  it("a leader that cannot write what changed writes it later, and tells nobody before", async () => {
    write(alertRule("vector(1)"));
    let isAway = true;
    const store = {
      ...filled.store,
      writeAlertStep: async (step: Parameters<typeof filled.store.writeAlertStep>[0]) => {
        if (isAway) throw new Error("away");
        await filled.store.writeAlertStep(step);
      },
    };
    const loop = lead({ store });
    await expect(settle(loop)).rejects.toThrow("away");
    const [, tell] = loop.jobs;
    await tell?.step();
    expect([await standing(), await titles()]).toEqual([[], []]);
    isAway = false;
    await settle(loop);
    expect([await standing(), await titles()]).toEqual([["firing"], [expect.stringContaining("Hot fires")]]);
  });

  it("alerts of rules that are gone are told as over, once all rules are known", async () => {
    write(alertRule("vector(1)"));
    const judge = () => null;
    const first = lead({ slos: { rules: () => [], judge, subjectOf: () => null } });
    await settle(first);
    rmSync(join(folder, "a.yml"));
    nowMs += MINUTE_MS;
    const sloAlert = {
      ...(await filled.store.readAlerts({ tenant: 1 }))[0],
      ruleKey: "slo:1;burn 1h",
      fingerprint: "ff",
    };
    const changed = [{ alert: sloAlert as never, name: "Burn", source: "slo" as const }];
    await filled.store.writeAlertStep({ tenant: 1, atMs: nowMs, changed, forgotten: [] });
    let rules: readonly AlertRule[] | null = null;
    const next = lead({ slos: { rules: () => rules, judge, subjectOf: () => null } });
    await settle(next);
    // Those of SLOs are not known yet, so nobody is told that they are over.
    expect(next.alerts()).toBeNull();
    expect((await standing()).sort()).toEqual(["firing", "inactive"]);
    rules = [];
    nowMs += 10_000;
    await settle(next);
    expect(states(next).map(([, state]) => state)).toEqual(["inactive", "inactive"]);
    expect(await standing()).toEqual(["inactive", "inactive"]);
  });
});

describe("evaluation", () => {
  it("leaves instants out that it missed, and counts them", async () => {
    const loop = lead({ builtin: [ruleOf("Hot", "vector(1)")] });
    await settle(loop);
    nowMs += 10 * 15_000;
    await settle(loop);
    expect(loop.status()).toMatchObject({ evaluations: 2, missed: 9, rules: 1, firing: 1 });
  });

  it("goes on when the clock was set back, from where the clock is", async () => {
    const loop = lead({ builtin: [ruleOf("Hot", "vector(1)", { keepFiringForMs: 0 })] });
    await settle(loop);
    nowMs -= 30 * MINUTE_MS;
    await settle(loop);
    expect(loop.status().evaluations).toBe(2);
    expect(loop.report().groups[0]?.standing.lastEvaluationMs).toBeLessThanOrEqual(nowMs);
  });

  it("refuses a rule that gives too many series with a sentence, and goes on with the others", async () => {
    const points = Array.from({ length: 10_001 }, (_, i) =>
      pointOf({ timeMs: NOON_MS, attributes: attributesOf({ n: String(i) }), value: { type: "double", value: 1 } }),
    );
    const columns = pointColumns(metricsFrom("cart", [gaugeOf("many", points)]));
    const increments = new Uint8Array(0);
    await filled.store.append({ tenant: 1, slot: 0, requests: [{ hash: hashOf(columns), columns }], increments });
    filled.promQl.source().index.lookAgain();
    const loop = lead({ builtin: [ruleOf("Many", "many > 0"), ruleOf("Hot", "vector(1)")] });
    await settle(loop);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    expect(
      loop
        .report()
        .groups.flatMap(({ standing: { rules } }) => rules.map(({ lastError }) => lastError))
        .sort(),
    ).toEqual([null, "the query gives 10,001 series and a rule has at most 10,000 alerts: aggregate it, or narrow it"]);
    expect(loop.status()).toMatchObject({ unhealthy: 1, firing: 1 });
  });

  it("tells of a rule whose query fails, keeps its alerts, and writes down how all fared", async () => {
    const fails = "wait_time_seconds_bucket + on() wait_time_seconds_bucket";
    const loop = lead({ builtin: [ruleOf("Bad", fails), ruleOf("Hot", "vector(1)"), ruleOf("None", "sum(")] });
    await settle(loop);
    const { groups, problems } = await filled.store.readRuleReport({ tenant: 1 });
    const fared = groups.flatMap(({ standing: { rules } }) =>
      rules.map(({ health, alerts }) => `${health} ${alerts.length}`),
    );
    expect(fared.sort()).toEqual(["err 0", "ok 1"]);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/^the rule "None" was not taken: /)]);
  });

  it("asks once for rules of one query", async () => {
    const asked: string[] = [];
    const promQl = {
      ask: (question: Parameters<typeof filled.promQl.ask>[0]) => {
        asked.push(question.query);
        return filled.promQl.ask(question);
      },
    };
    const rules = ["a", "b", "c"].map((name) => ruleOf(name, "vector(1)"));
    await settle(lead({ promQl, builtin: rules }));
    expect(asked).toEqual(["vector(1)"]);
  });
});

describe("no data", () => {
  const query = "missing_metric > 5";
  const stateWith = async (noData: AlertRule["noData"], more: Partial<AlertRule> = {}) => {
    nowMs += 15_000;
    const loop = lead({ builtin: [ruleOf("Hot", query, { noData, ...more })] });
    await settle(loop);
    return { loop, found: states(loop) };
  };

  it("is nothing, or an alert of its own, as the rule says", async () => {
    expect((await stateWith("ok")).found).toEqual([]);
    const { loop } = await stateWith("alert");
    expect((loop.alerts() ?? []).map(({ alert: { labels, state } }) => [labels.no_data, state])).toEqual([
      ["true", "firing"],
    ]);
    // A metric that is there and does not hold is no lack of data.
    const there = { kind: "promql", query: "scraped_total > 1e9", queryOffsetMs: 0, limit: 0 } as const;
    expect(
      (await stateWith("alert", { key: "builtin:there", condition: there })).found.filter(
        ([, state]) => state !== "inactive",
      ),
    ).toEqual([]);
  });

  it("keeps what was, where the rule says so", async () => {
    const condition = { kind: "promql", query: "scraped_total > 0", queryOffsetMs: 0, limit: 0 } as const;
    const { loop } = await stateWith("keep", { condition });
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    nowMs += 20 * MINUTE_MS;
    await settle(loop);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
  });
});

describe("rules on searches", () => {
  const search = {
    service: "cart",
    text: null,
    leastSeverity: null,
    failedOnly: false,
    minDurationMs: null,
    attributes: [],
  };
  const fires = async (condition: Partial<Extract<AlertRule["condition"], { kind: "logs" | "traces" }>>) => {
    const whole = {
      kind: "traces",
      search,
      windowMs: 5 * MINUTE_MS,
      operator: ">=",
      threshold: 1,
      ...condition,
    } as const;
    const name = JSON.stringify(condition);
    nowMs += 15_000;
    const loop = lead({ builtin: [ruleOf(name, "", { condition: whole })] });
    await settle(loop);
    return (loop.alerts() ?? [])
      .filter(({ name: of, alert: { state } }) => of === name && state === "firing")
      .map(({ alert: { value, labels } }) => [value, labels.service_name]);
  };

  it("count spans: from series where these suffice, else by a search", async () => {
    expect(await fires({})).toEqual([[3, "cart"]]);
    expect(await fires({ search: { ...search, failedOnly: true } })).toEqual([[1, "cart"]]);
    expect(await fires({ search: { ...search, text: "GET /other" } })).toEqual([]);
    expect(await fires({ search: { ...search, minDurationMs: 500 } })).toEqual([[1, "cart"]]);
    expect(await fires({ search: { ...search, minDurationMs: 500 }, threshold: 2 })).toEqual([]);
    expect(await fires({ operator: "<", threshold: 3, search: { ...search, service: "nobody" } })).toEqual([
      [0, "nobody"],
    ]);
  });
});
