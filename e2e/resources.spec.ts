/**
 * Resources, databases, messaging, runtime: from metrics of the official SDK, in names old and new, to the page; from the list to the
 * resource; what nobody sends is named with what would bring it. Every page without a serious finding of axe.
 */
import { randomBytes } from "node:crypto";
import { ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { findingsInBothThemes } from "./axe.ts";
import { product } from "./product.ts";
import { createSender } from "./sdkSender.ts";
import { expect, open, test } from "./test.ts";

const mark = randomBytes(3).toString("hex");
const service = `billing-${mark}`;
const ledger = `ledger-${mark}`;
const topic = `invoices-${mark}`;
const pool = `main-${mark}`;

/** What is asked of a page with many questions may take a while on a busy machine. */
test.setTimeout(90_000);

test.beforeAll(async () => {
  test.setTimeout(90_000);
  const sender = createSender(service, "http/protobuf");
  const { meter, tracer } = sender;
  const read = (name: string, unit: string, value: number, attributes: Record<string, string> = {}) =>
    meter.createObservableGauge(name, { unit }).addCallback((result) => result.observe(value, attributes));
  const level = (name: string, unit: string, value: number, attributes: Record<string, string> = {}) =>
    meter.createUpDownCounter(name, { unit }).add(value, attributes);
  // A pool in old names that is spent, a heap in new names that is not.
  level("db.client.connections.usage", "{connection}", 10, { "pool.name": pool, state: "used" });
  level("db.client.connections.max", "{connection}", 10, { "pool.name": pool });
  level("jvm.memory.used", "By", 2e8, { "jvm.memory.type": "heap" });
  level("jvm.memory.limit", "By", 1e9, { "jvm.memory.type": "heap" });
  read("kafka.consumer_group.lag_sum", "1", 60_000, { topic, group: "mailer" });
  for (let i = 0; i < 5; i++) {
    const startTime = Date.now() - 30_000 + i * 1_000;
    const attributes = { "db.system.name": "postgresql", "db.namespace": ledger };
    tracer.startSpan("SELECT", { kind: SpanKind.CLIENT, startTime, attributes }, ROOT_CONTEXT).end(startTime + 12);
  }
  await sender.flush();
  await shown(`kafka_consumer_group_lag_sum_ratio{topic="${topic}"}`);
});

/** Lists of resources follow a live clock by half minutes: waits until the last one knows this series. */
async function shown(query: string): Promise<void> {
  const ask = async () => {
    const time = (Date.now() - (Date.now() % 30_000)) / 1000;
    const asked = new URLSearchParams({ query, time: String(time) });
    const answer = await fetch(`${product().webUrl}/api/prometheus/api/v1/query?${asked}`);
    return ((await answer.json()) as { data: { result: unknown[] } }).data.result.length;
  };
  await expect.poll(ask, { timeout: 40_000 }).toBeGreaterThan(0);
}

test("a pool that is spent, told in old names, is found in the list and opens with its panels", async ({ page }) => {
  await open(page, `/resources?window=15m&q=${pool}`);
  const row = page.getByRole("table", { name: "Resources" }).getByRole("row").filter({ hasText: pool });
  await expect(row).toContainText("in use 100");
  await expect(row.getByRole("img", { name: "failed" }).first()).toBeVisible();
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(`${service} · ${pool}: in use 100`);
  await expect(page.getByRole("region", { name: /Utilization/ }).getByText("In use", { exact: true })).toBeVisible();
  const missing = page.getByRole("region", { name: "Not sent" });
  await expect(missing).toContainText("waiting");
  await missing.getByText("What to paste").first().click();
  await expect(missing.getByRole("button", { name: /^Copy the/ }).first()).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`q=${pool}`));
});

test("a kind is chosen by its chip, and the choice is in the address", async ({ page }) => {
  await open(page, "/resources?window=15m");
  await page.getByRole("button", { name: /queues?$/ }).click();
  await expect(page).toHaveURL(/kind=queue/);
  const rows = page.getByRole("table", { name: "Resources" }).locator("tbody tr");
  await expect(rows.filter({ hasText: topic })).toContainText("waiting 60");
  for (const text of await rows.allInnerTexts()) expect(text).toContain("queue");
});

test("databases are told from client spans alone", async ({ page }) => {
  await open(page, "/databases?window=15m");
  const row = page.getByRole("table", { name: "databases" }).getByRole("row").filter({ hasText: ledger });
  await expect(row).toContainText("p95");
  await expect(page.getByRole("region", { name: "As their callers see them" })).toContainText(ledger);
});

test("a queue that is behind is the first thing said about messaging", async ({ page }) => {
  await open(page, "/messaging?window=15m");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("waiting 60");
  await expect(page.getByRole("region", { name: "What waits" })).toContainText(topic);
});

test("a runtime has the row of its language", async ({ page }) => {
  await open(page, "/runtime?window=15m");
  await expect(page.getByRole("region", { name: "Java" })).toContainText(service);
  await expect(page.getByRole("region", { name: "Go", exact: true })).toHaveCount(0);
});

test("keys lead to the pages", async ({ page }) => {
  await open(page, "/services");
  for (const [key, path] of Object.entries({ r: "resources", b: "databases", q: "messaging", u: "runtime" })) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page).toHaveURL(new RegExp(`/${path}`));
  }
});

test("a kind or resource that there is not is told in words", async ({ page }) => {
  await open(page, "/resources/teapot/x");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("no kind of resource called teapot");
  await open(page, "/resources/host/nobody?window=15m");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("nobody sends nothing");
});

for (const path of ["/resources", "/databases", "/messaging", "/runtime", `/resources/pool/${service},${pool}`]) {
  const name = path.replace(mark, "…").replace(mark, "…");
  test(`${name} has no serious finding of axe, dark or light`, async ({ page }) => {
    await open(page, `${path}?window=15m`);
    expect(await findingsInBothThemes(page)).toEqual([]);
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  for (const path of ["/resources", "/databases", "/messaging", "/runtime"]) {
    test(`${path} needs no sideways scrolling`, async ({ page }) => {
      await open(page, `${path}?window=15m`);
      const main = page.locator("main");
      const widths = await main.evaluate((element) => [element.scrollWidth, element.clientWidth]);
      expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
      await expect(main.getByRole("heading", { level: 1 })).toBeInViewport();
    });
  }
});
