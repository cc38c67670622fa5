/** Alerts on a real store, from one leader to the next: what fires, what is kept and told, what a kill or an edit changes. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { AlertRule } from "../../model/alert.ts";
import { AlertLeaders, MINUTE_MS, states } from "../../testing/alertLeader.ts";
import { NOON_MS } from "../../testing/builders.ts";

let leaders: AlertLeaders;
beforeEach(async () => {
  leaders = await AlertLeaders.open();
  return () => leaders.close();
});

const alertRule = (expr: string, more = "") =>
  `  - alert: Hot\n    expr: '${expr}'\n    labels: {severity: page, service_name: cart}\n${more}`;
/** Holds from so many minutes after noon until so many. */
const during = (from: number, to: number) =>
  `vector(time()) >= ${NOON_MS / 1_000 + from * 60} < ${NOON_MS / 1_000 + to * 60}`;

describe("alerts of files", () => {
  it("wait for as long as they shall, fire, end, and are series, episodes and events", async () => {
    leaders.write(
      alertRule(
        during(3, 12),
        "    for: 5m\n    annotations: {summary: 'It is {{ $labels.service_name }}{{ .Value | printf \"%.0f\" }}'}\n",
      ),
    );
    const loop = leaders.lead();
    await leaders.settle(loop);
    expect(states(loop)).toEqual([]);
    await leaders.pass(loop, 3);
    expect(states(loop)).toEqual([["Hot", "pending"]]);
    expect((await leaders.read("ALERTS"))[0]).toBe(
      'ALERTS{alertname="Hot", alertstate="pending", service_name="cart", severity="page"} 1',
    );
    expect(await leaders.episodes()).toEqual([]);
    await leaders.pass(loop, 5);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    expect(await leaders.read("ALERTS")).toEqual([
      'ALERTS{alertname="Hot", alertstate="firing", service_name="cart", severity="page"} 1',
    ]);
    const [{ firedMs, activeMs, evidence } = { firedMs: 0, activeMs: 0, evidence: null }] = await leaders.episodes();
    expect((firedMs ?? 0) - activeMs).toBe(5 * MINUTE_MS);
    expect(evidence?.exemplars.map(({ service, failed }) => [service, failed])).toContainEqual(["cart", true]);
    expect((await leaders.read("ALERTS_FOR_STATE"))[0]).toContain(`} ${Math.floor(activeMs / 1_000)}`);
    await leaders.pass(loop, 5);
    expect(states(loop)).toEqual([["Hot", "inactive"]]);
    expect(await leaders.read("ALERTS")).toEqual([]);
    expect((await leaders.episodes()).map(({ resolvedMs }) => resolvedMs !== null)).toEqual([true]);
    expect(await leaders.titles()).toEqual([
      expect.stringMatching(/^Hot fires: It is \d+$/),
      "Hot is over after 4 min",
    ]);
    await leaders.pass(loop, 16);
    expect(await leaders.standing()).toEqual([]);
  });

  it("stand in the state of the system while they fire, and not any more when they are over", async () => {
    leaders.write(alertRule(during(1, 3)));
    const loop = leaders.lead();
    await leaders.settle(loop);
    const present = async (atMs: number) => {
      const { state } = await leaders.filled.store.readState({ tenant: 1, atMs });
      return [...state]
        .filter(([id]) => id.startsWith("alert:"))
        .map(([, thing]) => [thing["p.state"], thing["p.service"]]);
    };
    await leaders.pass(loop, 1);
    const firingMs = leaders.nowMs;
    expect(await present(leaders.nowMs)).toEqual([["firing", "cart"]]);
    await leaders.pass(loop, 2);
    expect(await present(leaders.nowMs)).toEqual([]);
    expect(await present(firingMs)).toEqual([["firing", "cart"]]);
  });

  it("run in the group's order: an alert sees what was recorded before it at the same instant", async () => {
    leaders.write(
      `  - record: a:b\n    expr: vector(7)\n${alertRule("a:b == 7")}  - record: c:d\n    expr: 'ALERTS{alertname="Hot"}'\n`,
    );
    const loop = leaders.lead();
    await leaders.settle(loop);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    expect(await leaders.read("c:d")).toHaveLength(1);
  });

  it("keep their alerts when a file is edited but for name and labels, and end them with their labels", async () => {
    leaders.write(alertRule("vector(1)"));
    const loop = leaders.lead();
    await leaders.settle(loop);
    await leaders.pass(loop, 2);
    const [{ activeMs } = { activeMs: 0 }] = await leaders.episodes();
    leaders.write(
      `  - record: put:before\n    expr: vector(1)\n${alertRule("vector(2)", "    annotations: {summary: other}\n")}`,
    );
    await leaders.pass(loop, 1);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    expect((await leaders.filled.store.readAlerts({ tenant: 1 })).map((one) => one.activeMs)).toEqual([activeMs]);
    // `for` raised beyond what has passed: it waits again.
    leaders.write(alertRule("vector(2)", "    for: 1h\n"));
    await leaders.pass(loop, 1);
    expect(states(loop)).toEqual([["Hot", "pending"]]);
    expect(await leaders.titles()).toContain("Hot waits again, since its rule waits longer");
    leaders.write(alertRule("vector(2)"));
    await leaders.pass(loop, 1);
    leaders.write(alertRule("vector(2)").replace("cart", "shop"));
    await leaders.pass(loop, 1);
    expect(states(loop).sort()).toEqual([
      ["Hot", "firing"],
      ["Hot", "inactive"],
    ]);
    rmSync(join(leaders.folder, "a.yml"));
    await leaders.pass(loop, 1);
    expect(states(loop)).toEqual([
      ["Hot", "inactive"],
      ["Hot", "inactive"],
    ]);
    expect(await leaders.read("ALERTS")).toEqual([]);
    expect((await leaders.titles()).at(-1)).toMatch(
      /^Hot ends with its rule after .+: whether it is over is not known$/,
    );
  });
});

