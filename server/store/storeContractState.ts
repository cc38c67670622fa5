/** What a store must keep of the system's history: told anew without doubling, as known then and now, in one order, back and forth. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type EventKind,
  type Happening,
  type Patch,
  placeOf,
  type StateEvent,
  type ThingId,
  thingId,
} from "../model/state.ts";
import { NOON_MS } from "../testing/builders.ts";
import type { Derivation, HistoryRewrite } from "./stateStore.ts";
import type { AnyStore, OpenStore, StoreFactory } from "./storeContract.ts";

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CART = thingId("service", "cart");
const SHOP = thingId("service", "shop");

/** `minutes` after noon. */
export function happening(
  minutes: number,
  kind: EventKind,
  thing: ThingId,
  patch: Patch = {},
  more: Partial<Happening> = {},
): Happening {
  const prev = Object.fromEntries(Object.keys(patch).map((key) => [key, null]));
  const title = `${thing} ${kind} at ${minutes}`;
  return { atMs: NOON_MS + minutes * MINUTE_MS, kind, thing, patch, prev, title, problem: false, ...more };
}

/** Tells the hours after noon anew. */
export function tell(
  tenant: number,
  happenings: readonly Happening[],
  knownMinutes: number,
  more: Partial<HistoryRewrite> = {},
): HistoryRewrite {
  return {
    tenant,
    derivation: "inventory",
    window: { startMs: NOON_MS, endMs: NOON_MS + 4 * HOUR_MS },
    happenings,
    knownMs: NOON_MS + knownMinutes * MINUTE_MS,
    cursor: { untilMs: NOON_MS + 4 * HOUR_MS, memo: null },
    ...more,
  };
}

const WHOLE = { startMs: NOON_MS - 24 * HOUR_MS, endMs: NOON_MS + 24 * HOUR_MS };
const titles = (events: readonly StateEvent[]) => events.map(({ title }) => title);

