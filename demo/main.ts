/**
 * The demo system, beside the product and against it:
 *   npm run demo                         starts the product, writes what is missing of the past six hours, goes on live
 *   npm run demo -- scenario NAME        begins a scenario in the demo that runs; --lasts 3m makes one shorter that can be
 *   npm run demo -- nezha --path DIR     plays the TrainTicket capture into a product that runs
 *   npm run demo -- load --rate 20000    sends a population of 1,000 services at any rate
 *   node .build/demo.js --endpoint URL   alone, into any OTLP/HTTP door
 * Settings are the product's own (OTLP_HTTP_PORT, PORT, CHRONOSCOPE_HOST, CHRONOSCOPE_DATA_DIR), and
 * CHRONOSCOPE_DEMO_PAST (6h), how much of the past a first start writes, CHRONOSCOPE_DEMO_CALM (0), 1: without scenarios in it. Speaks on standard error, so that
 * the product's ready line stays alone on standard output.
 */
import { Broadcast } from "./broadcast.ts";
import { askForScenario, openDoor } from "./control.ts";
import { Diary, type Entry } from "./diary.ts";
import { loadFromCommandLine } from "./load.ts";
import { playCapture } from "./nezha.ts";
import { PastNote } from "./pastNote.ts";
import { startProduct } from "./product.ts";
import { SCENARIOS, scenarioNamed } from "./scenarios/all.ts";
import { Sender } from "./sender.ts";
import { lengthOption, option, readSettings, type Settings } from "./settings.ts";
import { SHOP } from "./shop/shop.ts";

const SEED = "shop";

const say = (sentence: string) => process.stderr.write(`demo: ${sentence}\n`);
const count = (value: number) => value.toLocaleString("en-US");
const clock = (ms: number) => `${new Date(ms).toISOString().slice(11, 16)} UTC`;

/** What an earlier run wrote, unless the product no longer has it. */
async function trusted(entry: Entry | null, settings: Settings): Promise<Entry | null> {
  if (!entry || entry.endpoint !== settings.endpoint) return null;
  if (!entry.traceId) return entry;
  const headers: Record<string, string> = settings.token ? { authorization: `Bearer ${settings.token}` } : {};
  try {
    const answer = await fetch(`${settings.console}/api/tempo/api/v2/traces/${entry.traceId}`, { headers });
    if (answer.status !== 404) return entry;
    say("the database is a new one; writing the past again");
    return null;
  } catch {
    return entry;
  }
}

/** `note`: where the product is told of the past, when it was started with the demo. */
async function broadcast(settings: Settings, signal: AbortSignal, note: PastNote | null): Promise<void> {
  const { endpoint, dataDir, token, pastMs, isCalm } = settings;
  const diary = new Diary(dataDir);
  const earlier = await trusted(diary.read(), settings);
  const sender = new Sender({ endpoint, token, signal, say });
  const began = performance.now();
  const show = new Broadcast({
    topology: SHOP,
    seed: SEED,
    endpoint,
    sender,
    diary,
    earlier,
    signal,
    now: Date.now,
    pastMs,
    isCalm,
    say,
  });
  if (!earlier) diary.publish([]);
  const { fromMs } = show;
  note?.say({ phase: "writing", fromMs });
  say(`writing what is missing since ${clock(fromMs)} to ${endpoint}`);
  await show.catchUp();
  note?.say({ phase: "written", fromMs, toMs: show.writtenToMs });
  const { spans, points, logs } = show.written;
  const megabytes = (sender.bytes / 1e6).toFixed(0);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(
    `wrote ${count(spans)} spans, ${count(points)} points, ${count(logs)} log records (${megabytes} MB) in ${seconds} s`,
  );
  const door = await openDoor(dataDir, (name, lastsMs) => {
    const episode = show.begin(name, lastsMs);
    say(`${name} begins at ${clock(episode.startMs)}: ${scenarioNamed(name).title}`);
    return episode;
  });
  say(
    `live. Scenarios: ${SCENARIOS.map((one) => one.name).join(", ")}; begin one with \`npm run demo -- scenario NAME\``,
  );
  try {
    await show.live();
  } finally {
    door.close();
    sender.close();
  }
}

/** Until a signal, or until the product ends; resolves to the exit code. */
async function run(given: readonly string[]): Promise<number> {
  const settings = readSettings(given);
  if (given[0] === "scenario") {
    const names = SCENARIOS.map((one) => one.name).join(", ");
    if (!given[1]) throw new Error(`Name a scenario: ${names}.`);
    process.stdout.write(`${await askForScenario(settings.dataDir, given[1], lengthOption(given, "lasts"))}\n`);
    return 0;
  }
  if (given[0] === "nezha" || given[0] === "load") {
    await (given[0] === "nezha" ? playCapture(given) : loadFromCommandLine(given));
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const note = option(given, "endpoint") ? null : new PastNote(settings.dataDir);
  note?.say({ phase: "coming" });
  const product = note && (await startProduct(given, stop.signal));
  if (product && !product.ready) return await product.ended;
  void product?.ended.then(() => stop.abort());
  // The first start makes the token, so it is read again.
  await broadcast(product ? readSettings(given) : settings, stop.signal, note)
    .catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    })
    .finally(() => note?.close());
  return product ? await product.ended : 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`chronoscope: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
