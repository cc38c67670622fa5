/**
 * What a store must say of metric series: which there are, and their samples as numbers, the same before and after compaction.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Metric, NumberDataPoint } from "../model/metric.ts";
import { unixNano } from "../model/time.ts";
import {
  attributesOf,
  gaugeOf,
  metricsFrom,
  NOON_MS,
  pointColumns,
  pointOf,
  STEP_MS,
  spanIdOf,
  traceIdOf,
} from "../testing/builders.ts";
import type { MetricSeries, SamplesQuery, SeriesCursor, SeriesSamples } from "./seriesReader.ts";
import {
  type AnyStore,
  compactAll,
  DAY_WINDOW,
  flushOf,
  type OpenStore,
  type StoreFactory,
  TENANT,
} from "./storeContract.ts";

type Value = NumberDataPoint["value"];
const double = (value: number): Value => ({ type: "double", value });
const int = (value: bigint): Value => ({ type: "int", value });
const at = (ms: number, value: Value, more: Partial<NumberDataPoint> = {}) =>
  pointOf({ timeMs: NOON_MS + ms, startTimeUnixNano: unixNano(NOON_MS), value, ...more });

export function storeContractSeries(open: StoreFactory): void {
  describe("metric series", () => {
    let opened: OpenStore;
    let store: AnyStore;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
    });
    afterAll(() => opened.close());

    const put = (metric: Metric, slot = 0) =>
      store.append({ ...flushOf(pointColumns(metricsFrom("shop", [metric]))), slot });
    const list = async (names: readonly string[] | undefined, after: SeriesCursor | null = null) =>
      store.listSeries({ tenant: TENANT, after, ...(names ? { names } : {}) });
    const idsOf = async (name: string) => (await list([name])).series.map(({ id }) => id);
    const read = async (name: string, more: Partial<SamplesQuery> = {}): Promise<SeriesSamples[]> =>
      store.readSeries({ tenant: TENANT, ids: await idsOf(name), window: DAY_WINDOW, maxSamples: 1e6, ...more });
    const plain = ({ timesMs, values }: SeriesSamples) =>
      Array.from(timesMs, (time, i) => [time - NOON_MS, values[i]] as const);
    /** The same answer before and after everything is merged. */
    const bothWays = async (name: string, judge: (samples: SeriesSamples[]) => void) => {
      judge(await read(name));
      await compactAll(store);
      judge(await read(name));
    };

    it("says which series have samples in a window, before and after merging", async () => {
      await put(gaugeOf("ebb", [at(-3 * STEP_MS, double(1))]));
      await put(gaugeOf("flow", [at(0, double(1))]));
      const [[ebb], [flow]] = [await idsOf("ebb"), await idsOf("flow")];
      const present = async (startMs: number, endMs: number) => {
        const window = { startMs: NOON_MS + startMs, endMs: NOON_MS + endMs };
        return [...(await store.listPresent({ tenant: TENANT, ids: [ebb ?? 0, flow ?? 0], window }))].sort();
      };
      for (let merged = 0; merged < 2; merged++) {
        expect(await present(-1_000, 1_000)).toEqual([flow]);
        expect(await present(-3 * STEP_MS - 1_000, -3 * STEP_MS + 1_000)).toEqual([ebb]);
        expect(await present(-3 * STEP_MS - 1_000, 1_000)).toHaveLength(2);
        expect(await present(-2 * STEP_MS, -STEP_MS)).toEqual([]);
        await compactAll(store);
      }
    });

    it("lists a series with all that makes it one, and each only once more", async () => {
      const sum: Metric = {
        ...gaugeOf("orders", []),
        kind: "sum",
        isMonotonic: true,
        aggregationTemporality: 1,
        description: "Orders",
        unit: "{order}",
        metadata: attributesOf({ team: "a" }),
        dataPoints: [at(0, int(1n), { attributes: attributesOf({ shop: "x" }) })],
      };
      await put(sum);
      const first = await list(["orders"]);
      const { id: _, ...series } = first.series[0] as MetricSeries;
      const group = metricsFrom("shop", [sum]);
      expect(series).toEqual({
        name: "orders",
        unit: "{order}",
        description: "Orders",
        metadata: attributesOf({ team: "a" }),
        kind: 7,
        temporality: 1,
        isMonotonic: true,
        resource: group.resource,
        scope: group.scopeMetrics[0]?.scope,
        attributes: attributesOf({ shop: "x" }),
      });
      await put({ ...sum, dataPoints: [at(10, int(1n), { attributes: attributesOf({ shop: "y" }) })] });
      const more = await list(["orders"], first.cursor);
      expect(more.series.map(({ attributes }) => attributes)).toContainEqual(attributesOf({ shop: "y" }));
      expect((await list(["orders"], more.cursor)).series.length).toBeLessThan(2);
      expect((await list(["other"])).series).toEqual([]);
      const heads = await store.listMetricHeads({ tenant: TENANT });
      expect(heads.find(({ name }) => name === "orders")).toMatchObject({
        unit: "{order}",
        temporality: 1,
        isMonotonic: true,
        kind: 7,
        seriesCount: 2,
      });
      expect(await store.countSeries({ tenant: TENANT, limit: 1 })).toEqual([{ name: "orders", seriesCount: 2 }]);
      const counts = await store.countAttributeValues({ tenant: TENANT, name: "orders" });
      expect(counts[0]).toEqual({ key: "shop", on: "record", values: 2 });
      expect(counts).toContainEqual({ key: "service.name", on: "resource", values: 1 });
    });

    it("gives any number back: NaN, infinities, -0, ints of 64 bits, decimals, beside one another", async () => {
      const numbers = [
        0,
        -0,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        0.1,
        1e300,
        -12.25,
        2 ** 60,
      ];
      const ints = [2n ** 63n - 1n, -(2n ** 63n), 9_007_199_254_740_993n, 0n, -7n];
      const values = [...numbers.map(double), ...ints.map(int)];
      for (const [i, value] of values.entries()) await put(gaugeOf("numbers", [at(i * 1000, value)]));
      await bothWays("numbers", ([samples]) => {
        expect(Array.from(samples?.values ?? [])).toEqual([...numbers, ...ints.map(Number)]);
        expect(Array.from(samples?.startsMs ?? [])).toEqual(values.map(() => NOON_MS));
      });
    });

    it("keeps the last that arrived of one millisecond, whatever the order of arrival, from two slots", async () => {
      await put(gaugeOf("late", [at(3000, double(3)), at(1000, double(1))]));
      await put(gaugeOf("late", [at(2000, double(2)), at(3000, double(33))]));
      await put(gaugeOf("late", [at(1000, double(11)), at(1000.5, double(12))]));
      await bothWays("late", ([samples]) => {
        expect(samples && plain(samples)).toEqual([
          [1000, 12],
          [2000, 2],
          [3000, 33],
        ]);
      });
      await put(gaugeOf("late", [at(4000, double(4))]), 1);
      expect((await read("late")).map(plain)).toEqual([
        [
          [1000, 12],
          [2000, 2],
          [3000, 33],
        ],
        [[4000, 4]],
      ]);
    });

    it("keeps the last that arrived of one millisecond across merged blocks and those that came after", async () => {
      await put(gaugeOf("again", [at(1000, double(1)), at(2000, double(2))]));
      await put(gaugeOf("again", [at(1000, double(11))]));
      await compactAll(store);
      await put(gaugeOf("again", [at(1000, double(111)), at(500, double(5))]));
      await put(gaugeOf("again", [at(2000, double(22))]));
      await bothWays("again", ([samples]) => {
        expect(samples && plain(samples)).toEqual([
          [500, 5],
          [1000, 111],
          [2000, 22],
        ]);
      });
    });

    it("comes to an end with merging, however many bytes a point has", async () => {
      const exemplar = { timeUnixNano: unixNano(NOON_MS), value: double(1), traceId: null, spanId: null };
      const exemplars = [{ ...exemplar, filteredAttributes: attributesOf({ path: "x".repeat(2000) }) }];
      for (let turn = 0; turn < 4; turn++) {
        const points = Array.from({ length: 1200 }, (_, i) => at(turn * 1200 + i, double(i), { exemplars }));
        await put(gaugeOf("heavy", points));
      }
      let merges = 0;
      while (merges < 60 && (await store.compact(Date.now() + 7 * 86_400_000)) > 0) merges++;
      expect(merges).toBeLessThan(60);
    });

    it("reads after the start and up to the end, across partitions, in the order asked for", async () => {
      const times = [-STEP_MS, -1000, 0, 1000, STEP_MS];
      const points = times.flatMap((ms) =>
        ["a", "b"].map((host, k) => at(ms, double(ms + k), { attributes: attributesOf({ host }) })),
      );
      await put(gaugeOf("wide", points));
      const window = { startMs: NOON_MS - STEP_MS, endMs: NOON_MS + 1000 };
      const ids = [...(await idsOf("wide"))].reverse();
      for (let turn = 0; turn < 2; turn++) {
        const found = await read("wide", { ids, window });
        expect(found.map(({ id }) => id)).toEqual(ids);
        for (const samples of found) expect(plain(samples).map(([ms]) => ms)).toEqual([-1000, 0, 1000]);
        expect(found.map(({ values }) => values[0]).sort()).toEqual([-1000, -999]);
        await compactAll(store);
      }
      expect(await read("wide", { window: { startMs: NOON_MS + 1000, endMs: NOON_MS + 2000 } })).toEqual([]);
    });

    it("marks where no value was recorded", async () => {
      const points = [at(0, double(1)), at(1000, null, { flags: 1 }), at(2000, double(2), { flags: 2 })];
      await put(gaugeOf("stale", points));
      await bothWays("stale", ([samples]) => {
        expect([...(samples?.absent ?? [])]).toEqual([0, 1, 0]);
        expect([...(samples?.values ?? [])]).toEqual([1, Number.NaN, 2]);
      });
    });

    it("gives histograms of both kinds and summaries", async () => {
      const times = (ms: number) => ({ startTimeUnixNano: unixNano(NOON_MS), timeUnixNano: unixNano(NOON_MS + ms) });
      const base = { attributes: [], flags: 0, exemplars: [], min: null, max: null };
      const explicit = (ms: number, bucketCounts: bigint[], sum: number | null) => ({
        ...base,
        ...times(ms),
        count: bucketCounts.reduce((all, one) => all + one, 0n),
        sum,
        bucketCounts,
        explicitBounds: [0.5, 1],
      });
      const head = { description: "", unit: "", metadata: [] };
      await put({
        ...head,
        name: "sizes",
        kind: "histogram",
        aggregationTemporality: 2,
        dataPoints: [explicit(0, [1n, 2n, 3n], 4.5), explicit(1000, [1n, 5n, 2n ** 60n], null)],
      });
      const exponential = (ms: number, offset: number) => ({
        ...base,
        ...times(ms),
        count: 9n,
        sum: 1.5,
        scale: 3,
        zeroCount: 2n,
        zeroThreshold: 0.25,
        positive: { offset, bucketCounts: [3n, 4n] },
        negative: null,
      });
      await put({
        ...head,
        name: "native",
        kind: "exponentialHistogram",
        aggregationTemporality: 2,
        dataPoints: [exponential(0, -1), exponential(1000, 5)],
      });
      const quantiles = [{ quantile: 0.5, value: 7 }];
      await put({
        ...head,
        name: "summary",
        kind: "summary",
        dataPoints: [{ attributes: [], ...times(0), flags: 0, count: 3n, sum: 9, quantileValues: quantiles }],
      });
      await bothWays("sizes", ([samples]) => {
        const counts = [
          [1, 2, 3],
          [1, 5, 2 ** 60],
        ].map((list) => Float64Array.from(list));
        expect(samples?.distributions).toEqual([
          { kind: "explicit", count: 6, sum: 4.5, bounds: [0.5, 1], counts: counts[0] },
          { kind: "explicit", count: 2 ** 60, sum: Number.NaN, bounds: [0.5, 1], counts: counts[1] },
        ]);
        expect([...(samples?.values ?? [])]).toEqual([Number.NaN, Number.NaN]);
      });
      await bothWays("native", ([samples]) => {
        expect(samples?.distributions).toMatchObject([
          { kind: "exponential", count: 9, scale: 3, zeroCount: 2, zeroThreshold: 0.25, positiveOffset: -1 },
          { positiveOffset: 5, positive: Float64Array.of(3, 4), negative: Float64Array.of() },
        ]);
      });
      await bothWays("summary", ([samples]) => {
        expect(samples?.distributions).toEqual([{ kind: "summary", count: 3, sum: 9, quantiles }]);
      });
    });

    it("answers the same of many series and days of samples, merged or not", async () => {
      const hosts = Array.from({ length: 7 }, (_, i) => attributesOf({ host: `h${i}` }));
      for (let batch = 0; batch < 20; batch++) {
        const points = Array.from({ length: 30 }, (_, i) => batch * 30 + i).flatMap((n) =>
          hosts.map((attributes, h) => at(n * 15_000, double(h < 4 ? n * 10 + h : Math.sin(n) * h), { attributes })),
        );
        await put(gaugeOf("many", points));
      }
      const before = await read("many");
      expect(before.map(({ values }) => values.length)).toEqual(hosts.map(() => 600));
      const fifth = (await list(["many"])).series.find(({ attributes }) => JSON.stringify(attributes).includes("h5"));
      const ofFifth = before.find(({ id }) => id === fifth?.id);
      expect(ofFifth && plain(ofFifth)[123]).toEqual([123 * 15_000, Math.sin(123) * 5]);
      expect(await compactAll(store)).toBeGreaterThan(10);
      expect(await read("many")).toEqual(before);
      expect(new Set(before.map(({ timesMs }) => timesMs)).size).toBe(1);
    });

    it("refuses more samples than the limit, and stops when it is told to", async () => {
      await expect(read("many", { maxSamples: 4199 })).rejects.toMatchObject({ code: "TOO_LARGE" });
      expect(await read("many", { maxSamples: 4200 })).toHaveLength(7);
      const abort = new AbortController();
      const reading = read("many", { signal: abort.signal });
      abort.abort(new Error("gone away"));
      await expect(reading).rejects.toThrow("gone away");
      expect(await read("many")).toHaveLength(7);
    });

    it("gives exemplars newest first, of the series and window asked for", async () => {
      const exemplar = (ms: number, span: number) => ({
        filteredAttributes: attributesOf({ n: span }),
        timeUnixNano: unixNano(NOON_MS + ms),
        value: { type: "double", value: ms / 1000 } as const,
        traceId: traceIdOf(7),
        spanId: spanIdOf(span),
      });
      const withThem = (ms: number, ...spans: number[]) =>
        at(ms, double(1), { exemplars: spans.map((span) => exemplar(ms - span, span)) });
      await put(gaugeOf("marked", [withThem(10_000, 1, 2), at(15_000, double(2)), withThem(20_000, 3)]));
      await put(gaugeOf("unmarked", [withThem(10_000, 4)]));
      const ask = async (limit: number) =>
        store.readExemplars({
          tenant: TENANT,
          ids: await idsOf("marked"),
          window: { startMs: NOON_MS, endMs: NOON_MS + 30_000 },
          limit,
        });
      for (let turn = 0; turn < 2; turn++) {
        const found = await ask(10);
        expect(found.map(({ timeMs }) => timeMs - NOON_MS)).toEqual([19_997, 9999, 9998]);
        expect(found[0]).toMatchObject({ value: 19.997, traceId: traceIdOf(7), spanId: spanIdOf(3) });
        expect(found[0]?.attributes).toEqual(attributesOf({ n: 3 }));
        expect(await ask(1)).toEqual(found.slice(0, 1));
        await compactAll(store);
      }
    });
  });
}
