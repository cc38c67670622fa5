/**
 * PromQL alone: the evaluator over series in memory, so that its cost is told apart from reading. Every query runs once to warm up and
 * three times measured; the median counts. Memory is what the process holds beyond the series themselves, at its highest.
 * Run: npm run bench -- promql
 */
import { evaluate } from "../server/promql/evaluate.ts";
import { Labels } from "../server/promql/labels.ts";
import { memorySource } from "../server/promql/memorySource.ts";
import { parseQuery } from "../server/promql/parse.ts";
import type { EvaluationResult } from "../server/promql/queryValue.ts";
import type { SeriesSource, SourceSeries } from "../server/promql/seriesSource.ts";
import { BARS, type Bar } from "./bars.ts";
import { type Bench, mebibytes, quantile } from "./bench.ts";
import { nativeHistograms } from "./promqlHistograms.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const SCRAPE_MS = 15 * SECOND;
const END_MS = Date.UTC(2026, 0, 1);
const RUNS = 3;
const SERVICES = 50;
const BOUNDS = ["0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1", "2.5", "5", "10", "+Inf"];

interface Question {
  readonly name: string;
  readonly query: string;
  readonly stepMs: number;
  readonly bar?: Bar;
}

interface Data {
  readonly about: string;
  readonly rangeMs: number;
  readonly series: (share: number) => SourceSeries[];
  readonly questions: readonly Question[];
}

const RATE = "rate(calls_total[5m])";
const ERRORS = 'rate(calls_total{status="error"}[5m])';
const DATA: readonly Data[] = [
  {
    about: "10,000 series, 6 h",
    rangeMs: 6 * HOUR,
    series: (share) => counters(10_000 * share, 7 * HOUR),
    questions: [
      { name: "sum by (rate)", query: `sum by (service_name) (${RATE})`, stepMs: SCRAPE_MS, bar: BARS.promqlRate },
      { name: "regex selector", query: 'sum(calls_total{service_name=~".*-(1|2|3).*"})', stepMs: SCRAPE_MS },
      {
        name: "ratio",
        query: `sum by (service_name) (${ERRORS}) / sum by (service_name) (${RATE})`,
        stepMs: SCRAPE_MS,
      },
      { name: "series kept", query: `${RATE} > 0`, stepMs: MINUTE },
      { name: "topk", query: `topk(5, ${RATE})`, stepMs: MINUTE },
      { name: "avg_over_time", query: "max(avg_over_time(calls_total[1h]))", stepMs: 5 * MINUTE },
      { name: "subquery", query: `max_over_time(sum by (service_name) (${RATE})[30m:15s])`, stepMs: MINUTE },
    ],
  },
  {
    about: "1,000 series, 7 d",
    rangeMs: 7 * 24 * HOUR,
    series: (share) => counters(1_000 * share, 7 * 24 * HOUR),
    questions: [
      { name: "sum by (rate)", query: `sum by (service_name) (${RATE})`, stepMs: 5 * MINUTE, bar: BARS.promqlWeek },
    ],
  },
  {
    about: "7,000 classic buckets, 6 h",
    rangeMs: 6 * HOUR,
    series: (share) => buckets(500 * share, 7 * HOUR),
    questions: [
      {
        name: "histogram_quantile of sum by (rate)",
        query: "histogram_quantile(0.95, sum by (service_name, le) (rate(duration_seconds_bucket[5m])))",
        stepMs: SCRAPE_MS,
      },
      {
        name: "histogram_quantile of each",
        query: "count(histogram_quantile(0.95, rate(duration_seconds_bucket[5m])))",
        stepMs: MINUTE,
      },
    ],
  },
  {
    about: "1,000 native histograms, 6 h",
    rangeMs: 6 * HOUR,
    series: (share) => nativeHistograms(1_000 * share, SERVICES, scrapeTimes(6 * HOUR + 5 * MINUTE)),
    questions: [
      {
        name: "histogram_quantile of sum by (rate)",
        query: "histogram_quantile(0.95, sum by (service_name) (rate(duration_seconds[5m])))",
        stepMs: SCRAPE_MS,
      },
      {
        name: "histogram_quantile of each",
        query: "count(histogram_quantile(0.95, rate(duration_seconds[5m])))",
        stepMs: MINUTE,
      },
    ],
  },
];

