/** Marks of whole things alone, on real Postgres: what happens to their parts is left out of counts, lists and steps alike. */
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EventKind, type Happening, type ThingId, thingId } from "../../../model/state.ts";
import { type FreshDatabase, freshDatabase } from "../../../testing/database.ts";
import { createStateStore } from "./stateStore.ts";

const START_MS = Date.UTC(2026, 0, 2);
const WINDOW = { startMs: START_MS, endMs: START_MS + 60_000 };
const TENANT = 1;

let database: FreshDatabase;
let pool: pg.Pool;
let store: ReturnType<typeof createStateStore>["store"];

const happening = (second: number, kind: EventKind, thing: ThingId, problem = false): Happening => ({
  atMs: START_MS + second * 1_000,
  kind,
  thing,
  patch: { [`p.${second}`]: second },
  prev: { [`p.${second}`]: null },
  title: `${second} ${kind}`,
  problem,
});
const HAPPENINGS = [
  happening(1, "appeared", thingId("service", "cart")),
  happening(2, "appeared", thingId("instance", "cart", "a")),
  happening(3, "health", thingId("edge", "web", "cart", ""), true),
  happening(4, "health", thingId("service", "cart"), true),
  happening(5, "restarted", thingId("instance", "cart", "a"), true),
  happening(6, "vanished", thingId("placement", "cart", "eu")),
  happening(7, "health", thingId("peer", "database", "orders-db"), true),
];

beforeAll(async () => {
  database = await freshDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString, max: 4 });
  store = createStateStore({ pool, retentionMs: 400 * 86_400_000, now: () => WINDOW.endMs }).store;
  const cursor = { untilMs: WINDOW.endMs, memo: null };
  const telling = { tenant: TENANT, derivation: "inventory", window: WINDOW, knownMs: WINDOW.endMs, cursor } as const;
  await store.rewriteHistory({ ...telling, happenings: HAPPENINGS });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const titles = async (problemsOnly: boolean) => {
  const ask = { tenant: TENANT, window: WINDOW, order: "oldest", limit: 10, wholesOnly: true, problemsOnly } as const;
  return (await store.readEvents(ask)).events.map(({ title }) => title);
};

it("lists what happens to whole things, and what parts do beyond coming, going and health", async () => {
  expect(await titles(false)).toEqual(["1 appeared", "4 health", "5 restarted", "7 health"]);
  expect(await titles(true)).toEqual(["4 health", "5 restarted", "7 health"]);
});

it("counts the same", async () => {
  const ask = { tenant: TENANT, window: WINDOW, steps: 1 };
  const all = await store.countEvents(ask);
  expect(all.counts).toEqual({ appeared: [2], health: [3], restarted: [1], vanished: [1] });
  const wholes = await store.countEvents({ ...ask, wholesOnly: true });
  expect(wholes.counts).toEqual({ appeared: [1], health: [2], restarted: [1] });
  expect(wholes.problems).toEqual([3]);
  const health = await store.countEvents({ ...ask, wholesOnly: true, kinds: ["health"], problemsOnly: true });
  expect(health.counts).toEqual({ health: [2] });
});

it("steps from one to the next of them", async () => {
  const ask = { tenant: TENANT, from: { atMs: START_MS + 1_000 }, direction: "next", wholesOnly: true } as const;
  expect(await store.stepEvent(ask)).toMatchObject({ title: "4 health" });
  expect(await store.stepEvent({ ...ask, kinds: ["health"], from: { atMs: START_MS + 4_000 } })).toMatchObject({
    title: "7 health",
  });
});
