/** What is said and drawn of an SLO: conditions, sentences, lines, compliance, what spent the budget, what would have been told. */
import { describe, expect, it } from "vitest";
import type { SloBody } from "../../model/slo.ts";
import { countsOf, COUNTS_START_MS as START, sloOf } from "../../testing/slos.ts";
import { budgetLine, burnDown } from "./budgetLine.ts";
import { burnPairs, conditionsOf } from "./burnPairs.ts";
import { complianceBy } from "./compliance.ts";
import { CountSums } from "./countSums.ts";
import { explainBudget } from "./explainBudget.ts";
import { judgeCondition, sloStatusAt } from "./judgeCondition.ts";
import { replayConditions } from "./replayConditions.ts";
import { saySlo, sloSentence } from "./saySlo.ts";
import { sloReading } from "./sloReading.ts";
import { rulesOf } from "./sloRules.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./sloWindows.ts";
import { spenders } from "./spenders.ts";

const DAYS_30 = 30 * 1440;
const END = START + DAYS_30 * MINUTE_MS;
const slo = sloOf();
const sums = (counts: Parameters<typeof countsOf>, body: SloBody = slo) => new CountSums(body, countsOf(...counts));
/** The last hour fails at this ratio of 100 requests a minute; before, one in 10,000 does. */
const failing = (ratio: number) => sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 60 ? 100 * ratio : 0.01)]);

