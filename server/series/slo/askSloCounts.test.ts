/** Counts of indicators from real Postgres, through what ingest derives, beside truths made by hand. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Indicator, SLO_STEP_MS, type SloCounts } from "../../model/slo.ts";
import { SpanKind, StatusCode } from "../../model/span.ts";
import { createPostgresStore } from "../../store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../../store/telemetryStore.ts";
import {
  attributesOf,
  gaugeOf,
  hashOf,
  metricsFrom,
  NOON_MS,
  pointColumns,
  pointOf,
  spanColumns,
  spanIdOf,
  spanOf,
  spansFrom,
  traceIdOf,
} from "../../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../testing/database.ts";
import { promQlOver } from "../../testing/filledStore.ts";
import { countedOf } from "../../testing/increments.ts";
import type { PromQl } from "../ask.ts";
import { askManyCounts, askSloCounts } from "./askSloCounts.ts";
import { indicatorQueries } from "./indicatorQueries.ts";

const at = (minutes: number) => NOON_MS + minutes * SLO_STEP_MS;
const window = { startMs: at(0), endMs: at(20) };
const shown = ({ bad, valid }: SloCounts) =>
  Array.from(valid, (count, i) => (Number.isNaN(count) ? "?" : `${bad[i]}/${count}`));
const service = (name: string) => ({ kind: "service", service: name }) as const;

let database: FreshDatabase;
let store: TelemetryStore & TelemetryMaintenance;
let promQl: PromQl;
let nextId = 1;

/** Requests to `cart` in this minute, each so many milliseconds long; negative: it fails. The gateway calls it for each. */
async function requests(minute: number, durations: readonly number[]): Promise<void> {
  const pairs = durations.map((length, i) => {
    const traceId = traceIdOf(nextId++);
    const [client, server] = [spanIdOf(nextId++), spanIdOf(nextId++)];
    const startMs = at(minute) + 1_000 + i * 100;
    const durationMs = Math.abs(length);
    const status = { code: length < 0 ? StatusCode.ERROR : StatusCode.UNSET, message: "" };
    const common = { traceId, startMs, durationMs, status };
    return {
      client: spanOf({ ...common, spanId: client, kind: SpanKind.CLIENT, name: "call" }),
      server: spanOf({ ...common, spanId: server, parentSpanId: client, kind: SpanKind.SERVER, name: "GET /cart" }),
      inner: spanOf({ ...common, spanId: spanIdOf(nextId++), parentSpanId: server, kind: SpanKind.INTERNAL }),
    };
  });
  const columns = spanColumns(
    spansFrom(
      "gateway",
      pairs.map(({ client }) => client),
    ),
    spansFrom(
      "cart",
      pairs.flatMap(({ server, inner }) => [server, inner]),
    ),
  );
  const counted = countedOf([columns], at(minute));
  await store.append({ tenant: 1, slot: 0, requests: [{ hash: hashOf(columns), columns }], ...counted });
}

/** A counter that a service sends at the end of each minute. */
async function sent(name: string, label: string, totals: readonly (number | null)[]): Promise<void> {
  const attributes = attributesOf({ code: label });
  const points = totals.flatMap((value, i) =>
    value === null ? [] : [pointOf({ timeMs: at(i) - 5_000, attributes, value: { type: "double", value } })],
  );
  const columns = pointColumns(metricsFrom("cart", [gaugeOf(name, points)]));
  const request = { hash: hashOf(columns), columns };
  await store.append({ tenant: 1, slot: 0, requests: [request], increments: new Uint8Array(0) });
}

