/**
 * Every function of PromQL: its argument and result types.
 * Shape: `variadic` as Prometheus counts it: 0, exactly the arguments of `args`; n > 0, the last of them may be left out and up to n
 * stand in its place; -1, any number of it, none too. The last type holds for all that follow.
 * Source: Prometheus promql/parser (functions.go).
 */
import type { ValueType } from "./ast.ts";

export interface FunctionSignature {
  readonly name: string;
  readonly args: readonly ValueType[];
  readonly variadic: number;
  readonly returns: ValueType;
  /** Behind a feature flag in Prometheus; here always there. */
  readonly experimental: boolean;
}

const ROWS: readonly FunctionSignature[] = [
  define("pi time", "", "scalar", 0, false),
  define(
    "absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time",
    "matrix",
    "vector",
    0,
    false,
  ),
  define("vector", "scalar", "vector", 0, false),
  define("scalar", "vector", "scalar", 0, false),
  define(
    "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp",
    "vector",
    "vector",
    0,
    false,
  ),
  define("day_of_month day_of_week day_of_year days_in_month hour minute month year", "vector", "vector", 1, false),
  define("predict_linear", "matrix scalar", "vector", 0, false),
  define("quantile_over_time", "scalar matrix", "vector", 0, false),
  define("histogram_quantile", "scalar vector", "vector", 0, false),
  define("clamp_max clamp_min", "vector scalar", "vector", 0, false),
  define("round", "vector scalar", "vector", 1, false),
  define("histogram_fraction", "scalar scalar vector", "vector", 0, false),
  define("clamp", "vector scalar scalar", "vector", 0, false),
  define("label_join", "vector string string string", "vector", -1, false),
  define("label_replace", "vector string string string string", "vector", 0, false),
  define("end range start step", "", "scalar", 0, true),
  define(
    "mad_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time",
    "matrix",
    "vector",
    0,
    true,
  ),
  define("start_timestamp", "vector", "vector", 0, true),
  define("max_of min_of", "scalar scalar", "scalar", 0, true),
  define("sort_by_label sort_by_label_desc", "vector string", "vector", -1, true),
  define("info", "vector vector", "vector", 1, true),
  define("double_exponential_smoothing", "matrix scalar scalar", "vector", 0, true),
  define("histogram_quantiles", "vector string scalar scalar", "vector", 9, true),
].flat();

/** Functions of one signature: names and types with blanks between them. */
function define(
  names: string,
  args: string,
  returns: ValueType,
  variadic: number,
  experimental: boolean,
): FunctionSignature[] {
  const types = args.split(" ").filter((type): type is ValueType => type !== "");
  return names.split(" ").map((name) => ({ name, args: types, returns, variadic, experimental }));
}

export const FUNCTIONS: ReadonlyMap<string, FunctionSignature> = new Map(ROWS.map((row) => [row.name, row]));
