/** Answers about the state stay bounded, and places of events come back as they were. */
import { describe, expect, it } from "vitest";
import { type StateEvent, type ThingId, type ThingState, thingId } from "../model/state.ts";
import type { Frames } from "../store/stateStore.ts";
import { FrameAt, framesAnswer } from "./frameAt.ts";
import { eventView, placeFrom, serviceOf, thingViews } from "./stateViews.ts";

const NO_FRAMES: Frames = {
  ...{ atMs: [], things: [], health: new Uint8Array(0), requestsPerSecond: new Float32Array(0) },
  ...{ errorRatio: new Float32Array(0), p95Seconds: new Float32Array(0), saturation: new Float32Array(0) },
};
const at = (state: Map<ThingId, ThingState>) => ({ atMs: 1, state, sinceMs: 0, toldUntilMs: 2, place: null });

describe("thingViews", () => {
  it("lists no more of one kind than a page can bear, says how many it left out, and keeps the other kinds", () => {
    const state = new Map<ThingId, ThingState>();
    for (let i = 0; i < 100_000; i++) state.set(thingId("instance", "web", `pod-${i}`), { present: true });
    state.set(thingId("service", "web"), { present: true, health: "healthy" });
    state.set(thingId("region", "eu-west"), { present: true });
    const { things, omitted } = thingViews(at(state), new FrameAt(NO_FRAMES, -1), false, null);
    expect([things.length, omitted]).toEqual([30_002, 70_000]);
    expect(things.filter(({ kind }) => kind !== "instance").map(({ id }) => id)).toEqual([
      "service:web",
      "region:eu-west",
    ]);
  });

  it("says the number of the instant in the reason, and calls nothing fuller than full", () => {
    const web = thingId("service", "web");
    const judgement = { signal: "errorRatio", value: 0.225, usualLow: 0, usualHigh: 0.001 } as const;
    const reason = "fails 22.5 % of requests, usually none";
    const state = new Map<ThingId, ThingState>([[web, { present: true, health: "failed", reason, judgement }]]);
    const frames: Frames = {
      ...{ atMs: [1], things: [web], health: Uint8Array.of(3), requestsPerSecond: Float32Array.of(4) },
      ...{ errorRatio: Float32Array.of(0.714), p95Seconds: Float32Array.of(0.1), saturation: Float32Array.of(1.018) },
    };
    const { things } = thingViews(at(state), new FrameAt(frames, 0), false, null);
    expect(things[0]).toMatchObject({
      ...{ reason: "fails 71.4 % of requests, usually none", errorRatio: 0.714, saturation: 1 },
    });
    const saturation = Buffer.from(framesAnswer(frames).saturation, "base64");
    expect(saturation.readFloatLE()).toBe(1);
  });

  it("tells a peer and the service that it is of each other, and what is only alike as that", () => {
    const postgres = { "p.resource.db.system.name": "postgresql" };
    const state = new Map<ThingId, ThingState>([
      [thingId("peer", "database", "orders-db"), { present: true }],
      [thingId("peer", "database", "cart"), { present: true }],
      [thingId("service", "orders-db"), { present: true, ...postgres }],
      [thingId("service", "cart"), { present: true }],
    ]);
    const { things } = thingViews(at(state), new FrameAt(NO_FRAMES, -1), false, null);
    expect(Object.fromEntries(things.map(({ id, properties }) => [id, properties]))).toEqual({
      "service:cart": {},
      "service:orders-db": { "resource.db.system.name": "postgresql", calledAs: ["orders-db"] },
      "peer:database/cart": { resembles: "cart" },
      "peer:database/orders-db": { service: "orders-db" },
    });
  });

  it("shows nothing that is gone", () => {
    const state = new Map<ThingId, ThingState>([[thingId("service", "web"), { "p.versions": ["1"] }]]);
    expect(thingViews(at(state), new FrameAt(NO_FRAMES, -1), false, null).things).toEqual([]);
  });
});

describe("an event's place", () => {
  it("comes back as it was, whatever the thing is called", () => {
    for (const name of ["web", "a.b/c d.1.2.3", "naïve 🦊", "x".repeat(10_000)]) {
      const event: StateEvent = {
        ...{ id: "9007199254740993", atMs: 1_795_000_000_000, knownMs: 1, retractedMs: null, kind: "vanished" },
        ...{ thing: thingId("service", name), patch: {}, prev: {}, title: "gone", problem: true },
      };
      expect(placeFrom(eventView(event).place)).toEqual({
        atMs: event.atMs,
        rank: 9,
        id: event.id,
        thing: event.thing,
      });
    }
  });
});

describe("serviceOf", () => {
  it("is whom a thing belongs to", () => {
    const cases: [ThingId, string | null][] = [
      [thingId("placement", "web", "eu"), "web"],
      [thingId("edge", "user", "web", ""), "web"],
      [thingId("edge", "web", "orders", "database"), "web"],
      [thingId("placedEdge", "web", "eu", "cart", "us", ""), "cart"],
      [thingId("placedEdge", "web", "eu", "orders", "", "database"), "web"],
      [thingId("peer", "database", "orders"), null],
      [thingId("subject", "system"), null],
    ];
    for (const [thing, service] of cases) expect([thing, serviceOf(thing)]).toEqual([thing, service]);
  });
});
