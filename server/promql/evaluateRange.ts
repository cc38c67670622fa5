/**
 * Calls of functions over range vectors: for each series of the selector (or of the subquery's answer) the function slides over all
 * steps. Only one series' answer is held at a time where the one who asked does not keep it.
 * Source: Prometheus promql/engine.go (eval, Call with a matrix argument).
 */
import { AbsentSteps } from "./absent.ts";
import { possibleNonCounter, possibleNonCounterType } from "./annotationTexts.ts";
import type { Call, Expr, MatrixSelector, Subquery } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import type { RangeCall, RangeSeries, StepSpan } from "./functions/rangeFunction.ts";
import { ANCHORED, KEEP_NAME, RANGE_FUNCTIONS, SMOOTHED, USE_START_TIMES } from "./functions/rangeFunctions.ts";
import type { Labels } from "./labels.ts";
import { PromQlError } from "./promQlError.ts";
import { lookTimes, numberOf, selectSeries } from "./selectSeries.ts";
import { type Frame, hasValue, StepKind, type StepSeries, type StepSink, seriesFor } from "./stepSeries.ts";
import { subqueryPoints } from "./subquery.ts";
import { rangeSeries } from "./windowSeries.ts";

type RangeExpr = MatrixSelector | Subquery;
const isRange = (arg: Expr): arg is RangeExpr => arg.kind === "matrixSelector" || arg.kind === "subquery";

export async function streamRangeCall(evaluator: Evaluator, call: Call, frame: Frame, sink: StepSink): Promise<void> {
  const range = call.args.find(isRange);
  const fn = RANGE_FUNCTIONS.get(call.name);
  if (range === undefined || fn === undefined) return;
  const scalars: Float64Array[] = [];
  for (const arg of call.args) if (arg !== range) scalars.push(await evaluator.scalar(arg, frame));
  const rangeCall = {
    ...rangeCallOf(evaluator, call, range, frame, scalars),
    takesDense: sink.takesDense,
    keepsDense: sink.keeps,
  };
  const absent = call.name === "absent_over_time" ? new AbsentSteps(frame) : null;
  const { pace, budget } = evaluator.evaluation;
  const next = seriesFor(absent ? { ...sink, keeps: false } : sink, frame.stepCount);
  const counters = call.name === "rate" || call.name === "increase" ? new CounterNames(rangeCall) : null;
  for (const series of await seriesOf(evaluator, range, frame)) {
    if (pace.due()) await pace.pause();
    const one = "kinds" in series ? rangeSeries(series, USE_START_TIMES.has(call.name)) : series;
    const out = next(one.labels, one.dropName || !KEEP_NAME.has(call.name));
    for (const steps of portions(one, rangeCall, fn.rereads)) {
      if (steps.from > 0 && pace.due()) await pace.pause();
      fn.answer(one, rangeCall, out, steps);
    }
    if (absent) absent.see(out);
    else if (hasValue(out)) {
      counters?.check(one.labels, out);
      if (sink.keeps) budget.take(frame.stepCount);
      sink.visit(out);
    }
  }
  if (absent) absent.answer(range, sink);
}

/** So many samples are looked at between two chances to pause. */
const SAMPLES_A_PORTION = 200_000;

/** All steps at once, unless the windows hold so much that this would keep others waiting. */
function portions({ timesMs, histograms }: RangeSeries, call: RangeCall, rereads: boolean): StepSpan[] {
  const heavy = rereads || (histograms.length > 0 && !call.takesDense);
  const { stepCount } = call.frame;
  const spanMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0);
  const inWindow = histograms.length + timesMs.length * Math.min(1, call.rangeMs / Math.max(1, spanMs));
  const size = heavy ? Math.max(1, Math.floor(SAMPLES_A_PORTION / Math.max(1, inWindow))) : stepCount;
  return Array.from({ length: Math.ceil(stepCount / size) }, (_, i) => {
    return { from: i * size, to: Math.min(stepCount, (i + 1) * size) };
  });
}

async function seriesOf(evaluator: Evaluator, range: RangeExpr, frame: Frame) {
  if (range.kind === "subquery") return subqueryPoints(evaluator, range, frame);
  return selectSeries(evaluator, range.selector, frame, numberOf(range.range));
}

function rangeCallOf(
  evaluator: Evaluator,
  call: Call,
  range: RangeExpr,
  frame: Frame,
  scalars: readonly Float64Array[],
): RangeCall {
  const extension = range.kind === "matrixSelector" ? range.selector.extension : null;
  const allowed = extension === "anchored" ? ANCHORED : SMOOTHED;
  if (extension !== null && !allowed.includes(call.name)) {
    const text = `${extension} modifier can only be used with: ${allowed.join(", ")} - not with ${call.name}`;
    throw new PromQlError("execution", text, range.span);
  }
  const times = lookTimes(range.kind === "matrixSelector" ? range.selector : range, frame);
  return {
    name: call.name,
    frame,
    rangeMs: numberOf(range.range),
    firstEndMs: times.firstMs,
    endStepMs: times.stepMs,
    lookbackMs: evaluator.evaluation.request.lookbackMs,
    extension,
    scalars,
    annotations: evaluator.evaluation.annotations,
    span: (call.args[0] ?? range).span,
  };
}

const COUNTER_NAME = /_(total|sum|count|bucket)$/;

/** Remarks metrics that do not look like counters: by their type where it is known, else by their name. */
class CounterNames {
  private readonly call: RangeCall;
  private last = "";

  constructor(call: RangeCall) {
    this.call = call;
  }

  check(labels: Labels, answer: StepSeries): void {
    const name = labels.metricName;
    const type = labels.get("__type__");
    const seems = type === "" ? COUNTER_NAME.test(name) : type === "counter" || type === "histogram";
    if (name === "" || seems || `${name} ${type}` === this.last || !answer.kinds.includes(StepKind.FLOAT)) return;
    this.last = `${name} ${type}`;
    const { annotations, span } = this.call;
    annotations.add(type === "" ? possibleNonCounter(name) : possibleNonCounterType(name, type), span);
  }
}
