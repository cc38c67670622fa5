/**
 * What a store must answer to log search: filters, pages that neither skip nor repeat a record, and the volume of all matches.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLogs } from "../otlp/readLogs.ts";
import {
  anyValueOf,
  attributesOf,
  logColumns,
  logOf,
  logsFrom,
  NOON_MS,
  spanIdOf,
  traceIdOf,
} from "../testing/builders.ts";
import {
  type AnyStore,
  compactAll,
  DAY_WINDOW,
  flushOf,
  type OpenStore,
  type StoreFactory,
  TENANT,
} from "./storeContract.ts";
import type { LogQuery } from "./telemetryStore.ts";

/** Pairs of records share an instant; record 20 and 21 are equal to the last bit. */
function recordOf(i: number) {
  return logOf({
    timeMs: NOON_MS + Math.floor(i / 2) * 1000,
    severityNumber: i % 10 === 0 ? 17 : 9,
    body:
      i === 7 ? { type: "map", value: attributesOf({ inner: "Needle" }) } : anyValueOf(i >= 20 ? "equal" : `Line ${i}`),
    attributes: attributesOf({ n: BigInt(Math.min(i, 20)) }),
    traceId: i === 4 ? traceIdOf(44) : null,
    spanId: i === 4 ? spanIdOf(45) : null,
    ...(i >= 20 && { severityNumber: 13 }),
  });
}

const textOf = (logsData: Uint8Array) => {
  const body = readLogs(logsData)[0]?.scopeLogs[0]?.logRecords[0]?.body;
  return body?.type === "string" ? body.value : (body?.type ?? "");
};

export function storeContractLogs(open: StoreFactory): void {
  describe("log search", () => {
    let opened: OpenStore;
    let store: AnyStore;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
      for (let i = 0; i < 22; i++) {
        const request = logColumns(logsFrom(i % 2 === 0 ? "even" : "odd", [recordOf(i)]));
        // The two equal ones differ in nothing but their service.
        await store.append(flushOf(request));
      }
    });
    afterAll(() => opened.close());

    const ask = (parts: Partial<LogQuery>) =>
      store.searchLogs({ tenant: TENANT, window: DAY_WINDOW, order: "newest", limit: 100, ...parts });
    const bodies = async (parts: Partial<LogQuery>) =>
      (await ask(parts)).records.map(({ logsData }) => textOf(logsData)).sort();

    it("filters by service, severity, text, attribute, trace and span", async () => {
      expect(await bodies({ services: ["odd"], severities: [{ from: 9, to: 12 }] })).toHaveLength(10);
      expect(await bodies({ services: ["even", "odd"] })).toHaveLength(22);
      expect(await bodies({ severities: [{ from: 17, to: 20 }] })).toEqual(["Line 0", "Line 10"]);
      expect(
        await bodies({
          severities: [
            { from: 13, to: 13 },
            { from: 17, to: 17 },
          ],
        }),
      ).toHaveLength(4);
      expect(await bodies({ text: "lInE 1" })).toHaveLength(11);
      expect(await bodies({ text: "needle" })).toEqual(["map"]);
      expect(await bodies({ attributes: [{ key: "n", value: anyValueOf(3n), on: "record" }] })).toEqual(["Line 3"]);
      expect(await bodies({ attributes: [{ key: "n", value: anyValueOf("3"), on: "any" }] })).toEqual([]);
      expect(await bodies({ traceId: traceIdOf(44) })).toEqual(["Line 4"]);
      expect(await bodies({ spanId: spanIdOf(45) })).toEqual(["Line 4"]);
      expect(await bodies({ traceId: traceIdOf(45) })).toEqual([]);
      expect(await bodies({ window: { startMs: NOON_MS + 1000, endMs: NOON_MS + 2000 } })).toEqual([
        "Line 2",
        "Line 3",
      ]);
    });

    const pages = async (order: LogQuery["order"], limit: number) => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await ask({ order, limit, ...(cursor !== undefined && { cursor }) });
        ids.push(...page.records.map(({ id }) => id));
        cursor = page.next ?? undefined;
        expect(page.truncated).toBe(page.next !== null);
      } while (cursor !== undefined);
      return ids;
    };

    it("turns pages of any size without skipping or repeating, in both orders, also across a compaction", async () => {
      const whole = (await ask({})).records.map(({ id }) => id);
      expect(new Set(whole).size).toBe(22);
      for (const limit of [1, 2, 3, 7, 22]) expect(await pages("newest", limit)).toEqual(whole);
      expect(await pages("oldest", 3)).toEqual([...whole].reverse());
      const first = await ask({ limit: 5 });
      expect(await compactAll(store)).toBe(22);
      expect(await pages("newest", 4)).toEqual(whole);
      const second = await ask({ limit: 100, ...(first.next !== null && { cursor: first.next }) });
      expect(second.records.map(({ id }) => id)).toEqual(whole.slice(5));
    });

    it("counts all matches by severity, not only those of the page", async () => {
      const { volume } = await ask({ limit: 1, window: { startMs: NOON_MS, endMs: NOON_MS + 60_000 } });
      const total = (name: string) => (volume ?? []).reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
      expect([total("INFO"), total("WARN"), total("ERROR")]).toEqual([18, 2, 2]);
      expect(volume?.[0]).toEqual({ startMs: NOON_MS, counts: { INFO: 1, ERROR: 1 } });
    });

    it("refuses a cursor that it did not make", async () => {
      await expect(ask({ cursor: "somewhere" })).rejects.toMatchObject({ code: "INVALID" });
    });
  });
}
