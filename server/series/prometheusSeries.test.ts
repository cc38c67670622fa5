/** From remote-write requests in a real store to PromQL's answers: what Prometheus sent is what Prometheus would say. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NO_LIMITS } from "../otlp/decoded.ts";
import { decodeMetrics } from "../otlp/decodeMetrics.ts";
import { transcodeRemoteWrite } from "../otlp/remoteWriteRequest.ts";
import { formatLabels } from "../promql/labels.ts";
import { parseQuery } from "../promql/parse.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { flushOf } from "../store/storeContract.ts";
import { NOON_MS } from "../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { type SentSeries, staleNan, writeRequest, writeRequestTwo } from "../testing/remoteWriteMessages.ts";
import { createPromQl, type PromQl } from "./ask.ts";
import { readQueryExemplars } from "./exemplars.ts";
import { MetricIndex } from "./metricIndex.ts";
import { PROMOTED } from "./seriesLabels.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
let database: FreshDatabase;
let store: ReturnType<typeof createPostgresStore>;
let promQl: PromQl;

const named = (name: string, fields: Partial<SentSeries>): SentSeries => ({
  labels: [
    ["__name__", name],
    ["job", "shop"],
    ["service.name", "kept"],
  ],
  ...fields,
});

function columnsOf(bytes: Uint8Array, version: 1 | 2) {
  const done = transcodeRemoteWrite(bytes, { version, metadataOf: () => null, onMetadata: () => undefined });
  if (!done.ok) throw new Error(done.message);
  const decoded = decodeMetrics(done.bytes, NO_LIMITS);
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.columns;
}

beforeAll(async () => {
  database = await freshDatabase();
  store = createPostgresStore({ connectionString: database.connectionString });
  const at = (i: number) => NOON_MS + i * 15_000;
  const exemplar = { labels: [["trace_id", TRACE] as const], value: 0.7, timestamp: at(1) };
  const two = writeRequestTwo([
    named("hits_total", {
      samples: [0, 30, 60].map((value, i) => ({ value, timestamp: at(i), startTimestamp: NOON_MS - 1 })),
      metadata: { type: 1, help: "Hits.", unit: "" },
    }),
    named("hits_total", { exemplars: [exemplar], metadata: { type: 1, help: "Hits.", unit: "" } }),
    named("parts", {
      histograms: [
        {
          countFloat: 0.75,
          sum: 1.5,
          positiveSpans: [{ offset: 0, length: 2 }],
          positiveCounts: [0.5, 0.25],
          timestamp: at(0),
        },
      ],
    }),
  ]);
  // Of the same series, before its metadata was known.
  const one = writeRequest([
    named("hits_total", { samples: [{ value: 90, timestamp: at(3) }] }),
    named("gone", {
      samples: [
        { value: 1, timestamp: at(0) },
        { value: staleNan(), timestamp: at(1) },
      ],
    }),
  ]);
  const [first, second] = [columnsOf(two, 2), columnsOf(one, 1)];
  await store.append({ ...flushOf(first), increments: new Uint8Array(0) });
  await store.append({ ...flushOf(second), increments: new Uint8Array(0) });
  const index = new MetricIndex(store, 1, PROMOTED, Date.now);
  promQl = createPromQl({ reader: store, tenant: 1, index, clock: () => performance.now() });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

async function ask(query: string, atMs = NOON_MS + 50_000): Promise<[string, number][]> {
  const { value } = await promQl.ask({ query, startMs: atMs, endMs: atMs, stepMs: 0 });
  if (value.type !== "vector") throw new Error(`A vector was expected, not a ${value.type}.`);
  return value.samples.map(({ labels, value: number }): [string, number] => [formatLabels(labels), number]);
}

describe("series that Prometheus sent", () => {
  it("keep their names and labels, and are one although their metadata came later", async () => {
    expect(await ask("hits_total")).toEqual([['hits_total{job="shop", "service.name"="kept"}', 90]]);
    expect((await ask("increase(hits_total[1m])"))[0]?.[1]).toBeGreaterThan(80);
    expect(await ask("count_over_time(hits_total[1m])")).toEqual([['{job="shop", "service.name"="kept"}', 4]]);
  });

  it("count parts of an observation in native histograms", async () => {
    expect((await ask("histogram_count(parts)"))[0]?.[1]).toBeCloseTo(0.75, 9);
    expect((await ask("histogram_sum(parts)"))[0]?.[1]).toBe(1.5);
    expect((await ask("histogram_fraction(-Inf, 1, parts)"))[0]?.[1]).toBeCloseTo(2 / 3, 6);
  });

  it("end at their stale marker", async () => {
    expect(await ask("gone", NOON_MS + 14_000)).toHaveLength(1);
    expect(await ask("gone", NOON_MS + 15_000)).toEqual([]);
  });

  it("have their exemplars, also those that came without a sample", async () => {
    const window = { startMs: NOON_MS, endMs: NOON_MS + 60_000 };
    const found = await readQueryExemplars(promQl.source(), parseQuery("hits_total"), window);
    expect(found.flatMap(({ exemplars }) => exemplars)).toMatchObject([{ value: 0.7, timeMs: NOON_MS + 15_000 }]);
  });
});
