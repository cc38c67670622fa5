/** SLOs of a folder and a past that somebody writes: in force since it begins, counted once it is there, and told minute by minute. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { conditionsOf } from "../../analysis/slo/burnPairs.ts";
import { type ControlPlane, createControlPlane } from "../../db/controlPlane.ts";
import { createLog } from "../../log.ts";
import { SLO_STEP_MS } from "../../model/slo.ts";
import { SpanKind, StatusCode } from "../../model/span.ts";
import { createPostgresStore } from "../../store/postgres/postgresStore.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../../store/telemetryStore.ts";
import { hashOf, NOON_MS, spanColumns, spanIdOf, spanOf, spansFrom, traceIdOf } from "../../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../../testing/database.ts";
import { promQlOver } from "../../testing/filledStore.ts";
import { countedOf } from "../../testing/increments.ts";
import { PastFile, WRITTEN_PAST } from "../writtenPast.ts";
import { SloBook } from "./sloBook.ts";

const at = (minutes: number) => NOON_MS + minutes * SLO_STEP_MS;
const PAST = { startMs: at(0), endMs: at(60) };
const SLO = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout
  displayName: Checkout succeeds
  annotations:
    chronoscope.indicator: '{"kind":"availability","subject":{"kind":"service","service":"checkout"}}'
spec:
  service: checkout
  indicator:
    metadata: {name: checkout}
    spec:
      ratioMetric:
        bad: {metricSource: {type: Prometheus, spec: {query: bad}}}
        total: {metricSource: {type: Prometheus, spec: {query: total}}}
  timeWindow: [{duration: 1d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.9}]
`;

let database: FreshDatabase;
let store: TelemetryStore & TelemetryMaintenance;
let db: ControlPlane;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  store = createPostgresStore({ connectionString: database.connectionString, now: () => at(61) });
  db = createControlPlane(database.connectionString);
  folder = mkdtempSync(join(tmpdir(), "chronoscope-slos-"));
  writeFileSync(join(folder, "checkout.yaml"), SLO);
});
afterAll(async () => {
  await Promise.all([store.close(), db.close()]);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function requests(minute: number, count: number, failing: number): Promise<void> {
  const spans = Array.from({ length: count }, (_, i) =>
    spanOf({
      ...{
        traceId: traceIdOf(minute * 1_000 + i + 1),
        spanId: spanIdOf(minute * 1_000 + i + 1),
        kind: SpanKind.SERVER,
      },
      ...{ startMs: at(minute) + 1_000 + i * 10, durationMs: 5 },
      status: { code: i < failing ? StatusCode.ERROR : StatusCode.UNSET, message: "" },
    }),
  );
  const columns = spanColumns(spansFrom("checkout", spans));
  const counted = countedOf([columns], at(61));
  await store.append({ tenant: 1, slot: 0, requests: [{ hash: hashOf(columns), columns }], ...counted });
}

const say = (said: object) => writeFileSync(join(folder, WRITTEN_PAST), JSON.stringify(said));
const book = () =>
  new SloBook({
    ...{ store, db, tenant: 1, log: createLog("loops", "error", { write: () => undefined }), retentionMs: 1e12 },
    ...{ promQl: promQlOver(store), signal: new AbortController().signal, now: () => at(61) + 20_000 },
    ...{ provisioning: { folder }, past: new PastFile(folder) },
  });
async function events(): Promise<string[]> {
  const asked = { tenant: 1, window: { startMs: at(-60), endMs: at(120) }, order: "oldest" as const, limit: 100 };
  const { events: all } = await store.readEvents({ ...asked, kinds: ["slo"] });
  return all.map(({ atMs, title }) => `${(atMs - NOON_MS) / SLO_STEP_MS}: ${title}`);
}
const TOLD = [
  "1: Checkout succeeds is promised: 90 % of the requests to checkout succeed in 1 d",
  "32: Checkout succeeds burns: 12 more failures are allowed in 1 d",
  "33: Checkout succeeds has less than 10 % of its budget left",
];

it("what files define holds from where the past begins; once it is there it is counted, and what became of it is told with its true times", async () => {
  say({ phase: "writing", fromMs: PAST.startMs });
  const first = book();
  await first.job().step();
  expect(await db.readDefinitions("slo", at(-1))).toEqual([]);
  const [slo] = await db.readDefinitions("slo", at(1));
  expect(slo?.name).toBe("checkout");
  expect(first.entries.map(({ cursor }) => cursor)).toEqual([null]);
  expect(first.isCounted(PAST)).toBe(false);
  for (let minute = 0; minute < 60; minute++) await requests(minute, 10, minute >= 30 && minute < 35 ? 10 : 0);
  say({ phase: "written", fromMs: PAST.startMs, toMs: PAST.endMs });
  await first.job().step();
  expect(first.isCounted(PAST)).toBe(true);
  expect((await events()).slice(0, 3)).toEqual(TOLD);
  const [entry] = first.entries;
  const burn = entry && conditionsOf(entry.slo).find(({ kind }) => kind === "burn");
  const holdsAt = (minutes: number) => {
    const verdict = entry && burn && first.judge(entry.slo.id, burn, at(minutes));
    return verdict && "holds" in verdict ? verdict.holds : null;
  };
  expect([holdsAt(29), holdsAt(35), holdsAt(59)]).toEqual([false, true, false]);
});

it("it is told once, whoever counts it again", async () => {
  const before = await events();
  await book().job().step();
  expect(await events()).toEqual(before);
});
