/**
 * The map of 1,238 services and 4,271 calls (shared/data/topology beside the checkout, a real company's with its names taken away) in a
 * real browser, against the production build: told as a history through the store's own writer, laid out folded and unfolded, and dragged
 * about unfolded: what the main thread does in a frame. Placing alone is measured in this process too.
 * Run: npm run bench -- map
 */
import { existsSync, readFileSync } from "node:fs";
import type { CDPSession, Page } from "@playwright/test";
import { arrange } from "../components/graph/arrange.ts";
import { planMap } from "../components/graph/prepareMap.ts";
import { clusterAround } from "../server/analysis/graph/clusters.ts";
import { foldGroups } from "../server/analysis/graph/folding.ts";
import { type GraphThing, mapGraph } from "../server/analysis/graph/mapGraph.ts";
import { pageRank } from "../server/analysis/graph/pageRank.ts";
import { type Happening, type ThingId, type ThingKind, thingId } from "../server/model/state.ts";
import { openReadPool } from "../server/store/postgres/readPool.ts";
import { createStateStore } from "../server/store/postgres/state/stateStore.ts";
import type { FrameRow } from "../server/store/stateStore.ts";
import { BARS } from "./bars.ts";
import { type Bench, quantile, spread } from "./bench.ts";
import { recordTrace, withBrowser, withPage, workPerFrame } from "./browser.ts";
import { connectionString, startProduct } from "./product.ts";
import { withScratch } from "./scratch.ts";

const CALLS = "../shared/data/topology/jaeger-ui-dependencies/large.json";
const TENANT = 1;
const STEP_MS = 10_000;
const HUBS = 16;
const DRAGS = 240;
const FRAME_BUDGET_MS = 16;
const PATIENCE_MS = 60_000;

interface Call {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}

export async function benchMap(bench: Bench): Promise<void> {
  if (!existsSync(CALLS)) throw new Error("skipped: no reference data (shared/data/topology)");
  const things = thingsOf(JSON.parse(readFileSync(CALLS, "utf8")) as Call[]);
  tellPlacing(bench, things);
  await withScratch(async (folder) => {
    const product = await startProduct({ folder });
    const atMs = Math.floor((Date.now() - 600_000) / STEP_MS) * STEP_MS;
    await writeHistory(connectionString(folder), things, atMs);
    await withBrowser(async (browser) => {
      const at = new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z");
      // The first visit of all is the server's first rendering too.
      for (const isFirst of [true, false]) {
        await withPage(browser, (page, cdp) =>
          tellPage(bench, page, cdp, `${product.webUrl}/map?at=${at}&group=none`, isFirst),
        );
      }
    });
    await product.stop();
  });
}

function thingsOf(calls: readonly Call[]): GraphThing[] {
  const rates = new Map<string, number>();
  for (const { parent, child, callCount } of calls) {
    rates.set(parent, rates.get(parent) ?? 0);
    rates.set(child, (rates.get(child) ?? 0) + callCount / 3600);
  }
  const thing = (kind: ThingKind, names: string[], requestsPerSecond: number): GraphThing => ({
    ...{ id: thingId(kind, ...names), kind, names, health: "healthy", reason: null, properties: {} },
    ...{ requestsPerSecond, errorRatio: 0, p95Seconds: 0.05, saturation: null },
  });
  return [
    ...[...rates].map(([name, rate]) => thing("service", [name], rate)),
    ...calls.map(({ parent, child, callCount }) => thing("edge", [parent, child, ""], callCount / 3600)),
  ];
}

function tellPlacing(bench: Bench, things: readonly GraphThing[]): void {
  const graph = mapGraph({ things, placed: false });
  const ranks = pageRank(
    graph.nodes.map(({ id }) => id),
    graph.edges.map(({ from, to, requestsPerSecond }) => ({ from, to, weight: requestsPerSecond ?? 0 })),
  );
  const hubs = [...ranks]
    .sort(([, a], [, b]) => b - a)
    .slice(0, HUBS)
    .map(([id]) => id);
  const grouping = clusterAround(graph, hubs);
  for (const everything of [false, true]) {
    const folding = foldGroups({ graph, grouping, trouble: new Map(), want: "trouble", everything });
    const plan = planMap(graph, grouping, folding, null, ranks);
    const took = [1, 2, 3].map(() => {
      const from = performance.now();
      arrange(plan.items, plan.flows, new Map());
      return performance.now() - from;
    });
    const what = everything ? "unfolded" : `folded to ${folding.boxes} boxes`;
    bench.figure(
      `placing 1,238 services and 4,271 calls, ${what}`,
      `${quantile(took, 0.5).toFixed(0)} ms`,
      BARS.mapLayout,
    );
  }
}

