/**
 * `query` and `query_range`: PromQL at an instant and over a range, with limit, timeout, lookback_delta and stats.
 * Samples are held all at once here, so `peakSamples` is `totalQueryableSamples`; per-step counts are not kept.
 * Source: Prometheus web/api/v1 (query, queryRange), util/stats.
 */
import { valueType } from "../promql/checkTypes.ts";
import { parseQuery } from "../promql/parse.ts";
import type { QueryValue } from "../promql/queryValue.ts";
import type { Asked } from "../series/ask.ts";
import { asParameter, invalidParameter, PrometheusError } from "./prometheusError.ts";
import { durationOf, readDuration, readLimit, readTime } from "./prometheusParams.ts";
import { succeed } from "./prometheusResponse.ts";
import type { PrometheusQuestion } from "./prometheusRoutes.ts";
import { valueText } from "./prometheusValueText.ts";

const MOST_STEPS = 11_000;
const TOO_FINE =
  "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)";

export async function answerQuery({ tools, params, signal }: PrometheusQuestion): Promise<Response> {
  const limit = readLimit(params);
  const timeMs = readTime(params, "time", tools.now());
  const options = optionsOf(params);
  const query = params.get("query") ?? "";
  asParameter("query", () => parseQuery(query));
  const asked = await tools.promQl.ask({ query, startMs: timeMs, endMs: timeMs, stepMs: 0, ...options, signal });
  return answerOf(asked, limit, params.get("stats") ?? "");
}

export async function answerQueryRange({ tools, params, signal }: PrometheusQuestion): Promise<Response> {
  const limit = readLimit(params);
  const startMs = readTime(params, "start");
  const endMs = readTime(params, "end");
  if (endMs < startMs) throw invalidParameter("end", "end timestamp must not be before start time");
  const stepMs = readStep(params);
  if ((endMs - startMs) / stepMs >= MOST_STEPS + 1) throw new PrometheusError("bad_data", TOO_FINE);
  const options = optionsOf(params);
  const query = params.get("query") ?? "";
  const type = valueType(asParameter("query", () => parseQuery(query)));
  if (type === "matrix" || type === "string") {
    const name = type === "matrix" ? "range vector" : "string";
    throw invalidParameter(
      "query",
      `invalid expression type "${name}" for range query, must be Scalar or instant Vector`,
    );
  }
  const range = { query, startMs, endMs, stepMs, mostPoints: MOST_STEPS + 1 };
  return answerOf(await tools.promQl.ask({ ...range, ...options, signal }), limit, params.get("stats") ?? "");
}

function readStep(params: URLSearchParams): number {
  const ms = durationOf(params.get("step") ?? "");
  if (typeof ms === "string") throw invalidParameter("step", ms);
  if (ms >= 1) return Math.trunc(ms);
  const text = "zero or negative query resolution step widths are not accepted. Try a positive integer";
  throw invalidParameter("step", text);
}

function optionsOf(params: URLSearchParams): { timeoutMs?: number; lookbackMs?: number } {
  const timeoutMs = readDuration(params, "timeout");
  const lookback = params.get("lookback_delta") ?? "";
  const lookbackMs = lookback === "" ? 0 : durationOf(lookback);
  if (typeof lookbackMs === "string") {
    throw new PrometheusError("bad_data", `error parsing lookback delta duration: ${lookbackMs}`);
  }
  return { ...(timeoutMs === null ? {} : { timeoutMs }), ...(lookbackMs > 0 ? { lookbackMs } : {}) };
}

function answerOf(asked: Asked, limit: number, stats: string): Response {
  const { value, isCut } = cut(asked.value, limit);
  const warnings = [...asked.warnings];
  if (isCut) warnings.push("results truncated due to limit");
  if (stats !== "" && stats !== "true" && stats !== "all") {
    warnings.push(
      `value ${JSON.stringify(stats)} for parameter "stats" is deprecated and will be rejected in the next major release, use "true" or "all"`,
    );
  }
  return succeed(dataText(value, stats === "" ? null : statsOf(asked)), { warnings, infos: asked.infos });
}

function* dataText(value: QueryValue, stats: object | null): Generator<string> {
  yield `{"resultType":"${value.type}","result":`;
  yield* valueText(value);
  yield stats === null ? "}" : `,"stats":${JSON.stringify(stats)}}`;
}

function cut(value: QueryValue, limit: number): { value: QueryValue; isCut: boolean } {
  if (limit > 0 && value.type === "vector" && value.samples.length > limit) {
    return { value: { ...value, samples: value.samples.slice(0, limit) }, isCut: true };
  }
  if (limit > 0 && value.type === "matrix" && value.series.length > limit) {
    return { value: { ...value, series: value.series.slice(0, limit) }, isCut: true };
  }
  return { value, isCut: false };
}

/** Seconds. Sorting and preparing are part of evaluating here. */
function statsOf({ tookMs, waitedMs, stats }: Asked): object {
  const [took, waited] = [tookMs / 1_000, waitedMs / 1_000];
  return {
    timings: {
      evalTotalTime: took,
      resultSortTime: 0,
      queryPreparationTime: 0,
      innerEvalTime: took,
      execQueueTime: waited,
      execTotalTime: took + waited,
    },
    samples: { totalQueryableSamples: stats.samples, peakSamples: stats.samples },
  };
}
