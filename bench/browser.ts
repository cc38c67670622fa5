/**
 * A real browser for the benchmark: Debian's Chromium when it is there (CHROMIUM_PATH overrides), Playwright's own otherwise. Measures
 * scripts fetched until a page has loaded, the time to the first element of a kind, and the main thread's work in a recorded trace.
 * Units: milliseconds, bytes as they came over the wire.
 */
import { existsSync } from "node:fs";
import { type Browser, type CDPSession, chromium, type Page } from "@playwright/test";
import { alsoEnd } from "./scratch.ts";

// Flags that a closed network and a container need.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const PATIENCE_MS = 60_000;

export async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const path = process.env.CHROMIUM_PATH || "/usr/bin/chromium";
  const browser = await chromium.launch({
    ...(existsSync(path) ? { executablePath: path } : {}),
    args: FLAGS,
    // Ours ends the browser too, after the product.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const ended = alsoEnd(() => browser.close());
  try {
    await work(browser);
  } finally {
    ended();
    await browser.close();
  }
}

/** A page with an empty cache at 1440x900, closed when the work is over. */
export async function withPage<T>(browser: Browser, work: (page: Page, cdp: CDPSession) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  try {
    return await work(page, await context.newCDPSession(page));
  } finally {
    await context.close();
  }
}

export interface Scripts {
  /** Fetched before the first contentful paint was done, and until the load event. */
  readonly firstPaintBytes: number;
  readonly loadBytes: number;
  readonly firstPaintMs: number;
}

/** What of JavaScript a fresh visit to this page fetches. */
export async function visit(page: Page, cdp: CDPSession, url: string): Promise<Scripts> {
  const scripts = new Set<string>();
  const fetched: { bytes: number; atSeconds: number }[] = [];
  let navigationSeconds = Number.POSITIVE_INFINITY;
  await cdp.send("Network.enable");
  cdp.on("Network.requestWillBeSent", ({ requestId, type, timestamp }) => {
    if (type === "Document") navigationSeconds = Math.min(navigationSeconds, timestamp);
    if (type === "Script") scripts.add(requestId);
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength, timestamp }) => {
    if (scripts.has(requestId)) fetched.push({ bytes: encodedDataLength, atSeconds: timestamp });
  });
  await page.goto(url, { waitUntil: "load" });
  const loaded = fetched.reduce((sum, { bytes }) => sum + bytes, 0);
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  const firstPaintMs = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  );
  const before = fetched.filter(({ atSeconds }) => (atSeconds - navigationSeconds) * 1000 <= firstPaintMs);
  return { firstPaintBytes: before.reduce((sum, { bytes }) => sum + bytes, 0), loadBytes: loaded, firstPaintMs };
}

/** Ms from the navigation to the first frame after such an element is in the document, or an element in it has become such. */
export async function firstShown(page: Page, url: string, selector: string): Promise<number> {
  await page.addInitScript((wanted) => {
    const watcher = new MutationObserver(() => {
      if (!document.querySelector(wanted)) return;
      watcher.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("bench-shown")));
    });
    watcher.observe(document, { childList: true, subtree: true, attributes: true });
  }, selector);
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForFunction(() => performance.getEntriesByName("bench-shown").length > 0);
  return page.evaluate(() => performance.getEntriesByName("bench-shown")[0]?.startTime ?? 0);
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Of that, how long the thread itself ran. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = [
  "toplevel",
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "disabled-by-default-devtools.timeline.frame",
];

/** Everything that the browser notes of itself while this work is done. */
export async function recordTrace(cdp: CDPSession, work: () => Promise<void>): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  cdp.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value) events.push(event as unknown as TraceEvent);
  });
  await cdp.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: CATEGORIES } });
  await work();
  const complete = new Promise<void>((done) => cdp.once("Tracing.tracingComplete", () => done()));
  await cdp.send("Tracing.end");
  await complete;
  return events;
}

const FRAME = "BeginMainThreadFrame";
const TASKS = new Set(["RunTask", "ThreadControllerImpl::RunTask"]);

/**
 * Main-thread work of every frame: all tasks from the begin of one to the begin of the next, in the page's busiest renderer. By the
 * `processor` it is what the thread computed, whatever else the machine did meanwhile.
 */
export function workPerFrame(events: readonly TraceEvent[], by: "clock" | "processor" = "clock"): number[] {
  const frames = new Map<string, number[]>();
  for (const { name, pid, tid, ts } of events) {
    if (name === FRAME) frames.set(`${pid}/${tid}`, [...(frames.get(`${pid}/${tid}`) ?? []), ts]);
  }
  const [thread, begins] = [...frames].sort((a, b) => b[1].length - a[1].length)[0] ?? [];
  if (!thread || !begins) return [];
  begins.sort((a, b) => a - b);
  const tasks = events
    .filter(({ name, ph, pid, tid }) => ph === "X" && TASKS.has(name) && `${pid}/${tid}` === thread)
    .sort((a, b) => a.ts - b.ts);
  const work: number[] = begins.map(() => 0);
  let frame = -1;
  let end = 0;
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    // A task within another has been counted with it.
    if (ts < end) continue;
    end = ts + dur;
    // The task that begins a frame starts before the frame's own event, and is that frame's.
    while ((begins[frame + 1] ?? Number.POSITIVE_INFINITY) <= end) frame++;
    if (frame >= 0) work[frame] = (work[frame] ?? 0) + (by === "clock" ? dur : tdur) / 1000;
  }
  return work;
}
