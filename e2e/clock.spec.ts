/** One clock: every page shows the instant and the window of its address, says so when it is not now, and takes them along. */
import type { Page } from "@playwright/test";
import { instant, ORDER_COUNT, type Shop, sendShop } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

const HOUR_MS = 3_600_000;
let earlier: Shop;
let later: Shop;
let between: string;
test.beforeAll(async () => {
  const now = Date.now();
  between = instant(now - HOUR_MS / 2);
  [earlier, later] = await Promise.all([
    sendShop("http/protobuf", now - HOUR_MS - 60_000),
    sendShop("http/protobuf", now - 60_000),
  ]);
});

const thenAt = (path: string) => `${path}${path.includes("?") ? "&" : "?"}at=${between}&window=1h`;
const amber = (page: Page) => page.locator(".border-time-fill");

test.describe("at an earlier instant", () => {
  test("services of then are listed, those of later are not", async ({ page }) => {
    await open(page, thenAt("/services"));
    const table = page.getByRole("table", { name: "Services" });
    await expect(table.getByRole("link", { name: earlier.web })).toBeVisible();
    await expect(table.getByRole("link", { name: later.web })).toHaveCount(0);
    await open(page, "/services?window=15m");
    await expect(table.getByRole("link", { name: later.web })).toBeVisible();
    await expect(table.getByRole("link", { name: earlier.web })).toHaveCount(0);
  });

  test("a service's page knows what was and nothing of what comes", async ({ page }) => {
    await open(page, thenAt(`/services/${earlier.payments}`));
    await expect(page.getByRole("tab", { name: /operations/i })).toBeVisible();
    await expect(page.getByRole("region", { name: "Latest errors" }).getByRole("link", { name: /POST/ })).toHaveCount(
      2,
    );
    await open(page, thenAt(`/services/${later.payments}`));
    await expect(page.getByText(`${later.payments} sent no spans in this window`)).toBeVisible();
  });

  test("traces and log records of then are found, those of later are not", async ({ page }) => {
    await open(page, thenAt(`/traces?service=${earlier.web}`));
    await expect(page.getByRole("table", { name: "Traces" }).getByRole("link")).toHaveCount(ORDER_COUNT);
    await open(page, thenAt(`/traces?service=${later.web}`));
    await expect(page.getByRole("table", { name: "Traces" })).toHaveCount(0);
    await open(page, thenAt(`/logs?service=${earlier.payments}`));
    await expect(page.getByRole("list", { name: "Log records" }).getByRole("listitem")).toHaveCount(ORDER_COUNT);
    await open(page, thenAt(`/logs?service=${later.payments}`));
    await expect(page.getByRole("list", { name: "Log records" })).toHaveCount(0);
  });

  test("the ingest page shows what had arrived by then", async ({ page }) => {
    await open(page, thenAt("/ingest"));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing arrived in this window");
    await open(page, "/ingest");
    await expect(page.getByRole("heading", { level: 1 })).not.toHaveText("Nothing arrived in this window");
  });

  for (const path of ["/services", "/traces", "/logs", "/ingest", "/settings"]) {
    test(`${path} says so in amber and words, and L goes back to live`, async ({ page }) => {
      // The key is pressed once, as soon as the server's page is there; whether the page listens yet is not the person's business.
      await page.goto(thenAt(path));
      await expect(amber(page)).toBeVisible();
      const back = page.getByRole("button", { name: /^The clock stands at .* Back to live\.$/ });
      await expect(back).toContainText(/(29|3\d).min( \d+.s)? ago/);
      await page.keyboard.press("l");
      await expect(page).not.toHaveURL(/at=/);
      await expect(amber(page)).toHaveCount(0);
      await expect(back).toHaveCount(0);
    });
  }

  test("the clock goes along from page to page, and Back comes back", async ({ page }) => {
    await open(page, thenAt("/services"));
    await page.getByRole("table", { name: "Services" }).getByRole("link", { name: earlier.payments }).click();
    await expect(page).toHaveURL(new RegExp(`/services/${earlier.payments}\\?at=.*window=1h`));
    await page.getByRole("navigation", { name: "Pages" }).first().getByRole("link", { name: "Logs" }).click();
    await expect(page).toHaveURL(/\/logs\?at=.*window=1h/);
    await page.goBack();
    await expect(page).toHaveURL(new RegExp(`/services/${earlier.payments}\\?at=`));
    await page.goBack();
    await expect(page.getByRole("table", { name: "Services" }).getByRole("link", { name: earlier.web })).toBeVisible();
  });
});

test("a drag over a chart looks at that stretch, and Back undoes it", async ({ page }) => {
  await open(page, `/services/${later.payments}?window=15m`);
  const chart = page.locator("figure", { hasText: "Requests" }).first().locator(".cursor-crosshair");
  const box = await chart.boundingBox();
  if (!box) throw new Error("the chart has no place");
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(
    ({ searchParams }) => /^[345]m/.test(searchParams.get("window") ?? "") && searchParams.has("at"),
  );
  await expect(amber(page)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\?window=15m$/);
  await expect(amber(page)).toHaveCount(0);
});

test("the window is chosen from the picker and stands in the address", async ({ page }) => {
  await open(page, "/services");
  await page.getByRole("button", { name: /^Window: 1.h$/ }).click();
  await page.getByRole("button", { name: /^3.h$/ }).click();
  await expect(page).toHaveURL(/window=3h/);
  await settled(page);
  await expect(page.getByRole("table", { name: "Services" }).getByRole("link", { name: earlier.web })).toBeVisible();
});

test("holding the clock and sharing gives a link that shows the same to somebody else", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, `/services/${later.web}?window=5m`);
  const said = () => page.getByRole("heading", { level: 1 }).textContent();
  const before = await said();
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(new RegExp(`/services/${later.web}\\?.*at=\\d{4}-\\d\\d-\\d\\dT[^&]*&?.*`));
  expect(link).toContain("window=5m");
  // The page is live until then, and may have moved on meanwhile.
  const after = await said();
  await page.goto(link);
  await settled(page);
  expect([before, after]).toContain(await said());
  await expect(amber(page)).toBeVisible();
});

test("an address with nonsense for an instant is live, says so, and is mended by dismissing that", async ({ page }) => {
  await open(page, "/services?at=yesterday&window=soon&q=x");
  await expect(amber(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Window: 1.h$/ })).toBeVisible();
  const notice = page.getByRole("status").filter({ hasText: "“yesterday” is no instant" });
  await expect(notice).toContainText("“soon” is no length of time");
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toHaveCount(0);
  await expect(page).toHaveURL(/\/services\?q=x$/);
});

test("an instant that has not happened yet shows the present, and says so", async ({ page }) => {
  await open(page, `/logs?at=${instant(Date.now() + 26 * HOUR_MS)}&window=15m`);
  await expect(page.getByText("has not happened yet, so you see the present.")).toBeVisible();
  await expect(amber(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page).toHaveURL(/\/logs\?window=15m$/);
});
