/**
 * Lists of what can be asked: series, labels, their values, metrics with type and help.
 * All as it was between `start` and `end` (of sent series to the grain of what is stored together); without these the time that samples
 * are kept.
 * Source: Prometheus web/api/v1 (series, labelNames, labelValues, metricMetadata).
 */
import type { TimeWindow } from "../model/time.ts";
import { quoteGo } from "../promql/formatGo.ts";
import type { Labels } from "../promql/labels.ts";
import { listFamilies, listLabelSets } from "../series/catalog.ts";
import { listLabelNames, listLabelValues } from "../series/labelLists.ts";
import { PrometheusError } from "./prometheusError.ts";
import { unescapeName } from "./prometheusEscapes.ts";
import { readLimit, readMatchers, readTime } from "./prometheusParams.ts";
import { succeed, succeedWith } from "./prometheusResponse.ts";
import type { PrometheusQuestion } from "./prometheusRoutes.ts";
import { labelsText } from "./prometheusValueText.ts";

const CUT = ["results truncated due to limit"];
const AHEAD_MS = 3_600_000;

/** `start` and `end`, no wider than what is kept. */
export function readWindow({ tools, params }: PrometheusQuestion): TimeWindow {
  const nowMs = tools.now();
  const startMs = readTime(params, "start", Number.MIN_SAFE_INTEGER);
  const endMs = readTime(params, "end", Number.MAX_SAFE_INTEGER);
  const last = Math.min(endMs, nowMs + AHEAD_MS);
  const first = Math.max(startMs, nowMs - tools.retentionMs);
  return { startMs: Math.min(first, last), endMs: Math.max(last, Math.min(first, last) + 1) };
}

export async function answerSeries(question: PrometheusQuestion): Promise<Response> {
  const { tools, params, signal } = question;
  if (!params.has("match[]")) throw new PrometheusError("bad_data", "no match[] parameter provided");
  const limit = readLimit(params);
  const window = readWindow(question);
  const matcherSets = readMatchers(params);
  const source = tools.promQl.source(signal);
  const found = new Map<string, Labels>();
  for (const matchers of matcherSets) {
    for (const labels of await listLabelSets(source, matchers, window)) found.set(labels.key, labels);
  }
  const all = [...found.values()];
  const isCut = limit > 0 && all.length > limit;
  return succeed(seriesText(isCut ? all.slice(0, limit) : all), isCut ? { warnings: CUT } : {});
}

function* seriesText(all: readonly Labels[]): Generator<string> {
  yield "[";
  for (let i = 0; i < all.length; i++) yield `${i > 0 ? "," : ""}${labelsText(all[i] as Labels)}`;
  yield "]";
}

export async function answerLabelNames(question: PrometheusQuestion): Promise<Response> {
  const { tools, params, signal } = question;
  const limit = readLimit(params);
  const asked = { window: readWindow(question), matcherSets: readMatchers(params) };
  return limited(await listLabelNames(tools.promQl.source(signal), asked), limit);
}

export async function answerLabelValues(question: PrometheusQuestion): Promise<Response> {
  const { tools, params, signal } = question;
  const name = unescapeName(question.name);
  if (name === "") {
    throw new PrometheusError("bad_data", `invalid label name: ${quoteGo(name)}`);
  }
  const limit = readLimit(params);
  const asked = { window: readWindow(question), matcherSets: readMatchers(params) };
  return limited(await listLabelValues(tools.promQl.source(signal), name, asked), limit);
}

function limited(all: readonly string[], limit: number): Response {
  if (limit > 0 && all.length > limit) return succeedWith(all.slice(0, limit), { warnings: CUT });
  return succeedWith(all);
}

interface Described {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export async function answerMetadata({ tools, params, signal }: PrometheusQuestion): Promise<Response> {
  const limit = readNumber(params, "limit");
  const perMetric = readNumber(params, "limit_per_metric");
  const wanted = params.get("metric") ?? "";
  const metrics = new Map<string, Map<string, Described>>();
  for (const { name, type, help, unit } of await listFamilies(tools.promQl.source(signal))) {
    if (wanted !== "" && name !== wanted) continue;
    const entries = metrics.get(name) ?? new Map<string, Described>();
    if (entries.size === 0 && limit >= 0 && metrics.size >= limit) break;
    metrics.set(name, entries);
    if (perMetric <= 0 || entries.size < perMetric) entries.set(`${type}\0${unit}\0${help}`, { type, help, unit });
  }
  return succeedWith(Object.fromEntries([...metrics].map(([name, entries]) => [name, [...entries.values()]])));
}

/** -1 when it was not sent. */
function readNumber(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? "";
  if (text === "") return -1;
  if (!/^[-+]?\d+$/.test(text)) throw new PrometheusError("bad_data", `${name} must be a number`);
  return Number(text);
}
