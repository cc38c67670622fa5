/**
 * The console in a real browser, against the production build: JavaScript until first paint of every page, and traces of 10,000 and
 * 100,000 spans: when their first rows are seen and when all is there, and what the main thread does in a frame while they are scrolled.
 */
import type { Browser, CDPSession, Page } from "@playwright/test";
import { BARS, type Bar } from "./bars.ts";
import { type Bench, count, quantile, spread } from "./bench.ts";
import { firstShown, recordTrace, visit, withBrowser, withPage, workPerFrame } from "./browser.ts";
import { type Product, startProduct } from "./product.ts";
import { hasTrace, randomTraceId, sendTraces, traceRequests } from "./questions.ts";
import { withScratch } from "./scratch.ts";

const ROW = '[role="treeitem"]';
/** The trace's screen once every row of it is here. */
const WHOLE = 'main [aria-busy="false"]';
const SCROLLS = 150;
const WHEEL_PX = 120;
const FRAME_BUDGET_MS = 16;

async function send(product: Product, spans: number, service: string): Promise<string> {
  const traceId = randomTraceId();
  await sendTraces(product, traceRequests({ traceId, service, spans }));
  if (!(await hasTrace(product, traceId))) throw new Error("the trace that was sent is not there");
  return traceId;
}

async function tellScripts(bench: Bench, browser: Browser, product: Product, traceId: string): Promise<void> {
  const pages = {
    services: "/services",
    service: "/services/shop",
    traces: "/traces",
    trace: `/traces/${traceId}`,
    logs: "/logs",
    ingest: "/ingest",
    settings: "/settings",
  };
  // The first visit of all is the server's first rendering too.
  await withPage(browser, (page, cdp) => visit(page, cdp, `${product.webUrl}/services`));
  for (const [name, path] of Object.entries(pages)) {
    const scripts = await withPage(browser, (page, cdp) => visit(page, cdp, product.webUrl + path));
    const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
    const { firstPaintBytes, loadBytes, firstPaintMs } = scripts;
    bench.figure(
      `JavaScript of the page ${name}, gzipped`,
      `${kilobytes(loadBytes)} until the load event, ${kilobytes(firstPaintBytes)} of it before first paint at ${firstPaintMs.toFixed(0)} ms`,
      BARS.firstPaint,
    );
  }
}

/** Wheel turns in the list of spans, one a frame. */
async function scrollWork(page: Page, cdp: CDPSession): Promise<number[]> {
  const tree = page.getByRole("tree", { name: "Spans" });
  const box = await tree.boundingBox();
  if (!box) throw new Error("the list of spans is not on the screen");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const events = await recordTrace(cdp, async () => {
    for (let i = 0; i < SCROLLS; i++) {
      await page.mouse.wheel(0, WHEEL_PX);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
  });
  const scrolled = await tree.evaluate((element) => element.scrollTop);
  if (scrolled < WHEEL_PX * 10) throw new Error(`the list of spans was scrolled by ${scrolled} px only`);
  const work = workPerFrame(events);
  if (work.length < SCROLLS / 4)
    throw new Error(`the recorded trace holds ${work.length} frames only, of ${events.length} events`);
  return work;
}

async function tellTrace(bench: Bench, browser: Browser, product: Product, spans: number, bar: Bar): Promise<void> {
  const url = `${product.webUrl}/traces/${await send(product, spans, `great-${spans}`)}`;
  const shown: number[] = [];
  const runs = bench.quick ? 1 : spans > 50_000 ? 4 : 8;
  for (let run = 0; run < runs; run++) shown.push(await withPage(browser, (page) => firstShown(page, url, ROW)));
  const name = `a trace of ${count(spans)} spans`;
  bench.figure(`${name}: first rows on the screen, empty cache, page load included`, spread(shown), bar);
  const whole: number[] = [];
  for (let run = 0; run < runs; run++) whole.push(await withPage(browser, (page) => firstShown(page, url, WHOLE)));
  bench.figure(`${name}: all of it there, empty cache, page load included`, spread(whole));
  const work = await withPage(browser, async (page, cdp) => {
    await firstShown(page, url, WHOLE);
    await page.waitForLoadState("networkidle");
    return scrollWork(page, cdp);
  });
  const late = work.filter((ms) => ms > FRAME_BUDGET_MS).length;
  bench.figure(
    `${name}: main-thread work a frame while scrolling`,
    `${spread(work)}, greatest ${quantile(work, 1).toFixed(1)} ms, ${late} over ${FRAME_BUDGET_MS} ms`,
    BARS.frame,
  );
}

export async function benchPages(bench: Bench): Promise<void> {
  await withScratch(async (folder) => {
    const product = await startProduct({ folder });
    await withBrowser(async (browser) => {
      await tellScripts(bench, browser, product, await send(product, 8, "shop"));
      await tellTrace(bench, browser, product, 10_000, BARS.trace10k);
      await tellTrace(bench, browser, product, 100_000, BARS.trace100k);
    });
    await product.stop();
  });
}
