/**
 * label_replace and label_join: they look at labels only. Series that come out with the same labels become one (mergeSeries.ts).
 * Errors: PromQlError (execution) for invalid label names and expressions, with Prometheus's texts.
 * Source: Prometheus promql/functions.go (evalLabelReplace, evalLabelJoin); Go regexp (Expand).
 */
import { type Matcher, RE2JS } from "re2js";
import { METRIC_NAME } from "../labels.ts";
import { isLabelName } from "../labelsText.ts";
import { mergeSeries } from "../mergeSeries.ts";
import { PromQlError } from "../promQlError.ts";
import type { StepSeries } from "../stepSeries.ts";
import type { VectorFunction } from "./vectorFunction.ts";

const labelReplace: VectorFunction = async ({ vector, strings, pace }) => {
  const [target = "", replacement = "", source = "", pattern = ""] = strings;
  const expression = compile(pattern);
  checkTarget(target, "label_replace");
  for (const series of vector) {
    if (pace.due()) await pace.pause();
    const matcher = expression.matcher(series.labels.get(source));
    if (matcher.matches()) setLabel(series, target, expand(replacement, matcher, expression));
  }
  return mergeSeries(vector);
};

function checkTarget(name: string, calling: string): void {
  if (!isLabelName(name)) throw new PromQlError("execution", `invalid destination label name in ${calling}(): ${name}`);
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch {
    throw new PromQlError("execution", `invalid regular expression in label_replace(): ${pattern}`);
  }
}

function setLabel(series: StepSeries, name: string, value: string): void {
  series.labels = series.labels.with([[name, value]]);
  if (name === METRIC_NAME) series.dropName = false;
}

/** `$1`, `$name`, `${name}` and `$$`; a group that is not there is empty. */
function expand(template: string, matcher: Matcher, expression: RE2JS): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (found, braced?: string, bare?: string) => {
    if (found === "$$") return "$";
    const name = braced ?? bare ?? "";
    const group = /^\d+$/.test(name) ? Number(name) : expression.namedGroups()[name];
    if (group === undefined || group > matcher.groupCount()) return "";
    return matcher.group(group) ?? "";
  });
}

const labelJoin: VectorFunction = async ({ vector, pace, strings: [target = "", separator = "", ...sources] }) => {
  const invalid = sources.find((name) => !isLabelName(name));
  if (invalid !== undefined)
    throw new PromQlError("execution", `invalid source label name in label_join(): ${invalid}`);
  checkTarget(target, "label_join");
  for (const series of vector) {
    if (pace.due()) await pace.pause();
    setLabel(series, target, sources.map((name) => series.labels.get(name)).join(separator));
  }
  return mergeSeries(vector);
};

export const RELABEL_FUNCTIONS: ReadonlyMap<string, VectorFunction> = new Map([
  ["label_replace", labelReplace],
  ["label_join", labelJoin],
]);
