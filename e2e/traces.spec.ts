/** Finding traces and reading one: every filter by its type, the waterfall, a span whole, its logs, the flame graph. */
import type { Page } from "@playwright/test";
import { randomTraceId, sendTrace, spanId } from "./rawSender.ts";
import { aMinuteAgo, ORDER_COUNT, type Shop, sendShop } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", aMinuteAgo());
});

const found = (page: Page) => page.getByRole("table", { name: "Traces" }).getByRole("link");
const search = (page: Page, filters: string) => open(page, `/traces?${shop.clock}&service=${shop.web}${filters}`);

test.describe("search", () => {
  test("filters by service and status, chosen on the page and kept in the address", async ({ page }) => {
    await open(page, `/traces?${shop.clock}`);
    await page.getByRole("combobox", { name: "Service", exact: true }).selectOption(shop.web);
    await expect(found(page)).toHaveCount(ORDER_COUNT);
    await page.getByRole("button", { name: "Failed", exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`service=${shop.web}.*status=error|status=error.*service=${shop.web}`));
    // Payments fails, web does not: a filter on status asks for a span of the very service that has it.
    await expect(page.getByText("No trace in this window has a span that matches all of the filters.")).toBeVisible();
    await page.getByRole("combobox", { name: "Service", exact: true }).selectOption(shop.payments);
    await expect(found(page)).toHaveCount(2);
    await page.reload();
    await expect(found(page)).toHaveCount(2);
    await page.getByRole("search").getByRole("button", { name: "Clear" }).click();
    await expect(page).not.toHaveURL(/status=/);
  });

  test("filters by span name and kind", async ({ page }) => {
    await search(page, "");
    await page.getByRole("combobox", { name: "Span kind" }).selectOption("client");
    await expect(found(page)).toHaveCount(ORDER_COUNT);
    const name = page.getByRole("combobox", { name: "Span name, exactly" });
    await name.fill("POST /orders");
    await name.press("Enter");
    await expect(found(page)).toHaveCount(0);
    await page.getByRole("combobox", { name: "Span kind" }).selectOption("server");
    await expect(found(page)).toHaveCount(ORDER_COUNT);
    await expect(page).toHaveURL(/name=POST/);
  });

  for (const [what, filters, count] of [
    ["a least duration", "&kind=server&min=100ms", 4],
    ["a greatest duration", "&kind=server&max=60ms", 3],
    ["both", "&kind=server&min=55ms&max=85ms", 3],
    ["a whole number", `&attr=${encodeURIComponent("order.number=3")}`, 1],
    ["digits that are text", `&attr=${encodeURIComponent('order.label="3"')}`, 1],
    ["a text where a number was sent", `&attr=${encodeURIComponent('order.number="3"')}`, 0],
    ["a number where a text was sent", `&attr=${encodeURIComponent("order.label=3")}`, 0],
    ["a truth value", `&attr=${encodeURIComponent("order.vip=true")}`, 2],
    ["an attribute of the resource", `&attr=${encodeURIComponent('service.version="1.4.2"')}`, ORDER_COUNT],
  ] as const) {
    test(`finds ${count} by ${what}`, async ({ page }) => {
      await search(page, filters);
      await expect(found(page)).toHaveCount(count);
    });
  }

  test("takes an attribute as it is typed, and says what it takes it for", async ({ page }) => {
    await search(page, "");
    const field = page.getByRole("combobox", { name: /^Attribute/ });
    await field.fill("order.number=7");
    await expect(page.getByText("a whole number")).toBeVisible();
    await field.press("Enter");
    await expect(found(page)).toHaveCount(1);
    await found(page).click();
    await expect(page).toHaveURL(new RegExp(`/traces/${shop.traceIds[7]}`));
  });

  test("lists the slowest first when asked", async ({ page }) => {
    await search(page, "");
    await page.getByRole("button", { name: "Slowest" }).click();
    await expect(found(page).first()).toHaveAttribute("href", new RegExp(`/traces/${shop.traceIds[9]}`));
    await page.getByRole("button", { name: "Most errors" }).click();
    await expect(found(page).first().getByRole("img", { name: "failed" })).toBeVisible();
  });
});

