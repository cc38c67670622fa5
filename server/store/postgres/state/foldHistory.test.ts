/**
 * The state at any instant, as known at any instant, on real Postgres: equal to folding all events from the start, wherever snapshots
 * lie, whatever was told anew since, whichever process asks; also after a writer died half-way and after days were dropped.
 */
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  applyPatch,
  foldEvents,
  type Happening,
  type Patch,
  placeOf,
  type StateEvent,
  type ThingId,
  type ThingState,
  thingId,
} from "../../../model/state.ts";
import { type FreshDatabase, freshDatabase } from "../../../testing/database.ts";
import type { Derivation } from "../../stateStore.ts";
import { createStateStore } from "./stateStore.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1, 20);
const END_MS = START_MS + 4 * DAY_MS;
const WHOLE = { startMs: START_MS, endMs: END_MS };
const DAYS_KEPT = 2;

let database: FreshDatabase;
let pool: pg.Pool;
let tenant = 0;
const open = () => createStateStore({ pool, retentionMs: DAYS_KEPT * DAY_MS, now: () => END_MS, snapshotEvents: 4 });
let writing: ReturnType<typeof open>;
let reading: ReturnType<typeof open>;

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 6 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  [writing, reading] = [open(), open()];
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Few instants and things, so that many events meet. */
const INSTANT = fc.integer({ min: 0, max: 95 }).map((hour) => START_MS + hour * 3_600_000 + (hour % 7));
const THING = fc.constantFrom("a", "b", "c").map((name) => thingId("service", name));
const HAPPENING = fc.record({
  atMs: INSTANT,
  thing: THING,
  value: fc.integer({ min: 0, max: 4 }),
  quiet: fc.boolean(),
});
const TELLING = fc.record({
  type: fc.constant("tell" as const),
  derivation: fc.constantFrom<Derivation>("inventory", "health"),
  window: fc.tuple(INSTANT, INSTANT).map(([a, b]) => ({ startMs: Math.min(a, b), endMs: Math.max(a, b) + 1 })),
  happenings: fc.array(HAPPENING, { maxLength: 30 }),
});
const READING = fc.record({
  type: fc.constant("read" as const),
  atMs: INSTANT,
  /** Which of the tellings so far is the last one known; none: now. */
  known: fc.option(fc.nat({ max: 20 })),
});
const STEPS = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: TELLING },
    { weight: 4, arbitrary: READING },
    fc.constant({ type: "keep" as const }),
  ),
  { minLength: 4, maxLength: 18 },
);

const KEYS: Partial<Record<Derivation, string>> = { inventory: "p.instances", health: "health" };

function happeningOf(
  derivation: Derivation,
  { atMs, thing, value, quiet }: { atMs: number; thing: ThingId; value: number; quiet: boolean },
): Happening {
  const key = KEYS[derivation] ?? "";
  const patch: Patch = quiet ? {} : { [key]: value === 0 ? null : value };
  return { atMs, kind: "scaled", thing, patch, prev: {}, title: `${derivation} ${value}`, problem: value > 2 };
}

const tell = (
  derivation: Derivation,
  window: { startMs: number; endMs: number },
  happenings: readonly Happening[],
  knownMs: number,
) =>
  writing.store.rewriteHistory({
    tenant,
    derivation,
    window,
    happenings,
    knownMs,
    cursor: { untilMs: END_MS, memo: null },
  });
const history = async (asKnownAtMs?: number) =>
  (await reading.store.readEvents({ tenant, window: WHOLE, order: "oldest", limit: 10_000, asKnownAtMs })).events;
const foldedAt = (events: readonly StateEvent[], atMs: number) =>
  foldEvents(
    new Map(),
    events.filter((event) => event.atMs <= atMs),
  );

