/**
 * What a store must answer to trace search: every filter, exactly and by type, in every order, before and after compaction.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpanLink } from "../model/span.ts";
import { readTraces } from "../otlp/readTraces.ts";
import {
  anyValueOf,
  attributesOf,
  NOON_MS,
  resourceOf,
  scopeOf,
  spanColumns,
  spanIdOf,
  spanOf,
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
  traceOf,
} from "./storeContract.ts";
import type { AttributeFilter, TraceQuery } from "./telemetryStore.ts";

const TRACES = 12;

/** To the root of the trace before, and to the child of that before it. */
function linksOf(i: number): SpanLink[] {
  const link = { traceState: "", attributes: [], droppedAttributesCount: 0, flags: 0 };
  return [1, 2].flatMap((n) => (i > n ? { ...link, traceId: traceIdOf(i - n), spanId: spanIdOf(n) } : []));
}

/** Trace i: a root in `gate` and a child in `shop` that arrive in different requests; i is what everything differs by. */
function requestsOf(i: number) {
  const trace = { traceId: traceIdOf(i), startMs: NOON_MS + i * 1000 };
  const root = spanOf({ ...trace, spanId: spanIdOf(1), name: `GET /${i % 3}`, kind: 2, durationMs: 100 + i });
  const child = spanOf({
    ...trace,
    spanId: spanIdOf(2),
    parentSpanId: spanIdOf(1),
    name: "query",
    kind: 3,
    durationMs: 10 * i,
    status: { code: i % 4 === 0 ? 2 : 0, message: "" },
    attributes: attributesOf({
      "user.id": BigInt(i),
      "user.name": `user ${i}`,
      ratio: i / 2,
      vip: i % 2 === 0,
      both: "record",
    }),
    links: linksOf(i),
  });
  const scopeSpans = (span: typeof root) => [{ scope: scopeOf(), spans: [span] }];
  return [
    spanColumns({ resource: resourceOf("gate", { region: "eu" }), scopeSpans: scopeSpans(root) }),
    spanColumns({
      resource: resourceOf("shop", { zone: `z${i % 2}`, both: "resource" }),
      scopeSpans: scopeSpans(child),
    }),
  ] as const;
}

const where = (
  key: string,
  plain: Parameters<typeof anyValueOf>[0],
  on: AttributeFilter["on"] = "any",
): AttributeFilter => ({
  key,
  value: anyValueOf(plain),
  on,
});

