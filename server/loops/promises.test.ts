/** Two processes that could lead, on one real Postgres and a real clock: rules are evaluated by one of them, and the other goes on from there. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ControlPlane, createControlPlane } from "../db/controlPlane.ts";
import { createLog } from "../log.ts";
import { createCoordination } from "../store/postgres/coordination.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../store/telemetryStore.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { promQlOver } from "../testing/filledStore.ts";
import { startLoops } from "./loopsRole.ts";

const log = createLog("loops", "error", { write: () => undefined });
const RULE =
  "groups:\n- name: g\n  interval: 1s\n  rules:\n  - alert: Hot\n    expr: vector(1)\n    labels: {severity: page}\n";
const PATIENCE = { timeout: 30_000, interval: 50 };
let database: FreshDatabase;
let store: TelemetryStore & TelemetryMaintenance;
let db: ControlPlane;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  store = createPostgresStore({ connectionString: database.connectionString });
  db = createControlPlane(database.connectionString);
  folder = mkdtempSync(join(tmpdir(), "chronoscope-promises-"));
  writeFileSync(join(folder, "a.yml"), RULE);
});
afterAll(async () => {
  await Promise.all([store.close(), db.close()]);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function start() {
  const coordination = createCoordination(database.connectionString);
  const promises = {
    ...{ store, db, promQl: promQlOver(store), rulesDir: folder, slosDir: null, builtin: [], consoleUrl: "" },
    ...{ webhookAllow: [], retentionSeriesMs: 1e12, retentionStateMs: 1e12 },
  };
  const loops = startLoops({ maintenance: store, log, lead: coordination.lead, promises });
  const close = async () => {
    await loops.drain();
    await coordination.close();
  };
  return { loops, close };
}
/** Every instant at which the group was evaluated, as it was written down. */
async function instants(): Promise<number[]> {
  const query = `{__name__="prometheus_rule_group_last_evaluation_timestamp_seconds"}[5m]`;
  const { value } = await promQlOver(store).ask({ query, startMs: Date.now(), endMs: Date.now(), stepMs: 0 });
  return value.type === "matrix" ? value.series.flatMap(({ values }) => [...values]) : [];
}
const standing = async () => (await store.readAlerts({ tenant: 1 })).map(({ state, activeMs }) => [state, activeMs]);
const titles = async () => {
  const window = { startMs: Date.now() - 3_600_000, endMs: Date.now() + 60_000 };
  const asked = { tenant: 1, window, kinds: ["alert" as const], order: "oldest" as const, limit: 10 };
  return (await store.readEvents(asked)).events.map(({ title }) => title);
};

describe("who leads", () => {
  it("evaluates the rules alone, and what fires goes on firing under the next", async () => {
    const first = start();
    await expect.poll(() => first.loops.status().rules?.evaluations ?? 0, PATIENCE).toBeGreaterThan(1);
    const second = start();
    await expect.poll(standing, PATIENCE).toEqual([["firing", expect.any(Number)]]);
    const before = await standing();
    expect(second.loops.status()).toMatchObject({ leading: false, rules: null });
    await first.close();
    expect(first.loops.status().rules).toBeNull();
    await expect.poll(() => second.loops.status().rules?.evaluations ?? 0, PATIENCE).toBeGreaterThan(1);
    expect(second.loops.status().rules).toMatchObject({ firing: 1, rules: 1 });
    await expect.poll(titles, PATIENCE).toEqual(["Hot fires"]);
    await second.close();
    expect(await standing()).toEqual(before);
    const evaluated = await instants();
    expect(new Set(evaluated).size).toBe(evaluated.length);
    expect(evaluated.length).toBeGreaterThan(3);
  });
});
