/** Differences of two instants: what is one, when it came to be, what is none, and what changed first. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldEvents, type Patch, type SystemState, type ThingId, type ThingState, thingId } from "../model/state.ts";
import { type DiffEvent, type DiffSide, stateDiff } from "./stateDiff.ts";
import { drifts, type Numbers } from "./stateDrift.ts";
import { valueWords } from "./stateWords.ts";

const A_MS = Date.UTC(2026, 10, 21, 12);
const B_MS = A_MS + 600_000;
const PAYMENTS = thingId("service", "payments");
const GATEWAY = thingId("service", "gateway");
const nothing: Numbers = { requestsPerSecond: null, errorRatio: null, p95Seconds: null };

const happened = (seconds: number, thing: ThingId, patch: Patch, more: Partial<DiffEvent> = {}): DiffEvent => ({
  atMs: A_MS + seconds * 1000,
  kind: "health",
  title: `event of ${seconds} s`,
  thing,
  patch,
  ...more,
});
const start: SystemState = new Map<ThingId, ThingState>([
  [PAYMENTS, { present: true, health: "healthy", "p.versions": ["2.13.4"], "p.instances": 3 }],
  [GATEWAY, { present: true, health: "healthy" }],
]);

function diffAfter(events: readonly DiffEvent[], numbers: { a?: Numbers; b?: Numbers } = {}, from = start) {
  const side = (state: SystemState, atMs: number, own: Numbers | undefined): DiffSide => ({
    ...{ atMs, state, gap: false },
    numbers: (thing) => (thing === PAYMENTS && own ? own : nothing),
  });
  return stateDiff(side(from, A_MS, numbers.a), side(foldEvents(from, events), B_MS, numbers.b), events);
}
const told = (events: readonly DiffEvent[], numbers?: { a?: Numbers; b?: Numbers }) =>
  diffAfter(events, numbers).differences.map(({ change, title, atMs }) => [
    change,
    title,
    atMs === null ? null : (atMs - A_MS) / 1000,
  ]);

describe("stateDiff", () => {
  it("finds no difference where nothing happened", () => {
    expect(diffAfter([])).toEqual({ differences: [], first: null, changedBack: 0 });
  });

  it("tells a deploy, a health that got worse in two steps, and the order of both", () => {
    const deploy = { kind: "deployed", title: "payments 2.14.0 deployed (was 2.13.4)" } as const;
    const events = [
      happened(130, PAYMENTS, { "p.versions": ["2.14.0"] }, deploy),
      happened(200, PAYMENTS, { health: "degraded", reason: "fails 2 % of requests, usually 0.1 %" }),
      happened(240, GATEWAY, { health: "degraded", reason: "p95 2 s, usually 80 ms" }),
      happened(260, PAYMENTS, { health: "failed", reason: "fails 7.2 % of requests, usually 0.1 %" }),
    ];
    expect(told(events)).toEqual([
      ["version", "payments 2.13.4 → 2.14.0", 130],
      ["health", "payments healthy → failed: fails 7.2 % of requests, usually 0.1 %", 200],
      ["health", "gateway healthy → degraded: p95 2 s, usually 80 ms", 240],
    ]);
    expect(diffAfter(events).first).toBe("payments 2.14.0 deployed (was 2.13.4), 2 min 10 s after A.");
  });

  it("dates a difference by the last time its value left the one at A", () => {
    const events = [
      happened(10, PAYMENTS, { health: "failed" }),
      happened(20, PAYMENTS, { health: "healthy" }),
      happened(30, PAYMENTS, { health: "failed" }),
    ];
    expect(told(events)).toEqual([["health", "payments healthy → failed", 30]]);
  });

  it("counts what changed and changed back, and calls it no difference", () => {
    const events = [
      happened(10, PAYMENTS, { health: "failed" }),
      happened(15, PAYMENTS, { "p.versions": ["2.14.0"] }),
      happened(20, GATEWAY, { present: null }),
      happened(30, PAYMENTS, { health: "healthy" }),
      happened(35, PAYMENTS, { "p.versions": ["2.13.4"] }),
      happened(40, GATEWAY, { present: true }),
    ];
    expect(diffAfter(events)).toEqual({ differences: [], first: null, changedBack: 2 });
  });

  it("tells what appeared and vanished, instances by their service, versions by the property of theirs", () => {
    const pod = thingId("instance", "payments", "pod/1");
    const events = [
      happened(1, thingId("version", "payments", "2.14.0"), { present: true }),
      happened(2, pod, { present: true, "p.version": "2.14.0" }),
      happened(3, PAYMENTS, { "p.instances": 4 }),
      happened(4, GATEWAY, { present: null, health: null }),
    ];
    expect(told(events)).toEqual([
      ["appeared", "payments (pod/1) appeared", 2],
      ["scale", "payments 3 → 4 instances", 3],
      ["vanished", "gateway vanished", 4],
    ]);
  });

  it("takes no alert for what changed first, since it follows, and tells it by its own words", () => {
    const alert = (seconds: number, name: string, present: true | null) =>
      happened(
        seconds,
        thingId("alert", "Burn", name),
        { present },
        { kind: "alert", title: `Burn ${name} at ${seconds}` },
      );
    const old = new Map([...start, [thingId("alert", "Burn", "old"), { present: true }]]);
    const worse = happened(140, PAYMENTS, { health: "failed" });
    const both = diffAfter([alert(60, "old", null), worse, alert(200, "new", true)], {}, old);
    expect(both.first).toBe("event of 140 s, 2 min 20 s after A.");
    expect(both.differences.map(({ change, title }) => [change, title])).toEqual([
      ["vanished", "Burn old at 60"],
      ["health", "payments healthy → failed"],
      ["appeared", "Burn new at 200"],
    ]);
    expect(diffAfter([alert(60, "old", null)], {}, old).first).toBe("Burn old at 60, 1 min after A.");
  });

  it("takes for first what a person would: no instance that goes, no part that falls silent", () => {
    const west = thingId("placement", "payments", "eu-west");
    const pod = thingId("instance", "payments", "pod/1");
    const parts = new Map<ThingId, ThingState>([
      ...start,
      [pod, { present: true }],
      [west, { present: true, health: "healthy" }],
    ]);
    const coming = [happened(1, pod, { present: null }), happened(2, west, { health: "unknown" })];
    const worse = happened(3, west, { health: "degraded" });
    expect(diffAfter([...coming, worse], {}, parts).first).toBe("event of 2 s, 2 s after A.");
    expect(diffAfter([...coming, happened(3, GATEWAY, { present: null })], {}, parts).first).toBe(
      "event of 3 s, 3 s after A.",
    );
    expect(diffAfter(coming, {}, parts).first).toBe("event of 1 s, 1 s after A.");
  });

  it("tells a rollout region by region", () => {
    const kept = { "p.deployedMs.eu-west": A_MS, "p.versionBefore.eu-west": "2.13.4" };
    const rollout = { "p.version.eu-west": "2.14.0", "p.versions": ["2.13.4", "2.14.0"], ...kept };
    const events = [happened(5, PAYMENTS, rollout)];
    expect(told(events)).toEqual([
      ["version", "payments 2.13.4 → 2.13.4, 2.14.0", 5],
      ["version", "payments in eu-west none → 2.14.0", 5],
    ]);
  });

  it("tells flags and configurations with both sides", () => {
    const events = [
      happened(5, PAYMENTS, { "p.flag.new-checkout": true }),
      happened(6, PAYMENTS, { "p.config.pool.size": 20 }),
    ];
    const { differences } = diffAfter(events);
    expect(differences.map(({ title }) => title)).toEqual([
      "payments flag new-checkout: none → on",
      "payments pool.size: none → 20",
    ]);
    expect(differences[1]).toMatchObject({ property: "config.pool.size", before: null, after: 20, atMs: A_MS + 6_000 });
  });

  it("dates a number by the event that judged by it, and puts what only drifted last", () => {
    const a = { requestsPerSecond: 100, errorRatio: 0.001, p95Seconds: 0.08 };
    const b = { requestsPerSecond: 40, errorRatio: 0.072, p95Seconds: 0.09 };
    const judgement = { signal: "errorRatio", value: 0.072, usualLow: 0, usualHigh: 0.002 } as const;
    expect(told([happened(60, PAYMENTS, { health: "failed", judgement })], { a, b })).toEqual([
      ["health", "payments healthy → failed", 60],
      ["errors", "payments fails 0.1 % → 7.2 % of requests", 60],
      ["rate", "payments 100 → 40 requests/s", null],
    ]);
    expect(diffAfter([], { a, b }).first).toMatch(/^Nothing happened at one instant; payments fails/);
  });

  it("says nothing of health and numbers in a gap, where both are unknown", () => {
    const state: SystemState = new Map<ThingId, ThingState>([
      ...start,
      [PAYMENTS, { ...start.get(PAYMENTS), health: "failed", "p.instances": 4 }],
    ]);
    const known = () => ({ requestsPerSecond: 100, errorRatio: 0, p95Seconds: 1 });
    const few = () => ({ requestsPerSecond: 10, errorRatio: 0.5, p95Seconds: 4 });
    const changes = (gap: boolean) => {
      const a = { atMs: A_MS, state: start, gap, numbers: known };
      const b = { atMs: B_MS, state, gap: false, numbers: few };
      return stateDiff(a, b, [])
        .differences.filter(({ thing }) => thing === PAYMENTS)
        .map(({ change }) => change);
    };
    expect(changes(true)).toEqual(["scale"]);
    expect(changes(false)).toEqual(["health", "scale", "errors", "latency", "rate"]);
  });

  it("equals the other way round but for its sides, whatever happened", () => {
    const value = fc.constantFrom(null, "x", "y");
    const thing = fc.constantFrom(PAYMENTS, GATEWAY, thingId("peer", "database", "orders"));
    const event = fc.record({
      thing,
      patch: fc.record({
        present: fc.constantFrom(true, null),
        health: fc.constantFrom("healthy", "failed"),
        "p.config": value,
      }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (drawn) => {
        const events = drawn.map(({ thing: of, patch }, at) => happened(at, of, patch));
        const end = foldEvents(start, events);
        const side = (state: SystemState): DiffSide => ({ atMs: A_MS, state, gap: false, numbers: () => nothing });
        const forth = stateDiff(side(start), side(end), events).differences;
        const back = stateDiff(side(end), side(start), []).differences;
        const key = (thingOf: ThingId, property: string | null, x: unknown, y: unknown) =>
          JSON.stringify([thingOf, property, x, y]);
        expect(forth.map((one) => key(one.thing, one.property, one.before, one.after)).sort()).toEqual(
          back.map((one) => key(one.thing, one.property, one.after, one.before)).sort(),
        );
        // Every difference was made by something that happened.
        expect(forth.every(({ atMs }) => atMs !== null)).toBe(true);
      }),
    );
  });
});

describe("drifts", () => {
  const at = (requestsPerSecond: number, errorRatio = 0, p95Seconds = 0.1): Numbers => ({
    ...{ requestsPerSecond, errorRatio, p95Seconds },
  });
  const changes = (a: Numbers, b: Numbers) => drifts(a, b).map(({ change }) => change);

  it("takes a rate for different by half and one a second, and beyond chance", () => {
    expect(changes(at(100), at(50))).toEqual(["rate"]);
    expect(changes(at(100), at(51))).toEqual([]);
    expect(changes(at(0.2), at(1.1))).toEqual([]);
    expect(changes(at(0.2), at(1.3))).toEqual(["rate"]);
    expect(changes(at(0), at(5))).toEqual(["rate"]);
  });

  it("takes a p95 for different when it doubled by 20 ms, of calls enough to know", () => {
    expect(changes(at(5, 0, 0.1), at(5, 0, 0.2))).toEqual(["latency"]);
    expect(changes(at(5, 0, 0.2), at(5, 0, 0.1))).toEqual(["latency"]);
    expect(changes(at(5, 0, 0.01), at(5, 0, 0.029))).toEqual([]);
    expect(changes(at(0.3, 0, 0.1), at(5, 0, 0.9))).not.toContain("latency");
  });

  it("takes an error ratio for different by one in a hundred and three failures", () => {
    expect(changes(at(10, 0.001), at(10, 0.012))).toEqual(["errors"]);
    expect(changes(at(10, 0.001), at(10, 0.009))).toEqual([]);
    expect(changes(at(0.1, 0), at(0.1, 0.4))).toEqual([]);
    expect(drifts(nothing, at(10, 1))).toEqual([]);
  });
});

describe("valueWords", () => {
  it("names values as people do, and bounds what is long", () => {
    expect([valueWords(null), valueWords(false), valueWords(3), valueWords([])]).toEqual(["none", "off", "3", "none"]);
    expect(valueWords(["a", "b", "c", "d", "e", "f"])).toBe("a, b, c, d and 2 more");
    expect(valueWords("x".repeat(10_000)).length).toBeLessThan(100);
  });
});
