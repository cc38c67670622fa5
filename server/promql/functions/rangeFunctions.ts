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
import type { ColumnFunction, RangeFunction, WindowFunction } from "./rangeFunction.ts";
import { delta, increase, rate } from "./rate.ts";
import { deriv, doubleExponentialSmoothing, predictLinear } from "./regression.ts";

const sliding = (answer: ColumnFunction): RangeFunction => ({ answer, rereads: false });
const edges = (answer: WindowFunction): RangeFunction => ({ answer: overWindows(answer), rereads: false });
const whole = (answer: WindowFunction): RangeFunction => ({ answer: overWindows(answer), rereads: true });

export const RANGE_FUNCTIONS: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ["rate", sliding(rate)],
  ["increase", sliding(increase)],
  ["delta", sliding(delta)],
  ["irate", edges(irate)],
  ["idelta", edges(idelta)],
  ["resets", whole(resets)],
  ["changes", whole(changes)],
  ["deriv", whole(deriv)],
  ["predict_linear", whole(predictLinear)],
  ["double_exponential_smoothing", whole(doubleExponentialSmoothing)],
  ["sum_over_time", whole(sumOfRange)],
  ["avg_over_time", whole(averageOfRange)],
  ["min_over_time", whole(minOfRange)],
  ["max_over_time", whole(maxOfRange)],
  ["count_over_time", edges(countOfRange)],
  ["stddev_over_time", whole(deviationOfRange)],
  ["stdvar_over_time", whole(varianceOfRange)],
  ["quantile_over_time", whole(quantileOfRange)],
  ["mad_over_time", whole(medianDeviationOfRange)],
  ["first_over_time", edges(firstOfRange)],
  ["last_over_time", edges(lastOfRange)],
  ["present_over_time", edges(presentInRange)],
  ["absent_over_time", edges(presentInRange)],
  ["ts_of_first_over_time", edges(timeOfFirst)],
  ["ts_of_last_over_time", edges(timeOfLast)],
  ["ts_of_max_over_time", whole(timeOfMax)],
  ["ts_of_min_over_time", whole(timeOfMin)],
]);

/** These act like an offset and keep the metric's name. */
export const KEEP_NAME: ReadonlySet<string> = new Set(["first_over_time", "last_over_time"]);
export const USE_START_TIMES: ReadonlySet<string> = new Set(["rate", "increase", "irate", "resets"]);
export const ANCHORED: readonly string[] = ["changes", "delta", "increase", "rate", "resets"];
export const SMOOTHED: readonly string[] = ["delta", "increase", "rate"];
