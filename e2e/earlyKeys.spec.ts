/** Keys pressed while the page is drawn but none of its code runs yet: they count, once, in their order. */
import type { Page } from "@playwright/test";
import { aMinuteAgo, type Shop, sendShop } from "./shop.ts";
import { expect, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", aMinuteAgo());
});

/** Shows the server's page and holds all of its code back; `press` is done before any of it runs. */
async function pressedEarly(page: Page, path: string, press: () => Promise<void>): Promise<void> {
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  await page.route("**/_next/static/**/*.js*", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(path, { waitUntil: "commit" });
  await expect(page.getByRole("main")).toBeVisible();
  await press();
  expect(page.url().endsWith(path), "nothing happens before the code runs").toBe(true);
  release();
}

const type =
  (page: Page, ...keys: string[]) =>
  async () => {
    for (const key of keys) await page.keyboard.press(key);
  };

test("L goes back to live", async ({ page }) => {
  await pressedEarly(page, `/logs?${shop.clock}`, type(page, "l"));
  await expect(page).not.toHaveURL(/at=/);
});

test("? shows the keys", async ({ page }) => {
  await pressedEarly(page, "/ingest", type(page, "?"));
  await expect(page.getByRole("dialog", { name: "Keys of this page" })).toBeVisible();
});

test("g and a letter go to a page, and a backslash counts as often as it was pressed", async ({ page }) => {
  await pressedEarly(page, `/services?${shop.clock}`, type(page, "\\", "\\", "\\", "g", "t"));
  await expect(page).toHaveURL(/\/traces\?at=.*&window=5m$/);
  await expect(page.locator(".app-frame")).toHaveAttribute("data-rail", "icons");
});

test("j and Enter walk and open what the page lists", async ({ page }) => {
  await pressedEarly(page, `/services?${shop.clock}&q=${shop.payments}`, type(page, "j", "Enter"));
  await expect(page).toHaveURL(new RegExp(`/services/${shop.payments}\\?`));
});

test("what is typed after Ctrl-K is the palette's text, letters with a meaning of their own included", async ({
  page,
}) => {
  await pressedEarly(page, `/logs?${shop.clock}`, type(page, "Control+k", ...shop.payments));
  const palette = page.getByRole("dialog", { name: "Go to anything" });
  await expect(palette.getByRole("combobox")).toHaveValue(shop.payments);
  await expect(page).toHaveURL(/\/logs\?at=/);
});

test("what is typed after / is the search of the page", async ({ page }) => {
  await pressedEarly(page, `/services?${shop.clock}`, type(page, "/", ...shop.web));
  await expect(page.getByRole("searchbox", { name: "Find a service" })).toHaveValue(shop.web);
});
