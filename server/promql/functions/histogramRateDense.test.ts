/**
 * The dense way of rates and sums gives what the way window by window gives, to the last digit.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SumFold } from "../aggregateSum.ts";
import { Annotations } from "../annotations.ts";
import { type FloatHistogram, NO_BUCKETS } from "../floatHistogram.ts";
import { parseHistogram } from "../histogram/notation.ts";
import { Labels } from "../labels.ts";
import { emptySeries, histogramAt, type StepSeries } from "../stepSeries.ts";
import type { RangeCall, RangeSeries } from "./rangeFunction.ts";
import { rate } from "./rate.ts";

const STEPS = 12;
const NOWHERE = { from: 0, to: 0 };

function callOf(takesDense: boolean, annotations: Annotations): RangeCall {
  return {
    name: "rate",
    frame: { startMs: 60_000, stepMs: 15_000, stepCount: STEPS, isRange: true },
    rangeMs: 60_000,
    firstEndMs: 60_000,
    endStepMs: 15_000,
    lookbackMs: 300_000,
    extension: null,
    takesDense,
    scalars: [],
    annotations,
    span: NOWHERE,
  };
}

function ratesOf(series: RangeSeries, takesDense: boolean): StepSeries {
  const out = emptySeries(series.labels, true, STEPS);
  rate(series, callOf(takesDense, new Annotations()), out, { from: 0, to: STEPS });
  return out;
}

function sumOf(many: readonly RangeSeries[], takesDense: boolean): (FloatHistogram | null)[] {
  const place = { annotations: new Annotations(), span: NOWHERE };
  const fold = new SumFold(emptySeries(Labels.EMPTY, false, STEPS), "sum", place);
  for (const series of many) fold.add(ratesOf(series, takesDense));
  const answer = fold.answer();
  return Array.from({ length: STEPS }, (_, step) => {
    const histogram = histogramAt(answer, step);
    return histogram && { ...histogram, counterReset: "gauge" };
  });
}

interface Increment {
  readonly gapMs: number;
  readonly buckets: readonly (readonly [number, number])[];
  readonly isReset: boolean;
  readonly hint: "unknown" | "reset" | "notReset";
}

/** A counter histogram that grows by increments; of what kind says `like`. */
function seriesOf(like: FloatHistogram, increments: readonly Increment[], withStarts: boolean): RangeSeries {
  const counts = new Map<number, number>();
  let timeMs = 0;
  let startMs = -5_000;
  const times: number[] = [];
  const starts: number[] = [];
  const histograms = increments.map(({ gapMs, buckets, isReset, hint }) => {
    if (isReset) {
      counts.clear();
      startMs = timeMs + 1;
    }
    timeMs += gapMs;
    for (const [index, added] of buckets) counts.set(index, (counts.get(index) ?? 0) + added);
    times.push(timeMs);
    starts.push(startMs);
    const side = (wanted: (index: number) => boolean, name: (index: number) => number) => {
      const index = [...counts.keys()].filter(wanted).sort((a, b) => name(a) - name(b));
      return { index: index.map(name), count: index.map((key) => counts.get(key) ?? 0) };
    };
    const negative =
      like.schema < -4
        ? NO_BUCKETS
        : side(
            (i) => i < 0,
            (i) => -i,
          );
    const count = [...counts.values()].reduce((a, b) => a + b, 0);
    return {
      ...like,
      counterReset: hint,
      count,
      sum: count * 1.1,
      negative,
      positive: side(
        (i) => i >= 0,
        (i) => i,
      ),
    };
  });
  return {
    labels: Labels.of([["__name__", "x"]]),
    dropName: false,
    timesMs: new Float64Array(),
    values: new Float64Array(),
    startTimesMs: null,
    histogramTimesMs: Float64Array.from(times),
    histograms,
    histogramStartTimesMs: withStarts ? Float64Array.from(starts) : null,
  };
}

const like = (text: string) => parseHistogram(`{{${text}}}`).histogram;
const KINDS = [
  like("schema:3"),
  like("schema:3 z_bucket_w:0.001"),
  like("schema:1"),
  like("schema:-53 custom_values:[1 2 3 4 5 6]"),
];

const anyIncrement: fc.Arbitrary<Increment> = fc.record({
  gapMs: fc.constantFrom(1_000, 14_000, 15_000, 40_000),
  buckets: fc.array(fc.tuple(fc.integer({ min: -3, max: 6 }), fc.double({ min: 0, max: 1e3, noNaN: true })), {
    maxLength: 4,
  }),
  isReset: fc.nat(5).map((dice) => dice === 0),
  hint: fc.constantFrom("unknown", "unknown", "unknown", "notReset", "reset"),
});
const anySeries = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    increments: fc.array(anyIncrement, { minLength: 1, maxLength: 25 }),
    withStarts: fc.boolean(),
  })
  .map(({ kind, increments, withStarts }) => seriesOf(kind, increments, withStarts));

describe("rates as dense tables", () => {
  it("are used for series of one layout", () => {
    const grows = Array.from(
      { length: 10 },
      (): Increment => ({ gapMs: 15_000, buckets: [[1, 2]], isReset: false, hint: "unknown" }),
    );
    const dense = ratesOf(seriesOf(like("schema:3"), grows, false), true);
    expect(dense.dense?.layout.width).toBe(4);
    expect(dense.histograms).toBeNull();
  });

  it("sum up to what the rates window by window sum up to", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.array(fc.tuple(fc.array(anyIncrement, { minLength: 1, maxLength: 25 }), fc.boolean()), {
          minLength: 1,
          maxLength: 5,
        }),
        (kind, parts) => {
          const many = parts.map(([increments, withStarts]) => seriesOf(kind, increments, withStarts));
          expect(sumOf(many, true)).toEqual(sumOf(many, false));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("of different layouts meet as other histograms do", () => {
    const exponential = anySeries.filter(({ histograms }) => histograms[0]?.schema !== -53);
    fc.assert(
      fc.property(fc.array(exponential, { minLength: 2, maxLength: 5 }), (many) => {
        const [dense, sparse] = [sumOf(many, true), sumOf(many, false)];
        dense.forEach((histogram, step) => {
          const other = sparse[step];
          expect([histogram?.schema, histogram?.zeroThreshold]).toEqual([other?.schema, other?.zeroThreshold]);
          expect(histogram?.positive.index).toEqual(other?.positive.index);
          expect(histogram?.count ?? 0).toBeCloseTo(other?.count ?? 0, 6);
        });
      }),
      { numRuns: 40 },
    );
  });

  it("leave gauges, changing schemas and mixed kinds to the other way", () => {
    const grows = Array.from(
      { length: 4 },
      (): Increment => ({ gapMs: 15_000, buckets: [[1, 2]], isReset: false, hint: "unknown" }),
    );
    const plain = seriesOf(like("schema:3"), grows, false);
    const [first, ...rest] = plain.histograms;
    const odd = (change: Partial<FloatHistogram>) =>
      ratesOf({ ...plain, histograms: first === undefined ? [] : [{ ...first, ...change }, ...rest] }, true).dense;
    expect(odd({})).not.toBeNull();
    expect([odd({ counterReset: "gauge" }), odd({ schema: 2 }), odd({ zeroThreshold: 1 })]).toEqual([null, null, null]);
  });
});
