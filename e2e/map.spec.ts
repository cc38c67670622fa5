/** The map: what is drawn, found, isolated, listed and taken along, always at the clock's instant; and what it says where nothing is. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { aMinuteAgo, type Shop, sendShop } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async ({ request }) => {
  test.setTimeout(120_000);
  shop = await sendShop("http/protobuf", aMinuteAgo());
  const at = /at=([^&]+)/.exec(shop.clock)?.[1] ?? "";
  const calls = async () => {
    const answer = await request.get(`/api/state/at?at=${at}`);
    const { edges } = (await answer.json()) as { readonly edges: readonly { from: string; to: string }[] };
    return edges.map(({ from, to }) => `${from} ${to}`);
  };
  // The history is told some seconds after telemetry has arrived, services before their calls.
  await expect.poll(calls, { timeout: 90_000, intervals: [1_000] }).toContain(`${shop.web} ${shop.payments}`);
});

const map = (more = "") => `/map?${shop.clock}${more}`;
const drawn = (page: Page) => page.locator("[data-graph=drawn]");
/** Boxes as the list beside the picture has them. */
const box = (page: Page, name: string) =>
  page.getByRole("region", { name: "Map of the system", exact: true }).getByRole("button", { name, exact: false });
const panel = (page: Page, name: string) => page.getByRole("complementary", { name, exact: true });

async function find(page: Page, name: string): Promise<void> {
  await page.getByRole("combobox", { name: "Find in the map" }).fill(name);
  await page.keyboard.press("Enter");
}

test("a service is found by its name, told of in a panel, and Escape closes it", async ({ page }) => {
  await open(page, map());
  await expect(drawn(page)).toHaveAttribute("data-boxes", /[1-9]/);
  await page.keyboard.press("/");
  await find(page, shop.payments);
  const about = panel(page, shop.payments);
  await expect(about).toContainText("Blast radius");
  await expect(about.getByRole("button", { name: shop.web })).toBeVisible();
  await expect(about.getByRole("link", { name: "Open" })).toHaveAttribute("href", /at=/);
  await expect(page).toHaveURL(/pick=/);
  await page.getByRole("combobox", { name: "Find in the map" }).blur();
  await page.keyboard.press("Escape");
  await expect(about).toBeHidden();
});

test("a service is isolated with its callers and what it calls, and the link carries it", async ({ page }) => {
  await open(page, map("&group=none"));
  await find(page, shop.payments);
  await panel(page, shop.payments).getByRole("button", { name: "Isolate" }).click();
  await expect(page.getByText(`Around ${shop.payments}`)).toBeVisible();
  await expect(box(page, shop.web)).toHaveCount(1);
  await expect(box(page, shop.payments)).toHaveCount(1);
  await page.getByRole("button", { name: "Fewer callers up" }).click();
  await expect(box(page, shop.web)).toHaveCount(0);
  await page.reload();
  await settled(page);
  await expect(box(page, shop.payments)).toHaveCount(1);
  await expect(box(page, shop.web)).toHaveCount(0);
  await page.getByRole("button", { name: "Whole map" }).click();
  await expect(page).not.toHaveURL(/focus=/);
});

test("the way between two services is drawn alone", async ({ page }) => {
  const id = (name: string) => encodeURIComponent(`service:${name}`);
  await open(page, map(`&group=none&from=${id(shop.web)}&to=${id(shop.payments)}`));
  await expect(page.getByText(/1 call$/)).toBeVisible();
  await expect(drawn(page)).toHaveAttribute("data-boxes", "2");
  await open(page, map(`&group=none&from=${id(shop.payments)}&to=${id(shop.web)}`));
  await expect(page.getByText(`No way leads from ${shop.payments} to ${shop.web}.`)).toBeVisible();
});

test("the arrow keys walk along calls once the map has the focus", async ({ page }) => {
  const focus = encodeURIComponent(`service:${shop.payments}`);
  await open(page, map(`&group=none&focus=${focus}`));
  await expect(drawn(page)).toHaveAttribute("data-boxes", /[1-9]/);
  await page.getByRole("region", { name: /arrow keys walk/ }).focus();
  await find(page, shop.web);
  await expect(panel(page, shop.web)).toBeVisible();
  await page.getByRole("region", { name: /arrow keys walk/ }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(panel(page, shop.payments)).toBeVisible();
});

test("the list has everything as rows, and opens the same panel", async ({ page }) => {
  await open(page, map(`&view=list&q=${shop.payments}`));
  const rows = page.getByRole("table", { name: "Map" }).getByRole("row");
  await expect(rows).toHaveCount(2);
  await rows.nth(1).click();
  await expect(panel(page, shop.payments)).toBeVisible();
});

test("the drawing can be taken along as SVG and holds what is drawn", async ({ page }) => {
  await open(page, map(`&group=none&focus=${encodeURIComponent(`service:${shop.payments}`)}`));
  await expect(drawn(page)).toHaveAttribute("data-boxes", /[1-9]/);
  await page.getByRole("button", { name: "Take along as a file" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Drawing (SVG)" }).click();
  const svg = await readFile(await (await download).path(), "utf8");
  expect(svg).toContain("<path");
  expect(svg).toContain(shop.payments.slice(0, 12));
});

test("on a phone the list comes first", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, map());
  await expect(page.getByRole("table", { name: "Map" })).toBeVisible();
});

test("before the first telemetry it says that nothing existed", async ({ page }) => {
  await open(page, "/map?at=2001-01-01T00:00:00Z");
  await expect(page.getByRole("heading", { name: "Nothing existed at this instant" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Back to live", exact: true })).toBeVisible();
});
