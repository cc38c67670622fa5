/**
 * Instant vector selectors: at each step the newest sample that is not older than the look-back, unless the series went stale.
 * Also timestamp() and start_timestamp() right around a selector, which want that sample's times instead of its value.
 * Source: Prometheus promql/engine.go (evalSeries, vectorSelectorSingle).
 */
import type { VectorSelector } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import { placeAfter } from "./placeAfter.ts";
import { type LookTimes, lookTimes, selectSeries } from "./selectSeries.ts";
import { streamSmoothed } from "./selectSmoothed.ts";
import { SampleKind, type SourceSeries } from "./seriesSource.ts";
import { type Frame, StepKind, type StepSeries, type StepSink, seriesFor, setHistogram } from "./stepSeries.ts";

/** What is wanted of the sample found. */
export type SampleView = "value" | "timestamp" | "startTimestamp";

export async function streamInstant(
  evaluator: Evaluator,
  selector: VectorSelector,
  frame: Frame,
  sink: StepSink,
  view: SampleView = "value",
): Promise<void> {
  const { pace, budget, request } = evaluator.evaluation;
  const series = await selectSeries(evaluator, selector, frame, 0);
  if (selector.extension === "smoothed" && view === "value")
    return streamSmoothed(evaluator, selector, series, frame, sink);
  const times = lookTimes(selector, frame);
  const next = seriesFor(sink, frame.stepCount);
  for (const one of series) {
    if (pace.due()) await pace.pause();
    const out = next(one.labels, view !== "value");
    if (!fillSteps(one, times, request.lookbackMs, view, out)) continue;
    if (sink.keeps) budget.take(frame.stepCount);
    sink.visit(out);
  }
}

/** False when no step has a sample. */
function fillSteps(
  one: SourceSeries,
  times: LookTimes,
  lookbackMs: number,
  view: SampleView,
  out: StepSeries,
): boolean {
  const { timesMs, values, kinds } = one;
  const stepCount = out.kinds.length;
  let place = placeAfter(timesMs, times.firstMs);
  let found = false;
  for (let step = 0; step < stepCount; step++) {
    const lookMs = times.firstMs + step * times.stepMs;
    while (place < timesMs.length && (timesMs[place] as number) <= lookMs) place++;
    if (place === 0 || (timesMs[place - 1] as number) <= lookMs - lookbackMs) continue;
    const kind = kinds === null ? SampleKind.FLOAT : kinds[place - 1];
    if (kind === SampleKind.STALE) continue;
    found = true;
    const histogram = kind === SampleKind.HISTOGRAM && view === "value" ? one.histograms?.[place - 1] : null;
    if (histogram) {
      setHistogram(out, step, histogram);
      continue;
    }
    out.kinds[step] = StepKind.FLOAT;
    out.values[step] = view === "value" ? (values[place - 1] as number) : secondsOfView(one, place - 1, view);
  }
  return found;
}

function secondsOfView(one: SourceSeries, place: number, view: SampleView): number {
  const timesMs = view === "timestamp" ? one.timesMs : one.startTimesMs;
  return (timesMs?.[place] ?? 0) / 1000;
}