describe("from one leader to the next", () => {
  it("what fires goes on firing, and is told once", async () => {
    leaders.write(alertRule(during(0, 8)));
    await leaders.settle(leaders.lead());
    leaders.nowMs += MINUTE_MS;
    const next = leaders.lead();
    await leaders.settle(next);
    expect(states(next)).toEqual([["Hot", "firing"]]);
    await leaders.pass(next, 8);
    expect((await leaders.episodes()).map(({ resolvedMs }) => resolvedMs !== null)).toEqual([true]);
    expect(await leaders.titles()).toEqual([
      "Hot fires: service_name cart",
      expect.stringMatching(/^Hot is over after /),
    ]);
    await leaders.settle(leaders.lead());
    expect(await leaders.titles()).toHaveLength(2);
  });

  it("a long `for` counts what had passed before an outage of up to an hour, a short one begins anew", async () => {
    leaders.write(alertRule("vector(1)", "    for: 30m\n"));
    leaders.write(alertRule("vector(2)", "    for: 5m\n").replace("Hot", "Short"), "b.yml");
    await leaders.settle(leaders.lead());
    leaders.nowMs += MINUTE_MS;
    const first = leaders.lead();
    await leaders.pass(first, 15);
    const before = new Map((first.alerts() ?? []).map(({ name, alert }) => [name, alert.activeMs]));
    leaders.nowMs += 20 * MINUTE_MS;
    const next = leaders.lead();
    await leaders.settle(next);
    await leaders.pass(next, 13);
    expect(new Map(states(next).map(([name, state]) => [name, state])).get("Hot")).toBe("pending");
    await leaders.pass(next, 4);
    expect(states(next).sort()).toEqual([
      ["Hot", "firing"],
      ["Short", "firing"],
    ]);
    expect(before.size).toBe(2);
    // However long nobody looked, nobody is told that what fired is over: it still holds.
    leaders.nowMs += 61 * MINUTE_MS;
    const late = leaders.lead();
    await leaders.settle(late);
    expect(new Map(states(late).map(([name, state]) => [name, state])).get("Hot")).toBe("firing");
    expect((await leaders.titles()).filter((title) => title.includes("is over"))).toEqual([]);
  });

  it("a turn that was written and not told, since the leader was killed, is told by the next", async () => {
    leaders.write(alertRule("vector(1)"));
    await leaders.settle(leaders.lead(), false);
    expect([await leaders.standing(), await leaders.titles()]).toEqual([["firing"], []]);
    leaders.nowMs += MINUTE_MS;
    const next = leaders.lead();
    await leaders.settle(next);
    expect(await leaders.titles()).toHaveLength(1);
  });

  it("evidence that was not gathered, since the leader was killed, is gathered by the next", async () => {
    leaders.write(alertRule("vector(1)"));
    await leaders.settle(leaders.lead(), false);
    expect((await leaders.episodes()).map(({ evidence }) => evidence)).toEqual([null]);
    leaders.nowMs += MINUTE_MS;
    const next = leaders.lead();
    await leaders.settle(next);
    expect((await leaders.episodes()).map(({ evidence }) => evidence?.gatheredMs)).toEqual([leaders.nowMs]);
  });

  it("a leader that cannot write what changed writes it later, and tells nobody before", async () => {
    leaders.write(alertRule("vector(1)"));
    let isAway = true;
    const store = {
      ...leaders.filled.store,
      writeAlertStep: async (step: Parameters<typeof leaders.filled.store.writeAlertStep>[0]) => {
        if (isAway) throw new Error("away");
        await leaders.filled.store.writeAlertStep(step);
      },
    };
    const loop = leaders.lead({ store });
    await expect(leaders.settle(loop)).rejects.toThrow("away");
    const [, tell] = loop.jobs;
    await tell?.step();
    expect([await leaders.standing(), await leaders.titles()]).toEqual([[], []]);
    isAway = false;
    await leaders.settle(loop);
    expect([await leaders.standing(), await leaders.titles()]).toEqual([
      ["firing"],
      [expect.stringContaining("Hot fires")],
    ]);
  });

  it("alerts of rules that are gone are told as over, once all rules are known", async () => {
    leaders.write(alertRule("vector(1)"));
    const judge = () => null;
    const first = leaders.lead({ slos: { rules: () => [], judge, subjectOf: () => null, isCounted: () => true } });
    await leaders.settle(first);
    rmSync(join(leaders.folder, "a.yml"));
    leaders.nowMs += MINUTE_MS;
    const sloAlert = {
      ...(await leaders.filled.store.readAlerts({ tenant: 1 }))[0],
      ruleKey: "slo:1;burn 1h",
      fingerprint: "ff",
    };
    const changed = [{ alert: sloAlert as never, name: "Burn", source: "slo" as const }];
    await leaders.filled.store.writeAlertStep({ tenant: 1, atMs: leaders.nowMs, changed, forgotten: [] });
    let rules: readonly AlertRule[] | null = null;
    const next = leaders.lead({ slos: { rules: () => rules, judge, subjectOf: () => null, isCounted: () => true } });
    await leaders.settle(next);
    // Those of SLOs are not known yet, so nobody is told that they are over.
    expect(next.alerts()).toBeNull();
    expect((await leaders.standing()).sort()).toEqual(["firing", "inactive"]);
    // But not for ever: trouble with SLOs does not silence the others, and their own alerts go on as they stood.
    leaders.nowMs += MINUTE_MS;
    await leaders.settle(next);
    expect(states(next).sort()).toEqual([
      ["Hot", "firing"],
      ["Hot", "inactive"],
    ]);
    rules = [];
    leaders.nowMs += 10_000;
    await leaders.settle(next);
    expect(states(next).map(([, state]) => state)).toEqual(["inactive", "inactive"]);
    expect(await leaders.standing()).toEqual(["inactive", "inactive"]);
  });
});
