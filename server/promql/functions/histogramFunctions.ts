/**
 * The functions of instant vectors that read histograms: count, sum, average, spread, quantiles and fractions. The last two take
 * native and classic histograms alike; the others pass over floats.
 * Source: Prometheus promql/functions.go (funcHistogram...).
 */
import type { Annotations } from "../annotations.ts";
import * as texts from "../annotationTexts.ts";
import type { Span } from "../ast.ts";
import type { FloatHistogram } from "../floatHistogram.ts";
import { formatGeneral } from "../formatNumber.ts";
import { type ClassicBucket, classicFraction, classicQuantile } from "../histogram/classicQuantile.ts";
import { histogramVariance } from "../histogram/moments.ts";
import { histogramFraction, histogramQuantile } from "../histogram/quantile.ts";
import type { Labels } from "../labels.ts";
import { emptySeries, histogramAt, StepKind, type StepSeries, setFloat } from "../stepSeries.ts";
import { groupAt, histogramGroups } from "./histogramGroups.ts";
import type { VectorCall, VectorFunction } from "./vectorFunction.ts";

/** Of each histogram one number; floats have no answer. */
function ofEach(number: (histogram: FloatHistogram) => number): VectorFunction {
  return async (call) => {
    const answers: StepSeries[] = [];
    for (const series of call.vector) {
      if (call.pace.due()) await call.pace.pause();
      if (!series.kinds.includes(StepKind.HISTOGRAM)) continue;
      const answer = emptySeries(series.labels, true, call.frame.stepCount);
      for (let step = 0; step < call.frame.stepCount; step++) {
        const histogram = histogramAt(series, step);
        if (histogram !== null) setFloat(answer, step, number(histogram));
      }
      answers.push(answer);
    }
    return answers;
  };
}

/** What a group's histogram comes to at one step; null: no sample. */
type Answer = (histogram: FloatHistogram | readonly ClassicBucket[], labels: Labels, step: number) => number | null;

/** One series for each label set of the vector and each of the answers, whose labels `label` makes of the group's. */
async function ofGroups(
  call: VectorCall,
  span: Span,
  answers: readonly { readonly answer: Answer; readonly label: (labels: Labels) => Labels }[],
): Promise<StepSeries[]> {
  const all: StepSeries[] = [];
  for (const group of histogramGroups(call.vector, call.annotations, span)) {
    if (call.pace.due()) await call.pace.pause();
    const series = answers.map(({ label }) => emptySeries(label(group.labels), true, call.frame.stepCount));
    for (let step = 0; step < call.frame.stepCount; step++) {
      const histogram = groupAt(group, step, call.annotations, span);
      if (histogram === null) continue;
      answers.forEach(({ answer }, i) => {
        const value = answer(histogram, group.labels, step);
        const out = series[i];
        if (out !== undefined && value !== null) setFloat(out, step, value);
      });
    }
    all.push(...series);
  }
  return all;
}

const isClassic = (histogram: FloatHistogram | readonly ClassicBucket[]): histogram is readonly ClassicBucket[] =>
  Array.isArray(histogram);

/** The q-quantile of whatever histogram, annotated; q may change from step to step. */
function quantileAnswer(call: VectorCall, quantiles: Float64Array, span: Span): Answer {
  return (histogram, labels, step) => {
    const q = quantiles[step] ?? Number.NaN;
    if (!isClassic(histogram)) {
      const { value, nan } = histogramQuantile(q, histogram);
      if (nan === "skew") call.annotations.add(texts.nanSkew(labels.metricName), span);
      if (nan === "nan") call.annotations.add(texts.nanQuantile(labels.metricName), span);
      return value;
    }
    const { value, forced } = classicQuantile(q, histogram);
    if (forced !== null) {
      const timeMs = call.frame.startMs + step * call.frame.stepMs;
      const { minBucket, maxBucket, maxDifference } = forced;
      call.annotations.add(
        texts.forcedMonotonicity(labels.metricName, timeMs, minBucket, maxBucket, maxDifference),
        span,
      );
    }
    return value;
  };
}

function warnOfInvalid(quantiles: Float64Array, annotations: Annotations, span: Span): void {
  for (const q of new Set(quantiles)) if (!(q >= 0 && q <= 1)) annotations.add(texts.invalidQuantile(q), span);
}

const NOWHERE: Span = { from: 0, to: 0 };

const quantile: VectorFunction = (call) => {
  const quantiles = call.scalars[0] ?? new Float64Array();
  warnOfInvalid(quantiles, call.annotations, call.spans[0] ?? NOWHERE);
  const span = call.spans[1] ?? NOWHERE;
  return ofGroups(call, span, [{ answer: quantileAnswer(call, quantiles, span), label: (labels) => labels }]);
};

/** The number as a label's value: OpenMetrics wants a point or an exponent in it. */
function formatQuantile(q: number): string {
  const text = formatGeneral(q);
  return /^[-+]?\d+$/.test(text) ? `${text}.0` : text;
}

/** Each quantile as series of its own, told apart by a label; a quantile that changes from step to step changes series. */
const quantiles: VectorFunction = (call) => {
  const span = call.spans[0] ?? NOWHERE;
  const label = call.strings[0] ?? "";
  const answers = call.scalars.flatMap((column, i) => {
    warnOfInvalid(column, call.annotations, call.spans[2 + i] ?? NOWHERE);
    const answer = quantileAnswer(call, column, span);
    return [...new Set(column)].map((q) => ({
      answer: (...[histogram, labels, step]: Parameters<Answer>) =>
        Object.is(column[step], q) ? answer(histogram, labels, step) : null,
      label: (labels: Labels) => labels.with([[label, formatQuantile(q)]]),
    }));
  });
  return ofGroups(call, span, answers);
};

const fraction: VectorFunction = (call) => {
  const [lower, upper] = [call.scalars[0], call.scalars[1]];
  const span = call.spans[2] ?? NOWHERE;
  const answer: Answer = (histogram, labels, step) => {
    const from = lower?.[step] ?? Number.NaN;
    const to = upper?.[step] ?? Number.NaN;
    if (isClassic(histogram)) return classicFraction(from, to, histogram);
    const { value, hasNan } = histogramFraction(from, to, histogram);
    if (hasNan) call.annotations.add(texts.nanFraction(labels.metricName), span);
    return value;
  };
  return ofGroups(call, span, [{ answer, label: (labels) => labels }]);
};

export const HISTOGRAM_FUNCTIONS: ReadonlyMap<string, VectorFunction> = new Map<string, VectorFunction>([
  ["histogram_count", ofEach(({ count }) => count)],
  ["histogram_sum", ofEach(({ sum }) => sum)],
  ["histogram_avg", ofEach(({ sum, count }) => sum / count)],
  ["histogram_stddev", ofEach((histogram) => Math.sqrt(histogramVariance(histogram)))],
  ["histogram_stdvar", ofEach(histogramVariance)],
  ["histogram_quantile", quantile],
  ["histogram_quantiles", quantiles],
  ["histogram_fraction", fraction],
]);