const QUESTIONS: readonly (readonly [string, Partial<TraceQuery>, readonly number[]])[] = [
  ["everything", {}, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ["a service", { service: "gate" }, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  ["a service that is not there", { service: "nobody" }, []],
  ["a service and a name", { service: "gate", name: "GET /1" }, [10, 7, 4, 1]],
  ["a name of another service", { service: "shop", name: "GET /1" }, []],
  ["a name", { name: "GET /2" }, [11, 8, 5, 2]],
  ["a kind", { kind: 3, name: "GET /1" }, []],
  ["a status", { statusCode: 2 }, [12, 8, 4]],
  ["errors of a service", { service: "shop", statusCode: 2 }, [12, 8, 4]],
  ["errors of a service without any", { service: "gate", statusCode: 2 }, []],
  ["a least duration", { kind: 3, minDurationNano: 110e6 }, [12, 11]],
  ["a most duration", { kind: 3, maxDurationNano: 20e6 }, [2, 1]],
  ["an int", { attributes: [where("user.id", 7n)] }, [7]],
  ["the same number as a string", { attributes: [where("user.id", "7")] }, []],
  ["the same number as a double", { attributes: [where("user.id", 7)] }, []],
  ["a string", { attributes: [where("user.name", "user 5")] }, [5]],
  ["a double", { attributes: [where("ratio", 2.5)] }, [5]],
  ["a bool", { attributes: [where("vip", true)], maxDurationNano: 50e6 }, [4, 2]],
  [
    "an attribute of the resource",
    { attributes: [where("region", "eu", "resource"), where("region", "eu")] },
    [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
  ],
  ["an attribute where it is not", { attributes: [where("region", "eu", "record")] }, []],
  ["two attributes of one span", { attributes: [where("zone", "z1"), where("user.id", 3n)] }, [3]],
  ["two attributes that no span has together", { attributes: [where("zone", "z0"), where("user.id", 3n)] }, []],
  ["a record's own value before its resource's", { attributes: [where("both", "resource")] }, []],
  [
    "the resource's value when asked for it",
    { attributes: [where("both", "resource", "resource"), where("user.id", 2n)] },
    [2],
  ],
  ["a link", { linksTo: { traceId: traceIdOf(4), spanId: spanIdOf(1) } }, [5]],
  ["a link of a service", { linksTo: { traceId: traceIdOf(4), spanId: spanIdOf(2) }, service: "shop" }, [6]],
  ["a link of another service", { linksTo: { traceId: traceIdOf(4), spanId: spanIdOf(2) }, service: "gate" }, []],
  [
    "a link and an attribute",
    { linksTo: { traceId: traceIdOf(4), spanId: spanIdOf(1) }, attributes: [where("vip", true)] },
    [],
  ],
  ["a part of the window", { window: { startMs: NOON_MS + 3000, endMs: NOON_MS + 5000 } }, [4, 3]],
  ["the slowest", { order: "slowest", limit: 3 }, [12, 11, 10]],
  ["most errors", { order: "mostErrors", limit: 3, statusCode: 2 }, [12, 8, 4]],
];

function ask(store: AnyStore, parts: Partial<TraceQuery>) {
  return store.searchTraces({ tenant: TENANT, window: DAY_WINDOW, order: "newest", limit: 50, ...parts });
}

export function storeContractSearch(open: StoreFactory): void {
  describe("trace search", () => {
    let opened: OpenStore;
    let store: AnyStore;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
      for (let i = 1; i <= TRACES; i++) {
        const [root, child] = requestsOf(i);
        await store.append(flushOf(root));
        await store.append(flushOf(child));
      }
    });
    afterAll(() => opened.close());

    const answersAll = async () => {
      for (const [question, parts, expected] of QUESTIONS) {
        const { traces, truncated } = await ask(store, parts);
        const found = traces.map(({ traceId }) => Number.parseInt(traceId, 16));
        const isOrdered = (parts.order ?? "newest") !== "mostErrors";
        expect({ question, found: isOrdered ? found : found.sort((a, b) => b - a) }).toEqual({
          question,
          found: expected,
        });
        expect({ question, truncated }).toEqual({ question, truncated: parts.order === "slowest" });
      }
    };

    it("answers every filter exactly", answersAll);

    it("tells of a trace what all its spans say, and which of them matched", async () => {
      const { traces } = await ask(store, { service: "shop", limit: 1 });
      expect(traces[0]).toMatchObject({
        rootService: "gate",
        rootName: "GET /0",
        startUnixNano: BigInt(NOON_MS + 12_000) * 1_000_000n,
        durationNano: 120e6,
        spanCount: 2,
        errorCount: 1,
        services: [
          { name: "gate", spanCount: 1, errorCount: 0 },
          { name: "shop", spanCount: 1, errorCount: 1 },
        ],
        matchedCount: 1,
        matched: [{ spanId: spanIdOf(2), service: "shop", name: "query", kind: 3, statusCode: 2, durationNano: 120e6 }],
      });
    });

    it("tells the newest by the start of the trace, with the match that starts last when asked", async () => {
      const own = await open({ retentionMs: 1e12 });
      const at = (trace: number, span: number, seconds: number, code = 0) =>
        spanOf({
          ...{
            traceId: traceIdOf(trace),
            spanId: spanIdOf(span),
            startMs: NOON_MS + seconds * 1000,
            name: `op ${span}`,
          },
          ...{ durationMs: 1, status: { code, message: code === 2 ? `broke ${span}` : "" } },
        });
      const long = [at(1, 1, 0), at(1, 2, 5, 2), ...Array.from({ length: 40 }, (_, i) => at(1, 3 + i, 20 + i, 2))];
      const scopeSpans = [{ scope: scopeOf(), spans: [...long, at(2, 1, 30), at(2, 2, 31, 2), at(3, 1, 10)] }];
      await own.store.append(flushOf(spanColumns({ resource: resourceOf("gate"), scopeSpans })));
      const numbers = async (parts: Partial<TraceQuery>) =>
        (await ask(own.store, parts)).traces.map(({ traceId }) => Number.parseInt(traceId, 16));
      expect(await numbers({})).toEqual([2, 3, 1]);
      expect(await numbers({ limit: 2 })).toEqual([2, 1]);
      const { traces } = await ask(own.store, { statusCode: 2, wantsLast: true });
      const last = traces.map(
        ({ lastMatched }) => readTraces(lastMatched ?? new Uint8Array(0))[0]?.scopeSpans[0]?.spans,
      );
      expect(last).toEqual([[at(2, 2, 31, 2)], [at(1, 42, 59, 2)]]);
      await own.close();
    });

    it("says when more traces match than it gave", async () => {
      expect(await ask(store, { limit: 11 })).toMatchObject({ truncated: true });
      expect(await ask(store, { limit: 12 })).toMatchObject({ truncated: false });
    });

    it("samples the whole window when asked for a spread, failed traces among it", async () => {
      const window = { startMs: NOON_MS, endMs: NOON_MS + 13_000 };
      const all = await ask(store, { order: "spread", window, limit: 480 });
      expect(all.traces.map(({ traceId }) => traceId).sort()).toEqual(
        Array.from({ length: TRACES }, (_, i) => traceIdOf(i + 1)).sort(),
      );
      const failed = await ask(store, { order: "spread", window, limit: 480, statusCode: 2 });
      expect(failed.traces.map(({ traceId }) => Number.parseInt(traceId, 16)).sort((a, b) => a - b)).toEqual([
        4, 8, 12,
      ]);
    });

    it("stops when its caller does not want it any more", async () => {
      const signal = AbortSignal.abort(new Error("gone"));
      await expect(ask(store, { signal })).rejects.toThrow("gone");
    });

    it("suggests keys and values with their types", async () => {
      const of = { tenant: TENANT, window: DAY_WINDOW, signal: "traces" as const, limit: 100 };
      expect(await store.attributeKeys(of)).toEqual(expect.arrayContaining(["service.name", "user.id", "zone"]));
      expect(await store.attributeValues({ ...of, key: "vip" })).toEqual(
        expect.arrayContaining([anyValueOf(true), anyValueOf(false)]),
      );
    });

    it("answers the same after compaction, and merges the blocks of a trace", async () => {
      const before = await traceOf(store, 5);
      expect(await compactAll(store)).toBe(2 * TRACES);
      await answersAll();
      expect(await traceOf(store, 5)).toEqual(before);
      const { blocksRead } = await ask(store, {});
      expect(blocksRead).toBe(1);
    });

    it("drops repeated spans in compaction", async () => {
      const again = spanOf({ traceId: traceIdOf(90), name: "again" });
      const group = (more: number) => ({
        resource: resourceOf("again", { request: BigInt(more) }),
        scopeSpans: [{ scope: scopeOf(), spans: [again] }],
      });
      await store.append(flushOf(spanColumns(group(1))));
      await store.append(flushOf(spanColumns(group(2))));
      expect(await compactAll(store)).toBe(3);
      const { partitions } = await store.storageReport({ tenant: TENANT });
      expect(partitions.find(({ signal, blocks }) => signal === "traces" && blocks > 0)?.records).toBe(2 * TRACES + 1);
    });
  });
}
