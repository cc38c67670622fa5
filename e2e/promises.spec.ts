/**
 * A promise that breaks, told as a story in a real shop: an SLO for checkout is made after its preview, payments 2.14.0 goes out, the budget
 * falls and says how long it lasts, a receiver is told, two clicks lead from the alert to the span that fails and what it logged; the alert is
 * silenced, and is over after the roll-back. Then the clock is set to before it, and everything is as it was.
 */
import type { Page } from "@playwright/test";
import { change, expect, test, type Watched } from "./promisesProduct.ts";
import { open, settled } from "./test.ts";

// One shop for all; what fails stops the story.
test.describe.configure({ mode: "serial", timeout: 240_000 });

const LASTS = "4m";
const SLOW = { timeout: 150_000, intervals: [1_000] };
const ALERT = "CheckoutErrors";
const CALLS = 'traces_span_metrics_calls_total{service_name="checkout",span_kind="SPAN_KIND_SERVER"';
const FAILING = `sum by (service_name) (rate(${CALLS},status_code="STATUS_CODE_ERROR"}[40s]))`;

/** Where the story has come to. */
const story = { sloPath: "", alertPath: "", beforeMs: 0, firesMs: 0, budget: "", sentence: "" };
const at = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toISOString();
const budgetLeft = (page: Page) => page.getByText("Budget left", { exact: true }).first().locator("xpath=../dd");
const percent = (text: string | null) => Number(/-?−?[\d.]+/.exec(text ?? "")?.[0].replace("−", "-") ?? Number.NaN);
const firing = (shop: Watched, name: string) =>
  shop.told
    .flatMap(({ alerts }) => alerts)
    .filter(({ status, labels }) => status === "firing" && labels.alertname === name);

test("an availability SLO is made after it was seen how it would have gone", async ({ page, request }) => {
  await change(request, "alertRules.save", {
    body: {
      ...{ name: ALERT, group: "shop", intervalMs: 5_000, keepFiringForMs: 15_000, labels: { severity: "page" } },
      condition: { kind: "promql", query: `${FAILING} / sum by (service_name) (rate(${CALLS}}[40s])) > 0.085` },
      annotations: { summary: "Checkout fails {{ $value | humanizePercentage }} of requests" },
    },
  });
  await open(page, "/slos/new?service=checkout");
  await page.getByRole("textbox", { name: "Title" }).fill("Checkout succeeds");
  await page.getByRole("textbox", { name: "Objective" }).fill("99.5");
  await page.getByRole("textbox", { name: "Length" }).fill("1");
  const preview = page.getByRole("complementary", { name: "Preview" });
  await expect(preview).toContainText(/99\.5\s% would be kept/);
  await expect(preview.getByRole("img", { name: /^Budget left:/ })).toBeVisible();
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page).toHaveURL(/\/slos\/[0-9a-f-]{36}/);
  story.sloPath = new URL(page.url()).pathname;
  await settled(page);
  await expect(page.getByText(/Knows (2 h 5\d min|3 h)/).first(), "the past is counted").toBeVisible(SLOW);
  await expect.poll(async () => percent(await budgetLeft(page).textContent()), SLOW).toBeGreaterThan(50);
  story.beforeMs = Date.now();
  await open(page, `${story.sloPath}?at=${at(story.beforeMs)}`);
  story.budget = (await budgetLeft(page).textContent()) ?? "";
  story.sentence = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
});

test("a bad deploy goes out, and who is on call is told", async ({ shop }) => {
  // The shop takes orders once it has written its past.
  await expect(async () =>
    expect(await shop.scenario("bad-deploy", "--lasts", LASTS)).toContain("bad-deploy begins"),
  ).toPass({ timeout: 60_000, intervals: [2_000] });
  await expect.poll(() => firing(shop, ALERT).length, { message: "the receiver is told", ...SLOW }).toBeGreaterThan(0);
  const [alert] = firing(shop, ALERT);
  expect(alert?.annotations.summary).toMatch(/^Checkout fails \d+(\.\d+)?% of requests$/);
  expect(alert?.labels).toMatchObject({ service_name: "checkout", severity: "page" });
  story.firesMs = Date.now();
  story.alertPath = `/alerts/${alert?.fingerprint}`;
  expect(alert?.generatorURL).toContain(`${story.alertPath}?at=`);
});

test("two clicks from the alert to the span that fails, with its log", async ({ page }) => {
  await open(page, "/alerts");
  await page
    .getByRole("main")
    .getByRole("link", { name: /^Checkout fails/ })
    .click();
  await expect(page).toHaveURL(new RegExp(story.alertPath));
  const shown = page.getByRole("region", { name: "Traces that show it" });
  await expect(shown.getByRole("link").first()).toContainText("payments");
  const differs = page.getByRole("region", { name: "What differs from the time before" });
  await expect(differs.getByRole("row").nth(1)).toContainText(/payments\.version\s+2\.14\.0/, SLOW);

  await shown.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}\?.*span=[0-9a-f]{16}/);
  await settled(page);
  const logs = page.locator("section").filter({ has: page.getByRole("heading", { name: "Logs of this span" }) });
  await expect(
    logs
      .last()
      .getByRole("listitem")
      .filter({ hasText: /customer/i }),
  ).not.toHaveCount(0);
});

test("it is silenced while it fires", async ({ page }) => {
  await open(page, story.alertPath);
  await page.getByRole("button", { name: "Silence", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Silence this alert" });
  await dialog.getByRole("button", { name: "Silence", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/silenced until/).first()).toBeVisible();
});

test("meanwhile the budget falls, says when it is gone, and tells", async ({ page, shop }) => {
  await open(page, story.sloPath);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    /^At this rate the budget is gone in .+, (at|on) /,
    SLOW,
  );
  await expect
    .poll(async () => percent(await budgetLeft(page).textContent()), SLOW)
    .toBeLessThan(percent(story.budget));
  const ofSlo = () => firing(shop, "ErrorBudgetBurn").map(({ labels }) => labels.service_name);
  await expect.poll(ofSlo, { message: "the SLO's own alert is told too", ...SLOW }).toContain("checkout");
});

test("it is over after the roll-back", async ({ page }) => {
  await open(page, story.alertPath);
  await expect(page.getByText(/over since/).first()).toBeVisible(SLOW);
});

test("before it, everything is as it was", async ({ page }) => {
  const before = `at=${at(story.beforeMs)}`;
  await open(page, `${story.sloPath}?${before}`);
  await expect(budgetLeft(page)).toHaveText(story.budget);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(story.sentence);

  await open(page, `/alerts?${before}`);
  await expect(page.getByRole("link", { name: /^Checkout fails/ })).toHaveCount(0);
  await open(page, `/alerts/silences?${before}`);
  await expect(page.getByText(ALERT)).toHaveCount(0);

  await open(page, `${story.alertPath}?at=${at(story.firesMs)}`);
  await expect(page.getByText(/fires since/).first()).toBeVisible();
  await expect(page.getByText(/silenced until/)).toHaveCount(0);
});
