/**
 * The suite that every TelemetryStore passes. A test file of an engine calls `storeContract` with a way to open it.
 * What goes in by OTLP comes out equal; repeats are stored once; answers do not change when blocks are compacted.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResourceSpans } from "../otlp/groups.ts";
import { readLogs } from "../otlp/readLogs.ts";
import { readTraces } from "../otlp/readTraces.ts";
import {
  attributesOf,
  hashOf,
  logColumns,
  logsFrom,
  NOON_MS,
  STEP_MS,
  spanColumns,
  spanIdOf,
  spanOf,
  spansFrom,
  traceIdOf,
} from "../testing/builders.ts";
import { everyLog, everySpan } from "../testing/everyField.ts";
import { storeContractAlerts } from "./storeContractAlerts.ts";
import { storeContractFollow } from "./storeContractFollow.ts";
import { storeContractLogs } from "./storeContractLogs.ts";
import { storeContractMetrics } from "./storeContractMetrics.ts";
import { storeContractNotifications } from "./storeContractNotifications.ts";
import { storeContractOpenSpans } from "./storeContractOpenSpans.ts";
import { storeContractPlaced } from "./storeContractPlaced.ts";
import { storeContractSearch } from "./storeContractSearch.ts";
import { storeContractSeries } from "./storeContractSeries.ts";
import { storeContractSlos } from "./storeContractSlos.ts";
import { storeContractStandings } from "./storeContractStandings.ts";
import { storeContractState } from "./storeContractState.ts";
import { storeContractStateFrames } from "./storeContractStateFrames.ts";
import type { Flush, TelemetryMaintenance, TelemetryStore } from "./telemetryStore.ts";

export type AnyStore = TelemetryStore & TelemetryMaintenance;

export interface OpenStore {
  readonly store: AnyStore;
  /** Ends it and forgets its data. */
  close(): Promise<void>;
}

/** Opens an empty store that keeps `retentionMs` and whose clock starts at NOON_MS. */
export type StoreFactory = (options: { retentionMs: number }) => Promise<OpenStore>;

export const TENANT = 1;
export const DAY_WINDOW = { startMs: NOON_MS - 12 * 3_600_000, endMs: NOON_MS + 12 * 3_600_000 };
/** Long enough after NOON_MS that arrivals may be compacted and their partition is closed. */
export const LATER_MS = Date.now() + 24 * 3_600_000;

export function flushOf(...columns: readonly Flush["requests"][number]["columns"][]): Flush {
  return {
    tenant: TENANT,
    slot: 0,
    requests: columns.map((one) => ({ hash: hashOf(one), columns: one })),
    increments: new Uint8Array(0),
  };
}

/** Compacts until there is nothing left to do; resolves to the number of blocks merged. */
export async function compactAll(store: AnyStore): Promise<number> {
  let merged = 0;
  for (let step = await store.compact(LATER_MS); step > 0; step = await store.compact(LATER_MS)) merged += step;
  return merged;
}

export async function traceOf(store: AnyStore, number: number): Promise<ResourceSpans[] | null> {
  const bytes = await store.readTrace({ tenant: TENANT, traceId: traceIdOf(number) });
  return bytes && readTraces(bytes);
}

export function storeContract(name: string, open: StoreFactory): void {
  describe(`${name} as a telemetry store`, () => {
    storeContractRecords(open);
    storeContractSearch(open);
    storeContractLogs(open);
    storeContractMetrics(open);
    storeContractSeries(open);
    storeContractStandings(open);
    storeContractPlaced(open);
    storeContractOpenSpans(open);
    storeContractState(open);
    storeContractAlerts(open);
    storeContractSlos(open);
    storeContractNotifications(open);
    storeContractStateFrames(open);
    storeContractFollow(open);
  });
}

