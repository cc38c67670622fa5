/**
 * `query_exemplars`: single measurements with their traces, of every series that the query selects.
 * Source: Prometheus web/api/v1 (queryExemplars), model/exemplar.
 */

import { parseQuery } from "../promql/parse.ts";
import { type ExemplarSeries, readQueryExemplars, selectorsOf } from "../series/exemplars.ts";
import { PrometheusError } from "./prometheusError.ts";
import { readWindow } from "./prometheusLists.ts";
import { sampleText, timestampText } from "./prometheusNumbers.ts";
import { readTime } from "./prometheusParams.ts";
import { succeed } from "./prometheusResponse.ts";
import type { PrometheusQuestion } from "./prometheusRoutes.ts";
import { labelsText } from "./prometheusValueText.ts";

export async function answerExemplars(question: PrometheusQuestion): Promise<Response> {
  const { tools, params, signal } = question;
  const [startMs, endMs] = [readTime(params, "start", -Infinity), readTime(params, "end", Infinity)];
  if (endMs < startMs) throw new PrometheusError("bad_data", "end timestamp must not be before start timestamp");
  const expr = parseQuery(params.get("query") ?? "");
  // As Prometheus answers a query without a selector: nothing at all.
  if (selectorsOf(expr).length === 0) return new Response(null, { status: 204 });
  const { startMs: fromMs, endMs: toMs } = readWindow(question);
  const window = { startMs: fromMs, endMs: toMs + 1 };
  return succeed(exemplarsText(await readQueryExemplars(tools.promQl.source(signal), expr, window)));
}

function* exemplarsText(all: readonly ExemplarSeries[]): Generator<string> {
  yield "[";
  for (let i = 0; i < all.length; i++) {
    const { seriesLabels, exemplars } = all[i] as ExemplarSeries;
    const shown = exemplars.map(
      ({ labels, value, timeMs }) =>
        `{"labels":${labelsText(labels)},"value":"${sampleText(value)}","timestamp":${timestampText(timeMs)}}`,
    );
    yield `${i > 0 ? "," : ""}{"seriesLabels":${labelsText(seriesLabels)},"exemplars":[${shown.join(",")}]}`;
  }
  yield "]";
}
