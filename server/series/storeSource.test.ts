/** From OTLP points in a real store to PromQL's answers. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HistogramDataPoint, Metric, NumberDataPoint } from "../model/metric.ts";
import { formatLabels } from "../promql/labels.ts";
import type { QueryValue } from "../promql/queryValue.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { flushOf } from "../store/storeContract.ts";
import { attributesOf, metricsFrom, NOON_MS, pointColumns, pointOf, resourceOf, scopeOf } from "../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { incrementsOf } from "../testing/increments.ts";
import { createPromQl, type PromQl } from "./ask.ts";
import { listFamilies, listLabelSets, listMetricNames } from "./catalog.ts";
import { MetricIndex } from "./metricIndex.ts";
import { PROMOTED } from "./seriesLabels.ts";

const HOUR = { startMs: NOON_MS, endMs: NOON_MS + 3_600_000 };
let database: FreshDatabase;
let store: ReturnType<typeof createPostgresStore>;
let promQl: PromQl;

const nano = (ms: number) => BigInt(ms) * 1_000_000n;
const numbers = (values: readonly number[], of: Record<string, string> = {}): NumberDataPoint[] =>
  values.map((value, i) =>
    pointOf({ timeMs: NOON_MS + i * 15_000, attributes: attributesOf(of), value: { type: "double", value } }),
  );
const head = (name: string, unit: string) => ({ name, unit, description: `what ${name} means`, metadata: [] });
const counter = (name: string, temporality: number, values: readonly number[], of = {}): Metric => ({
  ...head(name, "1"),
  kind: "sum",
  isMonotonic: true,
  aggregationTemporality: temporality,
  dataPoints: numbers(values, of),
});
function histogram(name: string, rows: readonly (readonly number[])[]): Metric {
  const dataPoints = rows.map(
    (counts, i): HistogramDataPoint => ({
      attributes: attributesOf({ "http.route": "/pay" }),
      startTimeUnixNano: nano(NOON_MS - 1_000),
      timeUnixNano: nano(NOON_MS + i * 15_000),
      flags: 0,
      count: BigInt(counts.reduce((sum, count) => sum + count, 0)),
      sum: i,
      min: null,
      max: null,
      bucketCounts: counts.map(BigInt),
      explicitBounds: [0.1, 0.5],
      exemplars: [],
    }),
  );
  return { ...head(name, "s"), kind: "histogram", aggregationTemporality: 2, dataPoints };
}

beforeAll(async () => {
  database = await freshDatabase();
  store = createPostgresStore({ connectionString: database.connectionString });
  const columns = pointColumns(
    metricsFrom("cart", [
      counter("http.requests", 2, [0, 30, 60, 90, 5], { "http.request.method": "GET" }),
      counter("jobs.done", 1, [1, 2, 3, 4]),
      { ...head("queue.depth", "{message}"), kind: "gauge", dataPoints: numbers([4, 5, 6]) },
      histogram("http.server.request.duration", [
        [1, 0, 0],
        [2, 1, 0],
        [2, 1, 3],
      ]),
    ]),
    {
      resource: resourceOf("db", { "service.instance.id": "db-1", "os.type": "linux" }),
      scopeMetrics: [{ scope: scopeOf(), metrics: [{ ...head("up", ""), kind: "gauge", dataPoints: numbers([1]) }] }],
    },
    metricsFrom("web", [{ ...head("queue.depth", "{message}"), kind: "gauge", dataPoints: numbers([1]) }]),
  );
  await store.append({ ...flushOf(columns), increments: incrementsOf([columns], NOON_MS + 60_000) });
  const index = new MetricIndex(store, 1, PROMOTED, Date.now);
  promQl = createPromQl({ reader: store, tenant: 1, index, clock: () => performance.now() });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

async function at(query: string, ms = 60_000): Promise<[string, number][]> {
  const time = { startMs: NOON_MS + ms, endMs: NOON_MS + ms, stepMs: 0 };
  return listed((await promQl.ask({ query, ...time })).value);
}
function listed(value: QueryValue): [string, number][] {
  if (value.type !== "vector") throw new Error(`A vector was expected, not a ${value.type}.`);
  return value.samples.map(({ labels, value: number }): [string, number] => [formatLabels(labels), number]).sort();
}

describe("PromQL over a store", () => {
  it("finds a counter under Prometheus's name, with job and promoted attributes", async () => {
    expect(await at("http_requests_total")).toEqual([
      ['http_requests_total{http_request_method="GET", job="cart", service_name="cart"}', 5],
    ]);
    const [[, rise] = ["", 0]] = await at("sum(increase(http_requests_total[1m]))");
    expect(rise).toBeCloseTo(65 * (60 / 45), 9);
  });

  it("finds it under OTLP's own name too, with OTLP's labels", async () => {
    expect(await at('{"http.requests", "http.request.method"="GET"}')).toEqual([
      ['{"http.requests", "http.request.method"="GET", job="cart", "service.name"="cart"}', 5],
    ]);
  });

  it("shows deltas as a running total", async () => {
    expect((await at("jobs_done_total")).map(([, value]) => value)).toEqual([10]);
  });

  it("shows an explicit histogram native and classic", async () => {
    const [[, median] = ["", 0]] = await at("histogram_quantile(0.5, http_server_request_duration_seconds)");
    expect(median).toBeCloseTo(0.5, 9);
    expect(await at('http_server_request_duration_seconds_bucket{le="0.5"}')).toEqual([
      ['http_server_request_duration_seconds_bucket{http_route="/pay", job="cart", le="0.5", service_name="cart"}', 3],
    ]);
    expect((await at("http_server_request_duration_seconds_count")).map(([, value]) => value)).toEqual([6]);
    expect((await at("http_server_request_duration_seconds_sum")).map(([, value]) => value)).toEqual([2]);
  });

  it("has target_info only of resources that tell more than their identity, and sums over services", async () => {
    expect(await at("target_info")).toEqual([['target_info{instance="db-1", job="db", os_type="linux"}', 1]]);
    expect((await at("sum by (service_name) (queue_depth)")).map(([labels]) => labels)).toEqual([
      '{service_name="cart"}',
      '{service_name="web"}',
    ]);
  });

  it("takes __type__ and __unit__ as labels where they are asked for", async () => {
    expect((await at('{__type__="counter", job="cart"}')).map(([labels]) => labels)).toEqual([
      'http_requests_total{__type__="counter", http_request_method="GET", job="cart", service_name="cart"}',
      'jobs_done_total{__type__="counter", job="cart", service_name="cart"}',
    ]);
  });

  it("sees a series that arrives after the first question", async () => {
    expect(await at("late_gauge")).toEqual([]);
    const columns = pointColumns(
      metricsFrom("cart", [{ ...head("late.gauge", ""), kind: "gauge", dataPoints: numbers([7]) }]),
    );
    await store.append(flushOf(columns));
    await expect
      .poll(() => at("late_gauge"), { timeout: 3_000 })
      .toEqual([['late_gauge{job="cart", service_name="cart"}', 7]]);
  });

  it("lists names, families and label sets", async () => {
    const names = await listMetricNames(promQl.source());
    expect(names).toContain("http_server_request_duration_seconds_bucket");
    expect(names).toContain("traces_span_metrics_calls_total");
    const family = (await listFamilies(promQl.source())).find(({ name }) => name === "queue_depth");
    expect(family).toMatchObject({
      type: "gauge",
      sentName: "queue.depth",
      seriesCount: 2,
      help: "what queue.depth means",
    });
    const matchers = [
      { name: "__name__", operator: "=", value: "http_server_request_duration_seconds_bucket" },
    ] as const;
    const sets = await listLabelSets(promQl.source(), matchers, HOUR);
    expect(sets.map((labels) => labels.get("le")).sort()).toEqual(["+Inf", "0.1", "0.5"]);
  });

  it("ends a question whose asker has gone", async () => {
    const gone = AbortSignal.abort();
    const asked = promQl.ask({ query: "queue_depth", ...HOUR, stepMs: 15_000, signal: gone });
    await expect(asked).rejects.toMatchObject({ name: "PromQlError", kind: "canceled" });
  });
});
