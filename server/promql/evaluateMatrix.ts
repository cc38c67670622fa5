/**
 * Instant queries that ask for a range vector itself: the samples of a selector in its range, or the points of a subquery.
 * Errors: PromQlError (execution) for `anchored` and `smoothed` selectors that meet histograms.
 * Source: Prometheus promql/engine.go (matrixSelector, extendFloats).
 */
import type { MatrixSelector, Subquery } from "./ast.ts";
import { cleaned, matrixAnswer, sortSeries } from "./evaluateAnswer.ts";
import type { Evaluator } from "./evaluateState.ts";
import type { FloatHistogram } from "./floatHistogram.ts";
import { edgePlaces } from "./functions/extendedRate.ts";
import { placeAfter } from "./placeAfter.ts";
import { PromQlError } from "./promQlError.ts";
import type { MatrixSeries, QueryValue } from "./queryValue.ts";
import { lookTimes, numberOf, selectSeries } from "./selectSeries.ts";
import { SampleKind, type SourceSeries } from "./seriesSource.ts";
import type { Frame } from "./stepSeries.ts";
import { subqueryFrame } from "./subquery.ts";

export async function matrixOf(
  evaluator: Evaluator,
  expr: MatrixSelector | Subquery,
  frame: Frame,
): Promise<QueryValue> {
  if (expr.kind === "subquery") {
    const inner = subqueryFrame(evaluator, expr, frame);
    const vector = inner.stepCount === 0 ? [] : await evaluator.collect(expr.expr, inner);
    return matrixAnswer(cleaned(vector), inner);
  }
  const rangeMs = numberOf(expr.range);
  const endMs = lookTimes(expr.selector, frame).firstMs;
  const { extension } = expr.selector;
  const { lookbackMs } = evaluator.evaluation.request;
  const before = extension === null ? 0 : lookbackMs;
  const after = extension === "smoothed" ? lookbackMs : 0;
  const series = await selectSeries(evaluator, expr.selector, frame, rangeMs);
  const cut = series.map((one) => samplesWithin(one, endMs - rangeMs - before, endMs + after));
  const answers = extension === null ? cut : cut.map((one) => extended(one, endMs - rangeMs, endMs, extension));
  return { type: "matrix", series: sortSeries(answers.filter(({ timesMs }) => timesMs.length > 0)) };
}

/** After startMs, until endMs, without stale markers. */
function samplesWithin(source: SourceSeries, startMs: number, endMs: number): MatrixSeries {
  const { labels, kinds } = source;
  const [from, to] = [placeAfter(source.timesMs, startMs), placeAfter(source.timesMs, endMs)];
  if (kinds === null) {
    const [timesMs, values] = [source.timesMs.slice(from, to), source.values.slice(from, to)];
    return { labels, timesMs, values, histograms: null };
  }
  const places = Array.from({ length: to - from }, (_, i) => from + i).filter((i) => kinds[i] !== SampleKind.STALE);
  const histograms = places.map((i): FloatHistogram | null =>
    kinds[i] === SampleKind.HISTOGRAM ? (source.histograms?.[i] ?? null) : null,
  );
  return {
    labels,
    timesMs: Float64Array.from(places, (i) => source.timesMs[i] ?? 0),
    values: Float64Array.from(places, (i) => source.values[i] ?? 0),
    histograms: histograms.some((histogram) => histogram !== null) ? histograms : null,
  };
}

/** With a sample at either edge of the range, taken from the neighbours beyond it, which go. */
function extended(series: MatrixSeries, startMs: number, endMs: number, how: "anchored" | "smoothed"): MatrixSeries {
  const { timesMs, values, labels } = series;
  if (series.histograms !== null)
    throw new PromQlError("execution", `${how} modifier is not supported with histograms`);
  const nothing = { labels, timesMs: new Float64Array(0), values: new Float64Array(0), histograms: null };
  if (timesMs.length === 0) return nothing;
  const smoothed = how === "smoothed";
  const { first, last } = edgePlaces(timesMs, 0, timesMs.length, startMs, endMs, smoothed);
  const [time, value] = [(i: number) => timesMs[i] ?? 0, (i: number) => values[i] ?? 0];
  if (time(last) <= startMs) return nothing;
  const between = (i: number, atMs: number) =>
    value(i) + ((value(i + 1) - value(i)) * (atMs - time(i))) / (time(i + 1) - time(i));
  const left = smoothed && time(first) < startMs ? between(first, startMs) : value(first);
  const right = smoothed && last > 0 && time(last) > endMs ? between(last - 1, endMs) : value(last);
  const from = time(first) <= startMs ? first + 1 : first;
  const to = Math.max(from, time(last) >= endMs ? last : last + 1);
  return {
    labels,
    timesMs: Float64Array.of(startMs, ...timesMs.subarray(from, to), endMs),
    values: Float64Array.of(left, ...values.subarray(from, to), right),
    histograms: null,
  };
}
