/**
 * A store with a little of everything that the Prometheus API can be asked about: a counter with an exemplar, a histogram, a series
 * that came from Prometheus, three spans; and PromQL over it. All around NOON_MS.
 */
import type { HistogramDataPoint, Metric } from "../model/metric.ts";
import { PROMETHEUS_SCOPE } from "../model/semconv.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { createPromQl, type PromQl } from "../series/ask.ts";
import { MetricIndex } from "../series/metricIndex.ts";
import { PROMOTED } from "../series/seriesLabels.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../store/telemetryStore.ts";
import {
  attributesOf,
  hashOf,
  metricsFrom,
  NOON_MS,
  pointColumns,
  pointOf,
  resourceOf,
  spanColumns,
  spanIdOf,
  spanOf,
  spansFrom,
  traceIdOf,
} from "./builders.ts";
import { freshDatabase } from "./database.ts";
import { incrementsOf } from "./increments.ts";

const head = (name: string, unit: string) => ({ name, unit, description: `what ${name} means`, metadata: [] });
const exemplar = {
  filteredAttributes: attributesOf({ "user.id": "u1" }),
  timeUnixNano: BigInt(NOON_MS + 15_250) * 1_000_000n,
  value: { type: "double", value: 0.25 } as const,
  traceId: traceIdOf(9),
  spanId: spanIdOf(9),
};
const counter: Metric = {
  ...head("http.requests", "1"),
  kind: "sum",
  isMonotonic: true,
  aggregationTemporality: 2,
  dataPoints: [0, 30, 60, 90, 120].map((value, i) =>
    pointOf({
      timeMs: NOON_MS + i * 15_000,
      attributes: attributesOf({ "http.route": "/pay" }),
      value: { type: "double", value },
      exemplars: i === 1 ? [exemplar] : [],
    }),
  ),
};
const histogram = (counts: readonly bigint[], i: number): HistogramDataPoint => ({
  attributes: [],
  startTimeUnixNano: BigInt(NOON_MS - 1_000) * 1_000_000n,
  timeUnixNano: BigInt(NOON_MS + i * 15_000) * 1_000_000n,
  flags: 0,
  count: counts.reduce((sum, count) => sum + count, 0n),
  sum: 1.5,
  min: null,
  max: null,
  bucketCounts: counts,
  explicitBounds: [0.1, 0.5],
  exemplars: [],
});
const own: Metric = {
  ...head("scraped_total", ""),
  kind: "gauge",
  dataPoints: [pointOf({ timeMs: NOON_MS, attributes: attributesOf({ job: "x", "a.b": "dotted" }) })],
};

/** PromQL over a store, as a runtime makes it. */
export function promQlOver(store: TelemetryStore): PromQl {
  const index = new MetricIndex(store, 1, PROMOTED, Date.now);
  return createPromQl({ reader: store, tenant: 1, index, clock: () => performance.now() });
}

export interface FilledStore {
  readonly store: TelemetryStore & TelemetryMaintenance;
  readonly promQl: PromQl;
  close(): Promise<void>;
}

export async function fillStore(): Promise<FilledStore> {
  const database = await freshDatabase();
  const store = createPostgresStore({ connectionString: database.connectionString });
  const dataPoints = [histogram([1n, 2n, 1n], 0), histogram([2n, 3n, 1n], 1)];
  const points = pointColumns(
    metricsFrom("cart", [
      counter,
      { ...head("wait.time", "s"), kind: "histogram", aggregationTemporality: 2, dataPoints },
    ]),
    {
      resource: resourceOf("x"),
      scopeMetrics: [
        {
          scope: { name: PROMETHEUS_SCOPE, version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
          metrics: [own],
        },
      ],
    },
  );
  const spans = spanColumns(
    spansFrom(
      "cart",
      [10, 900, 20].map((durationMs, i) =>
        spanOf({
          traceId: traceIdOf(100 + i),
          spanId: spanIdOf(100 + i),
          startMs: NOON_MS + i * 1_000,
          durationMs,
          kind: SpanKind.SERVER,
          name: "GET /pay",
          status: { code: i === 2 ? StatusCode.ERROR : StatusCode.UNSET, message: "" },
        }),
      ),
    ),
  );
  for (const columns of [points, spans]) {
    const increments = incrementsOf([columns], NOON_MS + 60_000);
    await store.append({ tenant: 1, slot: 0, requests: [{ hash: hashOf(columns), columns }], increments });
  }
  return {
    store,
    promQl: promQlOver(store),
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
}