function storeContractRecords(open: StoreFactory): void {
  describe("records", () => {
    let opened: OpenStore;
    let store: AnyStore;
    beforeAll(async () => {
      opened = await open({ retentionMs: 18 * 3_600_000 });
      store = opened.store;
    });
    afterAll(() => opened.close());

    it("gives a span back equal in every field", async () => {
      const group = { ...spansFrom("every", [everySpan(100)]) };
      expect(await store.append(flushOf(spanColumns(group)))).toEqual({ repeats: [] });
      expect(await traceOf(store, 100)).toEqual([group]);
    });

    it("keeps lengths at the edge of 64 bits, and ends before starts", async () => {
      const spans = [
        spanOf({ traceId: traceIdOf(101), spanId: spanIdOf(1), endTimeUnixNano: 2n ** 64n - 1n }),
        spanOf({ traceId: traceIdOf(101), spanId: spanIdOf(2), endTimeUnixNano: 0n }),
        spanOf({ traceId: traceIdOf(101), spanId: spanIdOf(3), durationMs: -5, name: "" }),
      ];
      await store.append(flushOf(spanColumns(spansFrom("edges", spans))));
      const found = await traceOf(store, 101);
      expect(found?.[0]?.scopeSpans[0]?.spans).toEqual(expect.arrayContaining(spans));
    });

    it("gives a log record back equal in every field", async () => {
      const group = logsFrom("every", [everyLog()]);
      await store.append(flushOf(logColumns(group)));
      const { records } = await store.searchLogs({
        tenant: TENANT,
        window: DAY_WINDOW,
        services: ["every"],
        order: "newest",
        limit: 10,
      });
      expect(records.map(({ logsData }) => readLogs(logsData))).toEqual([[group]]);
    });

    it("stores a request once, whoever sends it again, and nothing of a flush that holds a repeat", async () => {
      const first = spanColumns(spansFrom("twice", [spanOf({ traceId: traceIdOf(102) })]));
      const other = spanColumns(spansFrom("twice", [spanOf({ traceId: traceIdOf(103) })]));
      expect(await store.append(flushOf(first))).toEqual({ repeats: [] });
      expect(await store.append(flushOf(other, first))).toEqual({ repeats: [1] });
      expect(await traceOf(store, 103)).toBeNull();
      expect(await store.append(flushOf(other, other))).toEqual({ repeats: [1] });
      expect(await traceOf(store, 103)).toBeNull();
      const hashes = await store.readRecentRequestHashes({ tenant: TENANT });
      expect(hashes.map((hash) => Buffer.from(hash))).toContainEqual(Buffer.from(hashOf(first)));
    });

    it("drops a span that came twice, and keeps both halves of an id that client and server share", async () => {
      const client = spanOf({ traceId: traceIdOf(104), kind: 3 });
      const server = spanOf({ traceId: traceIdOf(104), kind: 2 });
      const more = spanOf({ traceId: traceIdOf(104), spanId: spanIdOf(2) });
      await store.append(flushOf(spanColumns(spansFrom("half", [client, server]))));
      await store.append(flushOf(spanColumns(spansFrom("half", [client, more]))));
      const spans = (await traceOf(store, 104))?.[0]?.scopeSpans[0]?.spans;
      expect(spans).toHaveLength(3);
      expect(spans).toEqual(expect.arrayContaining([client, server, more]));
    });

    it("takes one request across three partitions and drops the oldest of them", async () => {
      const at = (id: number, steps: number) =>
        spanOf({ traceId: traceIdOf(105), spanId: spanIdOf(id), startMs: NOON_MS - steps * STEP_MS });
      await store.append(flushOf(spanColumns(spansFrom("wide", [at(1, 0), at(2, 4), at(3, 8)]))));
      expect((await traceOf(store, 105))?.[0]?.scopeSpans[0]?.spans).toEqual([at(3, 8), at(2, 4), at(1, 0)]);
      const dropped = await store.dropExpired(NOON_MS - 4 * STEP_MS + 12 * 3_600_000);
      expect(dropped.some((partition) => partition.startsWith("span_block"))).toBe(true);
      expect((await traceOf(store, 105))?.[0]?.scopeSpans[0]?.spans).toEqual([at(2, 4), at(1, 0)]);
      const late = spanColumns(spansFrom("wide", [at(4, 8)]));
      await store.append(flushOf(late));
      expect((await traceOf(store, 105))?.[0]?.scopeSpans[0]?.spans).toEqual([at(4, 8), at(2, 4), at(1, 0)]);
    });

    it("keeps a span of several megabytes beside small ones", async () => {
      const big = spanOf({ traceId: traceIdOf(106), attributes: attributesOf({ big: "x\u0000é".repeat(1_500_000) }) });
      const small = spanOf({ traceId: traceIdOf(106), spanId: spanIdOf(2), startMs: NOON_MS + 1 });
      await store.append(flushOf(spanColumns(spansFrom("big", [big, small]))));
      expect((await traceOf(store, 106))?.[0]?.scopeSpans[0]?.spans).toEqual([big, small]);
    });

    it("sums tallies per step and reports its partitions", async () => {
      const tally = {
        atMs: NOON_MS,
        signal: "traces" as const,
        requests: 2,
        bytes: 100,
        accepted: 10,
        rejected: { too_old: 1 },
        refused: {},
        repeats: 1,
        newestMs: NOON_MS - 5,
      };
      await store.appendTally({ tenant: TENANT }, 0, [tally, { ...tally, atMs: NOON_MS + 1000, newestMs: null }]);
      const window = { startMs: NOON_MS, endMs: NOON_MS + 10_000 };
      expect(await store.readTallies({ tenant: TENANT, window, stepMs: 10_000 })).toEqual([
        { ...tally, requests: 4, bytes: 200, accepted: 20, rejected: { too_old: 2 }, repeats: 2 },
      ]);
      const { partitions, databaseBytes } = await store.storageReport({ tenant: TENANT });
      expect(databaseBytes).toBeGreaterThan(1e6);
      const today = partitions.find(
        ({ signal, window: of }) => signal === "traces" && of.startMs <= NOON_MS && of.endMs > NOON_MS,
      );
      expect(today?.records).toBeGreaterThan(5);
    });
  });
}
