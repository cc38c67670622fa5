/**
 * Series that came to have the same labels (a name was dropped, a label replaced) are one series, if no step has a value in both.
 * Errors: PromQlError (execution) when one has.
 * Source: Prometheus promql/engine.go (mergeSeriesWithSameLabelset).
 */
import { PromQlError } from "./promQlError.ts";
import { histogramAt, StepKind, type StepSeries, setFloat, setHistogram } from "./stepSeries.ts";

/** Keeps the order of first occurrence. */
export function mergeSeries(vector: StepSeries[]): StepSeries[] {
  const byLabels = new Map<string, StepSeries>();
  for (const series of vector) {
    const first = byLabels.get(series.labels.key);
    if (first === undefined) byLabels.set(series.labels.key, series);
    else addSteps(first, series);
  }
  return byLabels.size === vector.length ? vector : [...byLabels.values()];
}

/** Puts the values of one series into the steps where another has none. */
export function addSteps(into: StepSeries, from: StepSeries): void {
  for (let step = 0; step < from.kinds.length; step++) {
    if (from.kinds[step] === StepKind.NONE) continue;
    if (into.kinds[step] !== StepKind.NONE) throw sameLabels();
    const histogram = histogramAt(from, step);
    if (histogram) setHistogram(into, step, histogram);
    else setFloat(into, step, from.values[step] ?? 0);
  }
}

export function sameLabels(): PromQlError {
  return new PromQlError("execution", "vector cannot contain metrics with the same labelset");
}
