/** SLOs: proposed, written with a preview, looked at, changed, and as they were before they were. */
import type { Page } from "@playwright/test";
import { findingsInBothThemes } from "./axe.ts";
import { aMinuteAgo, type Shop, sendShop } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", aMinuteAgo());
});

const capital = (name: string) => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
/** The table of all SLOs, found by what they are called. */
const rowOf = (page: Page, title: string) =>
  page.getByRole("table", { name: "SLOs" }).getByRole("row", { name: title });

/** Makes an SLO for the shop's payments, of which a fifth fails, and lands on its page. */
async function makeSlo(page: Page, title: string): Promise<void> {
  await open(page, `/slos/new?service=${shop.payments}`);
  await page.getByRole("textbox", { name: "Title" }).fill(title);
  await page.getByRole("textbox", { name: "Objective" }).fill("99");
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page).toHaveURL(/\/slos\/[0-9a-f-]{36}/);
  await settled(page);
}

test("proposes what a service could promise, with what it would have shown, and makes it in one click", async ({
  page,
}) => {
  await open(page, "/slos?show=presets");
  const proposals = page.getByRole("table", { name: "Proposed SLOs" });
  const title = `${capital(shop.web)} succeeds`;
  await expect(proposals.getByRole("row", { name: title })).toContainText("100 %");
  await proposals.getByRole("checkbox", { name: "Choose all" }).uncheck();
  await proposals.getByRole("checkbox", { name: `Make ${title}` }).check();
  await page.getByRole("button", { name: "Make 1" }).click();
  await expect(rowOf(page, title)).toBeVisible();
  await open(page, "/slos?show=presets");
  await expect(page.getByRole("table", { name: "Proposed SLOs" }).getByRole("row", { name: title })).toHaveCount(0);
});

test("the editor shows how it would have gone, and says at the field what cannot be", async ({ page }) => {
  await open(page, `/slos/new?service=${shop.payments}`);
  const preview = page.getByRole("complementary", { name: "Preview" });
  await expect(preview).toContainText("The budget is overspent");
  await expect(preview.getByRole("img", { name: /^Budget left:/ })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Title" })).toHaveValue(`${shop.payments} succeeds`);

  const objective = page.getByRole("textbox", { name: "Objective" });
  await objective.fill("100");
  await objective.blur();
  await expect(page.getByText("At 100 % there is no budget").first()).toBeVisible();
  await objective.fill("50");
  await expect(page.getByRole("list", { name: "Rules that cannot tell" })).toContainText("cannot happen at 50 %");
  // Two of ten failed: at 50 % three more may, said at once and without asking the server.
  await expect(preview).toContainText("3 more failures are allowed in 28 days");

  await page.getByRole("button", { name: "It is fast enough" }).click();
  await page.getByRole("textbox", { name: "At most" }).fill("fast");
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "another look" })).toBeVisible();
  await expect(page.getByText("Write a length of time with its unit")).toHaveCount(2);
});

test("its page says where the budget stands and how that is computed; before it was made there was none", async ({
  page,
}) => {
  const title = `Payments ${shop.logWord} succeed`;
  await makeSlo(page, title);
  await expect(page.getByRole("navigation", { name: "Where you are" })).toContainText(title);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("overspent");
  await expect(page.getByText(`99 % of the requests to ${shop.payments} succeed`).first()).toBeVisible();
  await expect(page.getByRole("table", { name: "Burn windows" }).getByRole("row")).toHaveCount(5);

  await page.getByRole("button", { name: "How this is computed" }).click();
  const how = page.getByRole("dialog", { name: "How this is computed" });
  await expect(how).toContainText("1 − 2 / 10 = 80 %");
  await expect(how).toContainText("traces_span_metrics_calls_total");
  await page.keyboard.press("Escape");

  const address = new URL(page.url());
  await open(page, `${address.pathname}?at=2026-01-01T00:00:00Z`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There was no such SLO then");
  await page.getByRole("button", { name: "Back to live", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("overspent");
});

test("is changed with its history kept, cannot be changed in the past, and is deleted after asking", async ({
  page,
}) => {
  const title = `Changed ${shop.logWord}`;
  await makeSlo(page, title);
  const address = new URL(page.url()).pathname;
  await page.keyboard.press("e");
  await expect(page.getByRole("heading", { level: 1, name: `Edit ${title}` })).toBeVisible();
  await page.getByRole("textbox", { name: "Objective" }).fill("75");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  const history = page.getByRole("region", { name: "History of the definition" });
  await expect(history).toContainText(/objective 99\s% → 75\s%/);

  await page.goto(`${address}?at=${new Date(Date.now() - 1000).toISOString()}`);
  await expect(page.getByRole("status").filter({ hasText: "cannot be changed" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete" })).toBeDisabled();

  await open(page, address);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete it" }).click();
  await expect(page).toHaveURL(/\/slos$/);
  await expect(rowOf(page, title)).toHaveCount(0);
});

test("the palette reaches an SLO by its title, keys walk the list", async ({ page }) => {
  const title = `Reached ${shop.logWord}`;
  await makeSlo(page, title);
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder(/Service, SLO/).fill(title);
  await page.getByRole("option", { name: title }).click();
  await expect(page).toHaveURL(/\/slos\/[0-9a-f-]{36}$/);
  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await expect(rowOf(page, title)).toBeVisible();
  await page.getByRole("searchbox", { name: "Find an SLO" }).fill(title);
  await expect(page.getByRole("table", { name: "SLOs" }).getByRole("row")).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Find an SLO" }).blur();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation", { name: "Where you are" })).toContainText(title);
});

test("list, page and editor have no serious finding of axe, dark or light", async ({ page }) => {
  await makeSlo(page, `Seen ${shop.logWord}`);
  expect(await findingsInBothThemes(page)).toEqual([]);
  await open(page, `${new URL(page.url()).pathname}/edit`);
  expect(await findingsInBothThemes(page)).toEqual([]);
  await open(page, "/slos");
  expect(await findingsInBothThemes(page)).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  test("list and page need no sideways scrolling", async ({ page }) => {
    await makeSlo(page, `Held ${shop.logWord}`);
    const address = new URL(page.url()).pathname;
    for (const path of [address, "/slos", "/"]) {
      await open(page, path);
      const { main = 0, inner = 0 } = await page.evaluate(() => {
        const element = document.querySelector("main");
        return { main: element?.scrollWidth, inner: element?.clientWidth };
      });
      expect(main).toBeLessThanOrEqual(inner);
      const cut = await page
        .locator("main td.num")
        .evaluateAll((cells) =>
          cells
            .filter((cell) => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth + 1)
            .map((cell) => cell.textContent),
        );
      expect(cut).toEqual([]);
      await expect(page.getByRole("heading", { level: 1 })).toBeInViewport();
    }
  });
});
