/** The replay: run until a service fails, pin before and within, read what is different, and share exactly that. */
import type { Page } from "@playwright/test";
import { findingsInBothThemes } from "./axe.ts";
import { differingPixels } from "./pixels.ts";
import { instant } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";
import { sendTwoRegions, type TwoRegions } from "./twoRegions.ts";

const MINUTE_MS = 60_000;
const addressOf = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const addressMs = (page: Page, name: string) => Date.parse(addressOf(page, name) ?? "");
const picture = (page: Page) => page.getByTestId("replay").screenshot({ animations: "disabled" });

interface Told {
  readonly events: readonly { readonly at: string; readonly thing: string; readonly title: string }[];
}

/** When history tells that the service failed. */
async function toldFailure(page: Page, { pay, failsFromMs, endMs }: TwoRegions): Promise<number> {
  let failedMs = Number.NaN;
  await expect
    .poll(
      async () => {
        const window = `from=${instant(failsFromMs)}&to=${instant(endMs)}`;
        const answer = await page.request.get(`/api/state/events?${window}&kind=health&limit=1000`);
        const { events }: Told = await answer.json();
        const failure = events.find(({ thing, title }) => thing === `service:${pay}` && / fails/.test(title));
        failedMs = failure ? Date.parse(failure.at) : Number.NaN;
        return failedMs;
      },
      { timeout: 120_000, intervals: [2_000] },
    )
    .toBeGreaterThan(0);
  return failedMs;
}

/** The replay some minutes before it fails; the strip stands still, wherever now is. */
function before({ failsFromMs, startMs, endMs }: TwoRegions): string {
  const strip = `${Math.round((endMs - startMs) / MINUTE_MS)}m@${instant(endMs)}`;
  return `/replay?at=${instant(failsFromMs - 2 * MINUTE_MS)}&window=5m&strip=${strip}`;
}

test("it runs until the service fails, and two pins tell what became different, the same in another browser", async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  const sent = await sendTwoRegions(Date.now());
  const failedMs = await toldFailure(page, sent);
  await open(page, before(sent));
  await page.keyboard.press("a");
  await expect.poll(() => addressMs(page, "a")).toBe(sent.failsFromMs - 2 * MINUTE_MS);

  await page.getByRole("button", { name: "Add a condition at which playing stops" }).click();
  await page.getByRole("combobox", { name: "Service" }).selectOption(sent.pay);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByTestId("stop")).toHaveText(`${sent.pay} fails`);
  await expect.poll(() => addressOf(page, "until")).toBe(`fails:${sent.pay}`);

  await page.getByRole("button", { name: "Run", exact: true }).click();
  const stopped = page.getByTestId("stopped");
  await expect(stopped).toContainText(`${sent.pay} fails`, { timeout: 30_000 });
  await expect.poll(() => addressMs(page, "at")).toBe(failedMs);
  expect(addressOf(page, "b"), "it pins nothing by itself").toBeNull();

  await page.keyboard.press("b");
  const differences = page.getByTestId("differences");
  const own = differences
    .getByRole("listitem")
    .filter({ hasText: `${sent.pay} in eu-west`, hasNotText: "→" })
    .filter({ hasText: "failed" });
  await expect(own.first()).toBeVisible();
  await expect(own.first()).toContainText("healthy");
  await expect(differences).toContainText("First:");
  await expect(differences.getByRole("listitem").filter({ hasText: `${sent.pay} in us-east` })).toHaveCount(0);
  await own.first().getByRole("button").click();
  await expect.poll(() => addressOf(page, "pick")).toBe(`node placement:${sent.pay}/eu-west`);

  await page
    .getByTestId("stopped")
    .getByRole("button", { name: "Dismiss" })
    .click()
    .catch(() => undefined);
  await settled(page);
  // Where a list is scrolled to is each browser's own: the click brought its row into view.
  await own.first().evaluate((row) => row.closest("ul")?.parentElement?.scrollTo(0, 0));
  await page.mouse.move(5, 300);
  const context = await browser.newContext({ viewport: page.viewportSize() });
  const other = await context.newPage();
  await open(other, page.url());
  await other.mouse.move(5, 300);
  await expect(other.getByTestId("differences").getByRole("listitem").first()).toBeVisible();
  await expect
    .poll(async () => differingPixels(other, await picture(page), await picture(other)), { timeout: 20_000 })
    .toBe(0);
  await context.close();

  await page.getByRole("tab", { name: "State" }).click();
  const row = page
    .getByRole("table", { name: "State" })
    .getByRole("row")
    .filter({ hasText: `${sent.pay} in eu-west`, hasNotText: "→" });
  await expect(row.first()).toContainText("Fails".toLowerCase());
  await page.getByRole("tab", { name: "Events" }).click();
  await expect(page.getByRole("list", { name: "Events" }).locator("[aria-current=time]")).toBeVisible();

  for (const tab of ["Events", "State", "In flight", "Differences"]) {
    await page.getByRole("tab", { name: tab }).click();
    await settled(page);
    expect.soft(await findingsInBothThemes(page), tab).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(differences.getByRole("listitem").first()).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("before the first telemetry it says when the history begins", async ({ page }) => {
  await open(page, `/replay?at=${instant(Date.now() - 200 * 86_400_000)}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/history begins|Nothing is known/);
});
