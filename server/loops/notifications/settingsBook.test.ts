/** What people defined, as the loops read it: settings while they cannot be read, and silences of long ago. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ControlPlane, createControlPlane } from "../../db/controlPlane.ts";
import { createLog } from "../../log.ts";
import { DEFAULT_NOTIFICATIONS } from "../../routing/defaultSettings.ts";
import { createPostgresStore } from "../../store/postgres/postgresStore.ts";
import { NOON_MS } from "../../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../testing/database.ts";
import { forgetOld } from "./forgetOld.ts";
import { SettingsBook } from "./settingsBook.ts";

const quiet = createLog("test", "error", { write: () => undefined });
const hook = { kind: "webhook", sendResolved: true, url: "http://x", maxAlerts: 0, signingSecret: null } as const;
const SETTINGS = { ...DEFAULT_NOTIFICATIONS, receivers: [{ name: "default", integrations: [hook] }] };
const tenant = 1;

describe("what is defined about telling", () => {
  let database: FreshDatabase;
  let db: ControlPlane;
  let store: ReturnType<typeof createPostgresStore>;
  beforeAll(async () => {
    database = await freshDatabase();
    db = createControlPlane(database.connectionString);
    store = createPostgresStore({ connectionString: database.connectionString });
  });
  afterAll(async () => {
    await Promise.all([store.close(), db.close()]);
    await database.drop();
  });

  it("holds on to the last settings while they cannot be read", async () => {
    const broken = { readDefinitions: async () => Promise.reject(new Error("away")) };
    await expect(new SettingsBook(broken, quiet).read()).rejects.toThrow("away");
    let isAway = false;
    const book = new SettingsBook(
      { readDefinitions: async (kind) => (isAway ? broken.readDefinitions() : db.readDefinitions(kind)) },
      quiet,
    );
    await db.saveDefinition({ kind: "notifications", name: "default", body: SETTINGS, author: "me" });
    await db.saveDefinition({ kind: "silence", name: "s", body: { matchers: "nonsense" }, author: "me" });
    const { settings } = await book.read();
    expect(settings).toEqual(SETTINGS);
    isAway = true;
    expect((await book.read()).settings).toBe(settings);
  });

  it("forgets silences that ended a month ago, though not for the clock", async () => {
    const body = { matchers: [{ name: "a", operator: "=", value: "b" }], startsMs: NOON_MS, endsMs: NOON_MS + 1 };
    const silence = { ...body, comment: "", createdBy: "me" };
    await db.saveDefinition({ kind: "silence", name: "old", body: silence, author: "me" });
    const savedMs = Date.now();
    const names = async (atMs?: number) => (await db.readDefinitions("silence", atMs)).map(({ name }) => name);
    const month = 30 * 86_400_000;
    for (const [nowMs, kept] of [
      [NOON_MS + month, true],
      [NOON_MS + month + 2, false],
    ] as const) {
      expect(await forgetOld({ store, db, tenant, nowMs, retentionMs: month })).toBe(false);
      expect((await names()).includes("old")).toBe(kept);
    }
    expect(await names(savedMs)).toContain("old");
  });
});
