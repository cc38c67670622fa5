/**
 * A corpus of queries: JSON with data sets (series of [ms, value]), and queries over a range with the points expected. Values carry
 * three significant decimals, as the tool that recorded them rounds.
 * Source: SigNoz's promqltestcorpus (tests/integration/testdata), recorded from Prometheus.
 */
import { evaluate } from "../promql/evaluate.ts";
import { Labels } from "../promql/labels.ts";
import { memorySource } from "../promql/memorySource.ts";
import { parseQuery } from "../promql/parse.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import type { MatrixSeries, QueryValue } from "../promql/queryValue.ts";
import { SampleKind, type SourceSeries } from "../promql/seriesSource.ts";
import type { CaseResult } from "./cases.ts";

/** A number, or one of NaN, Inf, -Inf, stale. */
type Point = readonly [timeMs: number, value: number | string];
interface PointSeries {
  readonly labels: Readonly<Record<string, string>>;
}
interface Corpus {
  readonly meta: { readonly lookback_ms: number };
  readonly datasets: readonly {
    readonly id: number;
    readonly series: readonly (PointSeries & { samples: Point[] })[];
  }[];
  readonly cases: readonly CorpusCase[];
}
interface CorpusCase {
  readonly dataset: number;
  readonly source: string;
  readonly variant: string;
  readonly expr: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly step_ms: number;
  readonly expected: readonly (PointSeries & { points: Point[] })[];
}

const LIMITS = { maxSamples: 50_000_000, maxPoints: Number.POSITIVE_INFINITY };

export async function* runCorpus(file: string, text: string): AsyncGenerator<CaseResult> {
  const corpus = JSON.parse(text) as Corpus;
  const datasets = new Map(corpus.datasets.map(({ id, series }) => [id, memorySource(series.map(toSource))]));
  for (const one of corpus.cases) {
    const name = `${file} ${one.source} (${one.variant}) ${one.expr}`;
    const source = datasets.get(one.dataset);
    try {
      const request = {
        startMs: one.start_ms,
        endMs: one.end_ms,
        stepMs: one.step_ms,
        lookbackMs: corpus.meta.lookback_ms,
        subqueryStepMs: 60_000,
        limits: LIMITS,
        signal: null,
      };
      if (!source) throw new Error(`data set ${one.dataset} is missing`);
      const { value } = await evaluate(parseQuery(one.expr), request, source);
      yield { name, failures: differences(one, value) };
    } catch (cause) {
      const text = isPromQlError(cause) ? cause.message : cause instanceof Error ? (cause.stack ?? "") : String(cause);
      yield { name, failures: [`expected a result, got the failure: ${text}`] };
    }
  }
}

function numberOf(value: number | string): number {
  if (typeof value === "number") return value;
  return value === "Inf" ? Number.POSITIVE_INFINITY : value === "-Inf" ? Number.NEGATIVE_INFINITY : Number.NaN;
}

function toSource({ labels, samples }: PointSeries & { samples: Point[] }): SourceSeries {
  return {
    labels: Labels.of(Object.entries(labels)),
    timesMs: Float64Array.from(samples, ([timeMs]) => timeMs),
    values: Float64Array.from(samples, ([, value]) => numberOf(value)),
    kinds: Uint8Array.from(samples, ([, value]) => (value === "stale" ? SampleKind.STALE : SampleKind.FLOAT)),
    histograms: null,
    startTimesMs: null,
  };
}

function differences({ expected }: CorpusCase, value: QueryValue): string[] {
  if (value.type !== "matrix") return [`expected a matrix, got a ${value.type}`];
  const got = new Map(value.series.map((series) => [series.labels.key, series]));
  const failures = expected.flatMap(({ labels, points }) => {
    const { key } = Labels.of(Object.entries(labels));
    const found = got.get(key);
    got.delete(key);
    return found && samePoints(points, found)
      ? []
      : [`expected ${key} ${JSON.stringify(points)}, got ${pointsOf(found)}`];
  });
  return [...failures, ...[...got.keys()].map((key) => `expected nothing, got ${key} ${pointsOf(got.get(key))}`)];
}

function pointsOf(series: MatrixSeries | undefined): string {
  return series
    ? JSON.stringify([...series.timesMs].map((timeMs, i) => [timeMs, String(series.values[i])]))
    : "nothing";
}

function samePoints(points: readonly Point[], { timesMs, values }: MatrixSeries): boolean {
  return (
    points.length === timesMs.length &&
    points.every(([timeMs, value], i) => timeMs === timesMs[i] && isRounded(values[i] ?? 0, numberOf(value)))
  );
}

/** Three decimals from 1 on, three significant digits below. */
function isRounded(value: number, rounded: number): boolean {
  if (!Number.isFinite(value)) return Object.is(value, rounded);
  if (value === rounded) return true;
  const unit = Math.abs(value) >= 1 ? 1e-3 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  return Math.abs(value - rounded) <= unit * 0.501 + Math.abs(value) * 1e-12;
}
