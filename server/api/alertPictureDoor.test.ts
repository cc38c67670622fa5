/** The picture of an alert by its link: a real chart of a real rule, as of an instant, and what is answered instead. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Alert } from "../model/alert.ts";
import { runtime } from "../runtime.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { alertPictureDoor } from "./alertPictureDoor.ts";

const NOW_MS = Date.now();
let database: FreshDatabase;
const ask = (path: string) => alertPictureDoor(new Request(`http://127.0.0.1:3000/api/alerts/${path}`));

beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  const { db, store } = runtime();
  const condition = { kind: "promql", query: "vector(7) > 5", queryOffsetMs: 0, limit: 0 };
  const rule = { name: "Sevens", group: "", intervalMs: 15_000, condition, forMs: 0, keepFiringForMs: 0, noData: "ok" };
  const body = { ...rule, labels: {}, annotations: {}, isEnabled: true };
  const { id } = await db.saveDefinition({ kind: "alertRule", name: "Sevens", body, author: "me" });
  const alertOf = (fingerprint: string, ruleKey: string): Alert => ({
    ...{ fingerprint, ruleKey, labels: { alertname: "Sevens" }, annotations: { summary: "It is seven & more" } },
    ...{ state: "firing", value: 7, activeMs: NOW_MS - 600_000, firedMs: NOW_MS - 300_000 },
    ...{ keepFiringSinceMs: null, resolvedMs: null, evaluatedMs: NOW_MS },
  });
  const alerts = [alertOf("00000000000000aa", `console:${id}`), alertOf("00000000000000bb", "console:gone")];
  const changed = alerts.map((alert) => ({ alert, name: "Sevens", source: "console" as const }));
  await store.writeAlertStep({ tenant: 1, atMs: NOW_MS, changed, forgotten: [] });
});
afterAll(async () => {
  await runtime().close();
  await database.drop();
});

describe("the picture of an alert", () => {
  it("is a PNG of a sensible size, at an instant and now", async () => {
    for (const at of ["", `?at=${encodeURIComponent(new Date(NOW_MS).toISOString())}`]) {
      const answer = await ask(`00000000000000aa/chart.png${at}`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/png"]);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1440, 600]);
      expect(bytes.length).toBeGreaterThan(8_000);
    }
  });

  it("says that there is no line where the rule is no more, and is refused where there is no alert", async () => {
    const statuses = async (...paths: string[]) => Promise.all(paths.map(async (path) => (await ask(path)).status));
    expect(await statuses("00000000000000bb/chart.png", "00000000000000cc/chart.png")).toEqual([200, 404]);
    expect(await statuses("x/chart.png", "00000000000000aa/chart.png?at=noon")).toEqual([400, 400]);
  });
});
