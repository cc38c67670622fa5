/**
 * From a rule to the span that fails: a rule written with its past before one's eyes, firing on what a sender sends, found in two clicks, taken
 * on, silenced, and all of it as it was when the clock is set back.
 */
import type { Page } from "@playwright/test";
import { findingsInBothThemes } from "./axe.ts";
import { aMinuteAgo, instant, type Shop, sendShop } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

// In their order: each goes on with the alert that the first one made.
test.describe.configure({ mode: "serial" });

let shop: Shop;
let ruleName: string;
let beforeMs: number;
test.beforeAll(async () => {
  beforeMs = Date.now() - 300_000;
  // Far enough back that the preview's last step, which may lie a minute before now, sees it.
  shop = await sendShop("http/protobuf", aMinuteAgo() - 120_000);
  ruleName = `${shop.payments.replace("-", "_")}_fails`;
});

const sentence = () => `${shop.payments} fails payments, by its own word`;
const row = (page: Page) => page.getByRole("listitem").filter({ hasText: sentence() });

test("a rule shows how it would have gone before it is saved, and how it would read", async ({ page }) => {
  await open(page, "/alerts/rules/new");
  await page.getByRole("textbox", { name: "Query" }).click();
  await page.keyboard.insertText(
    `sum by (service_name) (increase(traces_span_metrics_calls_total{service_name="${shop.payments}",status_code="STATUS_CODE_ERROR",span_kind="SPAN_KIND_SERVER"}[10m])) > 1`,
  );
  const form = page.getByRole("form", { name: "The rule" });
  await form.getByLabel("Holds for").fill("0s");
  await form.getByLabel("Looked at every").fill("5s");
  await form.getByLabel("Name", { exact: true }).fill(ruleName);
  await form.getByRole("button", { name: /^page/ }).click();
  await form
    .getByLabel("Summary")
    .fill("{{ $labels.service_name }} fails payments{{ if gt $value 1.0 }}, by its own word{{ end }}");
  await form.getByLabel("Runbook").fill("Ask the card network first.");
  const preview = page.getByRole("region", { name: "How it would have gone" });
  await preview.getByRole("button", { name: /^1.d$/ }).click();
  await expect(preview.getByRole("status")).toContainText("It would have fired once within 1 d");
  await expect(preview.getByRole("list", { name: "When it would have fired" }).getByRole("listitem")).toHaveCount(1);
  await expect(preview.getByRole("region", { name: "How it would read" })).toContainText(sentence());
  await form.getByRole("button", { name: "Save the rule" }).click();
  await expect(page).toHaveURL(/\/alerts\/rules\/[0-9a-f-]{36}/);
  await expect(page.getByRole("navigation", { name: "Where you are" })).toContainText(ruleName);
});

test("what fires leads to the failing span with its logs in two clicks", async ({ page }) => {
  await open(page, "/alerts");
  await expect(row(page)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("region", { name: "Firing" })).toContainText(sentence());
  await row(page).getByRole("link", { name: sentence() }).click();
  await expect(page.getByRole("heading", { level: 1, name: sentence() })).toBeVisible();
  await expect(page.getByRole("region", { name: "What to do" })).toContainText("Ask the card network first.");
  // Evidence is gathered once it fires; the page asks again by itself.
  await page.getByRole("link", { name: "Open the failing span" }).click({ timeout: 30_000 });
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}\?span=[0-9a-f]{16}/);
  const span = page.getByRole("complementary", { name: "Span" });
  await expect(span.getByRole("heading", { name: "POST /payments" })).toBeVisible();
  await expect(span).toContainText("card declined");
});

test("the charts of its service carry its mark, which leads to the alert as it fired; other services' carry none", async ({
  page,
}) => {
  const failing = page.getByRole("figure", { name: "Failing", exact: true });
  await open(page, `/services/${shop.web}?window=10m`);
  await expect(failing.locator("canvas")).toBeVisible();
  await expect(page.locator("main").getByRole("link", { name: sentence() })).toHaveCount(0);
  await open(page, `/services/${shop.payments}?window=10m`);
  const mark = failing.getByRole("link", { name: sentence() });
  await mark.hover();
  await expect(page.getByRole("tooltip")).toContainText(/page, fires since \d\d:\d\d:\d\d/);
  await mark.click();
  await expect(page).toHaveURL(/\/alerts\/[0-9a-f]{16}\?at=/);
  await expect(page.getByRole("heading", { level: 1, name: sentence() })).toBeVisible();
});

test("an alert is taken on and silenced from its row, by keys", async ({ page }) => {
  await open(page, "/alerts?q=".concat(shop.payments));
  await expect(row(page)).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await expect(row(page)).toContainText("acknowledged");
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog", { name: "Silence this alert" });
  await expect(dialog.getByRole("status")).toContainText("It takes 1 alert");
  await dialog.getByLabel("Why").fill("the card network knows");
  await dialog.getByRole("button", { name: "Silence", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page)).toContainText("silenced until");
  await page.getByRole("navigation", { name: "About alerts" }).getByRole("link", { name: "Silences" }).click();
  const silence = page.getByRole("region", { name: "Quiet now" }).getByRole("listitem").filter({ hasText: ruleName });
  await expect(silence).toContainText("the card network knows");
  await silence.getByRole("button", { name: /^End now/ }).click();
  await expect(page.getByRole("region", { name: "Over" })).toContainText(ruleName);
});

