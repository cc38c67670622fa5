/**
 * Asks the source for what a selector needs over all steps, once for each selector and stretch of time.
 * The instants a selector looks at are `firstMs + step * stepMs`: the evaluation's own, moved by `offset`, or one instant under `@`.
 * Source: Prometheus promql/engine.go (getTimeRangesForSelector).
 */
import type { AtModifier, Duration, VectorSelector } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import { formatExpr } from "./format.ts";
import { placeAfter } from "./placeAfter.ts";
import { histogramStats } from "./selectStats.ts";
import type { SelectedSeries, SourceSeries } from "./seriesSource.ts";
import type { Frame } from "./stepSeries.ts";

export interface LookTimes {
  readonly firstMs: number;
  readonly stepMs: number;
  readonly lastMs: number;
}

/** Durations and `@` are numbers once an expression was prepared (evaluatePrepare.ts). */
export function numberOf(resolved: Duration | AtModifier | null): number {
  return typeof resolved === "number" ? resolved : 0;
}

export function lookTimes(
  node: { readonly offset: Duration; readonly at: AtModifier | null },
  frame: Frame,
): LookTimes {
  const offset = numberOf(node.offset);
  if (node.at !== null) {
    const atMs = numberOf(node.at) - offset;
    return { firstMs: atMs, stepMs: 0, lastMs: atMs };
  }
  const firstMs = frame.startMs - offset;
  return { firstMs, stepMs: frame.stepMs, lastMs: firstMs + frame.stepMs * (frame.stepCount - 1) };
}

/** `rangeMs` is 0 for an instant selector. */
export async function selectSeries(
  evaluator: Evaluator,
  selector: VectorSelector,
  frame: Frame,
  rangeMs: number,
): Promise<readonly SourceSeries[]> {
  const { evaluation, around } = evaluator;
  const { request, source } = evaluation;
  const times = lookTimes(selector, frame);
  const extended = selector.extension === null ? 0 : request.lookbackMs;
  const backMs = rangeMs === 0 ? request.lookbackMs : rangeMs + extended;
  const selection = {
    matchers: selector.matchers,
    startMs: times.firstMs - backMs,
    endMs: times.lastMs + (selector.extension === "smoothed" ? request.lookbackMs : 0),
    stepMs: frame.stepMs,
    rangeMs,
    around,
  };
  const key = JSON.stringify([
    selection.matchers,
    selection.startMs,
    selection.endMs,
    selection.stepMs,
    rangeMs,
    around,
  ]);
  let selected = evaluation.selections.get(key);
  if (selected === undefined) {
    evaluation.pace.check();
    selected = await source.select(selection);
    evaluation.pace.check();
    evaluation.selections.set(key, selected);
    account(evaluator, selector, selected, selection.startMs, selection.endMs);
  }
  return evaluation.statsOnly.has(selector) ? selected.series.map(histogramStats) : selected.series;
}

function account(
  { evaluation }: Evaluator,
  selector: VectorSelector,
  selected: SelectedSeries,
  startMs: number,
  endMs: number,
): void {
  let samples = 0;
  for (const { timesMs } of selected.series) samples += placeAfter(timesMs, endMs) - placeAfter(timesMs, startMs);
  for (const info of selected.infos) evaluation.sourceInfos.add(info);
  const { series, tierMs } = selected;
  const read = { selector: formatExpr(selector), series: series.length, samples };
  evaluation.selectorStats.push(tierMs === undefined ? read : { ...read, tierMs });
  evaluation.budget.take(samples);
}