describe("conditions", () => {
  const [fast] = burnPairs(slo);
  if (!fast) throw new Error("no pair");

  it("of burning need both windows", () => {
    expect(judgeCondition(slo, fast, failing(0.02), END)).toMatchObject({ holds: true, value: expect.closeTo(20, 6) });
    const over = sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 60 && i < DAYS_30 - 5 ? 2 : 0)]);
    expect(judgeCondition(slo, fast, over, END)).toMatchObject({ holds: false, value: expect.closeTo(18.33, 2) });
    const begun = sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 5 ? 10 : 0)]);
    expect(judgeCondition(slo, fast, begun, END)).toMatchObject({ holds: false });
  });

  it("say the hours first", () => {
    expect(judgeCondition(slo, fast, failing(0.02), END).sentence).toMatch(
      /^At this rate the budget is gone in 31 h\. It burns 20 times as fast as it may over 1 h and 20 times over 5 min; the limit is 14\.4\.$/,
    );
  });

  it("say in an alert whose budget it is", () => {
    expect(judgeCondition(slo, fast, failing(0.02), END).summary).toBe(
      "Checkout succeeds: at this rate the budget is gone in 31 h",
    );
    const over = sums([DAYS_30, 100, (i) => (i < 4839 || i >= DAYS_30 - 60 ? 2 : 0)]);
    expect(judgeCondition(slo, fast, over, END).summary).toBe("Checkout succeeds: the budget is overspent by 127 %");
  });

  it("hold back at low traffic, and say why", () => {
    const quiet = sums([DAYS_30, 1, (i) => (i === DAYS_30 - 3 ? 1 : 0)]);
    const judged = judgeCondition(slo, fast, quiet, END);
    expect(judged.holds).toBe(false);
    expect(judged.heldBack).toBe("Held back, low traffic: 1 failure in 1 h, and at least 5 are asked for.");
    const minutes = sloOf({ indicator: { kind: "threshold", query: "x", operator: "<", value: 1 } });
    expect(judgeCondition(minutes, fast, quiet, END)).toMatchObject({ holds: true, heldBack: null });
  });

  it("that cannot be reached still tell when everything fails", () => {
    const lax = sloOf({ objective: 0.9 });
    const down = sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 60 ? 100 : 0)]);
    expect(judgeCondition(lax, fast, down, END)).toMatchObject({ holds: true, value: expect.closeTo(10, 9) });
    const nearly = sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 60 ? 99 : 0)]);
    expect(judgeCondition(lax, fast, nearly, END)).toMatchObject({ holds: false });
  });

  it("of a calendar have the factor of the period at hand", () => {
    const monthly = sloOf({ window: { kind: "calendar", unit: "month", timeZone: "UTC" } });
    // October has 31 days: 2 % of them in an hour is a burn of 14.88.
    expect(judgeCondition(monthly, fast, failing(0.0147), END).holds).toBe(false);
    expect(judgeCondition(monthly, fast, failing(0.0149), END).holds).toBe(true);
    expect(judgeCondition(slo, fast, failing(0.0147), END).holds).toBe(true);
  });

  it("of exhaustion, of what was spent and of absence", () => {
    const alerting = { ...slo.alerting, burnRates: false, spent: { ratio: 0.1, hours: 2 }, absentMinutes: 10 };
    const told = sloOf({ alerting });
    const [exhaustion, spent, absent] = conditionsOf(told);
    if (!exhaustion || !spent || !absent) throw new Error("no conditions");
    expect(judgeCondition(told, exhaustion, failing(0.2), END)).toMatchObject({ holds: true });
    expect(judgeCondition(told, exhaustion, failing(0.02), END)).toMatchObject({ holds: false });
    // 60 minutes of 20 failures are 1,200 of the 4,320 that are allowed.
    expect(judgeCondition(told, spent, failing(0.2), END).value).toBeCloseTo(1200.6 / 4320, 3);
    expect(judgeCondition(told, spent, failing(0.2), END).holds).toBe(true);
    const gone = sums([100, 10, (i) => (i < 85 ? 0 : null)]);
    expect(judgeCondition(told, absent, gone, START + 100 * MINUTE_MS)).toMatchObject({
      holds: true,
      value: 15,
      sentence: "No data for 15 min.",
    });
  });

  it("speak of the whole budget only when a day of it is known", () => {
    const [exhaustion] = conditionsOf(sloOf({ alerting: { ...slo.alerting, burnRates: false } }));
    if (!exhaustion) throw new Error("no condition");
    const young = sums([120, 100, (i) => (i >= 100 ? 5 : 0)]);
    expect(judgeCondition(slo, exhaustion, young, START + 2 * HOUR_MS)).toMatchObject({
      holds: false,
      heldBack: "Held back: 2 h of 30 d are known, too little to speak of the whole budget.",
    });
    const older = sums([1440, 100, (i) => (i >= 1380 ? 5 : 0)]);
    expect(judgeCondition(slo, exhaustion, older, START + DAY_MS).holds).toBe(true);
  });

  it("are no alarm about a budget that is gone and no longer burns", () => {
    const [exhaustion] = conditionsOf(sloOf({ alerting: { ...slo.alerting, burnRates: false } }));
    if (!exhaustion) throw new Error("no condition");
    const before = sums([DAYS_30, 100, (i) => (i < 1440 ? 50 : 0)]);
    expect(judgeCondition(slo, exhaustion, before, END).holds).toBe(false);
    expect(sloStatusAt(slo, before, END)).toBe("exhausted");
  });

  it("hold for nothing without data", () => {
    const nothing = sums([100, 10, () => null]);
    for (const condition of conditionsOf(slo))
      expect(judgeCondition(slo, condition, nothing, START + 100 * MINUTE_MS)).toMatchObject({
        holds: false,
        value: null,
      });
    expect(sloStatusAt(slo, nothing, START + 100 * MINUTE_MS)).toBe("unknown");
  });
});

