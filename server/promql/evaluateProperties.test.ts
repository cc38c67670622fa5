/**
 * What must hold whatever the data: all steps at once answer as each step alone does, a sliding window as one that is cut out anew,
 * groups as their members added one by one. Data have gaps, resets, stale markers, NaN and infinities.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "./evaluate.ts";
import { extrapolationFactor } from "./functions/extrapolation.ts";
import { floatsEvery, memorySource } from "./memorySource.ts";
import { parseQuery } from "./parse.ts";
import type { QueryValue } from "./queryValue.ts";
import type { SourceSeries } from "./seriesSource.ts";

const SCRAPE = 15_000;
const LIMITS = { maxSamples: 1e7, maxPoints: 11_000 };

async function ask(query: string, series: readonly SourceSeries[], startMs: number, endMs: number, stepMs: number) {
  const request = { startMs, endMs, stepMs, lookbackMs: 60_000, subqueryStepMs: 30_000, limits: LIMITS, signal: null };
  return (await evaluate(parseQuery(query), request, memorySource(series))).value;
}

const plain = fc.array(fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 50 }) }, fc.constant(null)), {
  minLength: 1,
  maxLength: 40,
});
const wild = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
    { weight: 2, arbitrary: fc.constant(null) },
    fc.constant("stale" as const),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0),
  ),
  { minLength: 1, maxLength: 40 },
);

function named(all: readonly (readonly (number | null | "stale")[])[]): SourceSeries[] {
  return all.map((values, i) =>
    floatsEvery(SCRAPE, { __name__: i % 2 === 0 ? "x_total" : "y_total", i: String(i), g: String(i % 3) }, values),
  );
}

/** Series and step -> value, of either form of answer. */
function points(value: QueryValue): Map<string, number> {
  const found = new Map<string, number>();
  if (value.type === "vector")
    for (const { labels, timeMs, value: number } of value.samples) found.set(`${labels.key} ${timeMs}`, number);
  if (value.type === "matrix")
    for (const { labels, timesMs, values } of value.series)
      for (const [i, timeMs] of timesMs.entries()) found.set(`${labels.key} ${timeMs}`, values[i] ?? Number.NaN);
  return found;
}

const QUERIES = [
  "x_total",
  "x_total offset 20s",
  "-x_total or y_total",
  "rate(x_total[1m])",
  "increase(x_total[47s] offset 10s)",
  "delta(x_total[1m] smoothed)",
  "increase(x_total[1m] anchored)",
  "irate(x_total[1m])",
  "x_total smoothed",
  "sum by (g) (rate(x_total[1m]))",
  "avg without (i) ({__name__=~'.+'})",
  "topk by (g) (1, x_total)",
  "bottomk(2, {__name__=~'.+'})",
  "limitk(2, x_total)",
  "quantile by (g) (0.3, x_total)",
  "stddev(x_total)",
  "count_values('v', round(x_total))",
  "x_total + on(g) group_left sum by (g) (y_total)",
  "sum by (g) (x_total) - on(g) fill(1) sum by (g) (y_total)",
  "x_total > bool 3",
  "x_total and on(g) y_total",
  "x_total unless on(g) y_total",
  "max_over_time(x_total[1m])",
  "avg_over_time(x_total[50s])",
  "quantile_over_time(0.5, x_total[1m])",
  "changes(x_total[1m]) + resets(x_total[1m])",
  "predict_linear(x_total[1m], 60)",
  "deriv(x_total[1m])",
  "last_over_time(x_total[1m]) - first_over_time(x_total[1m])",
  "absent(x_total{i='0'})",
  "absent_over_time(x_total{i='0'}[20s])",
  "max_over_time(rate(x_total[1m])[2m:10s])",
  "sum_over_time(x_total[1m:])",
  "vector(scalar(x_total{i='0'}) + time())",
  "timestamp(x_total)",
  "label_replace(x_total, 'g', 'z$1', 'i', '(.*)')",
  "sum(x_total @ 100) + sum(x_total)",
];

describe("all steps at once", () => {
  it.each(QUERIES)("answer as each step alone: %s", async (query) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(wild, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (all, step) => {
          const series = named(all);
          const [startMs, stepMs, steps] = [30_000, step * 1000, 12];
          const together = points(await ask(query, series, startMs, startMs + (steps - 1) * stepMs, stepMs));
          const alone = new Map<string, number>();
          for (let i = 0; i < steps; i++) {
            const atMs = startMs + i * stepMs;
            for (const [key, value] of points(await ask(query, series, atMs, atMs, 0))) alone.set(key, value);
          }
          expect([...together].sort()).toEqual([...alone].sort());
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("rate", () => {
  it("slides as one that looks at each window anew", async () => {
    await fc.assert(
      fc.asyncProperty(
        plain,
        fc.integer({ min: 16, max: 200 }),
        fc.integer({ min: 1, max: 40 }),
        async (values, range, step) => {
          const series = floatsEvery(SCRAPE, { __name__: "x_total" }, values);
          const found = points(await ask(`increase(x_total[${range}s])`, [series], 0, 20 * step * 1000, step * 1000));
          for (let atMs = 0; atMs <= 20 * step * 1000; atMs += step * 1000)
            expect(found.get(`[] ${atMs}`)).toEqual(naiveIncrease(series, atMs - range * 1000, atMs));
        },
      ),
    );
  });
});

function naiveIncrease({ timesMs, values }: SourceSeries, startMs: number, endMs: number): number | undefined {
  const window = Array.from(timesMs, (timeMs, i) => ({ timeMs, value: values[i] ?? 0 })).filter(
    ({ timeMs }) => timeMs > startMs && timeMs <= endMs,
  );
  const [first, last] = [window[0], window.at(-1)];
  if (first === undefined || last === undefined || window.length < 2) return undefined;
  let grown = last.value - first.value;
  window.forEach(({ value }, i) => {
    const before = window[i - 1];
    if (before !== undefined && value < before.value) grown += before.value;
  });
  const gaps = window.length - 1;
  return grown * extrapolationFactor(first.timeMs, last.timeMs, gaps, startMs, endMs, 0, first.value, grown);
}

describe("sum by", () => {
  it("adds what a plain loop adds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plain, { minLength: 1, maxLength: 12 }), async (all) => {
        const series = all.map((values, i) =>
          floatsEvery(SCRAPE, { __name__: "x", i: String(i), g: String(i % 3) }, values),
        );
        const [members, sums] = [
          points(await ask("x", series, 0, 600_000, SCRAPE)),
          points(await ask("sum by (g) (x)", series, 0, 600_000, SCRAPE)),
        ];
        const expected = new Map<string, number>();
        for (const [key, value] of members) {
          const [, group = "", timeMs = ""] = /"g","(\d)".* (\d+)$/.exec(key) ?? [];
          const own = `["g","${group}"] ${timeMs}`;
          expected.set(own, (expected.get(own) ?? 0) + value);
        }
        expect([...sums].sort()).toEqual([...expected].sort());
      }),
    );
  });
});