export async function benchPromql(bench: Bench): Promise<void> {
  for (const { about, rangeMs, series, questions } of DATA) {
    const source = memorySource(series(bench.quick ? 0.01 : 1));
    for (const question of questions) await measure(bench, about, question, rangeMs, source);
  }
}

async function measure(
  bench: Bench,
  about: string,
  question: Question,
  rangeMs: number,
  source: SeriesSource,
): Promise<void> {
  const ask = () => answer(question, rangeMs, source);
  const { stats } = await ask();
  const memory = watchMemory();
  const took: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now();
    await ask();
    took.push(performance.now() - began);
  }
  const grown = memory();
  const name = `${about} at ${question.stepMs / SECOND} s, ${question.name}`;
  const samples = `${(stats.samples / 1e6).toFixed(1)} million samples`;
  bench.figure(name, `${Math.round(quantile(took, 0.5))} ms (${samples}, ${mebibytes(grown)})`, question.bar);
}

function answer({ query, stepMs }: Question, rangeMs: number, source: SeriesSource): Promise<EvaluationResult> {
  const request = {
    startMs: END_MS - rangeMs,
    endMs: END_MS,
    stepMs,
    lookbackMs: 5 * MINUTE,
    subqueryStepMs: MINUTE,
    limits: { maxSamples: 100_000_000, maxPoints: 11_000 },
    signal: null,
  };
  return evaluate(parseQuery(query), request, source);
}

/** The most that was held beyond what is held now, looked at whenever the evaluator lets others run. */
function watchMemory(): () => number {
  const held = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, held());
  }, 10);
  return () => {
    clearInterval(timer);
    return most - before;
  };
}

/** Counters that grow by a whole number at every scrape and start anew once in some hours; all scraped at the same times. */
function counters(number: number, spanMs: number): SourceSeries[] {
  const timesMs = scrapeTimes(spanMs);
  return Array.from({ length: number }, (_, i) => {
    const labels = Labels.of([
      ["__name__", "calls_total"],
      ["service_name", `service-${i % SERVICES}`],
      ["instance", `i-${i}`],
      ["status", i % 10 === 0 ? "error" : "ok"],
    ]);
    return floatSeries(labels, timesMs, counterValues(timesMs.length, i));
  });
}

function buckets(histograms: number, spanMs: number): SourceSeries[] {
  const timesMs = scrapeTimes(spanMs);
  return Array.from({ length: histograms }, (_, i) =>
    BOUNDS.map((le, bound) => {
      const labels = Labels.of([
        ["__name__", "duration_seconds_bucket"],
        ["service_name", `service-${i % SERVICES}`],
        ["instance", `i-${i}`],
        ["le", le],
      ]);
      return floatSeries(
        labels,
        timesMs,
        counterValues(timesMs.length, i).map((value) => value * (bound + 1)),
      );
    }),
  ).flat();
}

function scrapeTimes(spanMs: number): Float64Array {
  return Float64Array.from({ length: spanMs / SCRAPE_MS + 1 }, (_, i) => END_MS - spanMs + i * SCRAPE_MS);
}

function counterValues(length: number, seed: number): Float64Array {
  const values = new Float64Array(length);
  let total = 0;
  for (let i = 0; i < length; i++) {
    total = (i + seed * 37) % 1_111 === 0 ? 0 : total + ((i * 7 + seed * 13) % 23);
    values[i] = total;
  }
  return values;
}

function floatSeries(labels: Labels, timesMs: Float64Array, values: Float64Array): SourceSeries {
  return { labels, timesMs, values, kinds: null, histograms: null, startTimesMs: null };
}
