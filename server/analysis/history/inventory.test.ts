/** The inventory told from made-up sightings: what is said of it, and that pieces and late knowledge end in the same history. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldEvents, type Happening, type ThingId, thingId } from "../../model/state.ts";
import { LOOK_BACK_MS, TOLD_AGAIN_MS, tellInventory } from "./inventory.ts";
import type { Activity, Seen } from "./inventoryFacts.ts";
import { at, type Life, minutesOf, NOTHING, START_MS, seen, tell, titles } from "./inventorySamples.ts";

const ofThing = (told: readonly Happening[], thing: ThingId) =>
  told.filter((one) => one.thing === thing).map(({ kind, atMs }) => `${kind} ${minutesOf(atMs)}`);

/** Another process of one instance every second. */
const flapping = (fromMinutes: number, times: number): Life[] =>
  Array.from({ length: times }, (_, i) => {
    const from = fromMinutes + i / 60;
    return { instance: "a", host: "h1", more: { "process.pid": `flap ${i}` }, from, to: from + 1 / 60 };
  });

/** Two instances in eu-west are replaced one after the other and back again; us-east keeps what it has. */
const BAD_DEPLOY: readonly Life[] = [
  { instance: "a1", version: "2.13.4", host: "h1", from: 0, to: 60 },
  { instance: "a2", version: "2.13.4", host: "h2", from: 0, to: 60.7 },
  { instance: "b1", version: "2.14.0", host: "h1", from: 60, to: 74 },
  { instance: "b2", version: "2.14.0", host: "h2", from: 60.7, to: 74.7 },
  { instance: "c1", version: "2.13.4", host: "h1", from: 74, to: 180 },
  { instance: "c2", version: "2.13.4", host: "h2", from: 74.7, to: 180 },
  { instance: "u1", version: "2.13.4", host: "h3", region: "us-east", from: 0, to: 180 },
];

