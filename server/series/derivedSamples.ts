/**
 * Rows of increments -> series of samples, one way for each facet of a metric (derivedMetrics.ts, derivedGrid.ts).
 * Native histograms have schema 3; OpenTelemetry's bucket i is Prometheus's i + 1. Classic ones have the connector's bounds.
 */
import { DURATION_SCALE, EXPLICIT_BOUNDS_SECONDS } from "../model/derived.ts";
import { type Cells, cellTotal, durationHistogram, explicitCounts } from "../model/durationCells.ts";
import type { Pace } from "../promql/evaluatePace.ts";
import { type FloatHistogram, NO_BUCKETS } from "../promql/floatHistogram.ts";
import { type Labels, METRIC_NAME } from "../promql/labels.ts";
import { SampleKind, type SourceSeries } from "../promql/seriesSource.ts";
import type { Grid } from "../store/derivedReader.ts";
import { counterValues, firstBucket, sampleTimes, startsAnew, wholeBuckets } from "./derivedGrid.ts";
import type { DerivedMetric, DerivedPart } from "./derivedMetrics.ts";
import type { DerivedRow, DerivedRows, DurationRow } from "./derivedRows.ts";
import type { NamedSeries } from "./namedSeries.ts";

/** Prometheus's default width of the zero bucket. */
const ZERO_THRESHOLD = 2.938735877055719e-39;
const BOUND_TEXTS = [...EXPLICIT_BOUNDS_SECONDS.map(String), "+Inf"];

export interface Samples {
  readonly grid: Grid;
  /** Increments of the window. */
  readonly rows: DerivedRows["rows"];
  /** The same from midnight to the window's start, as one bucket. */
  readonly before: DerivedRows["rows"];
  /** Nothing later has samples. */
  readonly endMs: number;
}

interface Frame {
  readonly grid: Grid;
  readonly count: number;
  readonly times: Float64Array;
}

/** Every series of one name; lets other work run in between, and ends when it is called off. */
export async function derivedSeries(
  named: NamedSeries<DerivedMetric>,
  samples: Samples,
  pace: Pace,
): Promise<SourceSeries[]> {
  const count = wholeBuckets(samples.grid, samples.endMs);
  const frame: Frame = { grid: samples.grid, count, times: sampleTimes(samples.grid, count) };
  const made: SourceSeries[] = [];
  for (const key of new Set([...samples.rows.keys(), ...samples.before.keys()])) {
    if (pace.due()) await pace.pause();
    made.push(...seriesOf(named, samples.rows.get(key), samples.before.get(key), frame));
  }
  return made;
}

/** Of one label set: one series, of classic buckets one for each bound. */
function seriesOf(
  named: NamedSeries<DerivedMetric>,
  row: DerivedRow | undefined,
  before: DerivedRow | undefined,
  frame: Frame,
): SourceSeries[] {
  const labels = (row ?? before)?.labels.with([[METRIC_NAME, named.name]]);
  if (labels === undefined) return [];
  const { part } = named.metric;
  const seen = callsOf(row, part);
  const first = firstBucket(totalOf(callsOf(before, part)), seen, frame.count);
  if (first < 0) return [];
  const [now, earlier] = [durationOf(row, part), durationOf(before, part)];
  if (named.facet === "native") return [nativeSeries(labels, now, earlier, first, frame)];
  if (named.facet === "bucket") return bucketSeries(labels, now, earlier, first, frame);
  const numbers = numbersOf(row, named, seen);
  const base = totalOf(numbersOf(before, named, callsOf(before, part)));
  return [counterSeries(labels, numbers, base, first, frame)];
}

const NOTHING = new Float64Array(0);

function durationOf(row: DerivedRow | undefined, part: DerivedPart): DurationRow | null {
  return (part === "otherDuration" ? row?.otherDuration : row?.duration) ?? null;
}

/** What decides when a series begins: failures begin with the calls, so that none is a measured zero. */
function callsOf(row: DerivedRow | undefined, part: DerivedPart): Float64Array {
  if (row === undefined) return NOTHING;
  if (part === "calls" || part === "errors") return row.calls;
  return Float64Array.from(durationOf(row, part)?.cells ?? [], (cells) => (cells ? cellTotal(cells) : 0));
}

