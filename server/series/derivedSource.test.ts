/** Counters made of increments: worked examples, equal on every tier, on real Postgres. */
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeIncrements, type Increments, NO_INCREMENTS } from "../model/increments.ts";
import { formatLabels } from "../promql/labels.ts";
import type { SeriesSelection, SourceSeries } from "../promql/seriesSource.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { wishedStep } from "./derivedGrid.ts";
import { selectDerived } from "./derivedSource.ts";

const MINUTE_MS = 60_000;
const NOON_MS = Date.UTC(2026, 0, 5, 12);
const NOON = NOON_MS / 10_000;
const MIDNIGHT = Date.UTC(2026, 0, 6) / 10_000;

let database: FreshDatabase;
let pool: pg.Pool;
let store: ReturnType<typeof createPostgresStore>;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 2 });
  store = createPostgresStore({ connectionString: database.connectionString, now: () => NOON_MS });
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query(
    `TRUNCATE telemetry.tier_10s, telemetry.tier_1m, telemetry.tier_5m, telemetry.tier_1h, telemetry.derived_increment, telemetry.fold_cursor`,
  );
});

async function append(increments: Partial<Increments>): Promise<void> {
  await pool.query("INSERT INTO telemetry.derived_increment (tenant, slot, payload) VALUES (1, 0, $1)", [
    Buffer.from(encodeIncrements({ ...NO_INCREMENTS, ...increments })),
  ]);
}

function calls(bucket: number, count: number, status = 0): Increments["operations"][number] {
  const cells = { index: [100], count: [count] };
  return { bucket, service: "cart", name: "GET /", kind: 2, status, overflow: false, sumNano: count * 5e6, cells };
}

const select = (name: string, startMs: number, endMs: number, over: Partial<SeriesSelection> = {}) =>
  selectDerived(
    { reader: store, tenant: 1, maxNumbers: 1e7 },
    {
      matchers: [{ name: "__name__", operator: "=", value: name }],
      startMs,
      endMs,
      stepMs: 0,
      rangeMs: 0,
      around: "",
      ...over,
    },
  );

const pairs = ({ timesMs, values }: SourceSeries) => [...timesMs].map((time, i) => [time - NOON_MS, values[i]]);

