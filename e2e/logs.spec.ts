/** Finding log records by what they say and carry; a line opens to its whole record and leads to its trace. */
import type { Page } from "@playwright/test";
import { aMinuteAgo, ORDER_COUNT, type Shop, sendShop } from "./shop.ts";
import { expect, open, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("grpc", aMinuteAgo());
});
const lines = (page: Page) => page.getByRole("list", { name: "Log records" }).getByRole("listitem");
const own = (filters = "") => `/logs?${shop.clock}&service=${shop.payments}${filters}`;

test("are found by words of their body, from the search field", async ({ page }) => {
  await open(page, `/logs?${shop.clock}`);
  await page.keyboard.press("/");
  await page.keyboard.type(`${shop.logWord} card`);
  await page.keyboard.press("Enter");
  await expect(lines(page)).toHaveCount(2);
  await expect(lines(page).first()).toContainText(`${shop.logWord} card declined`);
  await expect(page).toHaveURL(/q=/);
});

test("are filtered by severity, and the sentence counts what is left", async ({ page }) => {
  await open(page, own());
  await expect(lines(page)).toHaveCount(ORDER_COUNT);
  await page.getByRole("button", { name: "error", exact: true }).click();
  await expect(lines(page)).toHaveCount(2);
  await page.goBack();
  await expect(lines(page)).toHaveCount(ORDER_COUNT);
});

test("are filtered by a typed attribute", async ({ page }) => {
  await open(page, own(`&attr=${encodeURIComponent("order.number=3")}`));
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page)).toContainText("paid order 3");
  await open(page, own(`&attr=${encodeURIComponent('order.number="3"')}`));
  await expect(page.getByText("Nothing in this window matches all of the filters.")).toBeVisible();
});

test("of one trace are found by its id", async ({ page }) => {
  await open(page, `/logs?${shop.clock}&trace=${shop.traceIds[6]}`);
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page)).toContainText("paid order 6");
});

test("open by keys to the whole record, and lead to the span in its trace", async ({ page }) => {
  await open(page, own(`&trace=${shop.traceIds[4]}`));
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const record = page.getByRole("complementary", { name: "Log record" });
  await expect(record).toContainText(`${shop.logWord} card declined`);
  await expect(record).toContainText("order.number");
  await expect(record).toContainText(shop.payments);
  await page.keyboard.press("Escape");
  await expect(record).toHaveCount(0);
  await lines(page).getByRole("button").click();
  await record.getByRole("link", { name: "Open its trace" }).click();
  await expect(page).toHaveURL(new RegExp(`/traces/${shop.traceIds[4]}\\?.*span=`));
  await expect(page.getByRole("treeitem", { selected: true })).toHaveText(/POST \/payments/);
});
