/** The console's questions about the state of the system, over a history in a real store. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EventKind, HEALTHS, thingId } from "../model/state.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { CALL, GATEWAY, ORDERS, PAYMENTS, PAYMENTS_WEST, REASON, STORY, writeStory } from "../testing/stateHistory.ts";
import { createCaller, createTrpcContext, type TrpcContext } from "../trpc.ts";
import { stateDiffOf } from "./stateDifferences.ts";
import { stateRouter } from "./stateRouter.ts";

const START_MS = Math.floor((Date.now() - 3_600_000) / 60_000) * 60_000;
const at = (seconds: number) => START_MS + seconds * 1000;
const whole = { startMs: START_MS, endMs: at(STORY.told) + 1 };
let database: FreshDatabase;
let context: TrpcContext;
let ask: ReturnType<ReturnType<typeof createCaller<typeof stateRouter._def.record>>>;

beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  await writeStory(context.store, 1, START_MS);
  ask = createCaller(stateRouter)(context);
});
afterAll(async () => {
  await context.store.close();
  await database.drop();
});

const thingsAt = async (seconds: number) =>
  new Map((await ask.at({ atMs: at(seconds) })).things.map((one) => [one.id, one]));
const floats = (text: string) => new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);

describe("state.at", () => {
  it("joins what exists with the numbers of that instant", async () => {
    const answer = await ask.at({ atMs: at(200) });
    expect(answer).toMatchObject({
      omitted: 0,
      atMs: at(200),
      sinceMs: START_MS,
      toldUntilMs: at(STORY.told),
      gap: false,
    });
    expect(answer.things.map(({ id }) => id)).toEqual([
      ...[GATEWAY, PAYMENTS, PAYMENTS_WEST, ORDERS, CALL],
      ...[thingId("version", "payments", "2.13.4"), thingId("instance", "payments", "pay/1")],
    ]);
    expect(answer.things[1]).toEqual({
      ...{ id: PAYMENTS, kind: "service", names: ["payments"], health: "failed", reason: REASON, judgement: null },
      ...{ requestsPerSecond: 40, errorRatio: 0.07201, p95Seconds: 0.08, saturation: null },
      properties: { versions: ["2.14.0"], regions: ["eu-west"], instances: 2 },
    });
    expect(answer.things[3]).toMatchObject({ id: ORDERS, health: "healthy", reason: null, p95Seconds: null });
    // A version is judged by nobody.
    expect(answer.things[5]).toMatchObject({ health: "unknown", reason: null, requestsPerSecond: null });
  });

  it("shows each instant as it was", async () => {
    expect((await thingsAt(119)).get(PAYMENTS)).toMatchObject({
      health: "healthy",
      properties: { versions: ["2.13.4"] },
    });
    expect((await thingsAt(120)).get(PAYMENTS)).toMatchObject({
      health: "healthy",
      properties: { versions: ["2.14.0"] },
    });
    expect((await thingsAt(160)).get(PAYMENTS)).toMatchObject({ health: "degraded", errorRatio: 0.07201 });
  });

  it("gives the kinds that are asked for alone", async () => {
    const { things } = await ask.at({ atMs: at(200), kinds: ["edge", "peer"] });
    expect(things.map(({ id }) => id)).toEqual([ORDERS, CALL]);
  });

  it("says that it is a gap, and calls nothing healthy in it", async () => {
    expect((await ask.at({ atMs: at(STORY.gapFrom + 15) })).gap).toBe(false);
    const { gap, things } = await ask.at({ atMs: at(360) });
    expect(gap).toBe(true);
    expect(things).toHaveLength(7);
    expect(things.filter(({ health }) => health !== "unknown")).toEqual([]);
    expect(things[1]).toMatchObject({ requestsPerSecond: null, judgement: null, properties: { versions: ["2.14.0"] } });
    expect(things[1]?.reason).toMatch(/Nothing arrived around this instant/);
  });

  it("answers with nothing before the first data and in the future, and says why", async () => {
    for (const atMs of [0, START_MS - 1, Date.now() + 86_400_000, 18_446_744_073_709]) {
      const { things, gap, sinceMs, toldUntilMs } = await ask.at({ atMs });
      expect([atMs, things, gap, sinceMs, toldUntilMs]).toEqual([atMs, [], false, START_MS, at(STORY.told)]);
    }
  });

  it("shows what was known last after what is told, as a gap once that is long ago", async () => {
    const soon = await ask.at({ atMs: at(STORY.told + 60) });
    expect([soon.gap, soon.things[1]?.health, soon.things[1]?.requestsPerSecond]).toEqual([false, "failed", 40]);
    const late = await ask.at({ atMs: Date.now() });
    expect([late.gap, late.things[1]?.health, late.things.length]).toEqual([true, "unknown", 7]);
  });

  it("tells what was known at an earlier time", async () => {
    expect((await ask.at({ atMs: at(200), asKnownAtMs: at(100) })).things).toEqual([]);
    expect((await ask.at({ atMs: at(200), asKnownAtMs: at(STORY.told) })).things).toHaveLength(7);
  });

  it("refuses what is no instant with a sentence", async () => {
    await expect(ask.at({ atMs: -1 })).rejects.toThrow(/not before 1970/);
    await expect(ask.at({ atMs: 1.5 })).rejects.toThrow(/whole number of Unix milliseconds/);
    await expect(ask.at({ atMs: 1e17 })).rejects.toThrow(/the last that telemetry can bear/);
  });
});

describe("events", () => {
  it("are told newest first with what they are about, page after page", async () => {
    const first = await ask.events({ ...whole, kinds: ["deployed", "health"], problemsOnly: false, limit: 2 });
    expect(first.events.map(({ title }) => title)).toEqual([
      ...["service:gateway healthy → degraded", "service:payments degraded → failed"],
    ]);
    expect(first.more).toBe(true);
    const next = await ask.events({ ...whole, kinds: ["deployed", "health"], limit: 2, after: first.events[1]?.place });
    expect(next.events.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ["health", at(STORY.degraded)],
      ["deployed", at(STORY.deployed)],
    ]);
    expect(next.events[1]).toMatchObject({
      ...{ service: "payments", thing: PAYMENTS, knownMs: at(STORY.told), retractedMs: null, problem: false },
      ...{ patch: { "p.versions": ["2.14.0"] }, prev: { "p.versions": ["2.13.4"] }, detail: { version: "2.14.0" } },
    });
  });

  it("belong to services: of an edge the one that is called", async () => {
    const { events } = await ask.events({ ...whole, things: [CALL, ORDERS], kinds: ["appeared"], order: "oldest" });
    expect(events.map(({ thing, service }) => [thing, service])).toEqual([
      [CALL, "payments"],
      [ORDERS, null],
    ]);
  });

  it("are stepped through, forth and back to where one was", async () => {
    const forth = await ask.step({ from: null, atMs: at(130), direction: "next", problemsOnly: true });
    expect(forth.event).toMatchObject({ thing: PAYMENTS, atMs: at(STORY.degraded) });
    const on = await ask.step({ from: forth.event?.place ?? null, atMs: 0, direction: "next" });
    expect(on.event?.atMs).toBe(at(STORY.failed));
    const back = await ask.step({ from: on.event?.place ?? null, atMs: 0, direction: "previous" });
    expect(back.event).toEqual(forth.event);
    expect(await ask.step({ from: null, atMs: START_MS, direction: "previous" })).toEqual({ event: null });
  });

  it("refuse a place that is none", async () => {
    await expect(ask.events({ ...whole, after: "somewhere" })).rejects.toThrow(/no place of an event/);
    await expect(ask.step({ from: "1.2", atMs: 0, direction: "next" })).rejects.toThrow(/no place of an event/);
  });
});

describe("the time bar's questions", () => {
  it("count marks by step, and tell the events themselves where they are few", async () => {
    const { counts, events } = await ask.marks({ ...whole, steps: 10 });
    expect(counts.counts.deployed?.reduce((a, b) => a + b, 0)).toBe(1);
    expect(counts.problems.reduce((a, b) => a + b, 0)).toBe(3);
    expect(events).toHaveLength(
      Object.values(counts.counts)
        .flat()
        .reduce((a, b) => a + b, 0),
    );
    const deploys = await ask.marks({ ...whole, steps: 10, kinds: ["deployed"] });
    expect(deploys.events.map(({ kind }) => kind satisfies EventKind)).toEqual(["deployed"]);
  });

  it("draw the strip with its gap", async () => {
    const strip = await ask.strip({ startMs: START_MS, endMs: at(STORY.told), bars: 10 });
    // The step in which the gap begins may still be told by the frame before it.
    expect(strip.known.toSpliced(5, 1)).toEqual([true, true, true, true, true, false, true, true, true]);
    expect(strip.failed[3]).toBe(1);
    expect(strip.failed[1]).toBe(0);
  });

  it("pack frames as the numbers they are", async () => {
    const answer = await ask.frames({ startMs: at(100), endMs: at(400), steps: 30 });
    expect(answer.atMs.at(-1)).toBe(at(400));
    const payments = answer.things.indexOf(PAYMENTS);
    const health = Buffer.from(answer.health, "base64");
    const rate = floats(answer.requestsPerSecond);
    const row = (seconds: number) => answer.atMs.indexOf(at(seconds)) * answer.things.length + payments;
    expect([rate[row(110)], rate[row(160)], rate[row(390)]]).toEqual([100, 40, Number.NaN]);
    expect([row(110), row(170), row(180), row(390)].map((cell) => HEALTHS[health[cell] ?? 0])).toEqual([
      ...["healthy", "degraded", "failed", "unknown"],
    ]);
    await expect(ask.frames({ ...whole, steps: 1_001 })).rejects.toThrow(/At most 1,000 steps/);
  });
});

describe("state.diff", () => {
  it("tells what is different, what came first, and how the services fared", async () => {
    const diff = await ask.diff({ aMs: at(100), bMs: at(240) });
    expect(diff.a).toEqual({ atMs: at(100), failed: 0, degraded: 0, healthy: 2 });
    expect(diff.b).toEqual({ atMs: at(240), failed: 1, degraded: 1, healthy: 0 });
    expect(diff.first).toBe("payments 2.14.0 deployed (was 2.13.4), 20 s after A.");
    const dated = diff.differences.filter(({ atMs }) => atMs !== null);
    expect(dated.map(({ thing, change, atMs }) => [thing, change, atMs])).toEqual([
      [PAYMENTS, "version", at(STORY.deployed)],
      [PAYMENTS, "health", at(STORY.degraded)],
      [GATEWAY, "health", at(STORY.gatewayDegraded)],
    ]);
    const drifted = diff.differences.filter(({ atMs }) => atMs === null).map(({ thing, change }) => [thing, change]);
    expect(drifted).toContainEqual([PAYMENTS, "errors"]);
    expect(drifted).toContainEqual([ORDERS, "rate"]);
    expect(diff.differences.slice(0, 3)).toEqual(dated);
  });

  it("is the same whichever instant is named first, and nothing between equal ones", async () => {
    const asNamed = await ask.diff({ aMs: at(100), bMs: at(240) });
    expect(asNamed).toMatchObject({ swapped: false, note: null });
    expect(await ask.diff({ aMs: at(240), bMs: at(100) })).toEqual({ ...asNamed, swapped: true });
    expect(await ask.diff({ aMs: at(240), bMs: at(240) })).toMatchObject({
      differences: [],
      first: null,
      changedBack: 0,
    });
  });
});

describe("a diff over more events than are looked at", () => {
  it("still dates what differs, by its own events, and says that it did not look at all", async () => {
    const asked = { tenant: 1, aMs: at(5), bMs: at(240), nowMs: Date.now() };
    const all = await stateDiffOf(context.store, asked);
    const some = await stateDiffOf(context.store, asked, 3);
    expect([all.truncated, some.truncated]).toEqual([false, true]);
    expect(some.differences).toEqual(all.differences);
    expect(some.first).toBe(all.first);
  });
});

describe("state.thing", () => {
  it("tells one thing, its parts and what happened to them", async () => {
    const answer = await ask.thing({ id: PAYMENTS, atMs: at(240), ...whole });
    expect(answer).toMatchObject({ present: true, gap: false, thing: { id: PAYMENTS, health: "failed" } });
    expect(answer.parts.map(({ kind }) => kind).sort()).toEqual(["instance", "placement", "version"]);
    expect(answer.events.map(({ thing }) => thing)).toContain(PAYMENTS_WEST);
    expect(answer.events.filter(({ thing }) => thing === GATEWAY)).toEqual([]);
    const region = await ask.thing({ id: thingId("region", "eu-west"), atMs: at(240), ...whole });
    expect(region).toMatchObject({ thing: null, parts: [{ id: PAYMENTS_WEST }] });
  });

  it("admits what it never knew", async () => {
    const answer = await ask.thing({ id: thingId("service", "x".repeat(10_000)), atMs: at(240), ...whole });
    expect(answer).toMatchObject({ thing: null, present: false, parts: [], events: [], more: false });
    await expect(ask.thing({ id: "y".repeat(12_001), atMs: at(240), ...whole })).rejects.toThrow(/at most 12,000/);
  });
});

describe("what people say", () => {
  it("is kept as an event at its instant, once, and is there for everyone", async () => {
    const note = { atMs: at(250), title: "Switched the card network", thing: PAYMENTS, text: "by hand" };
    const { event } = await ask.annotate(note);
    expect(event).toMatchObject({
      kind: "annotation",
      atMs: at(250),
      service: "payments",
      detail: { text: "by hand" },
    });
    expect(Object.keys(event.detail ?? {})).toEqual(["text"]);
    expect((await ask.annotate(note)).event).toEqual(event);
    const { events } = await ask.events({ ...whole, kinds: ["annotation"] });
    expect(events).toEqual([event]);
    expect((await thingsAt(260)).get(PAYMENTS)?.health).toBe("failed");
  });

  it("may be about nothing in particular, but must say something", async () => {
    const { event } = await ask.annotate({ atMs: at(255), title: "Black Friday begins" });
    expect(event).toMatchObject({ thing: "subject:system", service: null });
    await expect(ask.annotate({ atMs: at(255), title: "  " })).rejects.toThrow(/needs a title/);
    await expect(ask.annotate({ atMs: Date.now() + 3_600_000, title: "x" })).rejects.toThrow(
      /cannot lie in the future/,
    );
  });
});

describe("state.inFlight", () => {
  it("is empty where no span was sent", async () => {
    expect(await ask.inFlight({ atMs: at(100) })).toMatchObject({ traces: [], total: 0, truncated: false, note: null });
  });

  it("says of the newest seconds that requests are known only once they have ended", async () => {
    const { note, settledMs } = await ask.inFlight({ atMs: Date.now() });
    expect(note).toMatch(/known once they have ended/);
    expect((await ask.inFlight({ atMs: settledMs })).note).toBeNull();
    expect((await ask.inFlight({ atMs: Date.now() + 60_000 })).note).toMatch(/lies ahead/);
  });
});
