/** What queries share is what each would have read alone, and is read once; a source that fails or is too large fails nobody else. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Labels, METRIC_NAME } from "../promql/labels.ts";
import type { SeriesSelection, SeriesSource, SourceSeries } from "../promql/seriesSource.ts";
import { NOON_MS } from "../testing/builders.ts";
import { type FilledStore, fillStore } from "../testing/filledStore.ts";
import { SharedSelections } from "./sharedSelections.ts";

let filled: FilledStore;
beforeAll(async () => {
  filled = await fillStore();
});
afterAll(() => filled.close());

const AT_MS = NOON_MS + 60_000;
const at = { startMs: AT_MS, endMs: AT_MS, stepMs: 0 };

describe("queries of one instant", () => {
  it("have the answers that they have alone", async () => {
    const queries = [
      ...["http_requests_total", 'http_requests_total{service_name="cart"}', 'http_requests_total{service_name="x"}'],
      ...['http_requests_total{http_route!="/pay"}', 'http_requests_total{http_route=~"/p.*",service_name="cart"}'],
      ...['wait_time_seconds_bucket{le="0.5"}', 'wait_time_seconds_bucket{le!="0.5"}', "wait_time_seconds_bucket"],
      ...['rate(traces_span_metrics_calls_total{service_name="cart"}[1m])', "traces_span_metrics_calls_total"],
      ...['sum(traces_span_metrics_calls_total{status_code="STATUS_CODE_ERROR"})', "no_such_metric", '{job="cart"}'],
      ...['rate(traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"}[1m])', 'scraped_total{job=""}'],
      ...['traces_span_metrics_calls_total{service_name="cart",status_code=""}', "http_requests_total offset 30s"],
    ];
    const shared = new SharedSelections();
    for (const round of [1, 2, 3, 4])
      for (const query of queries) {
        const alone = (await filled.promQl.ask({ query, ...at })).value;
        expect((await filled.promQl.ask({ query, ...at, shared })).value, `${query}, round ${round}`).toEqual(alone);
      }
  });

  const seriesOf = (service: number): SourceSeries => ({
    labels: Labels.of([
      [METRIC_NAME, "m"],
      ["service_name", String(service)],
    ]),
    timesMs: Float64Array.of(AT_MS),
    values: Float64Array.of(service),
    ...{ kinds: null, histograms: null, startTimesMs: null },
  });
  const selectionOf = (service: number, endMs = AT_MS): SeriesSelection => ({
    matchers: [
      { name: METRIC_NAME, operator: "=", value: "m" },
      { name: "service_name", operator: "=", value: String(service) },
    ],
    ...{ startMs: endMs - 300_000, endMs, stepMs: 0, rangeMs: 0, around: "" },
  });
  function sourceOf(count: number) {
    const asked: number[] = [];
    const source: SeriesSource = {
      select: async ({ matchers }) => {
        asked.push(matchers.length);
        const [, own] = matchers;
        const services = own ? [Number(own.value)] : Array.from({ length: count }, (_, i) => i);
        return { series: services.map(seriesOf), infos: [] };
      },
    };
    return { asked, source };
  }

  it("read all series of a metric once, from the third question on", async () => {
    const { asked, source } = sourceOf(50);
    const shared = new SharedSelections();
    const values: number[] = [];
    for (let service = 0; service < 50; service++)
      values.push((await shared.over(source).select(selectionOf(service))).series[0]?.values[0] ?? -1);
    expect(values).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(asked).toEqual([2, 2, 1]);
    await shared.over(source).select(selectionOf(7, AT_MS + 15_000));
    expect(asked).toEqual([2, 2, 1, 2]);
  });

  it("ask by themselves where a metric is too large, and try it no more for a while", async () => {
    const { asked, source } = sourceOf(40_001);
    const shared = new SharedSelections();
    for (let service = 0; service < 6; service++) {
      const { series } = await shared.over(source).select(selectionOf(service));
      expect(series.map(({ values }) => values[0])).toEqual([service]);
    }
    expect(asked).toEqual([2, 2, 1, 2, 2, 2, 2]);
    shared.forgetBefore(AT_MS + 700_000);
    for (let service = 0; service < 3; service++) await shared.over(source).select(selectionOf(service));
    expect(asked.slice(7)).toEqual([2, 2, 1, 2]);
  });
});
