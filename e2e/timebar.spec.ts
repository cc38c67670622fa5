/** The time bar: what happened is marked and stepped to, the playhead is dragged and played, the strip zooms, and a link keeps it all. */
import type { Locator, Page } from "@playwright/test";
import { instant } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Days ago, where no other test sends anything; each test has hours of its own. */
const QUIET_MS = Math.floor((Date.now() - 72 * HOUR_MS) / HOUR_MS) * HOUR_MS;

const amber = (page: Page) => page.locator(".border-time-fill");
const strip = (page: Page) => page.getByRole("slider", { name: "Clock" }).filter({ visible: true });
const marks = (page: Page) => page.getByRole("group", { name: "Events" }).getByRole("button");
const face = (page: Page) => page.locator(".clock-face");
const addressMs = (page: Page) => Date.parse(new URL(page.url()).searchParams.get("at") ?? "");

async function note(page: Page, atMs: number, title: string): Promise<void> {
  const answer = await page.request.post("/api/trpc/state.annotate", { data: { atMs, title } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error("it has no place");
  return box;
}

/** Three notes, ten minutes apart, and the page half an hour after the last. */
async function openNoted(page: Page, fromMs: number, path = "/services") {
  const titles = ["first", "second", "third"].map((word) => `${word} note of ${fromMs}`);
  for (const [i, title] of titles.entries()) await note(page, fromMs + i * 10 * MINUTE_MS + 250, title);
  await open(page, `${path}?at=${instant(fromMs + 50 * MINUTE_MS)}&window=15m&strip=2h`);
  await expect(marks(page)).toHaveCount(3);
  return titles;
}

test("arrows step from event to event, exactly to their instants, and the bar says which", async ({ page }) => {
  const from = QUIET_MS;
  const [first = "", second = "", third = ""] = await openNoted(page, from);
  const told = page.getByRole("status").filter({ hasText: "note of" });
  await page.keyboard.press("ArrowLeft");
  await expect(told).toHaveText(third);
  await expect.poll(() => addressMs(page)).toBe(from + 20 * MINUTE_MS + 250);
  await expect(face(page)).toContainText(".250");
  await page.keyboard.press("ArrowLeft");
  await expect(told).toHaveText(second);
  await page.keyboard.press("ArrowLeft");
  await expect(told).toHaveText(first);
  await page.keyboard.press("ArrowRight");
  await expect(told).toHaveText(second);
  await expect.poll(() => addressMs(page)).toBe(from + 10 * MINUTE_MS + 250);
});

test("a mark leads to its instant, and those too close for two open into a list", async ({ page }) => {
  const from = QUIET_MS + 3 * HOUR_MS;
  const [first = ""] = await openNoted(page, from);
  await marks(page).first().hover();
  await expect(page.getByLabel("Time bar").getByText(first)).toBeVisible();
  await marks(page).first().click();
  await expect.poll(() => addressMs(page)).toBe(from + 250);
  const ending = `2d@${instant(from + HOUR_MS)}`;
  await page.goto(`/services?at=${instant(from + 50 * MINUTE_MS)}&window=15m&strip=${ending}`);
  const cluster = marks(page).filter({ hasText: /^\d/ }).last();
  await cluster.click();
  const list = page.getByRole("dialog", { name: "Events at this place" });
  await list.getByRole("button", { name: first }).click();
  await expect(list).toHaveCount(0);
  await expect.poll(() => addressMs(page)).toBe(from + 250);
});

test("marks are filtered by kind, and the choice goes along in the address", async ({ page }) => {
  await openNoted(page, QUIET_MS + 6 * HOUR_MS);
  await page.getByRole("button", { name: "Marks and more" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Annotations" }).click();
  await expect(marks(page)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/marks=deploys/);
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/\/logs\?.*marks=deploys.*/);
  await settled(page);
  await expect(marks(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Marks and more" }).click();
  await page.getByRole("menuitem", { name: "The usual marks" }).click();
  await expect(marks(page)).toHaveCount(3);
});

test("the playhead is dragged without the network, and the address follows once", async ({ page }) => {
  const from = QUIET_MS + 9 * HOUR_MS;
  await openNoted(page, from);
  const box = await boxOf(strip(page));
  const before = page.url();
  const asked: string[] = [];
  await page.waitForLoadState("networkidle");
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60);
  await page.mouse.down();
  page.on("request", (request) => asked.push(request.url()));
  for (let i = 0; i < 12; i++) await page.mouse.move(box.x + box.width * (0.7 - i * 0.01), box.y + 60);
  const then = await face(page).textContent();
  expect(page.url()).toBe(before);
  expect(asked.filter((url) => url.includes("/api/") && !/state\.(frames|strip|marks)/.test(url))).toEqual([]);
  await page.mouse.up();
  await expect.poll(() => page.url()).not.toBe(before);
  await expect(face(page)).toHaveText(then ?? "");
  await page.goBack();
  await expect.poll(() => page.url()).toBe(before);
});

test("it plays at its speed from Space to Space, and only then the address changes", async ({ page }) => {
  const from = QUIET_MS + 12 * HOUR_MS;
  await openNoted(page, from);
  const before = page.url();
  for (let i = 0; i < 3; i++) await page.keyboard.press("]");
  await expect(page.getByRole("button", { name: "Speed of playing" })).toHaveText("600×");
  const start = await face(page).textContent();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Hold this instant" }).last()).toBeVisible();
  await expect(face(page)).not.toHaveText(start ?? "");
  expect(page.url()).toBe(before);
  await page.keyboard.press("Space");
  await expect.poll(() => addressMs(page)).toBeGreaterThan(from + 50 * MINUTE_MS);
  const played = addressMs(page) - (from + 50 * MINUTE_MS);
  expect(played).toBeLessThan(HOUR_MS);
  await page.keyboard.press("[");
  await expect(page.getByRole("button", { name: "Speed of playing" })).toHaveText("300×");
});

test("point and comma step along the frames", async ({ page }) => {
  const from = QUIET_MS + 15 * HOUR_MS;
  await openNoted(page, from);
  const startMs = addressMs(page);
  await page.keyboard.press(",");
  await page.keyboard.press(",");
  await expect.poll(() => addressMs(page)).toBeLessThan(startMs);
  const backMs = addressMs(page);
  await page.keyboard.press(".");
  await expect.poll(() => addressMs(page)).toBeGreaterThan(backMs);
  expect(startMs - addressMs(page)).toBe((startMs - backMs) / 2);
});

test("the wheel looks closer where it points, Shift pans, a double click goes back", async ({ page }) => {
  await open(page, `/services?at=${instant(QUIET_MS)}&window=1h`);
  const box = await boxOf(strip(page));
  await page.mouse.move(box.x + box.width / 2, box.y + 60);
  await page.mouse.wheel(0, -600);
  await expect(page).toHaveURL(/strip=2h/);
  const zoomed = page.url();
  await page.keyboard.down("Shift");
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 200, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await expect.poll(() => page.url()).not.toBe(zoomed);
  expect(addressMs(page)).toBe(QUIET_MS);
  await page.mouse.dblclick(box.x + box.width / 2, box.y + 60);
  await expect(page).not.toHaveURL(/strip=/);
  await expect.poll(() => addressMs(page)).toBe(QUIET_MS);
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/strip=/);
});

test("M notes something at the playhead, and it is marked", async ({ page }) => {
  const atMs = QUIET_MS + 18 * HOUR_MS;
  await open(page, `/logs?at=${instant(atMs)}&window=15m&strip=2h`);
  const had = await marks(page).count();
  await page.keyboard.press("m");
  const dialog = page.getByRole("dialog", { name: "Note something at this instant" });
  await dialog.getByLabel("What happened").fill("Switched the card network");
  await dialog.getByRole("button", { name: "Keep the note" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(marks(page)).toHaveCount(had + 1);
  await page.getByRole("group", { name: "Events" }).getByRole("button", { name: "Switched the card network" }).click();
  expect(addressMs(page)).toBe(atMs);
});

test("the keys of time do nothing while someone types", async ({ page }) => {
  await open(page, `/metrics?at=${instant(QUIET_MS)}&window=1h`);
  const before = page.url();
  const speed = page.getByRole("button", { name: "Speed of playing" });
  const was = await speed.textContent();
  const field = page.locator("[data-page-search]");
  await field.focus();
  await page.keyboard.type("m[].,+- l");
  await expect(field).toHaveValue("m[].,+- l");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(speed).toHaveText(was ?? "");
  expect(addressMs(page)).toBe(QUIET_MS);
  expect(new URL(page.url()).searchParams.get("strip")).toBe(new URL(before).searchParams.get("strip"));
});

test("dragging turns frame, pill and playhead amber together, and L undoes it", async ({ page }) => {
  await open(page, "/services?window=15m");
  await expect(amber(page)).toHaveCount(0);
  const box = await boxOf(strip(page));
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
  await page.mouse.down();
  await expect(amber(page)).toBeVisible();
  await expect(page.getByRole("button", { name: /Back to live\.$/ })).toBeVisible();
  expect(page.url()).not.toContain("at=");
  await page.mouse.up();
  await expect(page).toHaveURL(/at=/);
  await page.keyboard.press("l");
  await expect(page).not.toHaveURL(/at=/);
  await expect(amber(page)).toHaveCount(0);
});

test("an instant before the first data says so calmly, and steps lead on from there", async ({ page }) => {
  await open(page, "/services?at=2020-02-29T12:00:00Z&window=1h");
  await expect(page.getByRole("status").filter({ hasText: "Nothing is known of this time." })).toBeVisible();
  await expect(page.locator("main").getByRole("alert")).toHaveCount(0);
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByText("No event is known before this instant")).toBeVisible();
  expect(addressMs(page)).toBe(Date.UTC(2020, 1, 29, 12));
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => addressMs(page)).toBeGreaterThan(QUIET_MS - 400 * 24 * HOUR_MS);
});

for (const [timezoneId, atMs, twice] of [
  ["America/New_York", Date.UTC(2026, 10, 1, 9), ["01:00", "01:00 UTC−5"]],
  ["Europe/Berlin", Date.UTC(2026, 9, 25, 4), ["02:00", "02:00 UTC+1"]],
] as const) {
  test.describe(timezoneId, () => {
    test.use({ timezoneId });
    test("has each hour of the day its clocks change once on the axis", async ({ page }) => {
      await open(page, `/services?at=${instant(atMs)}&window=15m&strip=7h@${instant(atMs)}`);
      const labels = strip(page).locator("svg text");
      for (const label of twice) await expect(page.getByText(label, { exact: true })).toHaveCount(1);
      const said = await labels.allTextContents();
      expect(new Set(said).size).toBe(said.length);
      expect(said.filter((label) => /:\d\d/.test(label)).every((label) => label.includes(":00"))).toBe(true);
      await page.keyboard.press("z");
      await expect(labels.filter({ hasText: /UTC/ })).toHaveCount(0);
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  test("the line opens into a sheet with strip, marks and steps", async ({ page }) => {
    const from = QUIET_MS + 21 * HOUR_MS;
    const titles = ["one", "two"].map((word) => `${word} note of ${from}`);
    for (const [i, title] of titles.entries()) await note(page, from + i * 30 * MINUTE_MS, title);
    await open(page, `/services?at=${instant(from + 50 * MINUTE_MS)}&window=15m&strip=2h`);
    await strip(page).tap();
    const sheet = page.getByRole("dialog", { name: "Time" });
    await expect(sheet.getByRole("group", { name: "Events" }).getByRole("button")).toHaveCount(2);
    await sheet.getByRole("button", { name: "Previous event" }).tap();
    await expect.poll(() => addressMs(page)).toBe(from + 30 * MINUTE_MS);
    await sheet.getByRole("button", { name: "Back to live" }).tap();
    await expect(page).not.toHaveURL(/at=/);
    await sheet.getByRole("button", { name: "Done" }).tap();
    await expect(sheet).toHaveCount(0);
  });
});