test("a time before it shows none of it, and nothing can be changed there", async ({ page }) => {
  await open(page, `/alerts?at=${instant(beforeMs)}`);
  await expect(page.getByRole("note")).toContainText("The past cannot be changed");
  await expect(row(page)).toHaveCount(0);
  await page.getByRole("navigation", { name: "About alerts" }).getByRole("link", { name: "Rules" }).click();
  await settled(page);
  await expect(page.getByRole("table", { name: "Alert rules" })).not.toContainText(ruleName);
  await page.keyboard.press("l");
  await expect(page.getByRole("table", { name: "Alert rules" })).toContainText(ruleName);
});

test("routes can be tried with labels before they are saved, and a secret is not shown again", async ({ page }) => {
  await open(page, "/alerts/notifications");
  await page.getByRole("button", { name: "New receiver" }).click();
  const form = page.getByRole("form", { name: "New receiver" });
  const name = `hook-${ruleName}`;
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Address").fill("http://127.0.0.1:9/secret-token");
  await form.getByRole("button", { name: /^Test/ }).click();
  await expect(form.getByText("CHRONOSCOPE_WEBHOOK_ALLOW=", { exact: false })).toBeVisible();
  await form.getByRole("button", { name: "Save the receiver" }).click();
  const receivers = page.getByRole("region", { name: "Receivers" });
  await expect(receivers.getByRole("listitem").filter({ hasText: name }).first()).toContainText("127.0.0.1:9");
  await expect(page.locator("main")).not.toContainText("secret-token");
  await page.getByRole("button", { name: "Routing and quiet times" }).click();
  const routing = page.getByRole("form", { name: "Routing" });
  await routing.getByRole("button", { name: "Add a route below" }).click();
  await routing.getByRole("button", { name: "Add a matcher" }).first().click();
  await routing.getByLabel("Label 1").first().fill("service_name");
  await routing.getByLabel("Value 1").first().fill(shop.payments);
  await routing.getByLabel("Receiver").last().selectOption(name);
  const trial = page.getByRole("region", { name: "Where would it go" });
  await trial.getByLabel("An alert with these labels").fill(`service_name="${shop.payments}"`);
  await expect(trial.getByRole("listitem")).toContainText(name);
  await trial.getByLabel("An alert with these labels").fill('service_name="another"');
  await expect(trial.getByRole("listitem")).toContainText("default");
});

test("a receiver words its messages before one's eyes, and a template that fails is named", async ({ page }) => {
  await open(page, "/alerts/notifications");
  await page.getByRole("button", { name: "New receiver" }).click();
  const form = page.getByRole("form", { name: "New receiver" });
  await form.getByLabel("Name").fill(`words-${ruleName}`);
  await form.getByLabel("Kind of way 1").selectOption({ label: "Slack" });
  await form.getByRole("button", { name: /Words of the message/ }).click();
  const preview = form.getByRole("region", { name: "How it would read" });
  await form.getByLabel("Title").fill("{{ .Status | toUpper }} x {{ len .Alerts }}");
  await expect(preview).toContainText(/FIRING x \d+|RESOLVED x \d+/);
  await form.getByLabel("Text").fill("{{ .Nope }}");
  await expect(preview).toContainText("The template of its text failed");
  await form.getByRole("button", { name: "Cancel" }).click();
});

test("routing that is being written outlives what somebody else saves", async ({ page, context }) => {
  const addTime = async (on: Page, name: string) => {
    await open(on, "/alerts/notifications?part=routing");
    const form = on.getByRole("form", { name: "Routing" });
    await form.getByRole("button", { name: "Add a named time" }).click();
    await form.getByLabel("Name", { exact: true }).last().fill(name);
    return form;
  };
  const mine = await addTime(page, "my nights");
  const other = await context.newPage();
  const theirs = await addTime(other, "their nights");
  await theirs.getByRole("button", { name: "Save the routing" }).click();
  await expect(theirs.getByRole("button", { name: "Take it back" })).toHaveCount(0);
  const note = mine.getByRole("alert").filter({ hasText: "while you were writing" });
  await expect(note).toBeVisible({ timeout: 30_000 });
  await expect(mine.getByLabel("Name", { exact: true }).last()).toHaveValue("my nights");
  await note.getByRole("button", { name: "Show what was saved" }).click();
  await expect(mine.getByLabel("Name", { exact: true }).last()).toHaveValue("their nights");
  await other.close();
});

const PAGES: Readonly<Record<string, string>> = {
  alerts: "/alerts",
  rules: "/alerts/rules",
  "a new rule": "/alerts/rules/new",
  silences: "/alerts/silences",
  notifications: "/alerts/notifications",
  routing: "/alerts/notifications?part=routing",
};

for (const [name, address] of Object.entries(PAGES)) {
  test(`${name} has no serious finding of axe, dark or light`, async ({ page }) => {
    await open(page, address);
    expect(await findingsInBothThemes(page)).toEqual([]);
  });
}

test("an alert has no serious finding of axe, dark or light", async ({ page }) => {
  await open(page, "/alerts");
  await row(page).getByRole("link", { name: sentence() }).click();
  await expect(page.getByRole("heading", { level: 1, name: sentence() })).toBeVisible();
  await settled(page);
  expect(await findingsInBothThemes(page)).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  test("alerts and one alert need no sideways scrolling", async ({ page }) => {
    await open(page, "/alerts");
    const sideways = () =>
      page.evaluate(() => [document.documentElement.scrollWidth, document.querySelector("main")?.scrollWidth ?? 0]);
    expect(Math.max(...(await sideways()))).toBeLessThanOrEqual(390);
    await row(page).getByRole("link", { name: sentence() }).tap();
    await expect(page.getByRole("heading", { level: 1, name: sentence() })).toBeInViewport();
    await settled(page);
    expect(Math.max(...(await sideways()))).toBeLessThanOrEqual(390);
    await expect(page.getByRole("link", { name: "Open the failing span" })).toBeInViewport();
  });
});
