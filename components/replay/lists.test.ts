/** The lists beside the map: where the playhead stands among events, what was known late, and the order of the state. */
import { describe, expect, it } from "vitest";
import { type ThingId, thingId, thingOf } from "../../server/model/state.ts";
import type { ThingView } from "../../server/routers/stateAnswer.ts";
import { eventAt, eventHeight, isAllLate, isLate, joinedEvents, knownLater } from "./eventList.ts";
import { foundRows, stateRows } from "./stateRows.ts";

const event = (atMs: number, knownMs = atMs + 20_000) => ({ atMs, knownMs, retractedMs: null });

describe("events", () => {
  const events = [event(1_000), event(2_000), event(2_000), event(5_000)];
  it("the playhead stands at the newest that has happened, the last of those of one instant", () => {
    expect(eventAt(events, 999)).toBe(-1);
    expect(eventAt(events, 1_000)).toBe(0);
    expect(eventAt(events, 2_000)).toBe(2);
    expect(eventAt(events, 4_999)).toBe(2);
    expect(eventAt(events, 9_000)).toBe(3);
    expect(eventAt([], 5)).toBe(-1);
  });
  it("what came before and what comes after are one list in which each stands once, also when the answers overlap", () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((at) => ({ ...event(at * 1_000), id: `${at}` }));
    if (!a || !b || !c || !d) throw new Error("four events were made");
    expect(joinedEvents([b, a], [c, d]).map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
    expect(joinedEvents([c, b], [b, c, d]).map(({ id }) => id)).toEqual(["2", "3", "4"]);
    expect(joinedEvents([d, c], [a, b]).map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
  });
  it("late is what took minutes; a past that came at once is late as a whole", () => {
    const late = event(1_000, 400_000);
    expect([event(1_000), late].map(isLate)).toEqual([false, true]);
    expect(isAllLate([late, event(2_000, 400_000)])).toBe(true);
    expect(isAllLate([late, event(2_000)])).toBe(false);
  });
  it("have room for all that is said of them", () => {
    const one = { ...event(1_000), title: "cart is healthy again", patch: {} };
    const long = { ...one, title: "payments fails 13.5 % of requests, usually none; p95 is 2.11 s, usually 802 ms" };
    const told = { ...one, patch: { reason: "fails 9 %" } };
    const late = { ...one, knownMs: 999_000 };
    const [base, ...higher] = [one, long, told, late].map((each) => eventHeight(each));
    expect(higher.every((height) => height > (base ?? 0))).toBe(true);
    expect(eventHeight(late, false)).toBe(base);
    expect(eventHeight({ ...one, title: "x".repeat(10_000) })).toBeLessThan(100);
  });
  it("counts what had happened and was not known yet, and nothing that lies ahead", () => {
    expect(knownLater([event(1_000, 1_500), event(1_800, 2_500), event(2_100, 2_200)], 2_000)).toBe(1);
  });
});

describe("state", () => {
  const thing = (id: ThingId, over: Partial<ThingView> = {}): ThingView => ({
    ...{ id, ...thingOf(id), health: "healthy", reason: null, judgement: null, requestsPerSecond: 1 },
    ...{ errorRatio: 0, p95Seconds: 0.1, saturation: null, properties: {} },
    ...over,
  });
  const things = [
    thing(thingId("instance", "cart", "c-1"), { health: "unknown", properties: { version: "1.0" } }),
    thing(thingId("service", "cart"), { properties: { versions: ["1.0", "1.1"], instances: 3 } }),
    thing(thingId("peer", "database", "orders-db"), { health: "degraded", reason: "is 95 % full" }),
    thing(thingId("service", "web"), { health: "failed", reason: "fails 9 % of requests" }),
  ];
  it("has trouble first, then things by kind and name", () => {
    expect(stateRows(things, null).map(({ name }) => name)).toEqual(["web", "orders-db", "cart", "cart (c-1)"]);
    expect(stateRows(things, null)[2]).toMatchObject({ instances: 3, versions: "1.0, 1.1" });
  });
  it("takes the numbers of the moving playhead, and drops sentences of another instant", () => {
    const web = thingId("service", "web");
    const now = { health: "healthy", requestsPerSecond: 7, errorRatio: 0, p95Seconds: null, saturation: null } as const;
    const rows = stateRows(things, (id) => (id === web ? now : null));
    expect(rows.find(({ id }) => id === web)).toMatchObject({ health: "healthy", requestsPerSecond: 7, reason: null });
    // In a gap nothing is known of what frames hold; of an instance they never tell.
    expect(rows.find(({ name }) => name === "orders-db")).toMatchObject({ health: "unknown", reason: null });
    expect(rows.find(({ kind }) => kind === "instance")).toMatchObject({ requestsPerSecond: 1, versions: "1.0" });
  });
  it("has a database that is called and reports itself in one row, and counts its queries", () => {
    const db = thingId("service", "orders-db");
    const called = thing(thingId("peer", "database", "orders-db"), {
      ...{ health: "degraded", reason: "is 95 % full", requestsPerSecond: 4, properties: { service: "orders-db" } },
    });
    const own = thing(db, { requestsPerSecond: null, errorRatio: null, p95Seconds: null });
    const call = thing(thingId("edge", "orders", "orders-db", "database"));
    const rows = stateRows([own, called, call, thing(thingId("service", "orders"))], null);
    expect(rows.map(({ id }) => id).sort()).toEqual([call.id, db, thingId("service", "orders")].sort());
    expect(rows.find(({ id }) => id === db)).toMatchObject({
      ...{ kind: "service", health: "degraded", reason: "is 95 % full", requestsPerSecond: 4, peerType: "database" },
    });
    expect(rows.find(({ id }) => id === call.id)?.peerType).toBe("database");
    expect(rows.find(({ service }) => service === "orders")?.peerType).toBeNull();
  });
  it("is searched by name, version and reason, within a kind", () => {
    const rows = stateRows(things, null);
    expect(foundRows(rows, " FAILS 9", "")).toHaveLength(1);
    expect(foundRows(rows, "1.1", "")).toHaveLength(1);
    expect(foundRows(rows, "cart", "instance").map(({ kind }) => kind)).toEqual(["instance"]);
  });
});