function numbersOf(
  row: DerivedRow | undefined,
  { metric, facet }: NamedSeries<DerivedMetric>,
  calls: Float64Array,
): Float64Array {
  if (metric.part === "errors") return row?.errors ?? NOTHING;
  return facet === "sum" ? (durationOf(row, metric.part)?.sumSeconds ?? NOTHING) : calls;
}

function totalOf(numbers: Float64Array): number {
  let total = 0;
  for (const value of numbers) total += value;
  return total;
}

function counterSeries(
  labels: Labels,
  increments: Float64Array,
  base: number,
  first: number,
  { grid, count, times }: Frame,
): SourceSeries {
  const values = counterValues(grid, base, increments, first, count);
  return { labels, timesMs: times.subarray(2 * first), values, kinds: null, histograms: null, startTimesMs: null };
}

/** One counter for each bound, cumulative over the bounds too. */
function bucketSeries(
  labels: Labels,
  now: DurationRow | null,
  earlier: DurationRow | null,
  first: number,
  frame: Frame,
): SourceSeries[] {
  const increments = BOUND_TEXTS.map(() => new Float64Array(frame.count));
  const bases = new Float64Array(BOUND_TEXTS.length);
  const eachBound = (cells: Cells | null | undefined, add: (bound: number, total: number) => void) => {
    if (!cells) return;
    let total = 0;
    explicitCounts(cells).forEach((seen, bound) => {
      total += seen;
      add(bound, total);
    });
  };
  for (let i = first; i < frame.count; i++) {
    eachBound(now?.cells[i], (bound, total) => {
      const counts = increments[bound];
      if (counts) counts[i] = total;
    });
  }
  for (const cells of earlier?.cells ?? []) {
    eachBound(cells, (bound, total) => {
      bases[bound] = (bases[bound] ?? 0) + total;
    });
  }
  return increments.map((counts, bound) =>
    counterSeries(labels.with([["le", BOUND_TEXTS[bound] ?? ""]]), counts, bases[bound] ?? 0, first, frame),
  );
}

/** Running totals of one native histogram. */
class NativeTotals {
  private readonly counts = new Map<number, number>();
  private zero = 0;
  private count = 0;
  private sum = 0;
  private made: FloatHistogram | null = null;

  reset(): void {
    this.counts.clear();
    this.zero = 0;
    this.count = 0;
    this.sum = 0;
    this.made = null;
  }

  add(cells: Cells | null | undefined, sumSeconds: number): void {
    if (!cells || cells.index.length === 0) return;
    const { zero, index, count } = durationHistogram(cells);
    this.zero += zero;
    this.count += zero;
    this.sum += sumSeconds;
    for (let i = 0; i < index.length; i++) {
      const bucket = (index[i] ?? 0) + 1;
      this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + (count[i] ?? 0));
      this.count += count[i] ?? 0;
    }
    this.made = null;
  }

  /** The same object until something is added. */
  histogram(): FloatHistogram {
    if (this.made !== null) return this.made;
    const index = [...this.counts.keys()].sort((a, b) => a - b);
    this.made = {
      schema: DURATION_SCALE,
      counterReset: "unknown",
      zeroThreshold: ZERO_THRESHOLD,
      zeroCount: this.zero,
      count: this.count,
      sum: this.sum,
      positive: { index, count: index.map((bucket) => this.counts.get(bucket) ?? 0) },
      negative: NO_BUCKETS,
      customBounds: [],
    };
    return this.made;
  }
}

function nativeSeries(
  labels: Labels,
  now: DurationRow | null,
  earlier: DurationRow | null,
  first: number,
  { grid, count, times }: Frame,
): SourceSeries {
  const totals = new NativeTotals();
  (earlier?.cells ?? []).forEach((cells, i) => {
    totals.add(cells, earlier?.sumSeconds[i] ?? 0);
  });
  const histograms: FloatHistogram[] = [];
  for (let i = first; i < count; i++) {
    if (startsAnew(grid, i)) totals.reset();
    histograms.push(totals.histogram());
    totals.add(now?.cells[i], now?.sumSeconds[i] ?? 0);
    histograms.push(totals.histogram());
  }
  return {
    labels,
    timesMs: times.subarray(2 * first),
    values: new Float64Array(histograms.length),
    kinds: new Uint8Array(histograms.length).fill(SampleKind.HISTOGRAM),
    histograms,
    startTimesMs: null,
  };
}
