/**
 * The result of an evaluation beside what the file expects: the first difference as text, null when there is none.
 * Source: Prometheus promql/promqltest (test.go: compareResult).
 */
import { formatGoFloat } from "../../promql/formatGo.ts";
import { formatHistogram } from "../../promql/histogram/notation.ts";
import { formatLabels, type Labels } from "../../promql/labels.ts";
import type { MatrixSeries, QueryValue, VectorSample } from "../../promql/queryValue.ts";
import type { EvalCommand, ExpectedSeries, SequenceValue } from "./commands.ts";
import { almostEqual, almostEqualHistograms } from "./compareValues.ts";

export function compareResult(command: EvalCommand, value: QueryValue): string | null {
  switch (value.type) {
    case "matrix":
      return compareMatrix(command, value.series);
    case "vector":
      return compareVector(command, value.samples);
    case "scalar": {
      const { scalar } = command;
      if (scalar === null) return `expected a vector or matrix, got the scalar ${formatGoFloat(value.value)}`;
      const isSame = almostEqual(scalar, value.value);
      return isSame ? null : `expected scalar ${formatGoFloat(scalar)}, got ${formatGoFloat(value.value)}`;
    }
    case "string": {
      const wanted = command.string ?? "";
      return wanted === value.value
        ? null
        : `expected string ${JSON.stringify(wanted)}, got ${JSON.stringify(value.value)}`;
    }
  }
}

/** The histogram, or the value. */
function pointText(sample: Pick<VectorSample, "value" | "histogram">): string {
  return sample.histogram ? formatHistogram(sample.histogram) : formatGoFloat(sample.value);
}

function expectedText(value: SequenceValue | undefined): string {
  if (value?.kind === "float") return formatGoFloat(value.value);
  return value?.kind === "histogram" ? formatHistogram(value.histogram) : (value?.kind ?? "nothing");
}

function isAsExpected(expected: SequenceValue | undefined, got: Pick<VectorSample, "value" | "histogram">): boolean {
  if (expected?.kind === "histogram") {
    return got.histogram !== null && almostEqualHistograms(expected.histogram, got.histogram, expected.hasHint);
  }
  return expected?.kind === "float" && got.histogram === null && almostEqual(expected.value, got.value);
}

function expectedByLabels({ series }: EvalCommand): Map<string, ExpectedSeries> {
  return new Map(series.map((line) => [line.labels.key, line]));
}

function compareVector(command: EvalCommand, samples: readonly VectorSample[]): string | null {
  if (command.scalar !== null) return `expected a scalar, got a vector of ${samples.length}`;
  const missing = expectedByLabels(command);
  for (const [i, sample] of samples.entries()) {
    const { key } = sample.labels;
    const line = missing.get(key);
    if (!line) return `expected no ${formatLabels(sample.labels)}, got ${pointText(sample)}`;
    if (command.isOrdered && line.position !== i + 1) {
      return `expected ${formatLabels(sample.labels)} at position ${line.position}, got it at ${i + 1}`;
    }
    const expected = line.values[0];
    if (!isAsExpected(expected, sample)) {
      return `expected ${expectedText(expected)} for ${formatLabels(sample.labels)}, got ${pointText(sample)}`;
    }
    missing.delete(key);
  }
  return missingText(missing);
}

function missingText(missing: ReadonlyMap<string, ExpectedSeries>): string | null {
  const [line] = missing.values();
  return line ? `expected ${formatLabels(line.labels)} ${line.values.map(expectedText).join(" ")}, got nothing` : null;
}

function compareMatrix(command: EvalCommand, series: readonly MatrixSeries[]): string | null {
  if (command.isOrdered) return "expected an ordered result, got a matrix";
  if (command.scalar !== null) return `expected a scalar, got a matrix of ${series.length} series`;
  const unsorted = series.find(({ labels }, i) => i > 0 && compareLabels(series[i - 1]?.labels ?? labels, labels) > 0);
  if (unsorted) return `expected series in order of labels, got ${formatLabels(unsorted.labels)} too late`;
  const missing = expectedByLabels(command);
  for (const one of series) {
    const { key } = one.labels;
    const line = missing.get(key);
    if (!line) return `expected no ${formatLabels(one.labels)}, got ${seriesText(one)}`;
    const problem = compareSeries(command, line, one);
    if (problem) return `${formatLabels(one.labels)}: ${problem}`;
    missing.delete(key);
  }
  return missingText(missing);
}

function compareSeries(command: EvalCommand, line: ExpectedSeries, got: MatrixSeries): string | null {
  const { startMs, endMs, stepMs } = command.rangeVector ?? command;
  const expected = line.values.flatMap((value, i) =>
    value.kind === "omitted" ? [] : [{ timeMs: startMs + i * stepMs, value }],
  );
  const whole = `expected ${line.values.map(expectedText).join(" ")}, got ${seriesText(got)}`;
  if (startMs + (line.values.length - 1) * stepMs > endMs) return `${whole}: more than the range has steps`;
  if (expected.length !== got.timesMs.length)
    return `${whole}: ${got.timesMs.length} points instead of ${expected.length}`;
  const wrong = expected.findIndex(({ timeMs, value }, i) => {
    const point = { value: got.values[i] ?? 0, histogram: got.histograms?.[i] ?? null };
    return timeMs !== got.timesMs[i] || !isAsExpected(value, point);
  });
  return wrong < 0 ? null : `${whole}: wrong at ${got.timesMs[wrong]} ms`;
}

function seriesText({ timesMs, values, histograms }: MatrixSeries): string {
  const points = [...timesMs].map((timeMs, i) => {
    const text = pointText({ value: values[i] ?? 0, histogram: histograms?.[i] ?? null });
    return `${text} @${timeMs}`;
  });
  return points.join(" ") || "nothing";
}

/** By name and value, pair by pair, as Prometheus orders series. */
function compareLabels(a: Labels, b: Labels): number {
  const length = Math.min(a.flat.length, b.flat.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.flat[i] ?? "", b.flat[i] ?? ""];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.flat.length - b.flat.length;
}
