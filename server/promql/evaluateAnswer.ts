/**
 * From columns to the answer that is asked for: names that were to be dropped are dropped, series that became the same are merged, a
 * range query's series are ordered by their labels and hold only the points that are there.
 * Source: Prometheus promql/engine.go (execEvalStmt, cleanupMetricLabels).
 */
import { METADATA_LABELS } from "./binaryMatching.ts";
import { stepTimeMs } from "./evaluateState.ts";
import { compareLabels } from "./functions/sortSeries.ts";
import { mergeSeries } from "./mergeSeries.ts";
import type { MatrixSeries, QueryValue, VectorSample } from "./queryValue.ts";
import { type Frame, hasValue, histogramAt, StepKind, type StepSeries } from "./stepSeries.ts";

export function cleaned(vector: StepSeries[]): StepSeries[] {
  const present = vector.filter(hasValue);
  for (const series of present) {
    if (series.dropName) series.labels = series.labels.without(METADATA_LABELS);
    series.dropName = false;
  }
  return mergeSeries(present);
}

export function vectorAnswer(vector: readonly StepSeries[], timeMs: number): QueryValue {
  const samples = vector.map(
    (series): VectorSample => ({
      labels: series.labels,
      timeMs,
      value: series.values[0] ?? 0,
      histogram: histogramAt(series, 0),
    }),
  );
  return { type: "vector", samples };
}

export function matrixAnswer(vector: readonly StepSeries[], frame: Frame): QueryValue {
  const allTimes = Float64Array.from({ length: frame.stepCount }, (_, step) => stepTimeMs(frame, step));
  return { type: "matrix", series: sortSeries(vector.map((series) => points(series, allTimes))) };
}

export function sortSeries(series: MatrixSeries[]): MatrixSeries[] {
  return series.sort((a, b) => compareLabels(a.labels, b.labels));
}

/** Series with a value at every step share their times. */
function points(series: StepSeries, allTimes: Float64Array): MatrixSeries {
  const { labels, kinds, values } = series;
  const whole = !kinds.includes(StepKind.NONE);
  const at = <T>(list: Iterable<T> & ArrayLike<T>) => Array.from(list).filter((_, i) => kinds[i] !== StepKind.NONE);
  return {
    labels,
    timesMs: whole ? allTimes : Float64Array.from(at(allTimes)),
    values: whole ? values : Float64Array.from(at(values)),
    histograms: series.histograms && at(series.histograms.map((_, step) => histogramAt(series, step))),
  };
}