describe("derived counters", () => {
  it("count since midnight, begin where something was counted first, and hold two samples for each bucket", async () => {
    await append({ operations: [calls(NOON + 1, 3), calls(NOON + 3, 2), calls(NOON + 3, 1, 2)] });
    const { series, infos } = await select("traces_span_metrics_calls_total", NOON_MS, NOON_MS + 45_000);
    expect(infos).toEqual([]);
    expect(series.map(({ labels }) => formatLabels(labels))).toEqual([
      'traces_span_metrics_calls_total{job="cart", service_name="cart", span_kind="SPAN_KIND_SERVER", span_name="GET /", status_code="STATUS_CODE_UNSET"}',
      'traces_span_metrics_calls_total{job="cart", service_name="cart", span_kind="SPAN_KIND_SERVER", span_name="GET /", status_code="STATUS_CODE_ERROR"}',
    ]);
    expect(series.map(pairs)).toEqual([
      [
        [10_001, 0],
        [20_000, 3],
        [20_001, 3],
        [30_000, 3],
        [30_001, 3],
        [40_000, 5],
      ],
      [
        [30_001, 0],
        [40_000, 1],
      ],
    ]);
  });

  it("go on from what was counted before the window, and have one value whatever window asks", async () => {
    await append({ operations: [calls(NOON - 2_000, 7), calls(NOON, 1), calls(NOON + 100, 2)] });
    const at = async (startMs: number) => {
      const { series } = await select("traces_span_metrics_calls_total", startMs, NOON_MS + 20 * MINUTE_MS);
      const [only] = series;
      return only?.values.at(-1);
    };
    expect([await at(NOON_MS + 15 * MINUTE_MS), await at(NOON_MS), await at(NOON_MS - 8 * 3_600_000)]).toEqual([
      10, 10, 10,
    ]);
  });

  it("start anew at midnight with a zero that shows the reset", async () => {
    await append({ operations: [calls(MIDNIGHT - 1, 4), calls(MIDNIGHT, 9)] });
    const midnightMs = MIDNIGHT * 10_000;
    const { series } = await select("traces_span_metrics_calls_total", midnightMs - 20_000, midnightMs + 10_000);
    expect([...(series[0]?.timesMs ?? [])].map((time) => time - midnightMs)).toEqual([-9_999, 0, 1, 10_000]);
    expect([...(series[0]?.values ?? [])]).toEqual([0, 4, 0, 9]);
  });

  it("have the same increase over whole steps on every tier", async () => {
    const operations = Array.from({ length: 1_080 }, (_, i) => calls(NOON + i, (i * 7) % 5));
    await append({ operations });
    while ((await store.foldDerived()) > 0);
    const rises = await Promise.all(
      [10_000, MINUTE_MS, 5 * MINUTE_MS, 60 * MINUTE_MS].map(async (rangeMs) => {
        const asked = { startMs: NOON_MS + 3_600_000, endMs: NOON_MS + 7_200_000, rangeMs, stepMs: rangeMs };
        expect(wishedStep(asked)).toBe(rangeMs);
        const { series } = await select("traces_span_metrics_calls_total", asked.startMs, NOON_MS + 7_200_000, asked);
        const { values = new Float64Array(0) } = series[0] ?? {};
        return (values.at(-1) ?? 0) - (values[0] ?? 0);
      }),
    );
    const counted = operations.slice(360, 720).reduce((sum, { cells }) => sum + (cells.count[0] ?? 0), 0);
    expect(rises).toEqual([counted, counted, counted, counted]);
  });

  it("tell a burst at the end of a window that falls on no step", async () => {
    await append({
      operations: [calls(NOON - 360, 1), calls(NOON - 350, 20), calls(NOON - 20, 100), calls(NOON - 5, 21)],
    });
    while ((await store.foldDerived()) > 0);
    const hourMs = 3_600_000;
    const risen = async (endMs: number) => {
      const { series } = await select("traces_span_metrics_calls_total", endMs - hourMs, endMs, { rangeMs: hourMs });
      const within = [...(series[0]?.values ?? [])].filter((_, i) => (series[0]?.timesMs[i] ?? 0) > endMs - hourMs);
      return (within.at(-1) ?? 0) - (within[0] ?? 0);
    };
    expect(await risen(NOON_MS + 3_000)).toBe(141);
    expect(await risen(NOON_MS - 57_000)).toBe(121);
  });

  it("are cut finely where the windows are few, and never more coarsely than in fifths", () => {
    const minutes = (rangeMs: number, lengthMs: number) =>
      wishedStep({ startMs: NOON_MS + 3_000, endMs: NOON_MS + 3_000 + lengthMs, stepMs: 15_000, rangeMs }) / MINUTE_MS;
    const hourMs = 60 * MINUTE_MS;
    expect([minutes(5 * MINUTE_MS, 5 * MINUTE_MS), minutes(hourMs, hourMs), minutes(24 * hourMs, 24 * hourMs)]).toEqual(
      [1 / 6, 1, 24],
    );
    expect(minutes(5 * MINUTE_MS, 30 * 24 * hourMs)).toBe(1);
  });

  it("are counted whole and at once over a window of a hundred years", async () => {
    const hours = Array.from({ length: 48 }, (_, i) => calls(NOON - (i + 6) * 360, 1));
    await append({ operations: hours });
    while ((await store.foldDerived()) > 0);
    const rangeMs = 100 * 365 * 86_400_000;
    const began = performance.now();
    const { series } = await select("traces_span_metrics_calls_total", NOON_MS - rangeMs, NOON_MS, { rangeMs });
    expect(performance.now() - began).toBeLessThan(2_000);
    const values = [...(series[0]?.values ?? [])];
    const risen = values.reduce((sum, value, i) => sum + Math.max(0, value - (values[i - 1] ?? 0)), 0);
    expect(risen).toBe(48);
  });

  it("show durations native and classic, with the same counts", async () => {
    await append({
      operations: [calls(NOON, 3), { ...calls(NOON + 1, 2), cells: { index: [0, 400], count: [1, 1] } }],
    });
    const end = NOON_MS + 20_000;
    const native = (await select("traces_span_metrics_duration_seconds", NOON_MS, end)).series[0];
    expect(native?.histograms?.map((histogram) => histogram?.count)).toEqual([0, 3, 3, 5]);
    expect(native?.histograms?.at(-1)).toMatchObject({ schema: 3, zeroCount: 1, sum: 0.025 });
    const buckets = (await select("traces_span_metrics_duration_seconds_bucket", NOON_MS, end)).series;
    expect(buckets).toHaveLength(17);
    expect(buckets.at(-1)?.labels.get("le")).toBe("+Inf");
    expect(buckets.at(-1)?.values.at(-1)).toBe(5);
    const [infinite] = (
      await select("traces_span_metrics_duration_seconds_bucket", NOON_MS, end, {
        matchers: [
          { name: "__name__", operator: "=", value: "traces_span_metrics_duration_seconds_bucket" },
          { name: "le", operator: "=", value: "+Inf" },
        ],
      })
    ).series;
    expect(infinite && pairs(infinite)).toEqual([
      [1, 0],
      [10_000, 3],
      [10_001, 3],
      [20_000, 5],
    ]);
    const sum = (await select("traces_span_metrics_duration_seconds_sum", NOON_MS, end)).series[0];
    expect(sum?.values.at(-1)).toBeCloseTo(0.025, 12);
  });

  it("show edges with their failures as a measured zero, and logs by severity", async () => {
    const edge = {
      bucket: NOON,
      client: "web",
      server: "cart",
      type: 0,
      calls: 4,
      errors: 0,
      clientSumNano: 8e9,
      serverSumNano: 4e9,
    };
    const cells = { index: [300], count: [4] };
    await append({
      edges: [{ ...edge, clientCells: cells, serverCells: cells }],
      logs: [{ bucket: NOON, service: "cart", severity: 5, records: 6 }],
    });
    const end = NOON_MS + 10_000;
    const failed = (await select("traces_service_graph_request_failed_total", NOON_MS, end)).series[0];
    expect(failed && formatLabels(failed.labels)).toBe(
      'traces_service_graph_request_failed_total{client="web", job="web", server="cart"}',
    );
    expect(failed && pairs(failed)).toEqual([
      [1, 0],
      [10_000, 0],
    ]);
    const server = (await select("traces_service_graph_request_server_seconds_sum", NOON_MS, end)).series[0];
    expect(server?.values.at(-1)).toBe(4);
    const logs = (await select("log_records_total", NOON_MS, end)).series[0];
    expect(logs && [formatLabels(logs.labels), logs.values.at(-1)]).toEqual([
      'log_records_total{service_name="cart", severity="ERROR"}',
      6,
    ]);
  });

  it("ask only for the series that match, and say when the kept steps are too coarse for the range", async () => {
    await append({ operations: [calls(NOON, 1), { ...calls(NOON, 1), service: "web" }] });
    const { series } = await select("", NOON_MS, NOON_MS + 10_000, {
      matchers: [
        { name: "__name__", operator: "=~", value: "traces_span_metrics_.*(total|_sum)" },
        { name: "service_name", operator: "!=", value: "web" },
      ],
    });
    expect(series.map(({ labels }) => `${labels.metricName} ${labels.get("service_name")}`)).toEqual([
      "traces_span_metrics_calls_total cart",
      "traces_span_metrics_duration_seconds_sum cart",
    ]);
    const coarse = await select("traces_span_metrics_calls_total", NOON_MS - 40 * 86_400_000, NOON_MS + 7_200_000, {
      rangeMs: 90_000,
      stepMs: 70_000,
    });
    expect(coarse.infos.join()).toMatch(/^PromQL info: .*one each (5m|1h)/);
  });
});