async function writeHistory(url: string, things: readonly GraphThing[], atMs: number): Promise<void> {
  const pool = openReadPool({ connectionString: url, statementTimeoutMs: 300_000 });
  const { store } = createStateStore({ pool, retentionMs: Number.POSITIVE_INFINITY, now: Date.now });
  const startMs = atMs - 30 * STEP_MS;
  const happenings = things.map(
    ({ id }): Happening => ({
      ...{ atMs: startMs, kind: "appeared", thing: id, title: "appeared", problem: false },
      ...{ patch: { present: true, health: "healthy" }, prev: { present: null, health: null } },
    }),
  );
  const ids = things.map(({ id }) => id as ThingId);
  const column = (value: (thing: GraphThing) => number) => Float32Array.from(things, value);
  const frames = Array.from(
    { length: 30 },
    (_, i): FrameRow => ({
      ...{ atMs: startMs + (i + 1) * STEP_MS, things: ids, health: things.map(() => "healthy" as const) },
      ...{ requestsPerSecond: column((one) => one.requestsPerSecond ?? 0), errorRatio: column(() => 0) },
      ...{ p95Seconds: column(() => 0.05), saturation: column(() => Number.NaN) },
    }),
  );
  await store.rewriteHistory({
    ...{ tenant: TENANT, derivation: "reported", happenings, frames, knownMs: Date.now() },
    window: { startMs, endMs: atMs + STEP_MS },
    cursor: { untilMs: atMs + STEP_MS, memo: null },
  });
  await pool.end();
}

const boxes = (page: Page, least: number) =>
  page.waitForFunction(
    (wanted) => Number(document.querySelector<HTMLElement>("[data-graph]")?.dataset.boxes ?? 0) >= wanted,
    least,
    { timeout: PATIENCE_MS },
  );

async function tellPage(bench: Bench, page: Page, cdp: CDPSession, url: string, isFirst: boolean): Promise<void> {
  await page.goto(url);
  await boxes(page, 2);
  const first = Number(await page.locator("[data-graph]").getAttribute("data-boxes"));
  await page.getByRole("button", { name: "What is shown" }).click();
  const unfold = page.getByRole("button", { name: "Everything unfolded" });
  await unfold.waitFor();
  const from = performance.now();
  await unfold.click();
  await boxes(page, 1_238);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const unfolding = performance.now() - from;
  if (isFirst) return;
  await page.keyboard.press("Escape");
  bench.figure("boxes of the great map at first sight", String(first), { goal: "<= 35" });
  bench.figure("the great map unfolded in the browser, click to picture", `${unfolding.toFixed(0)} ms`, BARS.mapLayout);
  for (const nearer of [0, 4]) {
    for (let i = 0; i < nearer; i++) await page.getByRole("button", { name: "Nearer" }).click();
    const work = await drag(page, cdp);
    const late = work.filter((ms) => ms > FRAME_BUDGET_MS).length;
    bench.figure(
      `dragging the great map unfolded, ${nearer === 0 ? "all in sight" : "nearer"}: main-thread work a frame`,
      `${spread(work)}, greatest ${quantile(work, 1).toFixed(1)} ms, ${late} of ${work.length} over ${FRAME_BUDGET_MS} ms`,
      BARS.frame,
    );
  }
}

async function drag(page: Page, cdp: CDPSession): Promise<number[]> {
  const box = await page.locator("[data-graph]").boundingBox();
  if (!box) throw new Error("the map is not on the screen");
  const [x, y] = [box.x + box.width - 60, box.y + box.height - 40];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const events = await recordTrace(cdp, async () => {
    for (let i = 0; i < DRAGS; i++) {
      await page.mouse.move(x - 300 + 300 * Math.cos(i / 20), y - 150 + 150 * Math.cos(i / 14));
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
  });
  await page.mouse.up();
  return workPerFrame(events);
}
