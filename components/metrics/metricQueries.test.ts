/** The PromQL that shows a metric without being asked how; every query is read by the parser that answers it. */
import { describe, expect, it } from "vitest";
import {
  chartUnitOf,
  heatmapQuery,
  isMixed,
  type MetricQuestion,
  metricQueries,
  selectorText,
} from "./metricQueries.ts";

const question = (metric: Partial<MetricQuestion["metric"]>, more: Partial<MetricQuestion> = {}): MetricQuestion => ({
  metric: { name: "x", type: "gauge", unit: "", derived: false, ...metric },
  split: [],
  filters: [],
  aggregation: null,
  quantile: 0.95,
  ...more,
});
const exprs = (...asked: Parameters<typeof question>) => metricQueries(question(...asked)).map(({ expr }) => expr);

describe("metricQueries", () => {
  it("shows a counter as its rate, over a range that fits who counts it", () => {
    expect(exprs({ name: "a_total", type: "counter" })).toEqual(["sum (rate(a_total[$__rate_interval]))"]);
    expect(exprs({ name: "a_total", type: "counter", derived: true }, { split: ["job"] })).toEqual([
      "sum by (job) (rate(a_total[$__span_interval]))",
    ]);
  });

  it("adds amounts up and takes the mean of levels, unless told otherwise", () => {
    expect(exprs({ name: "m", unit: "bytes" })).toEqual(["sum (m)"]);
    expect(exprs({ name: "t", unit: "celsius" })).toEqual(["avg (t)"]);
    expect(exprs({ name: "t", unit: "celsius" }, { aggregation: "max", split: ["host"] })).toEqual([
      "max by (host) (t)",
    ]);
  });

  it("shows a histogram by three quantiles, and by one where it is split", () => {
    const filters = [{ label: "job", value: 'a"b\\' }];
    expect(exprs({ name: "d_seconds", type: "histogram" }, { filters })[1]).toBe(
      'histogram_quantile(0.95, sum (rate(d_seconds{job="a\\"b\\\\"}[$__rate_interval])))',
    );
    expect(exprs({ name: "d_seconds", type: "histogram" }, { split: ["route"], quantile: 0.99 })).toEqual([
      "histogram_quantile(0.99, sum by (route) (rate(d_seconds[$__rate_interval])))",
    ]);
    expect(heatmapQuery(question({ name: "d_seconds" }))).toBe("sum by (job) (increase(d_seconds[$__rate_interval]))");
  });

  it("asks explicit and exponential buckets apart where both are sent, since no sum takes both", () => {
    const asked = exprs({ name: "d_seconds", type: "histogram" }, { split: ["job"], mixed: true });
    expect(asked).toEqual([
      'histogram_quantile(0.95, sum by (job) (rate(d_seconds[$__rate_interval]) and on (job, instance) d_seconds_bucket{le="+Inf"}))',
      'histogram_quantile(0.95, sum by (job) (rate(d_seconds[$__rate_interval]) unless on (job, instance) d_seconds_bucket{le="+Inf"}))',
    ]);
    expect(metricQueries(question({ type: "histogram" }, { mixed: true })).map(({ ref }) => ref)).toContain(
      "p99 exponential",
    );
    const warning =
      "PromQL warning: vector contains a mix of histograms with exponential and custom buckets schemas for metric name";
    expect([isMixed([warning]), isMixed(["another"])]).toEqual([true, false]);
  });

  it("quotes names that older PromQL does not know", () => {
    expect(selectorText("http.server.duration", [{ label: "http.route", value: "/" }])).toBe(
      '{"http.server.duration", "http.route"="/"}',
    );
  });
});

describe("chartUnitOf", () => {
  it.each([
    [{ type: "counter", unit: "bytes", name: "io_bytes_total" }, "bytesPerSecond"],
    [{ type: "counter", unit: "", name: "calls_total" }, "perSecond"],
    [{ type: "counter", unit: "seconds", name: "cpu_seconds_total" }, "plain"],
    [{ type: "gauge", unit: "", name: "cpu_ratio" }, "ratio"],
    [{ type: "histogram", unit: "seconds", name: "d_seconds" }, "seconds"],
  ] as const)("of %o is %s", (metric, unit) => {
    expect(chartUnitOf(metric)).toBe(unit);
  });
});
