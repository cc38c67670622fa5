/** What a store must say of the series of data points before they come in: whether it knows them, their newest sample, how many there are. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Metric } from "../model/metric.ts";
import { attributesOf, metricsFrom, NOON_MS, pointColumns, pointOf } from "../testing/builders.ts";
import { type AnyStore, compactAll, flushOf, type OpenStore, type StoreFactory, TENANT } from "./storeContract.ts";

const HOUR_MS = 3_600_000;

const gaugeAt = (user: string, timesMs: readonly number[], name = "visits"): Metric => ({
  name,
  unit: "",
  description: "",
  metadata: [],
  kind: "gauge",
  dataPoints: timesMs.map((timeMs) =>
    pointOf({ timeMs, attributes: attributesOf({ user }), value: { type: "double", value: 1 } }),
  ),
});

export function storeContractStandings(open: StoreFactory): void {
  describe("series about to come in", () => {
    let opened: OpenStore;
    let store: AnyStore;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
      const put = (metric: Metric) => store.append(flushOf(pointColumns(metricsFrom("shop", [metric]))));
      await put(gaugeAt("ann", [NOON_MS - 9 * HOUR_MS, NOON_MS - 5 * HOUR_MS]));
      await put(gaugeAt("bob", [NOON_MS - 60_000, NOON_MS - 120_000]));
      await put(gaugeAt("ann", [NOON_MS], "others"));
    });
    afterAll(() => opened.close());

    const ask = (sinceMs: number) => {
      const metrics = ["ann", "bob", "eve"].map((user) => gaugeAt(user, [NOON_MS]));
      const columns = pointColumns(metricsFrom("shop", metrics));
      const window = { sinceMs, untilMs: NOON_MS + HOUR_MS };
      return store.readSeriesStandings?.({
        tenant: TENANT,
        slot: 0,
        columns,
        records: [0, 1, 2],
        names: ["visits", "none"],
        ...window,
      });
    };
    const told = {
      ann: { newestMs: NOON_MS - 5 * HOUR_MS },
      bob: { newestMs: NOON_MS - 60_000 },
      silent: { newestMs: null },
    };

    it("are known with their newest sample, as far back as is asked, or not known", async () => {
      expect((await ask(NOON_MS - 24 * HOUR_MS))?.series).toEqual([told.ann, told.bob, null]);
      expect((await ask(NOON_MS - 2 * HOUR_MS))?.series).toEqual([told.silent, told.bob, null]);
    });

    it("are counted by metric, those without any too", async () => {
      const counts = (await ask(NOON_MS))?.counts ?? new Map<string, number>();
      expect([...counts]).toEqual([
        ["visits", 2],
        ["none", 0],
      ]);
    });

    it("are the same once compacted", async () => {
      await compactAll(store);
      expect((await ask(NOON_MS - 24 * HOUR_MS))?.series).toEqual([told.ann, told.bob, null]);
    });
  });
}