test.describe("a trace", () => {
  const rows = (page: Page) => page.getByRole("treeitem");

  test("shows who called whom, with how long each took", async ({ page }) => {
    await open(page, `/traces/${shop.traceIds[3]}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("POST /orders");
    await expect(rows(page)).toHaveCount(4);
    const tree = await rows(page).evaluateAll((nodes) =>
      nodes.map((node) => `${node.getAttribute("aria-level")} ${node.getAttribute("aria-label")}`),
    );
    const plain = tree.map((row) => row.replace(/[\u00a0\u202f]/g, " "));
    expect(plain).toEqual([
      `1 ${shop.web} POST /orders, 70 ms`,
      `2 ${shop.web} pay, 60 ms`,
      `3 ${shop.payments} POST /payments, 54 ms`,
      `4 ${shop.payments} SELECT payments, 10 ms`,
    ]);
  });

  test("opens a span whole: attributes with their types, events, links, resource", async ({ page }) => {
    await open(page, `/traces/${shop.traceIds[3]}`);
    await rows(page).filter({ hasText: "POST /payments" }).click();
    const panel = page.getByRole("complementary", { name: "Span" });
    await expect(panel.getByRole("heading", { name: "POST /payments" })).toBeVisible();
    const value = (key: string) => panel.locator("dl > div").filter({ has: page.locator("dt", { hasText: key }) });
    await expect(value("payment.amount")).toContainText("12.5");
    await expect(value("payment.methods")).toContainText(/card.*voucher/);
    await expect(value("service.version")).toContainText("1.4.2");
    await expect(panel.getByText("card checked")).toBeVisible();
    const linked = panel.getByRole("link", { name: new RegExp(`^${shop.web} POST /orders`) });
    await expect(linked).toHaveAttribute("href", new RegExp(`^/traces/${shop.traceIds[3]}\\?`));
    await expect(page).toHaveURL(/span=[0-9a-f]{16}/);
    await page.reload();
    await expect(panel.getByRole("heading", { name: "POST /payments" })).toBeVisible();
  });

  test("tells where it failed, with the exception and its stack", async ({ page }) => {
    await open(page, `/traces/${shop.failedTraceIds[0]}`);
    await expect(page.getByRole("heading", { name: `It failed first in ${shop.payments}` })).toBeVisible();
    const panel = page.getByRole("complementary", { name: "Span" });
    await expect(panel.getByText("TypeError", { exact: true })).toBeVisible();
    await expect(panel.getByText("card declined by issuer").first()).toBeVisible();
    await expect(panel.getByText(/at charge \(issuer\.js:7:3\)/)).toBeVisible();
  });

  test("has the logs of a span and of the whole trace", async ({ page }) => {
    await open(page, `/traces/${shop.traceIds[3]}`);
    await rows(page).filter({ hasText: "POST /payments" }).click();
    const panel = page.getByRole("complementary", { name: "Span" });
    await panel.getByRole("tab", { name: "Logs" }).click();
    await expect(panel.getByText(`${shop.logWord} paid order 3`)).toBeVisible();
    await rows(page).filter({ hasText: "POST /orders" }).click();
    await panel.getByRole("tab", { name: "Logs" }).click();
    await expect(panel.getByText("No log record names this span.")).toBeVisible();
    await panel.getByRole("button", { name: "All in the trace" }).click();
    await expect(panel.getByText(`${shop.logWord} paid order 3`)).toBeVisible();
  });

  test("draws the flame graph, and the operations by their own time", async ({ page }) => {
    await open(page, `/traces/${shop.traceIds[3]}`);
    await page.getByRole("button", { name: "Flame graph" }).click();
    await expect(
      page.locator(".flame-graph svg g.frame, .flame-graph svg g").filter({ hasText: "SELECT payments" }).first(),
    ).toBeVisible();
    await page.getByRole("button", { name: "Operations" }).click();
    await settled(page);
    await expect(page.getByRole("region", { name: "Operations" }).getByRole("row")).toHaveCount(5);
    await page.goBack();
    await expect(page.locator(".flame-graph svg")).toBeVisible();
  });

  test("finds a span by its name and walks the tree by keys", async ({ page }) => {
    await open(page, `/traces/${shop.traceIds[3]}`);
    await page.keyboard.press("/");
    await page.keyboard.type("select");
    await expect(page.getByText("1 of 1").or(page.getByText("– of 1"))).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("treeitem", { selected: true })).toHaveText(/SELECT payments/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Home");
    await expect(page.getByRole("treeitem", { selected: true })).toHaveText(/POST \/orders/);
    await page.keyboard.press("ArrowLeft");
    await expect(rows(page)).toHaveCount(1);
    await page.keyboard.press("ArrowRight");
    await expect(rows(page)).toHaveCount(4);
    await page.keyboard.press("j");
    await expect(page.getByRole("treeitem", { selected: true })).toHaveText(/pay/);
  });

  test("that is not here is looked for again, and shown once it has arrived", async ({ page, expectedComplaints }) => {
    expectedComplaints.push(/404/);
    const late = randomTraceId();
    await page.goto(`/traces/${late}`);
    await expect(page.getByRole("status", { name: "No trace" })).toContainText("looked for again");
    const span = { spanId: spanId(1), name: "arrives afterwards", fromMs: 0, toMs: 40 };
    await sendTrace([span], aMinuteAgo(), "late", late);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("arrives afterwards", { timeout: 15_000 });
  });

  test("whose id is none is told apart from one that is missing", async ({ page, expectedComplaints }) => {
    expectedComplaints.push(/400/);
    await page.goto("/traces/not-an-id");
    await expect(page.getByRole("status", { name: "No trace" })).toContainText("32 hexadecimal digits");
  });
});