describe("inventory", () => {
  it("tells a deploy once per region and version, and going back as a roll-back, and no restarts and no scaling", () => {
    const told = tell(BAD_DEPLOY, 180);
    expect(titles(told, "deployed", "restarted", "scaled")).toEqual([
      "60 payments 2.14.0 deployed to eu-west (was 2.13.4)",
      "74 payments rolled back to 2.13.4 in eu-west (was 2.14.0)",
    ]);
    const state = foldEvents(
      NOTHING,
      told.filter(({ atMs }) => atMs <= at(61)),
    );
    expect(state.get(thingId("service", "payments"))).toMatchObject({
      "p.versions": ["2.13.4", "2.14.0"],
      "p.version.eu-west": "2.14.0",
      "p.version.us-east": "2.13.4",
    });
    const after = foldEvents(NOTHING, told).get(thingId("service", "payments"));
    expect(after).toMatchObject({ "p.versions": ["2.13.4"], "p.version.eu-west": "2.13.4", "p.instances": 3 });
  });

  it("tells the same version once more after a roll-back as a deploy, and going back again as a roll-back", () => {
    const versions = ["2.13.4", "2.14.0", "2.13.4", "2.14.0", "2.13.4"];
    const lives = versions.map((version, i) => ({ instance: `i${i}`, version, from: i * 30, to: (i + 1) * 30 }));
    expect(titles(tell(lives, 150), "deployed")).toEqual([
      "30 payments 2.14.0 deployed to eu-west (was 2.13.4)",
      "60 payments rolled back to 2.13.4 in eu-west (was 2.14.0)",
      "90 payments 2.14.0 deployed to eu-west (was 2.13.4)",
      "120 payments rolled back to 2.13.4 in eu-west (was 2.14.0)",
    ]);
  });

  it("says that it went back when the new version's only instance ends beside the old ones", () => {
    const told = tell(
      [
        { instance: "a1", from: 0, to: 120 },
        { instance: "a2", from: 0, to: 120 },
        { instance: "canary", version: "2", from: 60, to: 70 },
      ],
      120,
    );
    expect(titles(told, "deployed")).toEqual([
      "60 payments 2 deployed to eu-west (was 1)",
      "70 payments rolled back to 1 in eu-west (was 2)",
    ]);
  });

  it("knows an end only when the silence after it has lasted, and then that it was at the last sign of life", () => {
    const lives: Life[] = [
      { instance: "a", from: 0, to: 60 },
      { instance: "b", from: 0, to: 20 },
    ];
    const b = thingId("instance", "payments", "b");
    expect(ofThing(tell(lives, 24.9), b)).toEqual(["appeared 0"]);
    expect(ofThing(tell(lives, 25), b)).toEqual(["appeared 0", "vanished 20"]);
    const service = thingId("service", "payments");
    expect(ofThing(tell(lives, 89), service)).not.toContain("vanished 60");
    expect(tell(lives, 90).find((one) => one.kind === "vanished" && one.thing === service)).toMatchObject({
      problem: true,
      title: "payments is gone: nothing of it sends any more",
    });
  });

  it("tells scaling when the number is still, and waits while an instance is only silent", () => {
    const lives: Life[] = [
      { instance: "a", from: 0, to: 60 },
      { instance: "b", from: 0, to: 60 },
      { instance: "c", from: 30, to: 60 },
      { instance: "d", from: 30.5, to: 45 },
    ];
    expect(titles(tell(lives, 32), "scaled")).toEqual([]);
    expect(titles(tell(lives, 33), "scaled")).toEqual(["30.5 payments runs 4 instances now (was 2)"]);
    expect(titles(tell(lives, 49), "scaled")).toHaveLength(1);
    expect(titles(tell(lives, 60), "scaled")[1]).toBe("45 payments runs 3 instances now (was 4)");
  });

  it("tells a new instance in the place of one that ended as a restart, and an instance that is back after a silence", () => {
    const lives: Life[] = [
      { instance: "a", host: "h1", from: 0, to: 30 },
      { instance: "a2", host: "h1", from: 30.2, to: 60 },
      { instance: "b", host: "h2", from: 0, to: 20 },
      { instance: "b", host: "h2", from: 27, to: 60 },
    ];
    const told = tell(lives, 60);
    expect(titles(told, "restarted")).toEqual([
      "27 payments on h2 is back after 7 min of silence",
      "30.2 payments restarted on h1",
    ]);
    expect(told.filter(({ kind }) => kind === "restarted").every(({ problem }) => problem)).toBe(true);
    expect(foldEvents(NOTHING, told).get(thingId("instance", "payments", "a2"))).toMatchObject({ present: true });
  });

  it("tells another process of the same instance as a restart, and workers beside each other as none", () => {
    const process = (pid: string) => ({ "process.pid": pid });
    const one: Life[] = [
      { instance: "a", host: "h1", more: process("7"), from: 0, to: 30 },
      { instance: "a", host: "h1", more: process("9"), from: 30.1, to: 60 },
    ];
    const beside: Life[] = one.map((life, i) => (i === 0 ? { ...life, to: 60 } : life));
    expect(titles(tell(one, 60), "restarted")).toEqual(["30.1 payments restarted on h1"]);
    expect(titles(tell(beside, 60), "restarted")).toEqual([]);
  });

  it("tells an instance that flaps every second by five restarts and one number in each ten minutes", () => {
    const flaps = flapping(5, 1_500);
    const told = tell([{ instance: "a", host: "h1", more: { "process.pid": "first" }, from: 0, to: 5 }, ...flaps], 60);
    const restarts = told.filter(({ kind }) => kind === "restarted");
    expect(restarts).toHaveLength(3 * 6);
    const summed = restarts.filter(({ title }) => title.includes("flaps"));
    expect(summed.map(({ title }) => title)).toEqual([
      "payments on h1 flaps: restarted 295 more times within 10 min",
      "payments on h1 flaps: restarted 595 more times within 10 min",
      "payments on h1 flaps: restarted 595 more times within 10 min",
    ]);
    expect(summed.map(({ detail }) => detail?.restarts).reduce<number>((all, one) => all + Number(one), 0)).toBe(1_500);
    // What is not over is not numbered yet.
    const early = tellInventory(flaps.map(seen), [], NOTHING, { startMs: START_MS, endMs: at(19) });
    expect(titles(early, "restarted").filter((title) => title.includes("flaps"))).toHaveLength(1);
  });

  it("tells an attribute that all instances had and the next one has otherwise, once, and none that tells them apart", () => {
    const life = (instance: string, flag: string, from: number, to: number): Life => ({
      service: "checkout",
      instance,
      host: `host-${instance}`,
      more: { "feature.x": flag, "process.pid": instance, "host.id": instance },
      from,
      to,
    });
    const lives = [life("1", "off", 0, 30), life("2", "off", 0, 31), life("3", "on", 30, 60), life("4", "on", 31, 60)];
    const told = tell(lives, 60);
    const changed = told.filter(({ patch }) => "p.resource.feature.x" in patch);
    expect(changed.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
      "appeared checkout appeared",
      "configuration checkout: feature.x was off, is on",
    ]);
    expect(told.filter(({ patch }) => Object.keys(patch).some((key) => key.includes("pid")))).toEqual([]);
  });

  it("tells edges and peers from their first call to their last, and gaps of half an hour only", () => {
    const edge = thingId("edge", "checkout", "payments", "");
    const stretch = (from: number, to: number) => ({ startMs: at(from), endMs: at(to) });
    const told = tell([], 120, [{ thing: edge, stretches: [stretch(1, 10), stretch(35, 40), stretch(75, 80)] }]);
    expect(ofThing(told, edge)).toEqual(["appeared 1", "vanished 40", "appeared 75", "vanished 80"]);
  });

  it("calls those who are asked from outside gateways, and what keeps data data", () => {
    const edge = (client: string, server: string): Activity => ({
      thing: thingId("edge", client, server, ""),
      stretches: [{ startMs: at(0), endMs: at(60) }],
    });
    const lives: Life[] = [
      { service: "gateway", instance: "g", from: 0, to: 60 },
      { service: "cart", instance: "c", from: 0, to: 60 },
      { service: "orders-db", instance: "d", more: { "db.system.name": "postgresql" }, from: 0, to: 60 },
      { service: "node-agent", instance: "n", from: 0, to: 60 },
    ];
    const state = foldEvents(NOTHING, tell(lives, 60, [edge("user", "gateway"), edge("gateway", "cart")]));
    const tier = (service: string) => state.get(thingId("service", service))?.["p.tier"];
    expect(["gateway", "cart", "orders-db", "node-agent"].map(tier)).toEqual(["gateway", "backend", "data", "agent"]);
  });

  it("counts instances that are too many to be told one by one, and says so", () => {
    const lives = Array.from({ length: 20_001 }, (_, i): Life => ({ instance: `${i}`, from: 0, to: 10 }));
    const told = tell(lives, 10);
    expect(told.some(({ thing }) => thing.startsWith("instance:"))).toBe(false);
    const state = foldEvents(NOTHING, told).get(thingId("service", "payments"));
    expect(state).toMatchObject({ "p.instances": 20_001, "p.instancesListed": false });
  });

  it("cuts names of ten thousand characters in titles", () => {
    const told = tell([{ service: "x".repeat(10_000), instance: "y".repeat(10_000), from: 0, to: 10 }], 10);
    expect(Math.max(...told.map(({ title }) => title.length))).toBeLessThan(300);
  });
});

