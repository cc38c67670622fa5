/** What the official SDK sends, over each transport, is on every page of the console, in words and numbers. */

import { TRANSPORTS } from "./sdkSender.ts";
import { aMinuteAgo, ORDER_COUNT, type Shop, sendShop } from "./shop.ts";
import { expect, open, settled, test } from "./test.ts";

for (const transport of TRANSPORTS) {
  test.describe(`sent over ${transport}`, () => {
    let shop: Shop;
    test.beforeAll(async () => {
      shop = await sendShop(transport, aMinuteAgo());
    });

    test("both services are listed with rate and errors, and lead to their page", async ({ page }) => {
      await open(page, `/services?${shop.clock}`);
      const row = (service: string) =>
        page.getByRole("table", { name: "Services" }).getByRole("row").filter({ hasText: service });
      // Ten orders since the first, a minute ago.
      for (const service of [shop.web, shop.payments]) await expect(row(service)).toContainText("10 per min");
      await expect(row(shop.web)).toContainText(/0.%/);
      await expect(row(shop.payments)).toContainText(/2 of 10|20(\.0)?.%/);
      await row(shop.payments).getByRole("link", { name: shop.payments }).click();
      await expect(page).toHaveURL(new RegExp(`/services/${shop.payments}\\?at=.*&window=5m`));
      await expect(page.getByRole("heading", { level: 1 })).toContainText(shop.payments);
    });

    test("its traces, log records and points are found", async ({ page }) => {
      await open(page, `/traces?${shop.clock}&service=${shop.web}`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^2 of 10 traces have failures \(20\.0.%\)$/);
      await open(page, `/traces/${shop.failedTraceIds[0]}`);
      await expect(page.getByRole("treeitem")).toHaveCount(4);
      await open(page, `/logs?${shop.clock}&service=${shop.payments}`);
      await expect(page.getByRole("list", { name: "Log records" }).getByRole("listitem")).toHaveCount(ORDER_COUNT);
    });
  });
}

test.describe("one service", () => {
  let shop: Shop;
  test.beforeAll(async () => {
    shop = await sendShop("http/protobuf", aMinuteAgo());
  });

  test("shows its operations by name and kind, each leading to its traces", async ({ page }) => {
    await open(page, `/services/${shop.payments}?${shop.clock}&tab=operations`);
    const table = page.getByRole("table", { name: `Operations of ${shop.payments}` });
    const served = table.getByRole("row").filter({ hasText: "POST /payments" });
    await expect(served).toContainText("server");
    await expect(served).toContainText("20.0 %");
    await expect(table.getByRole("row").filter({ hasText: "SELECT payments" })).toContainText("client");
    await served.getByRole("link").click();
    await expect(page).toHaveURL(/\/traces\?.*kind=server/);
    await settled(page);
    await expect(page.getByRole("table", { name: "Traces" }).getByRole("link")).toHaveCount(ORDER_COUNT);
  });

  test("shows its instance with its version", async ({ page }) => {
    await open(page, `/services/${shop.payments}?${shop.clock}`);
    await page.getByRole("tab", { name: /instances/i }).click();
    const row = page
      .getByRole("table", { name: `Instances of ${shop.payments}` })
      .getByRole("row")
      .nth(1);
    await expect(row).toContainText("1.4.2");
    await expect(row).toContainText(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  test("shows who calls it and whom it calls, a database too", async ({ page }) => {
    await open(page, `/services/${shop.payments}?${shop.clock}&tab=dependencies`);
    const side = (title: string) => page.getByRole("table", { name: title, exact: true }).getByRole("row");
    await expect(side("Called by").filter({ hasText: shop.web })).toContainText("20.0 %");
    await expect(side("Calls").filter({ hasText: "database" })).toContainText("10 per min");
    await side("Called by").getByRole("link", { name: shop.web }).click();
    await expect(page).toHaveURL(new RegExp(`/services/${shop.web}\\?at=.*&window=5m`));
    await page.getByRole("tab", { name: /dependencies/i }).click();
    await expect(side("Calls").filter({ hasText: shop.payments })).toContainText("20.0 %");
  });

  test("lists its latest errors, each leading to the span that failed", async ({ page }) => {
    await open(page, `/services/${shop.payments}?${shop.clock}`);
    const errors = page.getByRole("region", { name: "Latest errors" });
    const failed = errors.getByRole("link", { name: /POST \/payments/ });
    await expect(failed).toHaveCount(2);
    await failed.first().click();
    await expect(page).toHaveURL(new RegExp(`/traces/${shop.failedTraceIds.at(-1)}\\?.*span=`));
    await expect(page.getByRole("treeitem", { selected: true })).toHaveAccessibleName(/POST \/payments, .*failed/);
  });
});

test.describe("the ingest page", () => {
  test("counts what arrives per signal, and names why an item was rejected", async ({ page, request }) => {
    const shop = await sendShop("grpc", aMinuteAgo());
    expect(shop.traceIds).toHaveLength(ORDER_COUNT);
    const span = { spanId: "0102030405060708", name: "bad id", startTimeUnixNano: `${Date.now()}000000` };
    const { product } = await import("./product.ts");
    const answer = await request.post(`${product().otlpHttpUrl}/v1/traces`, {
      data: {
        resourceSpans: [
          { scopeSpans: [{ spans: [{ ...span, endTimeUnixNano: span.startTimeUnixNano, traceId: "abcd" }] }] },
        ],
      },
    });
    expect(answer.status()).toBe(200);
    expect(await answer.json()).toMatchObject({ partialSuccess: { rejectedSpans: "1" } });
    await open(page, `/ingest?window=5m`);
    const part = (title: string) =>
      page.locator("main section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
    // A live page moves on in steps; what was acknowledged is on it with the next one.
    await expect(part("Traces")).toContainText(/[1-9][\d.,]*(.k)? spans in [1-9]\d* requests/);
    await expect(part("Metrics")).toContainText(/[1-9][\d,]* points in [1-9]\d* requests?/);
    await expect(part("Logs")).toContainText(/[1-9][\d,]* records in [1-9]\d* requests?/);
    const reason = part("Refused or put off, and why").getByRole("listitem").filter({ hasText: "invalid_trace_id" });
    await expect(reason).toContainText("items of traces");
    await expect(reason).toContainText(/damages ids/);
    await expect(part("On disk now").getByRole("row").filter({ hasText: "traces" }).first()).toBeVisible();
  });

  test("names a sender whose clock is ahead, there and on the sender's own page", async ({ page, request }) => {
    const { product } = await import("./product.ts");
    const service = `hurried-${Date.now()}`;
    const unixNano = (aheadMs: number) => `${Date.now() + aheadMs}000000`;
    const span = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", name: "GET /", kind: 2 };
    const times = { startTimeUnixNano: unixNano(30 * 60_000), endTimeUnixNano: unixNano(30 * 60_000 + 5) };
    const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };
    const data = { resourceSpans: [{ resource, scopeSpans: [{ spans: [{ ...span, ...times }] }] }] };
    expect((await request.post(`${product().otlpHttpUrl}/v1/traces`, { data })).status()).toBe(200);
    const said = page.getByRole("list", { name: "Senders whose clocks are off" });
    await expect(async () => {
      await open(page, "/ingest?window=5m");
      await expect(said).toContainText(`The clock of ${service} is 30\u00a0min ahead`, { timeout: 3_000 });
    }).toPass();
    await open(page, `/services/${service}?at=${Date.now() + 31 * 60_000}`);
    await expect(said).toContainText(`The clock of ${service} is`);
  });
});
