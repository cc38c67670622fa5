/** What stands in the form and the SLO that it means, both ways. */
import { describe, expect, it } from "vitest";
import type { SloBody } from "../../server/model/slo.ts";
import { readAmount, readDraft, readNumber } from "./readDraft.ts";
import { draftOf, EMPTY_DRAFT, nameOf, type SloDraft, titleOf } from "./sloDraft.ts";

const CHECKOUT: SloDraft = {
  ...EMPTY_DRAFT,
  title: "Checkout succeeds",
  name: "checkout-succeeds",
  service: "checkout",
  subjectService: "checkout",
};
const problemsOf = (change: Partial<SloDraft>) => readDraft({ ...CHECKOUT, ...change }).problems;

const WHOLE: SloBody = {
  name: "orders-edge",
  title: "Cart reaches orders",
  description: "What carts are for.",
  service: "cart",
  owner: "team-shop",
  labels: { tier: "1", team: "shop" },
  indicator: {
    kind: "latency",
    subject: { kind: "edge", client: "cart", server: "orders" },
    thresholdSeconds: 0.35,
    countsErrors: false,
  },
  objective: 0.9995,
  window: { kind: "calendar", unit: "quarter", timeZone: "Europe/Berlin" },
  slices: { minutes: 5, targetRatio: 0.95 },
  alerting: {
    burnRates: false,
    exhaustionHours: 6,
    spent: { ratio: 0.1, hours: 2 },
    minimumBadEvents: 0,
    minimumEvents: 3,
    absentMinutes: 20,
  },
  sla: {
    customer: "ACME",
    monthlyFee: 1200.5,
    currency: "CHF",
    tiers: [
      { belowRatio: 0.999, penaltyRatio: 0.1 },
      { belowRatio: 0.99, penaltyRatio: 0.25 },
    ],
  },
};

describe("a draft", () => {
  it("reads back as the SLO that it was made of, for every kind of indicator", () => {
    const indicators: SloBody["indicator"][] = [
      WHOLE.indicator,
      {
        kind: "availability",
        subject: { kind: "operation", service: "a", spanName: "GET /x", spanKind: "SPAN_KIND_SERVER" },
      },
      { kind: "availability", subject: { kind: "caller", client: "a" } },
      { kind: "latency", subject: { kind: "service", service: "a" }, thresholdSeconds: 1.5, countsErrors: true },
      {
        kind: "ratio",
        good: "sum(increase(a[$window]))",
        bad: null,
        total: "sum(increase(b[$window]))",
        isRatio: false,
      },
      { kind: "ratio", good: null, bad: "avg(e)", total: null, isRatio: true },
      { kind: "threshold", query: "max(lag)", operator: ">=", value: -2.5 },
    ];
    for (const indicator of indicators) {
      expect(readDraft(draftOf({ ...WHOLE, indicator }))).toEqual({ body: { ...WHOLE, indicator }, problems: {} });
    }
    const plain: SloBody = { ...WHOLE, slices: null, sla: null, window: { kind: "rolling", days: 28 } };
    expect(readDraft(draftOf(plain)).body).toEqual(plain);
  });

  it("is an SLO of the common kind with nothing but a service and a title", () => {
    expect(readDraft(CHECKOUT).body).toMatchObject({
      objective: 0.999,
      window: { kind: "rolling", days: 28 },
      sla: null,
    });
  });

  it("refuses 100 % at its field, in words", () => {
    expect(problemsOf({ objective: "100" }).objective).toContain("there is no budget");
    expect(problemsOf({ objective: "101" }).objective).toContain("between");
    expect(problemsOf({ objective: "99.999" })).toEqual({});
  });

  it("says at each field what is missing there", () => {
    const { body, problems } = readDraft({ ...EMPTY_DRAFT, subject: "edge" });
    expect(body).toBeNull();
    expect(Object.keys(problems).sort()).toEqual(["client", "name", "server", "service", "title"]);
    expect(Object.keys(problemsOf({ indicator: "ratio" }))).toEqual(["part", "total"]);
    expect(problemsOf({ indicator: "ratio", part: "sum(x)", total: "sum(y)" }).part).toContain("$window");
    expect(problemsOf({ indicator: "latency", threshold: "300" }).threshold).toContain("unit");
    expect(problemsOf({ windowKind: "calendar", timeZone: "Mars/Base" }).timeZone).toBeDefined();
    expect(problemsOf({ days: "0" }).days).toBeDefined();
    expect(problemsOf({ labels: "team" }).labels).toContain("team");
  });

  it("is not held up by fields that do not count", () => {
    expect(
      problemsOf({
        spentHours: "soon",
        tellsAbsent: false,
        absentMinutes: "",
        tiers: [],
        threshold: "fast",
        days: "30",
      }),
    ).toEqual({});
  });
});

describe("a number", () => {
  it("may have a comma and a percent sign, and nothing else", () => {
    expect(["99,9", "99.9 %", " .5 ", "1e3", "-2", "", "4h", "1.2.3"].map(readNumber)).toEqual([
      99.9,
      99.9,
      0.5,
      1000,
      -2,
      null,
      null,
      null,
    ]);
  });
});

describe("an amount", () => {
  it("has its thousands in groups of three", () => {
    expect(["12,000", "1,250,000.50", "12 000", "0,125", "12,5", "1,2345"].map(readAmount)).toEqual([
      ...[12_000, 1_250_000.5, 12_000, 0.125, 12.5, 1.2345],
    ]);
    const sla = { hasSla: true, customer: "Acme", monthlyFee: "12,000" };
    expect(readDraft({ ...CHECKOUT, ...sla, minimumEvents: "1,000" }).body).toMatchObject({
      sla: { monthlyFee: 12_000 },
      alerting: { minimumEvents: 1_000 },
    });
    const slow = { ...CHECKOUT, indicator: "latency" as const };
    const seconds = (threshold: string) => readDraft({ ...slow, threshold }).body?.indicator;
    expect(seconds("1,500 ms")).toMatchObject({ thresholdSeconds: 1.5 });
    expect(seconds("1,5 s")).toMatchObject({ thresholdSeconds: 1.5 });
    expect(readDraft({ ...CHECKOUT, objective: "99,999" }).body?.objective).toBe(0.99999);
  });
});

describe("a name", () => {
  it("comes of the title", () => {
    expect(nameOf("Größe: Checkout succeeds!")).toBe("gro-e-checkout-succeeds");
    expect(nameOf("x".repeat(80))).toHaveLength(63);
    expect(readDraft({ ...CHECKOUT, name: nameOf("POST /api/v1 (slow) ") }).body?.name).toBe("post-api-v1-slow");
  });

  it("of a title is proposed from what is asked for", () => {
    expect(titleOf({ ...CHECKOUT, indicator: "latency" })).toBe("checkout answers within 300 ms");
    expect(titleOf({ ...CHECKOUT, subject: "caller", client: "cart" })).toBe("Calls of cart succeed");
    expect(titleOf({ ...EMPTY_DRAFT })).toBe("");
  });
});
