/** What is written as OpenSLO and read again is the same SLO. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_ALERTING } from "../../analysis/slo/sloDefaults.ts";
import type { Indicator, SloBody, SloSubject, SloWindow } from "../../model/slo.ts";
import { parseSloFile } from "../readSloFiles.ts";
import { writeOpenSlo, writeOpenSloFile } from "./writeOpenSlo.ts";

const text = fc.string({ maxLength: 20, unit: "grapheme" }).filter((each) => !/[\p{Cc}\p{Cs}]/u.test(each));
const subject: fc.Arbitrary<SloSubject> = fc.oneof(
  fc.record({ kind: fc.constant("service" as const), service: text }),
  fc.record({
    kind: fc.constant("operation" as const),
    service: text,
    spanName: text,
    spanKind: fc.constant("SERVER"),
  }),
  fc.record({ kind: fc.constant("edge" as const), client: text, server: text }),
  fc.record({ kind: fc.constant("caller" as const), client: text }),
);
const query = fc.constantFrom(
  "sum(increase(x_total[$window]))",
  "x_total",
  "  spaced ",
  "sum(\n  rate(y_total[$window])\n)\n",
  'a{b="{{c}}"}',
);
const ratio = fc.float({ min: Math.fround(0.001), max: Math.fround(0.999), noNaN: true });
const indicator: fc.Arbitrary<Indicator> = fc.oneof(
  fc.record({ kind: fc.constant("availability" as const), subject }),
  fc.record({ kind: fc.constant("latency" as const), subject, thresholdSeconds: ratio, countsErrors: fc.boolean() }),
  fc.record({
    kind: fc.constant("ratio" as const),
    good: fc.option(query),
    bad: query,
    total: query,
    isRatio: fc.constant(false),
  }),
  fc.record({
    kind: fc.constant("ratio" as const),
    good: fc.constant(null),
    bad: query,
    total: fc.constant(null),
    isRatio: fc.constant(true),
  }),
  fc.record({
    kind: fc.constant("threshold" as const),
    query,
    operator: fc.constantFrom("<" as const, ">=" as const),
    value: fc.integer(),
  }),
);
const window: fc.Arbitrary<SloWindow> = fc.oneof(
  fc.record({ kind: fc.constant("rolling" as const), days: fc.integer({ min: 1, max: 400 }) }),
  fc.record({
    kind: fc.constant("calendar" as const),
    unit: fc.constantFrom("week" as const, "month" as const, "quarter" as const),
    timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
  }),
);
const body: fc.Arbitrary<SloBody> = fc.record({
  name: fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/),
  title: text,
  description: text,
  service: text.filter((each) => each !== ""),
  owner: text,
  labels: fc.dictionary(fc.constantFrom("team", "tier", "42"), text, { noNullPrototype: true }),
  indicator,
  objective: ratio,
  window,
  slices: fc.option(fc.record({ minutes: fc.integer({ min: 1, max: 1440 }), targetRatio: ratio })),
  alerting: fc.record({
    burnRates: fc.boolean(),
    exhaustionHours: fc.option(fc.integer({ min: 1, max: 100 })),
    spent: fc.option(fc.record({ ratio, hours: fc.integer({ min: 1, max: 100 }) })),
    minimumBadEvents: fc.nat(20),
    minimumEvents: fc.nat(100),
    absentMinutes: fc.option(fc.integer({ min: 1, max: 100 })),
  }),
  sla: fc.option(
    fc.record({
      customer: text,
      monthlyFee: fc.option(fc.integer({ min: 0, max: 100_000 })),
      currency: fc.constant("EUR"),
      tiers: fc.array(fc.record({ belowRatio: ratio, penaltyRatio: ratio }), { maxLength: 3 }),
    }),
  ),
});

describe("OpenSLO out and in", () => {
  it("gives the same SLO, whatever it is", () => {
    fc.assert(
      fc.property(body, (slo) => {
        const { slos, problems } = parseSloFile(writeOpenSlo(slo));
        expect(problems).toEqual([]);
        expect(slos).toEqual([slo]);
      }),
    );
  });

  const plain: SloBody = {
    name: "checkout",
    title: "Checkout works",
    description: "",
    service: "checkout",
    owner: "",
    labels: {},
    indicator: {
      kind: "ratio",
      good: null,
      bad: "sum(increase(bad_total[$window]))",
      total: "sum(increase(all_total[$window]))",
      isRatio: false,
    },
    objective: 0.999,
    window: { kind: "rolling", days: 28 },
    slices: null,
    alerting: DEFAULT_ALERTING,
    sla: null,
  };

  it("says in OpenSLO's own fields what they can say", () => {
    const written = writeOpenSlo(plain);
    expect(written).toContain("query: sum(increase(bad_total[$window]))");
    expect(written).toContain("duration: 4w");
    expect(written).not.toContain("chronoscope.indicator");
    expect(parseSloFile(written).notes).toEqual([]);
  });

  it("writes several as one file", () => {
    const { slos } = parseSloFile(writeOpenSloFile([plain, { ...plain, name: "cart" }]));
    expect(slos.map(({ name }) => name)).toEqual(["checkout", "cart"]);
  });

  it("names an annotation of ours that it cannot read", () => {
    const wrong = writeOpenSlo({
      ...plain,
      indicator: { kind: "availability", subject: { kind: "service", service: "a" } },
    });
    const { problems } = parseSloFile(wrong.replace('"kind":"availability"', '"kind":"beauty"'));
    expect(problems[0]?.message).toBe('the indicator kind "beauty" is not known here');
  });
});
