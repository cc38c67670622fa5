/**
 * What a store must give back of metric data: every kind and field, series told apart, and the same after compaction.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Metric } from "../model/metric.ts";
import { readMetrics } from "../otlp/readMetrics.ts";
import { attributesOf, gaugeOf, metricsFrom, NOON_MS, pointColumns, pointOf } from "../testing/builders.ts";
import { everyMetric } from "../testing/everyField.ts";
import {
  type AnyStore,
  compactAll,
  DAY_WINDOW,
  flushOf,
  type OpenStore,
  type StoreFactory,
  TENANT,
} from "./storeContract.ts";
import type { MetricQuery } from "./telemetryStore.ts";

export function storeContractMetrics(open: StoreFactory): void {
  describe("metrics", () => {
    let opened: OpenStore;
    let store: AnyStore;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
    });
    afterAll(() => opened.close());

    const ask = async (parts: Partial<MetricQuery>) =>
      readMetrics(await store.readMetrics({ tenant: TENANT, window: DAY_WINDOW, limit: 10_000, ...parts }));
    const put = (service: string, metric: Metric) =>
      store.append(flushOf(pointColumns(metricsFrom(service, [metric]))));
    const at = (ms: number, host: string, value: number) =>
      pointOf({ timeMs: NOON_MS + ms, attributes: attributesOf({ host }), value: { type: "double", value } });

    it("gives points of all five kinds back equal in every field", async () => {
      for (const metric of everyMetric()) {
        await put("every", metric);
        expect(await ask({ name: metric.name })).toEqual([metricsFrom("every", [metric])]);
      }
      const listed = await store.listMetrics({ tenant: TENANT, window: DAY_WINDOW });
      const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
      expect(names(listed)).toEqual(names(everyMetric()));
      expect(listed[0]).toMatchObject({ unit: "1", seriesCount: 1 });
    });

    it("tells series apart by their attributes and services, and points by their times", async () => {
      const points = [at(0, "a", 1), at(10, "b", 2.5), at(20, "a", 3), at(30, "b", -0)];
      await put("pair", gaugeOf("load", points));
      await put("other", gaugeOf("load", [at(0, "b", 9)]));
      const b = { key: "host", value: { type: "string", value: "b" }, on: "any" } as const;
      expect(await ask({ name: "load", service: "pair", attributes: [b] })).toEqual([
        metricsFrom("pair", [gaugeOf("load", [at(10, "b", 2.5), at(30, "b", -0)])]),
      ]);
      expect(await ask({ name: "load", service: "other" })).toEqual([
        metricsFrom("other", [gaugeOf("load", [at(0, "b", 9)])]),
      ]);
      expect(await ask({ name: "load", window: { startMs: NOON_MS + 10, endMs: NOON_MS + 20 } })).toEqual([
        metricsFrom("pair", [gaugeOf("load", [at(10, "b", 2.5)])]),
      ]);
      await expect(ask({ name: "load", limit: 4 })).rejects.toMatchObject({ code: "TOO_LARGE" });
      const values = { tenant: TENANT, window: DAY_WINDOW, signal: "metrics", key: "host", limit: 10 } as const;
      expect(await store.attributeValues(values)).toHaveLength(2);
    });

    it("answers the same after compaction, ints and doubles of any size and order", async () => {
      const kinds = ["int", "double"] as const;
      for (let i = 0; i < 40; i++) {
        const points = kinds.map((kind, k) =>
          pointOf({
            timeMs: NOON_MS + ((i * 7) % 40) * 1000,
            attributes: attributesOf({ kind }),
            value:
              k === 0
                ? { type: "int", value: BigInt(i - 20) * 3n ** BigInt(i % 38) }
                : { type: "double", value: i % 3 === 0 ? i * 1e6 : Math.sin(i) * 10 ** i },
          }),
        );
        await put("mixed", gaugeOf("mixed", points));
      }
      const before = [await ask({ name: "mixed" }), await ask({ name: "load" }), await ask({ service: "every" })];
      expect(before[0]?.[0]?.scopeMetrics[0]?.metrics[0]).toMatchObject({ dataPoints: { length: 80 } });
      expect(await compactAll(store)).toBeGreaterThan(40);
      expect([await ask({ name: "mixed" }), await ask({ name: "load" }), await ask({ service: "every" })]).toEqual(
        before,
      );
    });
  });
}
