/** What rules see of a real store, instant by instant: gaps, too much, failures, no data, searches. */
import { beforeEach, describe, expect, it } from "vitest";
import type { AlertRule } from "../../model/alert.ts";
import { AlertLeaders, builtinRule, MINUTE_MS, states } from "../../testing/alertLeader.ts";
import { attributesOf, gaugeOf, hashOf, metricsFrom, NOON_MS, pointColumns, pointOf } from "../../testing/builders.ts";

let leaders: AlertLeaders;
beforeEach(async () => {
  leaders = await AlertLeaders.open();
  return () => leaders.close();
});

describe("evaluation", () => {
  it("leaves instants out that it missed, and counts them", async () => {
    const loop = leaders.lead({ builtin: [builtinRule("Hot", "vector(1)")] });
    await leaders.settle(loop);
    leaders.nowMs += 10 * 15_000;
    await leaders.settle(loop);
    expect(loop.status()).toMatchObject({ evaluations: 2, missed: 9, rules: 1, firing: 1 });
  });

  it("goes on when the clock was set back: what fires keeps firing, what waits keeps its age", async () => {
    const rules = [builtinRule("Hot", "vector(1)"), builtinRule("Slow", "vector(2)", { forMs: 10 * MINUTE_MS })];
    const loop = leaders.lead({ builtin: rules });
    await leaders.settle(loop);
    await leaders.pass(loop, 8);
    expect(Object.fromEntries(states(loop))).toEqual({ Hot: "firing", Slow: "pending" });
    leaders.nowMs -= 30 * MINUTE_MS;
    await leaders.settle(loop);
    expect(Object.fromEntries(states(loop))).toEqual({ Hot: "firing", Slow: "pending" });
    expect(
      loop.report().groups.every(({ standing: { lastEvaluationMs } }) => (lastEvaluationMs ?? 0) <= leaders.nowMs),
    ).toBe(true);
    await leaders.pass(loop, 3);
    expect(Object.fromEntries(states(loop))).toEqual({ Hot: "firing", Slow: "firing" });
    const open = await leaders.filled.store.readEpisodesAt({ tenant: 1, atMs: leaders.nowMs });
    expect(open.map(({ name }) => name).sort()).toEqual(["Hot", "Slow"]);
  });

  it("refuses a rule that gives too many series with a sentence, and goes on with the others", async () => {
    const points = Array.from({ length: 10_001 }, (_, i) =>
      pointOf({ timeMs: NOON_MS, attributes: attributesOf({ n: String(i) }), value: { type: "double", value: 1 } }),
    );
    const columns = pointColumns(metricsFrom("cart", [gaugeOf("many", points)]));
    const increments = new Uint8Array(0);
    await leaders.filled.store.append({
      tenant: 1,
      slot: 0,
      requests: [{ hash: hashOf(columns), columns }],
      increments,
    });
    leaders.filled.promQl.source().index.lookAgain();
    const asking = { annotations: { text: '{{ query "vector(9)" | len }}' } };
    const limited = {
      ...asking,
      condition: { kind: "promql", query: "many > 0", queryOffsetMs: 0, limit: 5 },
    } as const;
    const asked: string[] = [];
    const promQl = {
      ask: (question: Parameters<typeof leaders.filled.promQl.ask>[0]) => {
        asked.push(question.query);
        return leaders.filled.promQl.ask(question);
      },
    };
    const many = [builtinRule("Many", "many > 0", asking), builtinRule("Limited", "many > 0", limited)];
    const loop = leaders.lead({ promQl, builtin: [...many, builtinRule("Hot", "vector(1)")] });
    await leaders.settle(loop);
    expect(states(loop)).toEqual([["Hot", "firing"]]);
    expect(asked).not.toContain("vector(9)");
    expect(
      loop
        .report()
        .groups.flatMap(({ standing: { rules } }) => rules.map(({ lastError }) => lastError))
        .sort(),
    ).toEqual([
      "exceeded limit of 5 with 10001 alerts",
      null,
      "the query gives 10,001 series and a rule has at most 10,000 alerts: aggregate it, or narrow it",
    ]);
    expect(loop.status()).toMatchObject({ unhealthy: 2, firing: 1 });
  });

  it("tells of a rule whose query fails, keeps its alerts, and writes down how all fared", async () => {
    const fails = "wait_time_seconds_bucket + on() wait_time_seconds_bucket";
    const loop = leaders.lead({
      builtin: [builtinRule("Bad", fails), builtinRule("Hot", "vector(1)"), builtinRule("None", "sum(")],
    });
    await leaders.settle(loop);
    const { groups, problems } = await leaders.filled.store.readRuleReport({ tenant: 1 });
    const fared = groups.flatMap(({ standing: { rules } }) =>
      rules.map(({ health, alerts }) => `${health} ${alerts.length}`),
    );
    expect(fared.sort()).toEqual(["err 0", "ok 1"]);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/^the rule "None" was not taken: /)]);
  });

  it("asks once for rules of one query", async () => {
    const asked: string[] = [];
    const promQl = {
      ask: (question: Parameters<typeof leaders.filled.promQl.ask>[0]) => {
        asked.push(question.query);
        return leaders.filled.promQl.ask(question);
      },
    };
    const rules = ["a", "b", "c"].map((name) => builtinRule(name, "vector(1)"));
    await leaders.settle(leaders.lead({ promQl, builtin: rules }));
    expect(asked).toEqual(["vector(1)"]);
  });

  it("goes on with quick rules while slow ones take all the time they have", async () => {
    let release = () => {};
    let released: Promise<void>;
    const hold = () => {
      released = new Promise((resolve) => {
        release = resolve;
      });
    };
    hold();
    const promQl = {
      ask: async (question: Parameters<typeof leaders.filled.promQl.ask>[0]) => {
        if (question.query === "vector(2)") await released;
        return leaders.filled.promQl.ask(question);
      },
    };
    const slow = Array.from({ length: 4 }, (_, i) => builtinRule(`Slow${i}`, "vector(2)", { group: `slow${i}` }));
    const quick = builtinRule("Quick", "vector(1)", { group: "z" });
    const loop = leaders.lead({ promQl, builtin: [...slow, quick] });
    for (let i = 0; i < 10 && loop.status().evaluations === 0; i++) await loop.jobs[0]?.step();
    expect(loop.status()).toMatchObject({ evaluations: 1, firing: 1 });
    release();
    await leaders.settle(loop);
    expect(loop.status()).toMatchObject({ evaluations: 5, firing: 5 });
    // Now that they are known to be slow they are not even begun together.
    hold();
    leaders.nowMs += 15_000;
    await loop.jobs[0]?.step();
    expect(loop.status()).toMatchObject({ evaluations: 6 });
    release();
    await leaders.settle(loop);
    expect(loop.status()).toMatchObject({ evaluations: 10 });
  }, 30_000);

  it("asks apart from people, and for no longer than until it is due again", async () => {
    const asked: unknown[] = [];
    const promQl = {
      ask: (question: Parameters<typeof leaders.filled.promQl.ask>[0]) => {
        asked.push([question.query, question.lane, question.timeoutMs]);
        return leaders.filled.promQl.ask(question);
      },
    };
    const texts = { annotations: { text: '{{ query "vector(3)" | len }}' } };
    const rules = [
      builtinRule("a", "vector(1)", texts),
      builtinRule("b", "vector(2)", { group: "b", intervalMs: 60_000 }),
    ];
    await leaders.settle(leaders.lead({ promQl, builtin: rules }));
    expect(asked.sort()).toEqual([
      ["vector(1)", "rules", 15_000],
      ["vector(2)", "rules", 30_000],
      ["vector(3)", "rules", 15_000],
    ]);
  });
});

describe("no data", () => {
  const query = "missing_metric > 5";
  const stateWith = async (noData: AlertRule["noData"], more: Partial<AlertRule> = {}) => {
    leaders.nowMs += 15_000;
    const loop = leaders.lead({ builtin: [builtinRule("Hot", query, { noData, ...more })] });
    await leaders.settle(loop);
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
    leaders.nowMs += 20 * MINUTE_MS;
    await leaders.settle(loop);
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
    leaders.nowMs += 15_000;
    const loop = leaders.lead({ builtin: [builtinRule(name, "", { condition: whole })] });
    await leaders.settle(loop);
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