describe("telling in pieces", () => {
  const life = fc
    .record({
      service: fc.constantFrom("payments", "checkout"),
      instance: fc.constantFrom("a", "b", "c", "d"),
      version: fc.constantFrom("1", "2", "3"),
      region: fc.constantFrom("eu-west", "us-east"),
      host: fc.constantFrom("h1", "h2"),
      more: fc.constantFrom<Record<string, string>>(
        {},
        { "feature.x": "on" },
        { "feature.x": "off" },
        { "process.pid": "2" },
      ),
      from: fc.integer({ min: 0, max: 170 }),
      length: fc.integer({ min: 0, max: 60 }),
    })
    .map(({ from, length, ...rest }): Life => ({ ...rest, from: from + 0.01, to: from + length + 0.02 }));
  const call = fc.record({ from: fc.nat({ max: 170 }), length: fc.integer({ min: 1, max: 30 }) });
  const flaps = fc
    .record({ from: fc.integer({ min: 0, max: 170 }), times: fc.constantFrom(0, 0, 3, 40, 400) })
    .map(({ from, times }) => flapping(from, times));
  const loops = fc
    .record({
      from: fc.integer({ min: 0, max: 170 }),
      times: fc.constantFrom(0, 3, 9, 40, 400),
      seconds: fc.constantFrom(1, 7, 70),
      host: fc.constantFrom("", "h1"),
    })
    .map(({ from, times, seconds, host }) =>
      Array.from({ length: times }, (_, i): Life => {
        const begins = from + (i * seconds) / 60;
        return { instance: `${from} ${i}`, host, from: begins, to: begins + (seconds * 0.9) / 60 };
      }).filter((life) => life.to < 230),
    );
  const UNTIL = 240;

  it("ends in the same history however often and in whichever pieces it was told on", () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 14 });
    fc.assert(
      fc.property(
        fc.array(life, { maxLength: 14 }),
        fc.array(call, { maxLength: 6 }),
        cuts,
        flaps,
        loops,
        (...made) => {
          const [lives, calls, steps, restless, crashes] = made;
          const sightings = [...distinct(lives), ...restless, ...crashes].map(seen);
          const stretches = calls.map(({ from, length }) => ({ startMs: at(from), endMs: at(from + length) }));
          const activity = [{ thing: thingId("edge", "checkout", "payments", ""), stretches }];
          const whole = tellInventory(sightings, activity, NOTHING, { startMs: START_MS, endMs: at(UNTIL) });
          expect(inPieces(sightings, activity, steps)).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });

  /** As the loop does, with what is stored from a while before the stretch on, and known up to its end. */
  function inPieces(sightings: readonly Seen[], activity: readonly Activity[], steps: readonly number[]): Happening[] {
    let told: Happening[] = [];
    let from = 0;
    for (const step of [...steps, UNTIL]) {
      const until = Math.min(UNTIL, from + step);
      const startMs = Math.max(START_MS, at(from) - TOLD_AGAIN_MS);
      const backMs = startMs - LOOK_BACK_MS;
      const known = sightings.filter((one) => one.lastSeenMs >= backMs).reverse();
      const busy = activity.map(({ thing, stretches }) => ({
        thing,
        stretches: stretches
          .filter((one) => one.endMs > backMs && one.startMs < at(until))
          .map((one) => ({ startMs: Math.max(one.startMs, backMs), endMs: Math.min(one.endMs, at(until)) })),
      }));
      const before = told.filter(({ atMs }) => atMs < startMs);
      const window = { startMs, endMs: at(until) };
      told = [...before, ...tellInventory(known, busy, foldEvents(NOTHING, before), window)];
      from = until;
    }
    return told;
  }

  /** The stretches of one resource lie more than five minutes apart, as the store has them. */
  function distinct(lives: readonly Life[]): Life[] {
    const kept: Life[] = [];
    for (const one of lives) {
      const same = kept.filter(
        (other) => JSON.stringify({ ...other, from: 0, to: 0 }) === JSON.stringify({ ...one, from: 0, to: 0 }),
      );
      if (same.every((other) => one.from > other.to + 5 || one.to < other.from - 5)) kept.push(one);
    }
    return kept;
  }
});