beforeAll(async () => {
  database = await freshDatabase();
  store = createPostgresStore({ connectionString: database.connectionString });
  promQl = promQlOver(store);
  await requests(0, [20, 20, -20, 300]);
  await requests(1, [20, 900]);
  await requests(3, [-30, -900, 90, 100.5]);
  await sent("jobs_total", "ok", [100, 110, 120, 120, 120, 150, 160]);
  await sent("jobs_total", "bad", [null, 1, 1, 4, 4, 4, 4]);
  await sent("queue_depth", "x", [1, 5, 9, null, null, null, null, null, null, null, 20]);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const ask = async (indicator: Indicator) => shown(await askSloCounts(promQl, { indicator }, window));

describe("counts of an indicator", () => {
  it("counts failed requests of a service as they were, zero while it is quiet, nothing once it is silent", async () => {
    const counts = await ask({ kind: "availability", subject: service("cart") });
    expect(counts.slice(0, 4)).toEqual(["1/4", "0/2", "0/0", "2/4"]);
    expect(counts.slice(4)).toEqual([...Array.from({ length: 14 }, () => "0/0"), "?", "?"]);
    expect(await ask({ kind: "availability", subject: service("nobody") })).toEqual(
      Array.from({ length: 20 }, () => "?"),
    );
  });

  it("counts one operation, an edge and all calls of a caller", async () => {
    const operation = { kind: "operation", service: "cart", spanName: "GET /cart", spanKind: "SERVER" } as const;
    const edge = { kind: "edge", client: "gateway", server: "cart" } as const;
    const caller = { kind: "caller", client: "gateway" } as const;
    for (const subject of [operation, edge, caller]) {
      const counts = await ask({ kind: "availability", subject });
      expect([subject.kind, counts.slice(0, 4)]).toEqual([subject.kind, ["1/4", "0/2", "0/0", "2/4"]]);
    }
  });

  it("is exact where a latency's threshold is a bound of buckets, failed ones bad or not as told", async () => {
    const latency = { kind: "latency", subject: service("cart"), thresholdSeconds: 0.1 } as const;
    expect((await ask({ ...latency, countsErrors: false })).slice(0, 4)).toEqual(["1/4", "1/2", "0/0", "2/4"]);
    expect((await ask({ ...latency, countsErrors: true })).slice(0, 4)).toEqual(["2/4", "1/2", "0/0", "3/4"]);
    expect(await askSloCounts(promQl, { indicator: { ...latency, countsErrors: true } }, window)).toMatchObject({
      isInterpolated: false,
    });
  });

  it("interpolates between bounds and says so", async () => {
    const latency = { kind: "latency", subject: service("cart"), thresholdSeconds: 0.27 } as const;
    const asked = await askSloCounts(promQl, { indicator: { ...latency, countsErrors: true } }, window);
    expect(asked.isInterpolated).toBe(true);
    expect(shown(asked).slice(0, 4)).toEqual(["2/4", "1/2", "0/0", "2/4"]);
    const inside = await askSloCounts(
      promQl,
      { indicator: { ...latency, thresholdSeconds: 0.099, countsErrors: false } },
      window,
    );
    // 90 and 100.5 ms are in buckets around 99 ms: some part of one of them.
    expect(inside.bad[3]).toBeGreaterThan(1);
    expect(inside.bad[3]).toBeLessThan(3);
  });

  it("counts latency of an edge as its client saw it", async () => {
    const subject = { kind: "edge", client: "gateway", server: "cart" } as const;
    const latency = { kind: "latency", subject, thresholdSeconds: 0.1 } as const;
    expect((await ask({ ...latency, countsErrors: false })).slice(0, 4)).toEqual(["1/4", "1/2", "0/0", "2/4"]);
    expect((await ask({ ...latency, thresholdSeconds: 2, countsErrors: true })).slice(0, 4)).toEqual([
      ...["1/4", "0/2", "0/0", "2/4"],
    ]);
  });

  it("takes the ratio of two expressions, whatever is missing of them", async () => {
    const total = "sum(increase(jobs_total[$window]))";
    const bad = 'sum(increase(jobs_total{code="bad"}[$window]))';
    const ratio = { kind: "ratio", good: null, bad, total, isRatio: false } as const;
    // The first sample of a counter is no increase; minutes in which it stands still are measured zeros.
    const counts = await ask(ratio);
    expect(counts.slice(0, 6)).toEqual(["0/10", "0/10", "3/3", "0/0", "0/30", "0/10"]);
    const good = 'sum(increase(jobs_total{code="ok"}[$window]))';
    expect((await ask({ ...ratio, bad: null, good })).slice(0, 6)).toEqual(counts.slice(0, 6));
    expect((await ask({ ...ratio, good, total: null })).slice(0, 6)).toEqual(counts.slice(0, 6));
  });

  it("knows silence from zero also where a person wrote the expression over series counted here", async () => {
    const calls =
      'sum(increase(traces_span_metrics_calls_total{service_name="cart", span_kind="SPAN_KIND_SERVER"}[$window]))';
    const ratio = { kind: "ratio", good: null, bad: `0 * ${calls}`, total: calls, isRatio: false } as const;
    const counts = await ask(ratio);
    expect(counts.slice(0, 4)).toEqual(["0/4", "0/2", "0/0", "0/4"]);
    expect(counts.slice(16)).toEqual(["0/0", "0/0", "?", "?"]);
  });

  it("takes an error ratio and a threshold minute by minute; without a value there is no event", async () => {
    const value = await ask({ kind: "threshold", query: "max(queue_depth)", operator: "<", value: 6 });
    expect(value.slice(0, 12)).toEqual([
      ...["0/1", "1/1", "1/1", "1/1", "1/1", "1/1", "?", "?", "?", "1/1", "1/1", "1/1"],
    ]);
    const ratio = { kind: "ratio", good: null, bad: "max(queue_depth) / 100", total: null, isRatio: true } as const;
    expect((await ask(ratio)).slice(0, 2)).toEqual(["0.05/1", "0.09/1"]);
  });

  it("says what is wrong with an expression and answers the others", async () => {
    const wrong: Indicator = { kind: "threshold", query: "sum(", operator: "<", value: 6 };
    const right: Indicator = { kind: "availability", subject: service("cart") };
    const [first, second] = await askManyCounts(promQl, [wrong, right], window);
    expect(first?.problem).toMatch(/parse|unexpected|unclosed/i);
    expect(first?.counts.valid.every(Number.isNaN)).toBe(true);
    expect(second?.problem).toBeNull();
    expect(second?.counts.valid[0]).toBe(4);
  });

  it("gives one SLO alone what it gets among many", async () => {
    const many: Indicator[] = ["cart", "gateway", "none"].flatMap((name) => [
      { kind: "availability", subject: service(name) },
      { kind: "latency", subject: service(name), thresholdSeconds: 0.25, countsErrors: true },
    ]);
    const together = await askManyCounts(promQl, many, window);
    for (const [i, indicator] of many.entries())
      expect(together[i]?.counts && shown(together[i].counts)).toEqual(await ask(indicator));
  });

  it("says the same whatever window asks, also over midnight", async () => {
    const indicator: Indicator = { kind: "availability", subject: service("cart") };
    const part = await askSloCounts(promQl, { indicator }, { startMs: at(4), endMs: at(19) });
    expect(shown(part)).toEqual([...Array.from({ length: 14 }, () => "0/0"), "?"]);
    const night = 9 * 60;
    await requests(night - 1, [20, -20]);
    await requests(night, [20, 20, 20]);
    const over = await askSloCounts(promQl, { indicator }, { startMs: at(night - 2), endMs: at(night + 2) });
    expect(shown(over)).toEqual(["?", "1/2", "0/3", "0/0"]);
  });

  it("spreads steps of five minutes over their minutes where nothing finer is kept", async () => {
    while ((await store.foldDerived()) > 0);
    const now = () => at(10) + 86_400_000;
    const options = { connectionString: database.connectionString, retentionMs: 3_600_000, now };
    const late = createPostgresStore(options);
    const indicator: Indicator = { kind: "availability", subject: service("cart") };
    const counts = await askSloCounts(promQlOver(late), { indicator }, window);
    expect(Array.from(counts.valid.slice(0, 5))).toEqual([2, 2, 2, 2, 2]);
    for (const bad of counts.bad.slice(0, 5)) expect(bad).toBeCloseTo(3 / 5, 9);
    await late.close();
  });

  it("ends when nobody waits for it any more", async () => {
    const indicator: Indicator = { kind: "availability", subject: service("cart") };
    const asked = askSloCounts(promQl, { indicator }, window, AbortSignal.abort());
    await expect(asked).rejects.toMatchObject({ kind: "canceled" });
  });

  it("shows people the queries with the window's name in them", () => {
    expect(indicatorQueries({ kind: "availability", subject: service('a"b') })).toEqual([
      {
        name: "requests",
        promQl:
          'sum(increase(traces_span_metrics_calls_total{service_name="a\\"b", span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"}[$window] anchored))',
      },
      { name: "failed requests", promQl: expect.stringContaining('status_code="STATUS_CODE_ERROR"') },
    ]);
  });
});
