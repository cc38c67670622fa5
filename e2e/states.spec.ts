/** What a page says when it has nothing to show: an address that leads nowhere, a service never seen, code that did not come. */
import { aMinuteAgo, type Shop, sendShop } from "./shop.ts";
import { expect, open, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", aMinuteAgo());
});

test.describe("an unknown address", () => {
  test.use({ expectedComplaints: [[/404/], { scope: "test" }] });
  test("is answered 404 within the frame, with ways on", async ({ page }) => {
    const answer = await page.goto("/nowhere/at/all");
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no page at this address");
    await page.getByRole("main").getByRole("link", { name: "All services" }).click();
    await expect(page).toHaveURL(/\/services$/);
  });
});

test("a service that was never seen is said to be so; one that was seen earlier leads to its newest", async ({
  page,
}) => {
  await open(page, "/services/no-such-service");
  await expect(page.getByText("Nothing of no-such-service is kept.")).toBeVisible();
  await open(page, `/services/${shop.web}?at=2020-01-01T00:00:00Z&window=1h`);
  await page.getByRole("button", { name: "Show the newest" }).click();
  await expect(page).not.toHaveURL(/2020/);
  await expect(page.getByRole("tab", { name: /operations/i })).toBeVisible();
});

test.describe("a part of the console that does not come", () => {
  test.use({ expectedComplaints: [[/ERR_FAILED|load chunk|This page could not/], { scope: "test" }] });
  test("is named, and comes with the page when that is loaded again", async ({ page }) => {
    let missing = true;
    await page.route("**/_next/static/chunks/*.js", async (route) => {
      const answer = await route.fetch();
      const body = await answer.text();
      // The chart library: the one part of this size.
      if (missing && body.length > 400_000) await route.abort();
      else await route.fulfill({ response: answer, body });
    });
    await page.goto(`/services/${shop.payments}?${shop.clock}`);
    await expect(page.getByText("A part of the console could not be loaded")).toBeVisible();
    missing = false;
    await page.getByRole("button", { name: "Load the page again" }).click();
    await expect(page.locator("figure canvas").first()).toBeVisible();
  });
});
