/** The past of a rule on a search of traces that no series counts: of a real store, and of more than can be looked at. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOON_MS } from "../testing/builders.ts";
import { type FilledStore, fillStore } from "../testing/filledStore.ts";
import { countedSpans, countSpanSteps } from "./alertPreviewSpans.ts";

const MINUTE_MS = 60_000;
const search = { text: null, leastSeverity: null, failedOnly: false, attributes: [] };
const condition = {
  kind: "traces",
  search: { ...search, service: "cart", minDurationMs: 500 },
  windowMs: 2 * MINUTE_MS,
  operator: ">=",
  threshold: 1,
} as const;
const hit = (...minutes: number[]) => ({
  matchedCount: minutes.length,
  matched: minutes.map((minute) => ({ startUnixNano: BigInt(minute * MINUTE_MS) * 1_000_000n }) as never),
});
const valuesOf = ({ values }: { readonly values: Float64Array }) =>
  [...values].map((one) => (Number.isNaN(one) ? 0 : one));

describe("spans counted before each step", () => {
  const steps = { startMs: 0, endMs: 10 * MINUTE_MS, stepMs: MINUTE_MS };

  it("are those whose start lies in the rule's own window, its beginning included and its end not", () => {
    const counted = countedSpans([hit(3, 4), hit(4.5)], false, condition, steps);
    expect([counted.startMs, counted.isCut]).toEqual([0, false]);
    expect(valuesOf(counted)).toEqual([0, 0, 0, 0, 1, 3, 2, 0, 0, 0, 0]);
  });

  it("count spans that a trace does not name with those that it names", () => {
    const counted = countedSpans([{ ...hit(3), matchedCount: 30 }], false, condition, steps);
    expect(Math.max(...valuesOf(counted))).toBe(30);
  });

  it("are known no further back than they were looked at", () => {
    const counted = countedSpans([hit(3, 8), hit(6), hit(5)], true, condition, steps);
    expect([counted.startMs, counted.isCut]).toEqual([7 * MINUTE_MS, true]);
    expect(valuesOf(counted)).toEqual([2, 1, 1, 1]);
  });
});

describe("a store's spans", () => {
  let filled: FilledStore;
  beforeAll(async () => {
    filled = await fillStore();
  });
  afterAll(() => filled.close());

  it("are counted where no series counts them", async () => {
    const steps = { startMs: NOON_MS - 10 * MINUTE_MS, endMs: NOON_MS + 10 * MINUTE_MS, stepMs: MINUTE_MS };
    const counted = await countSpanSteps({ store: filled.store, tenant: 1 }, condition, steps, undefined);
    const values = counted ? valuesOf(counted) : [];
    expect(values.filter((value) => value > 0)).toEqual([1, 1]);
    const other = { ...condition, search: { ...condition.search, service: "nobody" } };
    const none = await countSpanSteps({ store: filled.store, tenant: 1 }, other, steps, undefined);
    expect(none && valuesOf(none).every((value) => value === 0)).toBe(true);
  });
});
