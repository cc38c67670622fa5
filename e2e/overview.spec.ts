/** The landing page, and what every chart can do: drag to zoom, legend, series table, full screen, CSV, dots that open traces. */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { aMinuteAgo, ORDER_COUNT, type Shop, sendShop } from "./shop.ts";
import { expect, open, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", aMinuteAgo());
});

const overview = (more = "") => `/?${shop.clock}${more}`;
const service = (more = "") => `/services/${shop.payments}?${shop.clock}${more}`;
/** A panel of the page by its title. */
const panel = (page: Page, title: string): Locator => page.getByRole("figure", { name: title, exact: true });

async function choose(page: Page, title: string, item: string): Promise<void> {
  await panel(page, title)
    .getByRole("button", { name: `What to do with ${title}` })
    .click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("the way in says what is true, then shows the golden signals, and leads on to a service", async ({ page }) => {
  await open(page, overview());
  await expect(page.getByRole("heading", { level: 1 })).not.toBeEmpty();
  for (const title of ["Requests", "Failing", "Duration, p95"]) {
    await expect(panel(page, title).locator("canvas")).toBeVisible();
  }
  // Which twelve are listed depends on what other tests sent meanwhile.
  const listed = page.getByRole("table", { name: "Services, trouble first" }).getByRole("row").nth(1).getByRole("link");
  const name = (await listed.first().textContent()) ?? "";
  await listed.first().click();
  await expect(page).toHaveURL(new RegExp(`/services/${name}`));
});

test("signals say how they stand by a shape with its word, and heatmaps what their colours mean", async ({ page }) => {
  await open(page, overview());
  for (const title of ["Requests", "Failing", "Duration, p95"]) {
    await expect(panel(page, title).getByRole("img", { name: /^(healthy|degraded|failed|unknown): / })).toBeVisible();
  }
  const spread = panel(page, "Duration of every request");
  await spread.scrollIntoViewIfNeeded();
  await expect(spread).toContainText(/\d requests per cell/);
});

test("a service's signals do not contradict the sentence above them", async ({ page }) => {
  await open(page, service());
  const sentence = page.getByRole("heading", { level: 1 });
  await expect(sentence).not.toBeEmpty();
  const failing = panel(page, "Failing").getByRole("img", { name: /^(healthy|degraded|failed|unknown): / });
  await expect(failing).toBeVisible();
  const [said = "", told = ""] = [await sentence.textContent(), (await failing.getAttribute("aria-label")) ?? ""];
  expect(/fails/.test(said ?? "")).toBe(/^(failed|degraded): fails/.test(told));
});

test("what failed is counted in a window of minutes too", async ({ page }) => {
  await open(page, overview());
  await panel(page, "Failed requests").scrollIntoViewIfNeeded();
  await expect(panel(page, "Failed requests").locator("canvas")).toBeVisible();
});

test("a signal without numbers says what would bring them", async ({ page }) => {
  await open(page, overview());
  await panel(page, "CPU in use").scrollIntoViewIfNeeded();
  await expect(panel(page, "CPU in use")).toContainText("host-metrics receiver");
});

test("a drag over a chart looks at that stretch, and Back returns", async ({ page }) => {
  await open(page, service());
  const plot = panel(page, "Requests").locator(".cursor-crosshair");
  const box = await plot.boundingBox();
  if (!box) throw new Error("the plot has no box");
  // The shop sent in the last minute of the window: the stretch holds it, so that there is something to see.
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.99, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect(page).not.toHaveURL(/window=5m/);
  await expect(panel(page, "Requests").locator("canvas")).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/window=5m/);
});

test("a click in the legend isolates a line, one with Ctrl hides it, and the table has its figures", async ({
  page,
}) => {
  await open(page, service());
  const duration = panel(page, "Duration");
  const p95 = duration.getByRole("button", { name: "p95", exact: true });
  await p95.click();
  await expect(p95).toHaveAttribute("aria-pressed", "true");
  await p95.click({ modifiers: ["Control"] });
  await expect(p95).toHaveAttribute("title", /to show$/);
  await p95.click({ modifiers: ["Control"] });
  await choose(page, "Duration", "Series table");
  const table = page.getByRole("table", { name: "Series of Duration" });
  await expect(table.getByRole("row")).toHaveCount(4);
  await table.getByRole("button", { name: "Series", exact: true }).click();
  await expect(table.getByRole("row").nth(1)).toContainText("p50");
  await expect(table.getByRole("row").nth(1)).toContainText(/\d\sms/);
});