describe("the state of the system", () => {
  it("equals the fold of its history from the start, wherever it is read", async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        tenant++;
        let told = 0;
        // Late knowledge: everything became known after the last event.
        const knownAt = (telling: number) => END_MS + DAY_MS + telling;
        for (const step of steps) {
          if (step.type === "keep") while ((await writing.store.keepSnapshots({ tenant })) > 0);
          else if (step.type === "tell") {
            const inside = step.happenings.filter(
              ({ atMs }) => atMs >= step.window.startMs && atMs < step.window.endMs,
            );
            const said = inside.map((one) => happeningOf(step.derivation, one));
            await tell(step.derivation, step.window, said, knownAt(++told));
            const { startMs, endMs } = step.window;
            const events = (await history()).filter((event) => event.atMs >= startMs && event.atMs < endMs);
            const kept = events.filter((event) => event.title.startsWith(step.derivation));
            const text = (one: Happening) => JSON.stringify([one.atMs, one.thing, one.title, one.patch, one.problem]);
            expect(new Set(kept.map(text))).toEqual(new Set(said.map(text)));
          } else {
            const asKnownAtMs = step.known === null ? undefined : knownAt(Math.min(step.known, told));
            const events = await history(asKnownAtMs);
            const expected = foldedAt(events, step.atMs);
            const last = events.findLast((event) => event.atMs <= step.atMs);
            for (const { store } of [reading, writing, reading]) {
              const { state, place, sinceMs } = await store.readState({ tenant, atMs: step.atMs, asKnownAtMs });
              expect(state).toEqual(expected);
              // Where nothing stands now, there is no history to have a place in.
              if (sinceMs !== null) expect(place).toEqual(last ? placeOf(last) : null);
            }
          }
        }
      }),
      { numRuns: 20 },
    );
  }, 300_000);

  it("comes from snapshots that lie close enough, rebuilt where they were wrong", async () => {
    tenant++;
    const said = Array.from({ length: 40 }, (_, i) =>
      happeningOf("inventory", { atMs: START_MS + i * 1_000, thing: thingId("service", "a"), value: i, quiet: false }),
    );
    const count = async (where: string) =>
      (await pool.query(`SELECT 1 FROM telemetry.state_snapshot WHERE tenant = $1 AND ${where}`, [tenant])).rowCount;
    await tell("inventory", WHOLE, said, END_MS + DAY_MS);
    while ((await writing.store.keepSnapshots({ tenant })) > 0);
    expect(await count("dirty_ms IS NULL")).toBe(9);
    await tell("inventory", WHOLE, said.toSpliced(20, 1), END_MS + DAY_MS + 1);
    expect(await count("dirty_ms IS NULL")).toBe(5);
    while ((await writing.store.keepSnapshots({ tenant })) > 0);
    expect(await count("dirty_ms IS NULL")).toBe(9);
    const then = await reading.store.readState({ tenant, atMs: START_MS + 20_500, asKnownAtMs: END_MS + DAY_MS });
    const now = await reading.store.readState({ tenant, atMs: START_MS + 20_500 });
    expect([then, now].map(({ state }) => state.get(thingId("service", "a")))).toEqual([
      { "p.instances": 20 },
      { "p.instances": 19 },
    ]);
  });

  it("comes back when every event is stepped over forward and undone backward", async () => {
    tenant++;
    const state = new Map<ThingId, ThingState>();
    const said: Happening[] = [];
    for (let i = 0; i < 60; i++) {
      const thing = thingId("service", String(i % 3));
      const next = happeningOf("inventory", {
        atMs: START_MS + (i >> 1) * 500,
        thing,
        value: (i * 7) % 5,
        quiet: i % 11 === 0,
      });
      const prev = Object.fromEntries(Object.keys(next.patch).map((key) => [key, state.get(thing)?.[key] ?? null]));
      said.push({ ...next, prev });
      applyPatch(state, thing, next.patch);
    }
    await tell("inventory", WHOLE, said, END_MS + DAY_MS);
    const walked = new Map<ThingId, ThingState>();
    const states = [new Map(walked)];
    const passed: StateEvent[] = [];
    const step = (direction: "next" | "previous") => {
      const last = passed.at(-1);
      return reading.store.stepEvent({ tenant, from: last ? placeOf(last) : { atMs: START_MS - 1 }, direction });
    };
    for (let event = await step("next"); event; event = await step("next")) {
      applyPatch(walked, event.thing, event.patch);
      passed.push(event);
      states.push(new Map(walked));
    }
    expect(passed).toHaveLength(60);
    expect(walked).toEqual((await reading.store.readState({ tenant, atMs: END_MS })).state);
    while (passed.length > 0) {
      const event = passed.pop() as StateEvent;
      applyPatch(walked, event.thing, event.prev);
      states.pop();
      expect(walked).toEqual(states.at(-1));
    }
  });

  it("is untouched by a telling whose backend dies half-way", async () => {
    tenant++;
    const one = (value: number) =>
      happeningOf("inventory", { atMs: START_MS, thing: thingId("service", "a"), value, quiet: false });
    await tell("inventory", WHOLE, [one(1)], END_MS);
    const admin = await pool.connect();
    await admin.query("BEGIN; LOCK TABLE telemetry.state_cursor IN SHARE MODE");
    const dying = tell("inventory", WHOLE, [one(2)], END_MS + 1).then(
      () => "told",
      () => "died",
    );
    const blocked = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO telemetry.state_cursor%'`;
    // On another connection: within a transaction the view of activity stands still.
    while ((await pool.query(blocked)).rowCount === 0);
    await admin.query("COMMIT");
    admin.release();
    expect(await dying).toBe("died");
    expect((await history()).map(({ title }) => title)).toEqual(["inventory 1"]);
    await tell("inventory", WHOLE, [one(2)], END_MS + 1);
    expect((await history()).map(({ title }) => title)).toEqual(["inventory 2"]);
  });

  it("takes no report from before what is kept, so that history does not seem to begin there", async () => {
    tenant++;
    const happening = happeningOf("reported", { atMs: 1_000, thing: thingId("service", "a"), value: 1, quiet: false });
    await expect(writing.store.reportEvent({ tenant, happening })).rejects.toMatchObject({ code: "INVALID" });
    expect(await writing.store.readState({ tenant, atMs: END_MS })).toMatchObject({ sinceMs: null });
  });

  it("loses nothing of the days that are kept when older ones are dropped", async () => {
    tenant++;
    const thing = (name: string) => thingId("service", name);
    const at = (hours: number, name: string, value: number) =>
      happeningOf("inventory", { atMs: START_MS + hours * 3_600_000, thing: thing(name), value, quiet: false });
    const said = [at(1, "a", 1), at(2, "b", 2), at(24, "a", 3), at(80, "c", 4)];
    await tell("inventory", WHOLE, said, END_MS + DAY_MS);
    const instants = [60, 79, 81, 95].map((hours) => START_MS + hours * 3_600_000);
    const states = () => Promise.all(instants.map((atMs) => open().store.readState({ tenant, atMs })));
    const before = (await states()).map(({ state, place }) => ({ state, place }));
    const dropped = await writing.maintenance.dropExpired(END_MS);
    expect(dropped.filter((name) => name.startsWith("state_event")).length).toBeGreaterThanOrEqual(2);
    const after = await states();
    expect(after.map(({ state }) => state)).toEqual(before.map(({ state }) => state));
    const keptSinceMs = Math.floor((END_MS - DAYS_KEPT * DAY_MS) / DAY_MS) * DAY_MS;
    expect(after.map(({ sinceMs }) => sinceMs)).toEqual(instants.map(() => keptSinceMs));
    const old = await reading.store.readState({ tenant, atMs: keptSinceMs - 1 });
    expect([old.sinceMs, old.state]).toEqual([keptSinceMs, new Map()]);
    await expect(writing.store.reportEvent({ tenant, happening: at(1, "a", 1) })).rejects.toMatchObject({
      code: "INVALID",
    });
    expect(await tell("inventory", WHOLE, said, END_MS + DAY_MS)).toEqual({ added: 0, retracted: 0 });
    await writing.maintenance.dropExpired(END_MS + DAY_MS);
    const later = await open().store.readState({ tenant, atMs: END_MS });
    expect(later.state).toEqual(before.at(-1)?.state);
  });
});
