/**
 * Histograms added, subtracted and interpolated within a function of PromQL, with what that function remarks.
 * Source: Prometheus promql/functions.go (addHistogramWithAnnotations, interpolateHistograms).
 */
import type { Annotations } from "../annotations.ts";
import * as texts from "../annotationTexts.ts";
import type { Span } from "../ast.ts";
import type { FloatHistogram } from "../floatHistogram.ts";
import { addHistograms, scaleHistogram, subtractHistograms } from "../histogram/arithmetic.ts";
import { isReset } from "../histogram/reset.ts";
import type { HistogramPoint } from "./rangeFunction.ts";

/** Where annotations go and what they are about. */
export interface Place {
  readonly annotations: Annotations;
  readonly span: Span;
  readonly metricName: string;
}

/** a + b or a - b with its annotations; null when exponential and custom buckets meet. */
export function combineAt(
  place: Place,
  operation: "addition" | "subtraction",
  a: FloatHistogram,
  b: FloatHistogram,
): FloatHistogram | null {
  const combined = operation === "addition" ? addHistograms(a, b) : subtractHistograms(a, b);
  if (combined === null) place.annotations.add(texts.mixedExponentialCustom(place.metricName), place.span);
  else if (combined.boundsReconciled) place.annotations.add(texts.boundsReconciled(operation), place.span);
  return combined?.histogram ?? null;
}

/** The histogram between two at a time between theirs; a counter that began anew between them began at zero. */
export function interpolate(
  before: HistogramPoint,
  after: HistogramPoint,
  timeMs: number,
  isCounter: boolean,
  metricName: string,
  { annotations, span }: { readonly annotations: Annotations; readonly span: Span },
): FloatHistogram | null {
  if (timeMs === before.timeMs) return before.histogram;
  if (timeMs === after.timeMs) return after.histogram;
  const fraction = (timeMs - before.timeMs) / (after.timeMs - before.timeMs);
  if (isCounter && isReset(before.histogram, after.histogram)) return scaleHistogram(after.histogram, fraction);
  const place = { annotations, span, metricName };
  const change = combineAt(place, "subtraction", after.histogram, before.histogram);
  return change === null ? null : combineAt(place, "addition", scaleHistogram(change, fraction), before.histogram);
}
