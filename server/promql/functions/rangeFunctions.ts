/** Functions over range vectors by name. */
import { overWindows } from "../windowSlide.ts";
import { countOfRange, firstOfRange, lastOfRange, presentInRange, timeOfFirst, timeOfLast } from "./edgesOfRange.ts";
import { changes, idelta, irate, resets } from "./neighbours.ts";
import {
  averageOfRange,
  deviationOfRange,
  maxOfRange,
  medianDeviationOfRange,
  minOfRange,
  quantileOfRange,
  sumOfRange,
  timeOfMax,
  timeOfMin,
  varianceOfRange,
} from "./overTime.ts";
import type { ColumnFunction } from "./rangeFunction.ts";
import { delta, increase, rate } from "./rate.ts";
import { deriv, doubleExponentialSmoothing, predictLinear } from "./regression.ts";

export const RANGE_FUNCTIONS: ReadonlyMap<string, ColumnFunction> = new Map<string, ColumnFunction>([
  ["rate", rate],
  ["increase", increase],
  ["delta", delta],
  ["irate", overWindows(irate)],
  ["idelta", overWindows(idelta)],
  ["resets", overWindows(resets)],
  ["changes", overWindows(changes)],
  ["deriv", overWindows(deriv)],
  ["predict_linear", overWindows(predictLinear)],
  ["double_exponential_smoothing", overWindows(doubleExponentialSmoothing)],
  ["sum_over_time", overWindows(sumOfRange)],
  ["avg_over_time", overWindows(averageOfRange)],
  ["min_over_time", overWindows(minOfRange)],
  ["max_over_time", overWindows(maxOfRange)],
  ["count_over_time", overWindows(countOfRange)],
  ["stddev_over_time", overWindows(deviationOfRange)],
  ["stdvar_over_time", overWindows(varianceOfRange)],
  ["quantile_over_time", overWindows(quantileOfRange)],
  ["mad_over_time", overWindows(medianDeviationOfRange)],
  ["first_over_time", overWindows(firstOfRange)],
  ["last_over_time", overWindows(lastOfRange)],
  ["present_over_time", overWindows(presentInRange)],
  ["absent_over_time", overWindows(presentInRange)],
  ["ts_of_first_over_time", overWindows(timeOfFirst)],
  ["ts_of_last_over_time", overWindows(timeOfLast)],
  ["ts_of_max_over_time", overWindows(timeOfMax)],
  ["ts_of_min_over_time", overWindows(timeOfMin)],
]);

/** These act like an offset and keep the metric's name. */
export const KEEP_NAME: ReadonlySet<string> = new Set(["first_over_time", "last_over_time"]);
export const USE_START_TIMES: ReadonlySet<string> = new Set(["rate", "increase", "irate", "resets"]);
export const ANCHORED: readonly string[] = ["changes", "delta", "increase", "rate", "resets"];
export const SMOOTHED: readonly string[] = ["delta", "increase", "rate"];
