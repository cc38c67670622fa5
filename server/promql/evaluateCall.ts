/**
 * Calls that answer with an instant vector: what kind of function it is decides how its arguments are evaluated.
 * Source: Prometheus promql/engine.go (eval, Call).
 */
import { absentVector } from "./absent.ts";
import type { Call, Expr } from "./ast.ts";
import { valueType } from "./checkTypes.ts";
import { streamRangeCall } from "./evaluateRange.ts";
import { type Evaluator, stepTimeMs } from "./evaluateState.ts";
import { DATE_FUNCTIONS, FLOAT_FUNCTIONS, type FloatFunction } from "./functions/floatFunctions.ts";
import { HISTOGRAM_FUNCTIONS } from "./functions/histogramFunctions.ts";
import { RANGE_FUNCTIONS } from "./functions/rangeFunctions.ts";
import { RELABEL_FUNCTIONS } from "./functions/relabel.ts";
import { SORT_FUNCTIONS } from "./functions/sortSeries.ts";
import type { VectorFunction } from "./functions/vectorFunction.ts";
import { infoVector } from "./info.ts";
import { Labels } from "./labels.ts";
import { PromQlError } from "./promQlError.ts";
import { streamInstant } from "./selectInstant.ts";
import { emptySeries, type Frame, StepKind, type StepSeries, type StepSink } from "./stepSeries.ts";

const VECTOR_FUNCTIONS: ReadonlyMap<string, VectorFunction> = new Map([
  ...HISTOGRAM_FUNCTIONS,
  ...SORT_FUNCTIONS,
  ...RELABEL_FUNCTIONS,
]);

export async function streamCall(evaluator: Evaluator, call: Call, frame: Frame, sink: StepSink): Promise<void> {
  if (RANGE_FUNCTIONS.has(call.name)) return streamRangeCall(evaluator, call, frame, sink);
  const float = FLOAT_FUNCTIONS.get(call.name);
  if (float) return streamFloats(evaluator, call, float, frame, sink);
  const whole = VECTOR_FUNCTIONS.get(call.name);
  if (whole) return streamWhole(evaluator, call, whole, frame, sink);
  switch (call.name) {
    case "vector":
      return sink.visit(await scalarVector(evaluator, call, frame));
    case "timestamp":
    case "start_timestamp":
      return streamTimes(evaluator, call, frame, sink);
    case "absent":
      return absentVector(evaluator, call, frame, sink);
    case "info":
      for (const series of await infoVector(evaluator, call, frame)) sink.visit(series);
      return;
    default:
      throw new PromQlError("execution", `unknown function "${call.name}"`, call.span);
  }
}

async function scalarVector(evaluator: Evaluator, call: Call, frame: Frame): Promise<StepSeries> {
  const series = emptySeries(Labels.EMPTY, false, frame.stepCount);
  series.values = call.args[0] ? await evaluator.scalar(call.args[0], frame) : series.values;
  series.kinds.fill(StepKind.FLOAT);
  return series;
}

/** A date function without an argument takes the evaluation's own time, in whole seconds. */
function ownTimes(frame: Frame): StepSeries {
  const series = emptySeries(Labels.EMPTY, false, frame.stepCount);
  series.values.forEach((_, step) => {
    series.values[step] = Math.trunc(stepTimeMs(frame, step) / 1000);
  });
  series.kinds.fill(StepKind.FLOAT);
  return series;
}

async function streamFloats(
  evaluator: Evaluator,
  call: Call,
  answer: FloatFunction,
  frame: Frame,
  sink: StepSink,
): Promise<void> {
  const [vector, ...others] = call.args;
  const scalars: Float64Array[] = [];
  for (const other of others) scalars.push(await evaluator.scalar(other, frame));
  const at: number[] = new Array(scalars.length).fill(0);
  const visit = (series: StepSeries) => {
    const { kinds, values } = series;
    for (let step = 0; step < kinds.length; step++) {
      if (kinds[step] !== StepKind.FLOAT) {
        kinds[step] = StepKind.NONE;
        continue;
      }
      for (let i = 0; i < scalars.length; i++) at[i] = scalars[i]?.[step] ?? Number.NaN;
      if (call.name === "clamp" && (at[1] ?? 0) < (at[0] ?? 0)) kinds[step] = StepKind.NONE;
      else values[step] = answer(values[step] as number, at);
    }
    series.dropName = true;
    series.histograms = null;
    sink.visit(series);
  };
  if (vector) return evaluator.stream(vector, frame, { keeps: sink.keeps, visit });
  if (DATE_FUNCTIONS.has(call.name)) visit(ownTimes(frame));
}

async function streamWhole(
  evaluator: Evaluator,
  call: Call,
  answer: VectorFunction,
  frame: Frame,
  sink: StepSink,
): Promise<void> {
  const { annotations, pace } = evaluator.evaluation;
  let vector: StepSeries[] = [];
  const scalars: Float64Array[] = [];
  const strings: string[] = [];
  for (const arg of call.args) {
    if (arg.kind === "string") strings.push(arg.value);
    else if (valueType(arg) === "scalar") scalars.push(await evaluator.scalar(arg, frame));
    else vector = await evaluator.collect(arg, frame, HISTOGRAM_FUNCTIONS.has(call.name));
  }
  const spans = call.args.map((arg) => arg.span);
  const { name, span } = call;
  const answered = await answer({ name, frame, vector, scalars, strings, span, spans, annotations, pace });
  for (const series of answered) sink.visit(series);
}

/** Of a selector's own samples; of any other vector the evaluation's time, and no start time. */
async function streamTimes(evaluator: Evaluator, call: Call, frame: Frame, sink: StepSink): Promise<void> {
  const arg: Expr | undefined = call.args[0];
  if (arg === undefined) return;
  const view = call.name === "timestamp" ? "timestamp" : "startTimestamp";
  if (arg.kind === "vectorSelector") return streamInstant(evaluator, arg, frame, sink, view);
  const visit = (series: StepSeries) => {
    series.dropName = true;
    series.histograms = null;
    for (let step = 0; step < frame.stepCount; step++) {
      if (series.kinds[step] === StepKind.NONE) continue;
      series.kinds[step] = view === "timestamp" ? StepKind.FLOAT : StepKind.NONE;
      series.values[step] = stepTimeMs(frame, step) / 1000;
    }
    sink.visit(series);
  };
  return evaluator.stream(arg, frame, { keeps: sink.keeps, visit });
}
