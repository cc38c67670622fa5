/**
 * info(): adds to each series the labels of info metrics (target_info, unless others are named) with the same instance and job.
 * The info metrics are looked up at the times of the first argument's selector, its offset and @ included.
 * Errors: PromQlError (execution) when two info series of one metric match at the same time, or labels contradict each other.
 * Source: Prometheus promql/info.go.
 */
import type { Call, Expr, VectorSelector } from "./ast.ts";
import type { Evaluator } from "./evaluateState.ts";
import { IDENTIFYING, InfoJoin } from "./infoJoin.ts";
import type { LabelMatcher } from "./labelMatcher.ts";
import { METRIC_NAME } from "./labels.ts";
import { labelsText } from "./labelsText.ts";
import { compileMatchers } from "./matchLabels.ts";
import { PromQlError } from "./promQlError.ts";
import { streamInstant } from "./selectInstant.ts";
import { numberOf, selectSeries } from "./selectSeries.ts";
import { SampleKind } from "./seriesSource.ts";
import type { Frame, StepSeries } from "./stepSeries.ts";

const TARGET_INFO: LabelMatcher = { name: METRIC_NAME, operator: "=", value: "target_info" };

export async function infoVector(evaluator: Evaluator, call: Call, frame: Frame): Promise<StepSeries[]> {
  const [base, wanted] = call.args;
  if (base === undefined) return [];
  const vector = await evaluator.collect(base, frame);
  const matchers = wanted?.kind === "vectorSelector" ? wanted.matchers : [];
  const names = nameMatchers(matchers.filter(({ name }) => name === METRIC_NAME));
  const data = matchers.filter(({ name }) => name !== METRIC_NAME);
  const isInfo = compileMatchers(names);
  const enriched = vector.filter(({ labels }) => !isInfo(labels));
  const found = await infoSeries(evaluator, base, frame, enriched, [...names, ...data]);
  const join = new InfoJoin(found, data, frame);
  const { pace } = evaluator.evaluation;
  for (const series of vector) {
    if (pace.due()) await pace.pause();
    if (isInfo(series.labels)) join.keep(series);
    else join.enrich(series);
  }
  return join.answers();
}

/** Matchers that only exclude names are taken to speak of `*_info` metrics. */
function nameMatchers(given: readonly LabelMatcher[]): readonly LabelMatcher[] {
  if (given.some(({ operator }) => operator === "=" || operator === "=~")) return given;
  if (given.length === 0) return [TARGET_INFO];
  return [{ name: METRIC_NAME, operator: "=~", value: ".+_info" }, ...given];
}

/** The info series that could belong to any of the vector's; their values are the times of their samples, in seconds. */
async function infoSeries(
  evaluator: Evaluator,
  base: Expr,
  frame: Frame,
  vector: readonly StepSeries[],
  matchers: readonly LabelMatcher[],
): Promise<StepSeries[]> {
  const identifying = IDENTIFYING.flatMap((name) => {
    const values = new Set(vector.map(({ labels }) => labels.get(name)).filter((value) => value !== ""));
    return values.size === 0 ? [] : [{ name, operator: "=~" as const, value: [...values].map(quoteMeta).join("|") }];
  });
  if (identifying.length === 0) return [];
  const selector: VectorSelector = {
    kind: "vectorSelector",
    name: "",
    matchers: [...identifying, ...matchers],
    ...referenceTime(base),
    extension: null,
    span: base.span,
  };
  for (const { labels, kinds } of await selectSeries(evaluator, selector, frame, 0)) {
    if (!kinds?.includes(SampleKind.HISTOGRAM)) continue;
    const text = `this should be an info metric, with float samples: ${labelsText(labels)}`;
    throw new PromQlError("execution", text, base.span);
  }
  const found: StepSeries[] = [];
  const sink = { keeps: true, visit: (series: StepSeries) => found.push(series) };
  await streamInstant(evaluator, selector, frame, sink, "timestamp");
  return found;
}

const quoteMeta = (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");

/** When the first selector looks: offsets add up outwards until an @ fixes the time. */
function referenceTime(expr: Expr): { offset: number; at: number | null } {
  return firstSelector(expr) ?? { offset: 0, at: null };
}

function firstSelector(expr: Expr): { offset: number; at: number | null } | null {
  switch (expr.kind) {
    case "vectorSelector":
      return { offset: numberOf(expr.offset), at: expr.at === null ? null : numberOf(expr.at) };
    case "matrixSelector":
      return firstSelector(expr.selector);
    case "subquery": {
      const inner = firstSelector(expr.expr);
      if (inner === null || inner.at !== null) return inner;
      return { offset: inner.offset + numberOf(expr.offset), at: expr.at === null ? null : numberOf(expr.at) };
    }
    case "unary":
    case "paren":
    case "aggregate":
      return firstSelector(expr.expr);
    case "binary":
      return firstSelector(expr.left) ?? firstSelector(expr.right);
    case "call":
      return expr.args.reduce<ReturnType<typeof firstSelector>>((found, arg) => found ?? firstSelector(arg), null);
    default:
      return null;
  }
}
