/**
 * Scrubbing and playing in a real browser, against the production build on the demo's past: what the main thread does in a frame while the
 * playhead is dragged over the strip, on every page, and how many frames a second there are. Asking anew when it is let go is not in it.
 * With an address as argument: against the console that runs there.
 */
import type { Browser, CDPSession, Page } from "@playwright/test";
import { BARS } from "./bars.ts";
import { type Bench, quantile, spread } from "./bench.ts";
import { recordTrace, withBrowser, withPage, workPerFrame } from "./browser.ts";
import { runDemo } from "./demo.ts";
import { startProduct } from "./product.ts";
import { withScratch } from "./scratch.ts";

const PAGES: Readonly<Record<string, string>> = {
  overview: "/",
  services: "/services",
  service: "/services/checkout",
  traces: "/traces",
  logs: "/logs",
  metrics: "/metrics",
  resources: "/resources",
  explore: "/explore?q=sum%20by%20(service_name)%20(rate(traces_span_metrics_calls_total%5B1m%5D))",
  ingest: "/ingest",
};
const MOVES = 240;
const QUICK_MOVES = 40;
const PLAYED_MS = 3_000;
const FRAME_BUDGET_MS = 16;
const BACK_FILL_MS = 300_000;

export async function benchScrub(bench: Bench, [address]: readonly string[]): Promise<void> {
  if (address !== undefined) return withBrowser((browser) => tellPages(bench, browser, address));
  await withScratch(async (folder) => {
    const product = await startProduct({ folder });
    await runDemo(product, [], "demo: live", bench.quick ? 30_000 : BACK_FILL_MS);
    await withBrowser((browser) => tellPages(bench, browser, product.webUrl));
    await product.stop();
  });
}

async function tellPages(bench: Bench, browser: Browser, consoleUrl: string): Promise<void> {
  for (const [name, path] of Object.entries(PAGES)) {
    await withPage(browser, async (page, cdp) => {
      await openPast(page, consoleUrl + path);
      tell(bench, `scrubbing the page ${name}`, await scrub(page, cdp, bench.quick ? QUICK_MOVES : MOVES));
      if (name === "overview") tell(bench, "playing the overview at 60 times", await play(page, cdp));
    });
  }
}

interface Course {
  readonly work: readonly number[];
  /** The same by what the thread computed. */
  readonly computed: readonly number[];
  readonly seconds: number;
}

function tell(bench: Bench, what: string, { work, computed, seconds }: Course): void {
  const late = work.filter((ms) => ms > FRAME_BUDGET_MS).length;
  const rate = (work.length / seconds).toFixed(0);
  const greatest = quantile(work, 1).toFixed(1);
  bench.figure(
    `${what}: main-thread work a frame`,
    `${spread(work)}, computed ${spread(computed)}, greatest ${greatest} ms, ${late} over ${FRAME_BUDGET_MS} ms; ${rate} frames/s`,
    BARS.scrub,
  );
}

/** An hour ago, with all that it asked answered: frames too, on the pages that follow them. */
async function openPast(page: Page, url: string): Promise<void> {
  const at = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  await page.goto(`${url}${url.includes("?") ? "&" : "?"}at=${at}&window=1h`);
  await page.waitForLoadState("networkidle");
}

async function scrub(page: Page, cdp: CDPSession, moves: number): Promise<Course> {
  const box = await page.getByRole("slider", { name: "Clock" }).boundingBox();
  if (!box) throw new Error("the strip is not on the screen");
  const y = box.y + box.height * 0.75;
  // Back and forth within the page's window and beyond it.
  const x = (move: number) => box.x + box.width * (0.7 + 0.2 * Math.sin((move / moves) * 4 * Math.PI));
  await page.mouse.move(x(0), y);
  await page.mouse.down();
  let seconds = 0;
  const events = await recordTrace(cdp, async () => {
    const from = performance.now();
    for (let move = 0; move < moves; move++) {
      await page.mouse.move(x(move), y);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
    seconds = (performance.now() - from) / 1000;
  });
  if ((await page.locator('[data-moving="true"]').count()) === 0) throw new Error("the playhead did not move");
  await page.mouse.up();
  return courseOf(events, moves, seconds);
}

async function play(page: Page, cdp: CDPSession): Promise<Course> {
  await page.waitForLoadState("networkidle");
  const events = await recordTrace(cdp, async () => {
    await page.keyboard.press("Space");
    await page.waitForTimeout(PLAYED_MS);
  });
  if ((await page.locator('[data-moving="true"]').count()) === 0) throw new Error("it does not play");
  await page.keyboard.press("Space");
  return courseOf(events, PLAYED_MS / 100, PLAYED_MS / 1000);
}

function courseOf(events: Parameters<typeof workPerFrame>[0], frames: number, seconds: number): Course {
  const work = workPerFrame(events);
  if (work.length < frames / 4) throw new Error(`the recorded trace holds ${work.length} frames only`);
  return { work, computed: workPerFrame(events, "processor"), seconds };
}
