/**
 * The demo's past and the TrainTicket capture, through the real ports of the real product: how long, what each record takes on disk,
 * what the product takes of memory when all is at rest.
 */
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startEmbeddedPostgres } from "../server/supervisor/embeddedPostgres.ts";
import { awaitGone } from "../server/supervisor/processTable.ts";
import { BARS } from "./bars.ts";
import { type Bench, spread, timed } from "./bench.ts";
import { compactAndTell, tellBytes, withDatabase } from "./disk.ts";
import { connectionString, cpuOf, dataDirectory, memoryOf, memoryText, type Product, startProduct } from "./product.ts";
import { ask, hasTrace } from "./questions.ts";
import { killGroup, spawnIn, withScratch } from "./scratch.ts";

const CAPTURE = join("..", "shared", "data", "nezha", "trainticket");
const DEMO_MS = 120_000;
const CAPTURE_MS = 60_000;
const QUICK_MS = 20_000;
const REST_MS = 30_000;

/** A program of the demo until it says this, ends, or has had its time; what it said. */
export async function runDemo(
  product: Product,
  args: readonly string[],
  says: string | null,
  ms: number,
): Promise<string> {
  const environment = { ...process.env, CHRONOSCOPE_DATA_DIR: dataDirectory(product.folder) };
  const given = [...args, "--endpoint", product.otlpUrl, "--console", product.webUrl];
  const child: ChildProcess = spawnIn(product.folder, process.execPath, [join(".build", "demo.js"), ...given], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment,
  });
  let said = "";
  await new Promise<void>((done) => {
    const late = setTimeout(done, ms);
    const take = (chunk: Buffer) => {
      said += chunk.toString("utf8");
      if (says !== null && said.includes(says)) done();
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.once("exit", () => done());
    child.once("exit", () => clearTimeout(late));
  });
  child.kill("SIGTERM");
  if ((await awaitGone([child.pid ?? 0], 5_000)).length > 0) killGroup(child.pid ?? 0);
  return said;
}

/** Until folding and compaction have gone quiet: less than a tenth of a core over two seconds. */
async function atRest(product: Product, patienceMs: number): Promise<boolean> {
  const busy = () => Object.values(cpuOf(product)).reduce((sum, cpu) => sum + cpu, 0);
  const until = performance.now() + patienceMs;
  for (let before = busy(); performance.now() < until; ) {
    await delay(2_000);
    const now = busy();
    if (now - before < 0.2) return true;
    before = now;
  }
  return false;
}

async function tellTraceById(bench: Bench, product: Product): Promise<void> {
  const window = { startMs: Date.now() - 7 * 3_600_000, endMs: Date.now() };
  const [answer] = (await ask(product, { "traces.search": { ...window, limit: 200 } })) as [
    { traces: { traceId: string }[] },
  ];
  const ids = answer.traces.map(({ traceId }) => traceId);
  if (ids.length === 0) throw new Error("the demo left no trace");
  const took = await timed(bench.quick ? 10 : 220, async (run) => {
    if (!(await hasTrace(product, ids[run % ids.length] ?? ""))) throw new Error("a trace of the search is not there");
  });
  bench.figure("trace by id over HTTP, on the demo's data", spread(took.slice(bench.quick ? 0 : 20)), BARS.traceById);
}

/** The stopped product's database alone, compacted. */
async function compactedAlone(bench: Bench, folder: string): Promise<void> {
  const directory = join(dataDirectory(folder), "postgres");
  const postgres = await startEmbeddedPostgres({ directory, log: () => undefined });
  await compactAndTell(bench, postgres.connectionString());
  await postgres.stop();
}

export async function benchDemo(bench: Bench): Promise<void> {
  await withScratch(async (folder) => {
    const product = await startProduct({ folder });
    const said = await runDemo(product, [], "demo: live", bench.quick ? QUICK_MS : DEMO_MS);
    const wrote = /wrote ([^\n]*) in ([\d.]+) s/.exec(said);
    if (!wrote && !bench.quick)
      throw new Error(`the back-fill did not end: ${said.trim().split("\n").slice(-3).join(" / ")}`);
    bench.figure("back-fill of six hours", wrote ? `${wrote[2]} s: ${wrote[1]}` : "not over", BARS.backFill);
    await withDatabase(connectionString(folder), (client) =>
      tellBytes(bench, client, "demo, as the back-fill ends", false),
    );
    const rested = await atRest(product, bench.quick ? 3_000 : REST_MS);
    const when = rested ? "idle after the demo" : `after the demo, not yet idle after ${REST_MS / 1000} s`;
    bench.figure(`memory (Pss), ${when}`, memoryText(memoryOf(product)), BARS.memory);
    await tellTraceById(bench, product);
    await product.stop();
    await compactedAlone(bench, folder);
  });
}

export async function benchTrainTicket(bench: Bench, [path = CAPTURE]: readonly string[]): Promise<void> {
  if (!existsSync(path)) {
    bench.figure("TrainTicket", `not measured: there is no capture in ${path}`);
    return;
  }
  await withScratch(async (folder) => {
    // Without the loops, so that nothing is compacted before it is measured.
    const product = await startProduct({ folder, roles: "ingest" });
    const from = performance.now();
    const said = await runDemo(product, ["nezha", "--path", path], null, bench.quick ? QUICK_MS : CAPTURE_MS);
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    if (!bench.quick && !/spans/.test(said)) throw new Error(`the capture was not played: ${said.slice(-300)}`);
    bench.figure("playing the capture, reading its files included", `${seconds} s`);
    await withDatabase(connectionString(folder), (client) =>
      tellBytes(bench, client, "TrainTicket, before compaction", false),
    );
    await product.stop();
    await compactedAlone(bench, folder);
  });
}