export function storeContractState(open: StoreFactory): void {
  describe("the history of the system", () => {
    let opened: OpenStore;
    let store: AnyStore;
    let tenant = 100;
    beforeAll(async () => {
      opened = await open({ retentionMs: 1e12 });
      store = opened.store;
    });
    afterAll(() => opened.close());

    const read = (more: Partial<Parameters<AnyStore["readEvents"]>[0]> = {}) =>
      store.readEvents({ tenant, window: WHOLE, order: "oldest", limit: 1_000, ...more });
    const stateAt = async (minutes: number, knownMinutes?: number) => {
      const asKnownAtMs = knownMinutes === undefined ? undefined : NOON_MS + knownMinutes * MINUTE_MS;
      return store.readState({ tenant, atMs: NOON_MS + minutes * MINUTE_MS, asKnownAtMs });
    };

    it("is empty before anything was told", async () => {
      tenant++;
      expect(await stateAt(0)).toEqual({
        atMs: NOON_MS,
        state: new Map(),
        sinceMs: null,
        toldUntilMs: null,
        place: null,
      });
      expect(await store.readDerivationCursor({ tenant, derivation: "health" })).toBeNull();
      expect(await store.stepEvent({ tenant, from: { atMs: NOON_MS }, direction: "next" })).toBeNull();
      expect(await read()).toEqual({ events: [], more: false });
    });

    it("gives an event back in every field, whatever its texts hold", async () => {
      tenant++;
      const odd = `${"ä\0€".repeat(4_000)}`;
      const rich: Happening = {
        atMs: NOON_MS + 1,
        kind: "health",
        thing: thingId("service", odd),
        patch: {
          health: "failed",
          reason: odd,
          judgement: { signal: "errorRatio", value: 0.072, usualLow: 0, usualHigh: 0.001 },
          signals: { requestsPerSecond: 12.5, errorRatio: 0.072, p95Seconds: null, saturation: 1 },
          "p.versions": ["1.0", odd],
          "p.instances": -3,
          "p.startedMs": 2 ** 52 + 1,
          "p.tier": "backend",
          present: true,
          other: null,
        },
        prev: { health: null, present: false, reason: "", "p.instances": 1e-300 },
        title: odd,
        problem: true,
        detail: { author: "ann", url: "https://example.com/?a=b", list: [], yes: true, count: 0.1 },
      };
      await store.rewriteHistory(tell(tenant, [rich], 5));
      const { events } = await read();
      const { id, ...event } = events[0] ?? { id: "" };
      expect(event).toEqual({ ...rich, knownMs: NOON_MS + 5 * MINUTE_MS, retractedMs: null });
      expect(id).toMatch(/^\d+$/);
      const { other: _none, ...state } = rich.patch;
      expect((await stateAt(1)).state).toEqual(new Map([[rich.thing, state]]));
    });

    it("changes nothing when the same is told again, and only what differs otherwise", async () => {
      tenant++;
      const first = [
        happening(1, "appeared", CART, { present: true }),
        happening(2, "scaled", CART, { "p.instances": 2 }),
        happening(3, "scaled", CART, { "p.instances": 3 }),
      ];
      expect(await store.rewriteHistory(tell(tenant, [...first, ...first], 5))).toEqual({ added: 3, retracted: 0 });
      const { events } = await read();
      expect(await store.rewriteHistory(tell(tenant, first, 9))).toEqual({ added: 0, retracted: 0 });
      expect((await read()).events).toEqual(events);
      const second = [first[0] as Happening, happening(2, "scaled", CART, { "p.instances": 5 }), first[2] as Happening];
      expect(await store.rewriteHistory(tell(tenant, second, 9))).toEqual({ added: 1, retracted: 1 });
      const now = (await read()).events;
      expect([now[0], now[2]]).toEqual([events[0], events[2]]);
      expect((await stateAt(2)).state.get(CART)?.["p.instances"]).toBe(5);
    });

    it("is told by each derivation apart, and in one stretch apart from others", async () => {
      tenant++;
      const stretch = (from: number, until: number) => ({
        window: { startMs: NOON_MS + from * MINUTE_MS, endMs: NOON_MS + until * MINUTE_MS },
      });
      await store.rewriteHistory(tell(tenant, [happening(1, "appeared", CART, { present: true })], 5, stretch(0, 10)));
      await store.rewriteHistory(
        tell(tenant, [happening(1, "health", CART, { health: "healthy" })], 6, { derivation: "health" }),
      );
      await store.rewriteHistory(
        tell(tenant, [happening(10, "scaled", CART, { "p.instances": 1 })], 7, stretch(10, 20)),
      );
      expect(await store.rewriteHistory(tell(tenant, [], 8, stretch(0, 10)))).toEqual({ added: 0, retracted: 1 });
      expect((await stateAt(10)).state.get(CART)).toEqual({ health: "healthy", "p.instances": 1 });
      await expect(
        store.rewriteHistory(tell(tenant, [happening(10, "scaled", CART)], 9, stretch(0, 10))),
      ).rejects.toThrow(/outside of the stretch/);
    });

    it("is as it was known then, when asked so", async () => {
      tenant++;
      await store.rewriteHistory(
        tell(
          tenant,
          [happening(1, "appeared", CART, { present: true }), happening(3, "vanished", CART, { present: false })],
          5,
        ),
      );
      await store.rewriteHistory(tell(tenant, [happening(1, "appeared", CART, { present: true })], 20));
      expect((await stateAt(4)).state.get(CART)).toEqual({ present: true });
      expect((await stateAt(4, 19)).state.get(CART)).toEqual({ present: false });
      expect((await stateAt(4, 20)).state.get(CART)).toEqual({ present: true });
      expect((await stateAt(4, 4)).state).toEqual(new Map());
      await store.rewriteHistory(tell(tenant, [], 40));
      expect((await stateAt(4, 39)).state.get(CART)).toEqual({ present: true });
      expect((await stateAt(4)).state).toEqual(new Map());
      await store.rewriteHistory(tell(tenant, [happening(1, "appeared", CART, { present: true })], 41));
      const then = await read({ asKnownAtMs: NOON_MS + 19 * MINUTE_MS });
      expect(titles(then.events)).toEqual([`${CART} appeared at 1`, `${CART} vanished at 3`]);
      expect(titles((await read()).events)).toEqual([`${CART} appeared at 1`]);
      const all = (await read({ withRetracted: true })).events;
      expect(all.map(({ retractedMs }) => retractedMs && (retractedMs - NOON_MS) / MINUTE_MS)).toEqual([40, null, 20]);
      const step = { tenant, from: { atMs: NOON_MS + 2 * MINUTE_MS }, direction: "next" } as const;
      expect(await store.stepEvent(step)).toBeNull();
      expect((await store.stepEvent({ ...step, asKnownAtMs: NOON_MS + 19 * MINUTE_MS }))?.kind).toBe("vanished");
    });

    it("never becomes known before what is known already", async () => {
      tenant++;
      await store.rewriteHistory(tell(tenant, [happening(1, "appeared", CART)], 30));
      await store.rewriteHistory(tell(tenant, [happening(1, "appeared", CART), happening(2, "scaled", CART)], 10));
      expect((await read()).events.map(({ knownMs }) => knownMs - NOON_MS)).toEqual([30 * MINUTE_MS, 30 * MINUTE_MS]);
    });

    it("has one order, followed by pages and by steps in both directions", async () => {
      tenant++;
      const things = ["b", "a", "c", "e", "d"].map((name) => thingId("service", name));
      const happenings = [0, 1, 2].flatMap((minute) =>
        things.flatMap((thing) => [
          happening(minute, "vanished", thing),
          happening(minute, "scaled", thing, { "p.instances": minute }),
          happening(minute, "appeared", thing),
          happening(minute + 0.5, "annotation", thing, {}, { problem: thing === things[0] }),
        ]),
      );
      await store.rewriteHistory(tell(tenant, happenings, 5));
      const { events, more } = await read();
      expect([events.length, more]).toEqual([60, false]);
      const ranks = { appeared: 0, scaled: 5, annotation: 5, vanished: 9 } as Record<string, number>;
      const keys = events.map(({ atMs, kind, thing }) => `${atMs} ${ranks[kind]} ${thing}`);
      expect(keys).toEqual([...keys].sort());
      const paged: StateEvent[] = [];
      for (
        let page = await read({ limit: 7 });
        ;
        page = await read({ limit: 7, after: placeOf(paged.at(-1) as StateEvent) })
      ) {
        paged.push(...page.events);
        if (!page.more) break;
      }
      expect(paged).toEqual(events);
      expect((await read({ order: "newest" })).events).toEqual([...events].reverse());
      let at: StateEvent | null = await store.stepEvent({ tenant, from: { atMs: NOON_MS - 1 }, direction: "next" });
      for (const event of events) {
        expect(at).toEqual(event);
        at = await store.stepEvent({ tenant, from: placeOf(event), direction: "next" });
      }
      expect(at).toBeNull();
      at = await store.stepEvent({ tenant, from: { atMs: NOON_MS + HOUR_MS }, direction: "previous" });
      for (const event of [...events].reverse()) {
        expect(at).toEqual(event);
        at = await store.stepEvent({ tenant, from: placeOf(event), direction: "previous" });
      }
      expect(at).toBeNull();
      const problem = { tenant, from: { atMs: NOON_MS }, direction: "next", problemsOnly: true } as const;
      expect((await store.stepEvent(problem))?.atMs).toBe(NOON_MS + MINUTE_MS / 2);
      const of = { kinds: ["vanished", "slo"], things: [things[2] as ThingId, SHOP] } as const;
      const step = await store.stepEvent({ tenant, from: { atMs: NOON_MS }, direction: "next", ...of });
      expect(step && [step.kind, step.thing, step.atMs - NOON_MS]).toEqual(["vanished", things[2], MINUTE_MS]);
      expect((await read({ kinds: ["annotation"], problemsOnly: true })).events).toHaveLength(3);
    });

    it("steps over long silence", async () => {
      tenant++;
      const far = { ...happening(0, "deployed", CART), atMs: NOON_MS - 400 * 24 * HOUR_MS };
      await store.reportEvent({ tenant, happening: far });
      await store.reportEvent({ tenant, happening: happening(0, "deployed", CART) });
      const next = await store.stepEvent({ tenant, from: { atMs: far.atMs - 1e12 }, direction: "next" });
      expect(next?.atMs).toBe(far.atMs);
      expect((await store.stepEvent({ tenant, from: placeOf(next as StateEvent), direction: "next" }))?.atMs).toBe(
        NOON_MS,
      );
    });

    it("is counted by step, kind and trouble", async () => {
      tenant++;
      const happenings = [1, 1, 2, 31, 59].map((minute, i) =>
        happening(minute, i === 1 ? "deployed" : "scaled", i === 4 ? SHOP : CART, {}, { problem: minute === 31 }),
      );
      await store.rewriteHistory(tell(tenant, happenings, 5));
      const window = { startMs: NOON_MS, endMs: NOON_MS + HOUR_MS };
      expect(await store.countEvents({ tenant, window, steps: 4 })).toEqual({
        startMs: NOON_MS,
        stepMs: 15 * MINUTE_MS,
        counts: { scaled: [2, 0, 1, 1], deployed: [1, 0, 0, 0] },
        problems: [0, 0, 1, 0],
      });
      const some = { tenant, window, steps: 2, kinds: ["scaled"], things: [SHOP] } as const;
      expect((await store.countEvents(some)).counts).toEqual({ scaled: [0, 1] });
      expect((await store.countEvents({ ...some, kinds: undefined, problemsOnly: true })).counts).toEqual({});
    });

    it("takes a report at once, and the same report once", async () => {
      tenant++;
      const deploy = happening(3, "deployed", CART, { "p.version": "2" }, { detail: { author: "ci" } });
      const first = await store.reportEvent({ tenant, happening: deploy, dedupe: "build-17" });
      const again = await store.reportEvent({ tenant, happening: { ...deploy, title: "other" }, dedupe: "build-17" });
      expect(again).toEqual(first);
      expect((await read()).events).toEqual([first]);
      await store.rewriteHistory(tell(tenant, [], 9));
      await store.reportEvent({ tenant, happening: deploy });
      expect((await read()).events).toHaveLength(2);
      expect((await stateAt(3)).state.get(CART)).toEqual({ "p.version": "2" });
    });

    it("says since when and until when it is told, and the place that it has reached", async () => {
      tenant++;
      await store.rewriteHistory(tell(tenant, [happening(1, "appeared", CART, { present: true })], 5));
      await store.rewriteHistory(
        tell(tenant, [], 6, { derivation: "health", cursor: { untilMs: NOON_MS + HOUR_MS, memo: { a: ["\0"] } } }),
      );
      const [event] = (await read()).events;
      expect(await stateAt(60)).toMatchObject({
        sinceMs: NOON_MS + MINUTE_MS,
        toldUntilMs: NOON_MS + HOUR_MS,
        place: placeOf(event as StateEvent),
      });
      expect(await stateAt(0)).toMatchObject({ sinceMs: NOON_MS + MINUTE_MS, place: null, state: new Map() });
      const cursor = await store.readDerivationCursor({ tenant, derivation: "health" });
      expect(cursor).toEqual({ untilMs: NOON_MS + HOUR_MS, memo: { a: ["\0"] } });
    });

    it("takes a hundred thousand instances that appear at one instant", async () => {
      tenant++;
      const happenings = Array.from({ length: 100_000 }, (_, i) =>
        happening(1, "appeared", thingId("instance", "cart", `i-${i}`), { present: true }),
      );
      expect(await store.rewriteHistory(tell(tenant, happenings, 5))).toEqual({ added: 100_000, retracted: 0 });
      expect(await store.rewriteHistory(tell(tenant, happenings, 6))).toEqual({ added: 0, retracted: 0 });
      while ((await store.keepSnapshots({ tenant })) > 0);
      expect((await stateAt(1)).state.size).toBe(100_000);
      expect((await stateAt(0)).state.size).toBe(0);
      expect(await store.rewriteHistory(tell(tenant, [], 7))).toEqual({ added: 0, retracted: 100_000 });
      expect((await stateAt(1)).state.size).toBe(0);
    }, 240_000);

    it("belongs to its tenant alone", async () => {
      const other: Derivation = "inventory";
      tenant += 2;
      await store.rewriteHistory(
        tell(tenant - 1, [happening(1, "appeared", CART, { present: true })], 5, { derivation: other }),
      );
      expect((await stateAt(5)).state).toEqual(new Map());
      expect((await read()).events).toEqual([]);
    });
  });
}
