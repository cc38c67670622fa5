/** Asking anything: a query typed with what is offered, its mistake underlined, its answer drawn and tabled; what a link brings back. */
import type { Page } from "@playwright/test";
import { aMinuteAgo, ORDER_COUNT, type Shop, sendShop } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", aMinuteAgo());
});

const editor = (page: Page, letter = "A") => page.getByRole("textbox", { name: `Query ${letter}`, exact: true });
const asked = (expr: string, more = "") => `/explore?${shop.clock}&q=${encodeURIComponent(expr)}${more}`;
const calls = () => `traces_span_metrics_calls_total{service_name="${shop.payments}"}`;

test("offers metrics, labels and values while one types, and Ctrl-Enter runs", async ({ page }) => {
  // Metrics bear the time at which they were sent, which is now.
  await open(page, "/explore?window=15m");
  await editor(page).click();
  await page.keyboard.type("shop_ord");
  const offered = page.getByRole("listbox");
  await expect(offered.getByRole("option", { name: /shop_orders_total/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(editor(page)).toHaveText("shop_orders_total");
  await page.keyboard.type("{");
  await expect(offered.getByRole("option", { name: "job" })).toBeVisible();
  await page.keyboard.type(`job="${shop.web.slice(0, 8)}`);
  await expect(offered.getByRole("option", { name: shop.web })).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("table", { name: "Series of the answer" })).toContainText(shop.web);
  await expect(page).toHaveURL(/q=shop_orders_total/);
});

test("underlines what is no PromQL where it stands, and the server's answer says the same", async ({ page }) => {
  await open(page, asked(`sum by (job) (rate(${calls()}))`));
  const underlined = editor(page).locator(".cm-lintRange-error");
  await expect(underlined.first()).toContainText("traces_span_metrics_calls_total");
  await expect(page.getByRole("alert").filter({ hasText: "Query A" })).toContainText("expected type range vector");
});

test("shows the answer as a table, exactly, and its samples as they are kept", async ({ page }) => {
  await open(page, asked(`sum by (service_name) (increase(${calls()}[5m] ))`, "&view=table"));
  const table = page.getByRole("table", { name: "Answer" });
  await expect(table.getByRole("row").filter({ hasText: shop.payments })).toHaveCount(1);
  await page.getByRole("button", { name: "Samples", exact: true }).click();
  await expect(page.getByRole("button", { name: calls() })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("region", { name: "Samples of this series" }).getByRole("cell").first()).toBeVisible();
});

test("explains which series and samples an answer was read from", async ({ page }) => {
  await open(page, asked(`sum(${calls()})`));
  const explain = page.getByRole("region", { name: "Explain" });
  await explain.getByRole("button").click();
  const read = explain.getByRole("table", { name: "What query A read" });
  await expect(read.getByRole("row").nth(1)).toContainText(`${calls()}`);
  await expect(read).toContainText("counts kept every 10");
});

test("brings everything back from its address, and what was asked from its history", async ({ page }) => {
  await open(page, asked("vector(1)", "&q=vector(2)&legend=one,two&off=1&view=table"));
  await expect(page.getByRole("button", { name: "Query B is off" })).toBeVisible();
  await expect(page.getByLabel("Legend of query B")).toHaveValue("two");
  await expect(page.getByRole("table", { name: "Answer" }).getByRole("row")).toHaveCount(2);
  await editor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type(`vector(${ORDER_COUNT})`);
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/vector\(10\)/);
  await page.goBack();
  await expect(editor(page)).toHaveText("vector(1)");
  await page.getByRole("button", { name: "History" }).click();
  const sheet = page.getByRole("dialog", { name: "Queries asked before" });
  await sheet.getByRole("searchbox").fill("vector(10)");
  await expect(sheet.getByRole("listitem")).toHaveCount(1);
  await sheet.getByRole("button", { name: /^Star vector/ }).click();
  await sheet.getByRole("button", { name: "Starred" }).click();
  await sheet
    .getByRole("listitem")
    .getByRole("button", { name: /^vector/ })
    .click();
  await expect(editor(page)).toHaveText("vector(10)");
  await editor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Alt+ArrowUp");
  await expect(editor(page)).toHaveText("vector(10)");
});

test("says why there is no series, and leads to the metrics there are", async ({ page }) => {
  await open(page, asked("no_such_metric_at_all"));
  await expect(page.getByText("No series in this window answers the query.")).toBeVisible();
  await expect(page.locator("main").getByRole("link", { name: "All metrics" })).toBeVisible();
});

test("goes on from any panel, with its queries and the clock", async ({ page }) => {
  await open(page, `/?${shop.clock}`);
  await page
    .getByRole("button", { name: /^What to do with/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Open in Explore" }).click();
  await expect(page).toHaveURL(/\/explore\?q=.+window=5m/);
  await expect(editor(page)).toContainText("rate(traces_");
});

test.describe("a metric", () => {
  test("is found by its OTLP name, split by a label and filtered by a value", async ({ page }) => {
    // Its points bear the time of the flush, which on a slow machine is after the shop's clock.
    await open(page, `/metrics?at=${new Date().toISOString()}&window=5m`);
    await page.keyboard.press("/");
    await page.keyboard.type("shop.orders");
    await page.getByRole("table", { name: "Metrics" }).getByRole("link", { name: "shop_orders_total" }).click();
    await expect(page.getByRole("heading", { name: "shop_orders_total" })).toBeVisible();
    await settled(page);
    const labels = page.getByRole("complementary", { name: "Labels" });
    await labels.getByRole("button", { name: "Split by job" }).click();
    await expect(page).toHaveURL(/split=job/);
    await labels.getByRole("button", { name: /^order_vip/ }).click();
    await labels.getByRole("button", { name: /^true/ }).click();
    await expect(page).toHaveURL(/filter=order_vip/);
    await page.getByRole("link", { name: "Open in Explore" }).click();
    await expect(editor(page)).toHaveText(/sum by \(job\) \(rate\(shop_orders_total\{order_vip="true"\}\[/);
  });

  test("that was never sent says so and names those alike", async ({ page }) => {
    await open(page, `/metrics/shop_nothing_total?${shop.clock}`);
    await expect(page.getByRole("heading", { name: /No metric is called/ })).toBeVisible();
    await expect(page.getByRole("link", { name: "shop_orders_total" })).toBeVisible();
  });
});
