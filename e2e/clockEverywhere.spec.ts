/**
 * Every page obeys the clock: at an instant in the past no question goes out that does not carry it. A question carries the instant when
 * its window ends there (or at the last whole step before it), or when it asks `atMs` of it; those of the time bar when their stretch
 * holds it. What is about now whatever the clock says is named below, each with its reason.
 */
import type { Page, Request } from "@playwright/test";
import { instant, type Shop, sendShop } from "./shop.ts";
import { expect, settled, test } from "./test.ts";

const MINUTE_MS = 60_000;
const PAST_MS = Math.floor((Date.now() - 100 * MINUTE_MS) / 1000) * 1000;
/** The longest step that a window of fifteen minutes is asked in. */
const STEP_MS = MINUTE_MS;

const ABOUT_NOW: Readonly<Record<string, string>> = {
  "ingest.newest": "tells an install to which nothing was ever sent from a window without data",
  "ingest.storage": "what lies on the disk now; nothing keeps what lay there then",
  "ingest.clockOffsets": "whose clocks are off now; of a service only asked at the present",
  "ingest.cardinality": "which metrics have the most series now, as the limits are held against it",
  "metrics.families": "the dictionary of metrics, which keeps no time; what a metric was then is asked with the window",
  "metrics.names": "the same dictionary, for completion",
  "metrics.catalog.cardinality": "how many series a metric has in that dictionary, as the limit counts them",
  "accessTokens.list": "which tokens there are",
  "settings.doors": "where this server listens",
  "settings.about": "which version runs",
  "services.lastSeen": "when a service was last heard of, said beside a window that lacks it",
};
/** Questions of the bar itself are about its stretch, which holds the instant. */
const OF_THE_BAR = new Set(["state.strip", "state.marks", "state.frames", "services.healthStrip"]);
/** A trace and a record are what they are: asked by their id, they have one instant, their own. */
const BY_ID = /^traces\.(opening|byId|span|logs|usual|linked|consumers)$/;

interface Asked {
  readonly path: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The procedures of a tRPC request with their inputs, however they were batched and sent. */
function proceduresOf(request: Request): Asked[] {
  const url = new URL(request.url());
  const paths = url.pathname.replace("/api/trpc/", "").split(",");
  const text = request.method() === "POST" ? request.postData() : url.searchParams.get("input");
  const inputs = JSON.parse(text ?? "{}") as Record<string, Record<string, unknown> | undefined>;
  if (!url.searchParams.has("batch")) return [{ path: paths[0] ?? "", input: inputs as Record<string, unknown> }];
  return paths.map((path, i) => ({ path, input: inputs[String(i)] ?? {} }));
}

function carries({ path, input }: Asked): boolean {
  const { startMs, endMs, atMs } = input;
  if (typeof atMs === "number") return atMs === PAST_MS;
  if (typeof startMs !== "number" || typeof endMs !== "number") return false;
  // What comes next, dimmed below the playhead in a list of events.
  if (path === "state.events" && startMs === PAST_MS + 1) return true;
  if (OF_THE_BAR.has(path)) return startMs < PAST_MS && endMs >= PAST_MS - STEP_MS;
  return endMs <= PAST_MS + STEP_MS && endMs > PAST_MS - STEP_MS;
}

/** What a page asked that does not carry the clock. */
async function strays(page: Page, address: string): Promise<string[]> {
  const asked: Asked[] = [];
  const others: string[] = [];
  const listen = (request: Request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/trpc/")) asked.push(...proceduresOf(request));
    else if (pathname.startsWith("/api/")) others.push(pathname);
  };
  page.on("request", listen);
  await page.goto(address);
  await settled(page);
  // What is below the fold asks when it comes into sight.
  await page.locator("main").evaluate(async (main) => {
    const scrollers = [main, ...main.querySelectorAll("*")].filter((one) => one.scrollHeight > one.clientHeight + 40);
    for (const one of scrollers) one.scrollTo(0, one.scrollHeight);
  });
  await settled(page);
  await page.waitForLoadState("networkidle");
  page.off("request", listen);
  expect(asked.length, `${address} asked something`).toBeGreaterThan(0);
  const lacking = asked.filter((one) => !(one.path in ABOUT_NOW) && !BY_ID.test(one.path) && !carries(one));
  return [...lacking.map(({ path, input }) => `${path} ${JSON.stringify(input)}`), ...others];
}

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", PAST_MS - 3 * MINUTE_MS);
});

const then = (path: string) => `${path}${path.includes("?") ? "&" : "?"}at=${instant(PAST_MS)}&window=15m`;

test("every page of the rail asks only what carries the clock", async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto(then("/services"));
  await settled(page);
  const links = page.getByRole("navigation", { name: "Pages" }).first().getByRole("link");
  const hrefs = await links.evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  expect(hrefs).toContain("/ingest");
  for (const href of hrefs) expect.soft(await strays(page, then(href)), href).toEqual([]);
});

const INNER: Readonly<Record<string, () => string>> = {
  "a service": () => `/services/${shop.payments}`,
  "a service's operations": () => `/services/${shop.payments}?tab=operations`,
  "a service's dependencies": () => `/services/${shop.payments}?tab=dependencies`,
  "a service's instances": () => `/services/${shop.payments}?tab=instances`,
  "a trace": () => `/traces/${shop.failedTraceIds[0]}`,
  "the traces of a service": () => `/traces?service=${shop.web}`,
  "the records of a service": () => `/logs?service=${shop.payments}`,
  "a metric": () => "/metrics/shop_payment_duration_seconds",
  "a query": () => `/explore?q=${encodeURIComponent("sum(traces_span_metrics_calls_total)")}`,
  "a kind of resources": () => "/resources?kind=process",
};
for (const [name, address] of Object.entries(INNER)) {
  test(`${name} asks only what carries the clock`, async ({ page }) => {
    expect(await strays(page, then(address()))).toEqual([]);
  });
}

test("a page that is opened from another asks at the instant, too", async ({ page }) => {
  const asked: Asked[] = [];
  await page.goto(then("/services"));
  await settled(page);
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/api/trpc/")) asked.push(...proceduresOf(request));
  });
  for (const key of ["o", "t", "l", "m", "r", "i"]) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await settled(page);
  }
  await page.waitForLoadState("networkidle");
  const lacking = asked.filter((one) => !(one.path in ABOUT_NOW) && !carries(one));
  expect(lacking.map(({ path, input }) => `${path} ${JSON.stringify(input)}`)).toEqual([]);
});