describe("sentences", () => {
  it("say when the budget is gone, and what acting saves", () => {
    const said = sloSentence(slo, failing(0.2), END);
    expect(said.headline).toBe("At this rate the budget is gone in 2.2 h");
    expect(said.goneMs).toBeCloseTo(END + (1 - (1200 + 431.4) / 4320) * ((720 * HOUR_MS) / 200), -5);
    expect(said.advice).toBe("Acting within 1.1 h saves half of what is left.");
  });

  it("begin with what is left while that lasts long", () => {
    expect(sloSentence(slo, failing(0.0015), END)).toMatchObject({
      headline: "90 % of the budget is left",
      goneMs: null,
      advice: "At this rate it lasts 18 days.",
    });
  });

  it("say soon that it does not burn any more", () => {
    const mended = sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 40 && i < DAYS_30 - 5 ? 20 : 0.01)]);
    expect(sloSentence(slo, mended, END)).toMatchObject({
      headline: "74 % of the budget is left",
      goneMs: null,
      advice: "It burned too fast within the last hour, and does not any more.",
    });
    const [exhaustion] = conditionsOf(sloOf({ alerting: { ...slo.alerting, burnRates: false, exhaustionHours: 100 } }));
    if (!exhaustion) throw new Error("no condition");
    expect(judgeCondition(slo, exhaustion, mended, END).holds).toBe(false);
    expect(judgeCondition(slo, exhaustion, mended, END - 5 * MINUTE_MS).holds).toBe(true);
  });

  it("take few failures for no sign of calm", () => {
    const rare = sums([DAYS_30, 1, (i) => (i >= DAYS_30 - 60 && i % 4 === 0 && i < DAYS_30 - 5 ? 1 : 0)]);
    expect(sloSentence(slo, rare, END).goneMs).not.toBeNull();
  });

  it("say first that there is no data, however much was left before", () => {
    const silent = sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 180 ? null : 0)]);
    expect(sloSentence(slo, silent, END)).toMatchObject({
      headline: "No data for 3 h",
      goneMs: null,
      advice: "100 % of the budget was left then.",
    });
    expect(sloReading(slo, silent, END)).toMatchObject({ status: "unknown" });
    const over = sums([DAYS_30, 100, (i) => (i >= DAYS_30 - 180 ? null : 1)]);
    expect(sloSentence(slo, over, END).advice).toBe("The budget was overspent then.");
  });

  it("say how far it is overspent", () => {
    const over = sums([DAYS_30, 100, (i) => (i < 4839 ? 1 : 0)]);
    expect(sloSentence(slo, over, END)).toMatchObject({
      headline: "The budget is overspent by 12 %",
      advice: "519 failures too many.",
    });
  });

  it("count the failures that are allowed when they are few", () => {
    const monthly = sloOf({ window: { kind: "calendar", unit: "month", timeZone: "UTC" } });
    const quiet = new CountSums(
      monthly,
      countsOf(30 * 1440, 0.1, (i) => (i === 9 ? 0.1 : 0)),
    );
    expect(sloSentence(monthly, quiet, START + 30 * DAY_MS)).toMatchObject({
      headline: "4 more failures are allowed until 1 November",
    });
    expect(sloSentence(slo, quiet, START + 30 * DAY_MS).allowance).toBe("4 more failures are allowed in 30 days");
  });

  it("tell no budget as whole that is not", () => {
    expect(sloSentence(slo, sums([DAYS_30, 100, (i) => (i < 8 ? 1 : 0)]), END).headline).toBe(
      "99.8 % of the budget is left",
    );
    expect(sloSentence(slo, sums([DAYS_30, 100, () => 0]), END).headline).toBe("100 % of the budget is left");
  });

  it("say how much is known", () => {
    expect(sloSentence(slo, sums([9 * 1440, 10, () => 0]), START + 9 * DAY_MS).knowledge).toBe("Knows 9 of 30 days.");
    expect(sloSentence(slo, sums([150, 10, () => 0]), START + 150 * MINUTE_MS).knowledge).toBe(
      "Knows 2 h 30 min of 30 days.",
    );
    expect(sloSentence(slo, failing(0), END).knowledge).toBeNull();
  });

  it("say what is promised", () => {
    expect(saySlo(slo)).toBe("99.9 % of the requests to checkout succeed in 30 days.");
    const latency = {
      kind: "latency",
      subject: { kind: "edge", client: "web", server: "cart" },
      thresholdSeconds: 0.3,
      countsErrors: true,
    } as const;
    const window = { kind: "calendar", unit: "month", timeZone: "Europe/Berlin" } as const;
    expect(
      saySlo(sloOf({ indicator: latency, window, objective: 0.9995, slices: { minutes: 5, targetRatio: 0.95 } })),
    ).toBe(
      "In 99.95 % of the slices of 5 min of a calendar month (Europe/Berlin), at least 95 % of the calls from web to cart succeed and take at most 300 ms.",
    );
  });

  it("explain themselves with numbers that a reader can recalculate", () => {
    const steps = explainBudget(slo, failing(0.02), END);
    const numbers = Object.fromEntries(steps.map((step) => [step.label, step.numbers]));
    expect(numbers["Error budget"]).toBe("(1 − 0.999) × 4,320,000 = 4,320");
    expect(numbers["Left of the budget"]).toBe("1 − 551.4 / 4,320 = 87.236 %");
    expect(numbers["Burn rate of the last hour"]).toBe("2 % / 0.1 % = 20");
    expect(numbers["Gone at this rate"]).toBe("87.236 % × 720 h / 20 = 31 h");
    expect(numbers["Page over 1 h and 5 min"]).toBe("2 % × 720 h / 1 h = 14.4; now 20 and 20");
  });
});

