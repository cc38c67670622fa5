/** How a trace that is played beside another stands at a moment, in words. */
import { type ReplayStep, RowState, rowStates, stepsAt } from "../../../server/analysis/traceReplay.ts";
import { formatDuration } from "../../format/formatDuration.ts";
import { formatCountOf } from "../../format/formatNumbers.ts";
import { serviceOf, type TraceModel } from "../traceModel.ts";

export function laneWords(model: TraceModel, steps: readonly ReplayStep[], atNano: number): string {
  const played = stepsAt(steps, atNano);
  const failure = steps.find((step, i) => i < played && step.kind === "failedEnd");
  if (failure) return `failed at ${formatDuration(failure.offsetNano)} in ${serviceOf(model, failure.row)}`;
  if (played >= steps.length) return `done after ${formatDuration(steps.at(-1)?.offsetNano ?? 0)}`;
  const states = rowStates(model, steps, played);
  let [open, innermost] = [0, -1];
  states.forEach((state, row) => {
    if (state !== RowState.OPEN) return;
    open++;
    if (innermost < 0 || (model.depth[row] ?? 0) >= (model.depth[innermost] ?? 0)) innermost = row;
  });
  return open === 0 ? "not begun" : `${formatCountOf(open, "span")} open, in ${serviceOf(model, innermost)}`;
}
