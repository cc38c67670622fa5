/** Every page for every eye and hand: no serious finding of axe, in dark and light; whole on a phone; the theme from the first frame. */
import type { Page } from "@playwright/test";
import { findingsInBothThemes } from "./axe.ts";
import { aMinuteAgo, type Shop, sendShop } from "./shop.ts";
import { expect, open, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", aMinuteAgo());
});

/** Names are known before the shop is: addresses are asked for within a test. */
const PAGES: Readonly<Record<string, () => string>> = {
  overview: () => `/?${shop.clock}`,
  services: () => `/services?${shop.clock}`,
  service: () => `/services/${shop.payments}?${shop.clock}`,
  traces: () => `/traces?${shop.clock}&service=${shop.web}`,
  trace: () => `/traces/${shop.failedTraceIds[0]}`,
  logs: () => `/logs?${shop.clock}&service=${shop.payments}`,
  metrics: () => `/metrics?${shop.clock}`,
  metric: () => `/metrics/shop_payment_duration_seconds?${shop.clock}&split=job`,
  explore: () =>
    `/explore?${shop.clock}&q=${encodeURIComponent("sum by (service_name) (traces_span_metrics_calls_total)")}&explain=true`,
  ingest: () => "/ingest?window=5m",
  settings: () => "/settings",
};

for (const [name, address] of Object.entries(PAGES)) {
  test(`${name} has no serious finding of axe, dark or light`, async ({ page }) => {
    await open(page, address());
    expect(await findingsInBothThemes(page)).toEqual([]);
  });
}

/** Pages whose tables and empty panels are narrow there. */
const PHONE_PAGES: typeof PAGES = {
  ...PAGES,
  "a service's operations": () => `/services/${shop.payments}?${shop.clock}&tab=operations`,
  "a service's instances": () => `/services/${shop.payments}?${shop.clock}&tab=instances`,
  databases: () => `/databases?${shop.clock}`,
  resources: () => `/resources?${shop.clock}`,
};

/** Texts that are wider than the place they have: numbers in tables, words in panels. */
const cutTexts = (page: Page) =>
  page.locator("main :is(td.num, figure p, figure pre)").evaluateAll((nodes) =>
    nodes
      .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1)
      .filter((node) => !node.classList.contains("truncate"))
      .map((node) => node.textContent),
  );

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  for (const [name, address] of Object.entries(PHONE_PAGES)) {
    test(`${name} needs no sideways scrolling, and has its tabs`, async ({ page }) => {
      await open(page, address());
      const widths = await page.evaluate(() => {
        const main = document.querySelector("main");
        return { page: document.documentElement.scrollWidth, main: main?.scrollWidth, inner: main?.clientWidth };
      });
      expect(widths.page).toBeLessThanOrEqual(390);
      expect(widths.main).toBeLessThanOrEqual(widths.inner ?? 0);
      expect(await cutTexts(page)).toEqual([]);
      await expect(page.locator("main").getByRole("heading", { level: 1 })).toBeInViewport();
      const tabs = page.getByRole("navigation", { name: "Pages" }).filter({ visible: true });
      await expect(tabs.getByRole("link")).toHaveCount(4);
    });
  }

  test("its tabs lead on", async ({ page }) => {
    await open(page, PAGES.overview?.() ?? "/");
    const tabs = page.getByRole("navigation", { name: "Pages" }).filter({ visible: true });
    for (const next of ["Alerts", "Traces"]) {
      await tabs.getByRole("link", { name: next }).tap();
      await expect(page).toHaveURL(new RegExp(`/${next.toLowerCase()}`));
      await expect(tabs.getByRole("link", { name: next })).toHaveAttribute("aria-current", "page");
    }
  });

  test("a span opens as a sheet over its trace, and closes again", async ({ page }) => {
    await open(page, `/traces/${shop.traceIds[3]}`);
    const sheet = page.getByRole("complementary", { name: "Span" });
    await expect(sheet).toBeHidden();
    await page.getByRole("treeitem").filter({ hasText: "pay" }).first().tap();
    await expect(sheet).toBeInViewport();
    await sheet.getByRole("button", { name: "Close" }).tap();
    await expect(sheet).toBeHidden();
  });
});

/** The page's own colour as the server's HTML and styles alone give it: no script of the console has run. */
async function firstColour(page: Page): Promise<number> {
  await page.route("**/*.js", (route) => route.abort());
  await page.goto("/services", { waitUntil: "domcontentloaded" });
  const [red = 0, green = 0, blue = 0] = await page.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d");
    if (!context) return [];
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  });
  return (red + green + blue) / 3;
}

for (const system of ["dark", "light"] as const) {
  test.describe(`on a ${system} system`, () => {
    test.use({ colorScheme: system, expectedComplaints: [[/ERR_FAILED/], { scope: "test" }] });
    const other = system === "dark" ? "light" : "dark";

    test(`the first frame is ${system}`, async ({ page }) => {
      const brightness = await firstColour(page);
      if (system === "dark") expect(brightness).toBeLessThan(60);
      else expect(brightness).toBeGreaterThan(200);
    });

    test(`the first frame is ${other} for who chose ${other}`, async ({ page, context, baseURL }) => {
      await context.addCookies([{ name: "chronoscope-theme", value: other, url: baseURL ?? "" }]);
      const brightness = await firstColour(page);
      if (other === "dark") expect(brightness).toBeLessThan(60);
      else expect(brightness).toBeGreaterThan(200);
    });
  });
}

test("a theme chosen on Settings holds at once and after a reload", async ({ page }) => {
  await open(page, "/settings");
  await page.getByRole("button", { name: "Light", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await expect(page.getByRole("button", { name: "Light", exact: true })).toHaveAttribute("aria-pressed", "true");
});
