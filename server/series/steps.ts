/**
 * Steps of charts, and the variables that a chart's query may name: they follow the step, so that one query fits any window.
 * `$__interval` is the step, `$__range` the window; `$__rate_interval` a range that holds enough samples of metrics sent once a
 * minute; `$__span_interval` the same for series counted here, which are there every ten seconds.
 * The names are Grafana's where Grafana has one. Units: milliseconds.
 */
import { formatDuration } from "../promql/parse.ts";

export { stepFor } from "../model/chartSteps.ts";

const MINUTE = 60_000;
const RATE_RANGE_MS = 4 * MINUTE;
const SPAN_RANGE_MS = MINUTE;

export interface Steps {
  readonly stepMs: number;
  readonly rangeMs: number;
}

/** The query with its variables filled in. */
export function fillIn(query: string, { stepMs, rangeMs }: Steps): string {
  const values: Readonly<Record<string, number>> = {
    __interval: stepMs,
    __rate_interval: Math.max(stepMs, RATE_RANGE_MS),
    __span_interval: Math.max(stepMs, SPAN_RANGE_MS),
    __range: rangeMs,
  };
  return query.replace(/\$(?:\{(__\w+)\}|(__\w+))/g, (whole, braced: string | undefined, bare: string | undefined) => {
    const value = values[braced ?? bare ?? ""];
    return value === undefined ? whole : formatDuration(Math.max(1, Math.round(value)));
  });
}
