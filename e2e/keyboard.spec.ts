/** The console by keyboard alone. */

import type { Page } from "@playwright/test";
import { aMinuteAgo, type Shop, sendShop } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

async function openPalette(page: Page) {
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to anything" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  return palette;
}

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/json", aMinuteAgo());
});

test("the palette finds a service by a part of its name", async ({ page }) => {
  await open(page, `/logs?${shop.clock}`);
  const palette = await openPalette(page);
  await page.keyboard.type(shop.payments.slice(3));
  await expect(palette.getByRole("option", { name: shop.payments })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/services/${shop.payments}\\?at=.*&window=5m`));
  await expect(palette).toHaveCount(0);
});

test("the palette opens a pasted trace id", async ({ page }) => {
  await open(page, "/services");
  await openPalette(page);
  await page.keyboard.insertText(shop.traceIds[2] ?? "");
  await expect(page.getByRole("option", { name: /^Open trace/ })).toBeVisible();
  await expect(page.getByText("Nothing of this name in the window.")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/traces/${shop.traceIds[2]}`));
  await expect(page.getByRole("treeitem")).toHaveCount(4);
});

test("Escape closes the palette and leaves the page as it was", async ({ page }) => {
  await open(page, `/services?${shop.clock}`);
  await openPalette(page);
  await page.keyboard.type("nothing of this name");
  await expect(page.getByText("Nothing of this name in the window.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/services\?at=.*&window=5m$/);
});

test("g and a letter go to pages, and take the clock along", async ({ page }) => {
  await open(page, `/services?${shop.clock}`);
  for (const [key, path] of [
    ["t", "traces"],
    ["l", "logs"],
    ["i", "ingest"],
    [",", "settings"],
    ["s", "services"],
  ] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page).toHaveURL(new RegExp(`/${path}\\?at=.*&window=5m$`));
  }
});

test("/ searches here, j and k walk the rows, Enter opens the one in hand", async ({ page }) => {
  await open(page, `/services?${shop.clock}`);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Find a service" })).toBeFocused();
  const mark = shop.web.slice(4);
  await page.keyboard.type(mark);
  const rows = page.getByRole("table", { name: "Services" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  // As in every search field, Escape also empties it.
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/q=/);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(rows.first()).toHaveAttribute("data-cursor", "true");
  const name = await rows.first().getByRole("link").textContent();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/services/${name}\\?`));
});

test("j and Enter open a trace from the list", async ({ page }) => {
  await open(page, `/traces?${shop.clock}&service=${shop.web}`);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/traces/${shop.traceIds.at(-1)}`));
});

test("j goes on from the trace that was opened when one comes back to the list", async ({ page }) => {
  await open(page, `/traces?${shop.clock}&service=${shop.web}`);
  for (const key of ["j", "j", "Enter"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(new RegExp(`/traces/${shop.traceIds.at(-2)}`));
  await page.goBack();
  await expect(page.getByRole("table", { name: "Traces" })).toBeVisible();
  await settled(page);
  for (const key of ["j", "Enter"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(new RegExp(`/traces/${shop.traceIds.at(-3)}`));
});

test("? shows the keys of the page at hand, Escape takes them away", async ({ page }) => {
  await open(page, `/traces/${shop.traceIds[0]}`);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys of this page" });
  await expect(sheet.getByText("Search in this trace")).toBeVisible();
  await expect(sheet.getByText("Go to Traces")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
});

test("letters typed into a field do nothing else", async ({ page }) => {
  await open(page, `/logs?${shop.clock}`);
  await page.getByRole("searchbox", { name: "Words in the body" }).fill("");
  await page.keyboard.type("gt?l");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/logs\?/);
});

test("the first stop of Tab skips to the page, and focus is seen", async ({ page }) => {
  await open(page, `/services?${shop.clock}`);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the page" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  const outline = await skip.evaluate((link) => getComputedStyle(link).outlineStyle);
  expect(outline).not.toBe("none");
});
