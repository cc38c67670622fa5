/**
 * Runs one `eval` and says how its outcome differs from what the file expects. An instant query is asked in three ways, as Prometheus
 * does: as it stands, pinned with `@` and asked at other times, and as the middle step of a range query.
 * Source: Prometheus promql/promqltest (test.go: execInstantEval, execRangeEval).
 */
import { evaluate } from "../../promql/evaluate.ts";
import { parseQuery } from "../../promql/parse.ts";
import { isPromQlError } from "../../promql/promQlError.ts";
import type { EvaluationResult, MatrixSeries, QueryValue } from "../../promql/queryValue.ts";
import type { SeriesSource } from "../../promql/seriesSource.ts";
import { atOtherTimes, type TimedExpr } from "./atOtherTimes.ts";
import type { EvalCommand } from "./commands.ts";
import { compareResult } from "./compareResult.ts";
import { annotationProblem, failureProblem } from "./expectations.ts";

const LOOKBACK_MS = 300_000;
const SUBQUERY_STEP_MS = 60_000;
const MINUTE_MS = 60_000;
const LIMITS = { maxSamples: 50_000_000, maxPoints: Number.POSITIVE_INFINITY };
/** Their results are others in a range query. */
const OF_THE_QUERY = /(start|end|range|step)\(\)/;

type Times = { readonly startMs: number; readonly endMs: number; readonly stepMs: number };
type Outcome = { readonly result: EvaluationResult } | { readonly failure: string };

export async function runEval(command: EvalCommand, source: SeriesSource): Promise<string[]> {
  if (command.isRange) {
    const problem = problemOf(command, await ask(command.expr, command, source));
    return problem ? [problem] : [];
  }
  for (const timed of [{ expr: command.expr, timeMs: command.startMs }, ...pinnedForms(command)]) {
    const problem = await askInstant(command, timed, source);
    if (problem) return [timed.expr === command.expr ? problem : `as ${timed.expr} at ${timed.timeMs} ms: ${problem}`];
  }
  return [];
}

function pinnedForms({ expr, startMs }: EvalCommand): TimedExpr[] {
  try {
    return atOtherTimes(parseQuery(expr), startMs);
  } catch (cause) {
    if (isPromQlError(cause)) return [];
    throw cause;
  }
}

async function ask(expr: string, { startMs, endMs, stepMs }: Times, source: SeriesSource): Promise<Outcome> {
  const settings = { lookbackMs: LOOKBACK_MS, subqueryStepMs: SUBQUERY_STEP_MS, limits: LIMITS, signal: null };
  try {
    return { result: await evaluate(parseQuery(expr), { startMs, endMs, stepMs, ...settings }, source) };
  } catch (cause) {
    if (isPromQlError(cause)) return { failure: cause.message };
    throw cause;
  }
}

const isFailureExpected = ({ expectations }: EvalCommand) => expectations.some(({ kind }) => kind === "fail");

function problemOf(command: EvalCommand, outcome: Outcome): string | null {
  if ("failure" in outcome) return failureProblem(command.expectations, outcome.failure);
  if (isFailureExpected(command)) return "expected a failure, got a result";
  return annotationProblem(command.expectations, outcome.result) ?? compareResult(command, outcome.result.value);
}

async function askInstant(command: EvalCommand, { expr, timeMs }: TimedExpr, source: SeriesSource) {
  const outcome = await ask(expr, { startMs: timeMs, endMs: timeMs, stepMs: 0 }, source);
  const problem = problemOf(command, outcome);
  const isRangeToo = !command.isInstantOnly && !OF_THE_QUERY.test(expr);
  if (problem || "failure" in outcome || !isRangeToo) return problem;
  const times = { startMs: timeMs - MINUTE_MS, endMs: timeMs + MINUTE_MS, stepMs: MINUTE_MS };
  const inRange = await ask(expr, times, source);
  if ("failure" in inRange) return `in range mode: ${inRange.failure}`;
  if (command.isOrdered) return null;
  const { value } = inRange.result;
  if (value.type !== "matrix") return `in range mode: expected a matrix, got a ${value.type}`;
  const different = compareResult(command, middleOf(value.series, timeMs, outcome.result.value.type));
  return different && `in range mode: ${different}`;
}

/** The step at `timeMs` as an instant result. */
function middleOf(series: readonly MatrixSeries[], timeMs: number, type: QueryValue["type"]): QueryValue {
  const samples = series.flatMap(({ labels, timesMs, values, histograms }) => {
    const at = timesMs.indexOf(timeMs);
    return at < 0 ? [] : [{ labels, timeMs, value: values[at] ?? 0, histogram: histograms?.[at] ?? null }];
  });
  if (type === "scalar") return { type, timeMs, value: samples[0]?.value ?? Number.NaN };
  return { type: "vector", samples };
}
