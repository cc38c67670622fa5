/**
 * What a store must give to those who follow it: everything committed, each once, as it went in.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTraces } from "../otlp/readTraces.ts";
import { spanColumns, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import { type AnyStore, flushOf, type OpenStore, type StoreFactory, TENANT } from "./storeContract.ts";
import type { FollowCursor, Followed } from "./telemetryStore.ts";

/** The trace numbers in what was followed. */
export function followedTraces({ data }: Followed): number[] {
  return readTraces(data).flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ traceId }) => Number.parseInt(traceId, 16))),
  );
}

/** Follows until `count` items came. */
export async function followSome(store: AnyStore, cursor: FollowCursor | null, count: number): Promise<Followed[]> {
  const stop = new AbortController();
  const items: Followed[] = [];
  for await (const item of store.follow({ tenant: TENANT }, "traces", cursor, stop.signal)) {
    items.push(item);
    if (items.length >= count) stop.abort();
  }
  return items;
}

export function storeContractFollow(open: StoreFactory): void {
  describe("following", () => {
    let opened: OpenStore;
    let store: AnyStore;
    const put = (number: number) =>
      store.append(flushOf(spanColumns(spansFrom("followed", [spanOf({ traceId: traceIdOf(number) })]))));
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
      await put(1);
    });
    afterAll(() => opened.close());

    it("begins with what comes from now on, goes on without a gap, and again from any cursor", async () => {
      const stop = new AbortController();
      const live = store.follow({ tenant: TENANT }, "traces", null, stop.signal)[Symbol.asyncIterator]();
      let newest = 1;
      let first: Followed | null = null;
      const next = live.next().then(({ done, value }) => {
        if (!done) first = value;
      });
      // Nobody is told when the follower has taken its place: flushes go on until it sees one.
      while (first === null) await put(++newest);
      await next;
      const [seen = 0] = followedTraces(first);
      expect(seen).toBeGreaterThan(1);
      await put(++newest);
      const expected = Array.from({ length: newest - seen }, (_, i) => seen + 1 + i);
      const rest: number[] = [];
      while (rest.length < expected.length) {
        const item = await live.next();
        if (!item.done) rest.push(...followedTraces(item.value));
      }
      expect(rest).toEqual(expected);
      stop.abort();
      expect((await live.next()).done).toBe(true);
      const { cursor } = first as Followed;
      expect((await followSome(store, cursor, expected.length)).flatMap(followedTraces)).toEqual(expected);
    });

    it("ends when nobody wants it any more, also while it waits", async () => {
      const stop = new AbortController();
      const waiting = store.follow({ tenant: TENANT }, "traces", null, stop.signal)[Symbol.asyncIterator]().next();
      stop.abort();
      expect((await waiting).done).toBe(true);
    });
  });
}
