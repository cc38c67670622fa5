/** Episodes of alerts on a real Postgres: what retention drops, and what it leaves. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Alert } from "../../../model/alert.ts";
import { NOON_MS } from "../../../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../../testing/database.ts";
import { createPostgresStore } from "../postgresStore.ts";

const DAY_MS = 86_400_000;
let database: FreshDatabase;
let store: ReturnType<typeof createPostgresStore>;
beforeAll(async () => {
  database = await freshDatabase();
  const { connectionString } = database;
  store = createPostgresStore({ connectionString, retentionStateMs: 30 * DAY_MS, now: () => NOON_MS });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

async function write(fingerprint: string, daysAgo: number, isOver: boolean): Promise<void> {
  const activeMs = NOON_MS - daysAgo * DAY_MS;
  const alert: Alert = {
    fingerprint,
    ruleKey: "console:1",
    labels: {},
    annotations: {},
    state: isOver ? "inactive" : "firing",
    value: 1,
    activeMs,
    firedMs: activeMs,
    keepFiringSinceMs: null,
    resolvedMs: isOver ? activeMs + 1 : null,
    evaluatedMs: activeMs,
  };
  await store.writeAlertStep({
    tenant: 1,
    atMs: activeMs,
    changed: [{ alert, name: "Slow", source: "console" }],
    forgotten: [],
  });
}

it("drops the episodes of weeks that retention no longer covers, but for weeks with one that is still open", async () => {
  await write("long open", 90, false);
  await write("beside it", 90, true);
  await write("over", 60, true);
  await write("kept", 10, true);
  const dropped = await store.dropExpired(NOON_MS);
  expect(dropped.filter((name) => name.startsWith("alert_episode"))).toHaveLength(1);
  const window = { startMs: NOON_MS - 365 * DAY_MS, endMs: NOON_MS };
  const { episodes } = await store.readEpisodes({ tenant: 1, window, limit: 10 });
  expect(episodes.map(({ fingerprint }) => fingerprint)).toEqual(["kept", "beside it", "long open"]);
  await write("over", 60, true);
  expect((await store.readEpisodes({ tenant: 1, window, limit: 10 })).episodes).toHaveLength(4);
});