describe("lines", () => {
  const counts = sums([DAYS_30 + 1440, 100, (i) => (i < 1440 ? 1 : 0)]);

  it("give back what leaves a rolling window", () => {
    const line = budgetLine(slo, counts, { startMs: END, endMs: END + DAY_MS }, 2);
    expect(line.remaining.map((each) => Number(each?.toFixed(3)))).toEqual([0.667, 0.833, 1]);
    expect(line.even).toEqual([expect.closeTo(1 / 30, 9), expect.closeTo(1 / 60, 9), 0]);
  });

  it("know nothing before the first and after the last count", () => {
    const line = budgetLine(slo, counts, { startMs: START - DAY_MS, endMs: END + 2 * DAY_MS }, 3);
    expect(line.remaining.map((each) => each === null)).toEqual([true, false, false, true]);
  });

  it("burn down from everything, in one window", () => {
    const monthly = sloOf({ window: { kind: "calendar", unit: "month", timeZone: "UTC" } });
    const line = burnDown(monthly, counts, START + 15.5 * DAY_MS, 2);
    expect(line.remaining).toEqual([1, expect.closeTo(1 - 1440 / 4464, 9), null]);
    expect(line.even).toEqual([1, 0.5, 0]);
  });
});

describe("compliance", () => {
  it("names the months that were blown, in a zone", () => {
    const counts = sums([40 * 1440, 100, (i) => (i > 35 * 1440 ? 1 : 0)]);
    const months = complianceBy(slo, counts, "month", "Europe/Berlin");
    // The counts begin at midnight UTC, which is two o'clock of the same day in Berlin.
    expect(months.map(({ isMet, isOpen }) => [isMet, isOpen])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(months[0]?.startMs).toBe(Date.parse("2026-09-30T22:00:00Z"));
    expect(complianceBy(slo, counts, "day", "UTC")).toHaveLength(40);
  });

  it("neither meets nor misses a day without data", () => {
    const counts = sums([2880, 100, (i) => (i < 1440 ? 0 : null)]);
    expect(complianceBy(slo, counts, "day", "UTC").map(({ isMet, knownRatio }) => [isMet, knownRatio])).toEqual([
      [true, 1],
      [null, 0],
    ]);
  });
});

describe("what spent the budget", () => {
  it("is found with its part of it, greatest first, and the rest is told", () => {
    const counts = sums([DAYS_30, 100, (i) => (i >= 5000 && i < 5021 ? 50 : i >= 9002 && i < 9010 ? 20 : 0.001)]);
    const { stretches, restRatio } = spenders(slo, counts, { startMs: START, endMs: END });
    expect(
      stretches.map(({ startMs, minutes, budgetRatio }) => [
        (startMs - START) / MINUTE_MS,
        minutes,
        Number(budgetRatio.toFixed(3)),
      ]),
    ).toEqual([
      [5000, 25, 0.243],
      [9000, 10, 0.037],
    ]);
    expect(restRatio).toBeCloseTo(43.2 / 4320, 3);
  });
});

describe("a replay", () => {
  // Two outages of 20 minutes at 60 % failures, and a slow leak of 8 hours.
  const counts = sums([
    DAYS_30,
    100,
    (i) => {
      if ((i >= 10_000 && i < 10_020) || (i >= 20_000 && i < 20_020)) return 60;
      return i >= 30_000 && i < 30_480 ? 1 : 0;
    },
  ]);
  const replay = replayConditions(sloOf({ alerting: { ...slo.alerting, exhaustionHours: null } }), counts, {
    startMs: START,
    endMs: END,
  });

  it("counts overlapping alerts as one call", () => {
    expect(replay.pages).toBe(3);
    expect(replay.falseCalls).toBe(0);
    expect(replay.alerts.length).toBeGreaterThan(replay.calls.length);
  });

  it("says how long after the first failure somebody was called", () => {
    const [first] = replay.calls.filter(({ severity }) => severity === "page");
    // 14.4 x 0.1 % of an hour's 6,000 requests are 86.4 failures: the second minute passes them.
    expect(first).toMatchObject({ startMs: START + 10_002 * MINUTE_MS, delayMs: 2 * MINUTE_MS });
    expect(replay.sentence).toMatch(
      /^3 pages, \d tickets, none of them false, the quickest 2 min after the first failure$/,
    );
  });

  it("ends with the failures, soon after", () => {
    const [alert] = replay.alerts;
    expect(alert?.endMs).toBeLessThanOrEqual(START + 10_030 * MINUTE_MS);
  });

  it("calls false what never threatened the budget", () => {
    const night = sums([DAYS_30, 100, () => 0]);
    night.write({
      startMs: START + 43_000 * MINUTE_MS,
      bad: new Float64Array(60).fill(0.2),
      valid: new Float64Array(60).fill(0.4),
    });
    const told = replayConditions(slo, night, { startMs: START, endMs: END });
    expect(told.falseCalls).toBe(told.calls.length);
    expect(told.calls.length).toBeGreaterThan(0);
  });

  it("tells of a month without data once", () => {
    const told = sloOf({ alerting: { ...slo.alerting, burnRates: false, exhaustionHours: null, absentMinutes: 10 } });
    const silent = sums([DAYS_30, 100, (i) => (i < 100 ? 0 : null)], told);
    const { alerts } = replayConditions(told, silent, { startMs: START, endMs: END });
    expect(alerts).toMatchObject([{ startMs: START + 110 * MINUTE_MS, endMs: null, peak: DAYS_30 - 100 }]);
    expect(silent.firstKnownMs).toBe(START);
  });

  it("says so when nothing would have been told", () => {
    const quiet = replayConditions(slo, sums([1440, 100, () => 0]), { startMs: START, endMs: START + DAY_MS });
    expect(quiet.sentence).toBe("Nobody would have been told anything");
  });
});

describe("rules", () => {
  const definition = {
    ...sloOf({ title: "{{ odd }}", owner: "orders", labels: { "cost-center": "7", slo: "mine" } }),
    id: "7",
    revision: 1,
    file: null,
  };

  it("are one for each condition, with keys of their own", () => {
    const rules = rulesOf(definition);
    expect(rules.map(({ key }) => key)).toEqual([
      "slo:7;burn 1h",
      "slo:7;burn 6h",
      "slo:7;burn 1d",
      "slo:7;burn 3d",
      "slo:7;exhaustion",
    ]);
    expect(new Set(rules.map(({ name, labels }) => JSON.stringify([name, labels]))).size).toBe(5);
  });

  it("carry the SLO's labels, of which ours cannot be overwritten", () => {
    expect(rulesOf(definition)[0]?.labels).toEqual({
      cost_center: "7",
      slo: "checkout",
      service_name: "checkout",
      owner: "orders",
      severity: "page",
      long: "1h",
      short: "5m",
    });
  });

  it("leave braces in titles and labels to be read as they are", () => {
    const odd = rulesOf({ ...definition, owner: "{{ me }}", labels: { "7{{": "{{x" } })[0]?.labels;
    expect(odd).toMatchObject({ owner: '{{ "{{" }} me }}', _7__: '{{ "{{" }}x' });
    expect(rulesOf(definition)[0]?.annotations.summary).toMatch(/^\{\{ "\{\{" \}\} odd \}\}: /);
  });
});

it("reads all of an SLO at once", () => {
  const reading = sloReading(slo, failing(0.02), END);
  expect(reading.status).toBe("burning");
  expect(reading.burns.map(({ holds }) => holds)).toEqual([true, false, false, false]);
  expect(reading.burns[0]?.goneInMs).toBeCloseTo(reading.exhaustion.leftMs ?? 0, 3);
});