test("a panel alone is an address of its own, and Escape leads back to all", async ({ page }) => {
  await open(page, service());
  await choose(page, "Duration", "Full screen");
  await expect(page).toHaveURL(/panel=duration/);
  await expect(panel(page, "Requests")).toBeHidden();
  await page.reload();
  await expect(page.getByRole("table", { name: "Series of Duration" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel(page, "Requests")).toBeVisible();
});

test("a panel goes along as CSV and as PromQL", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, service());
  await expect(panel(page, "Requests").locator("canvas")).toBeVisible();
  const saved = page.waitForEvent("download");
  await choose(page, "Requests", "Save as CSV");
  const lines = (await readFile(await (await saved).path(), "utf8")).trim().split("\r\n");
  expect(lines[0]).toBe("time,requests");
  const perSecond = lines.slice(1).map((line) => Number(line.split(",")[1] ?? 0));
  // Ten orders in ten seconds, seen by a rate over one minute.
  expect(Math.max(...perSecond)).toBeGreaterThan((ORDER_COUNT / 60) * 0.5);
  await choose(page, "Requests", "Copy as PromQL");
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain(`sum (rate(traces_span_metrics_calls_total{service_name="${shop.payments}"`);
});

/** How many pixels of a picture have this colour. */
const pixelsOf = (page: Page, png: Buffer, token: string): Promise<number> =>
  page.evaluate(
    async ({ bytes, token }) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: "image/png" }));
      const draw = new OffscreenCanvas(image.width, image.height).getContext("2d");
      if (!draw) throw new Error("no canvas");
      draw.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
      draw.fillRect(0, 0, 1, 1);
      const [red, green, blue] = draw.getImageData(0, 0, 1, 1).data;
      draw.drawImage(image, 0, 0);
      const { data } = draw.getImageData(0, 0, image.width, image.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4)
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) count++;
      return count;
    },
    { bytes: [...png], token },
  );

test("a panel goes along as a picture with all that is drawn in it", async ({ page }) => {
  await open(page, service());
  const dots = panel(page, "Duration").getByRole("button", { name: /open its trace/ });
  await expect(dots.first()).toBeVisible();
  const saved = page.waitForEvent("download");
  await choose(page, "Duration", "Save as PNG");
  const png = await readFile(await (await saved).path());
  const failed = await panel(page, "Duration").locator('[data-dot="failed"]').count();
  expect(failed).toBeGreaterThan(0);
  expect(await pixelsOf(page, png, "--fail-fill")).toBeGreaterThan(20);
});

test("a heat map goes along as CSV, a row for each bucket that counted something", async ({ page }) => {
  await open(page, overview());
  const title = "Duration of every request";
  await panel(page, title).scrollIntoViewIfNeeded();
  await expect(panel(page, title).locator("canvas")).toBeVisible();
  const saved = page.waitForEvent("download");
  await choose(page, title, "Save as CSV");
  const [head, ...lines] = (await readFile(await (await saved).path(), "utf8")).trim().split("\r\n");
  expect(head).toBe("time,above,up_to,count");
  const counted = lines.reduce((sum, line) => sum + Number(line.split(",")[3]), 0);
  expect(counted).toBeGreaterThan(0);
});

test("a dot of the duration opens its trace", async ({ page }) => {
  await open(page, service());
  const dot = panel(page, "Duration")
    .getByRole("button", { name: /open its trace/ })
    .first();
  await expect(dot).toBeVisible();
  await dot.click();
  await expect(page).toHaveURL(new RegExp(`/traces/(${shop.traceIds.join("|")})`));
});

test("split by operation each line is an operation; where nothing was sent the panel says what to send", async ({
  page,
}) => {
  await open(page, service());
  const split = page.getByRole("group", { name: "Split the charts by" });
  await split.getByRole("button", { name: "Operation" }).click();
  await choose(page, "Requests", "Series table");
  await expect(page.getByRole("table", { name: "Series of Requests" })).toContainText("POST /payments");
  await split.getByRole("button", { name: "Zone" }).click();
  await expect(panel(page, "Requests")).toContainText("cloud.availability_zone");
});

test("an earlier time lies behind the charts of the page when asked for", async ({ page }) => {
  await open(page, service("&compare=1h"));
  await expect(page.getByRole("status").filter({ hasText: "Broken lines are the hour before" })).toBeVisible();
  await page.getByRole("button", { name: "Show now alone" }).click();
  await expect(page).not.toHaveURL(/compare/);
});
