/** The part of the contract about spans under way at an instant: which are found, whole traces first, the same after compaction. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Span, SpanKind, StatusCode } from "../model/span.ts";
import { NOON_MS, spanColumns, spanIdOf, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import type { OpenSpansQuery } from "./openSpansReader.ts";
import { compactAll, flushOf, type OpenStore, type StoreFactory, TENANT } from "./storeContract.ts";

const T = NOON_MS;
const HOUR_MS = 3_600_000;

/** A span from `from` to `to` milliseconds after T. */
const lasting = (trace: number, id: number, from: number, to: number, parts: Partial<Span> = {}) =>
  spanOf({ traceId: traceIdOf(trace), spanId: spanIdOf(id), startMs: T + from, durationMs: to - from, ...parts });

export function storeContractOpenSpans(open: StoreFactory): void {
  describe("spans under way at an instant", () => {
    let opened: OpenStore;
    const ask = (query: Partial<OpenSpansQuery> = {}) =>
      opened.store.readOpenSpans({
        ...{ tenant: TENANT, atMs: T, limit: 100, window: { startMs: T - HOUR_MS, endMs: T + 2_000 } },
        ...query,
      });
    const ids = async (query?: Partial<OpenSpansQuery>) =>
      (await ask(query)).spans.map(({ spanId }) => Number(`0x${spanId}`));

    beforeAll(async () => {
      opened = await open({ retentionMs: 400 * 24 * HOUR_MS });
      const failed = { status: { code: StatusCode.ERROR, message: "" } };
      const gateway = [
        lasting(1, 11, -100, 50, { name: "GET /", kind: SpanKind.CLIENT }),
        lasting(2, 21, -50, 0, { name: "ended just then" }),
        lasting(3, 31, 0, 10, { name: "begins just then", ...failed }),
        lasting(4, 41, 1, 20, { name: "not yet" }),
        lasting(5, 51, -HOUR_MS / 2, 1, { name: "long" }),
        lasting(7, 71, 5, 30, { name: "called with a slow clock", kind: SpanKind.CLIENT }),
        lasting(9, 91, -40, -10, { name: "POST /order" }),
        lasting(9, 93, -30, -20, { parentSpanId: spanIdOf(91), name: "over, and nobody's parent" }),
        lasting(7, 73, 6, 30, { name: "later, but nobody's parent" }),
      ];
      const checkout = [
        lasting(1, 12, -80, 40, { parentSpanId: spanIdOf(11), name: "POST /pay" }),
        lasting(7, 72, -5, 25, { parentSpanId: spanIdOf(71), name: "seems to come first" }),
        // Goes on when the request that caused it has been answered.
        lasting(9, 92, -5, 30, { parentSpanId: spanIdOf(91), name: "ship", kind: SpanKind.CONSUMER }),
        lasting(8, 81, -2 * HOUR_MS, HOUR_MS, { name: "began before the window" }),
      ];
      for (const columns of [
        spanColumns(spansFrom("gateway", gateway)),
        spanColumns(spansFrom("checkout", checkout)),
      ]) {
        await opened.store.append(flushOf(columns));
      }
      // Sent again in other requests: a repeat is one span.
      const again = spanColumns(spansFrom("gateway", gateway.slice(0, 1)), spansFrom("checkout", checkout.slice(0, 1)));
      await opened.store.append(flushOf(again));
    });
    afterAll(() => opened.close());

    it("finds those that had begun by then and ended later, in order of start; then parents that begin too late and roots that are over", async () => {
      expect(await ids()).toEqual([51, 11, 12, 72, 92, 31, 91, 71]);
      expect(await ask()).toMatchObject({ totalTraces: 5, truncated: false });
    });

    it("tells of each what it is, to the nanosecond's fraction", async () => {
      const { spans } = await ask();
      expect(spans[2]).toEqual({
        ...{ traceId: traceIdOf(1), spanId: spanIdOf(12), parentSpanId: spanIdOf(11), service: "checkout" },
        ...{ name: "POST /pay", kind: SpanKind.SERVER, failed: false, startMs: T - 80, endMs: T + 40 },
      });
      expect(spans[0]).toMatchObject({ parentSpanId: null, startMs: T - HOUR_MS / 2, endMs: T + 1 });
      expect(spans[5]).toMatchObject({ service: "gateway", failed: true });
    });

    it("keeps traces whole when there are more than asked for, and says that it left some out", async () => {
      expect(await ids({ limit: 2 })).toEqual([51]);
      expect(await ids({ limit: 3 })).toEqual([51, 11, 12]);
      expect(await ask({ limit: 3 })).toMatchObject({ totalTraces: 5, truncated: true });
    });

    it("finds nothing where nothing was, also long ago and far ahead", async () => {
      const at = (atMs: number) => ask({ atMs, window: { startMs: Math.max(0, atMs - HOUR_MS), endMs: atMs + 2_000 } });
      for (const atMs of [0, T - 6 * HOUR_MS, T + 6 * HOUR_MS, 18_446_744_071_709]) {
        expect(await at(atMs)).toEqual({ spans: [], totalTraces: 0, truncated: false });
      }
    });

    it("answers the same when blocks were compacted", async () => {
      const before = await ask();
      expect(await compactAll(opened.store)).toBeGreaterThan(0);
      expect(await ask()).toEqual(before);
    });
  });
}
