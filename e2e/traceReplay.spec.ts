/**
 * A trace played on its own clock: step by step to its first error with what was said until then, by breakpoints, in a link, beside others,
 * and which of two spans came first.
 */
import type { Page } from "@playwright/test";
import { sendTrace, spanId } from "./rawSender.ts";
import { aMinuteAgo, type Shop, sendShop } from "./shop.ts";
import { expect, open, test } from "./test.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await sendShop("http/protobuf", aMinuteAgo());
});

const failed = () => `/traces/${shop.failedTraceIds[0]}?tab=replay`;
const said = (page: Page) => page.getByRole("complementary", { name: "What happened up to this moment" });
const lastSaid = (page: Page) => said(page).getByRole("listitem").last();
const step = (page: Page, of: number) => expect(page.getByText(`step ${of} of 11`)).toBeVisible();
const box = (page: Page, service: string) =>
  page.getByRole("region", { name: "Services of this trace" }).locator("[data-doing]").filter({ hasText: service });

test("is replayed step by step to its first error, with what was said until then", async ({ page }) => {
  await open(page, failed());
  await step(page, 0);
  await expect(box(page, shop.payments)).toHaveAttribute("data-doing", "waiting");
  for (const [played, words] of [
    [1, "POST /orders"],
    [2, "pay"],
    [3, "POST /payments"],
    [4, "SELECT payments"],
    [5, "ends"],
    [6, "event"],
    [7, `${shop.logWord} card declined`],
  ] as const) {
    await page.keyboard.press("ArrowRight");
    await step(page, played);
    await expect(lastSaid(page)).toContainText(words);
  }
  await expect(box(page, shop.payments)).toHaveAttribute("data-doing", "open");
  await expect(page.getByRole("treeitem", { selected: true })).toHaveText(/POST \/payments/);
  await page.keyboard.press("ArrowLeft");
  await step(page, 6);
  await expect(said(page)).not.toContainText("card declined");
});

test("goes to its errors one by one, and a link shows the same moment", async ({ page }) => {
  await open(page, failed());
  await step(page, 0);
  for (const words of [`${shop.logWord} card declined`, "exception", "fails"]) {
    await page.keyboard.press("Shift+ArrowRight");
    await expect(lastSaid(page)).toContainText(words);
  }
  await expect(box(page, shop.payments)).toHaveAttribute("data-doing", "failed");
  await expect(page).toHaveURL(/step=9/);
  await page.reload();
  await step(page, 9);
  await expect(box(page, shop.payments)).toHaveAttribute("data-doing", "failed");
});

test("plays with Space and stops at a breakpoint", async ({ page }) => {
  await open(page, failed());
  await page.getByRole("combobox", { name: "How long the whole takes to play" }).selectOption("3");
  await page.getByRole("button", { name: "Breakpoints" }).click();
  await page.getByRole("textbox", { name: "Stop at spans whose name has" }).fill("select");
  await page.getByRole("checkbox", { name: "Stop at the next error" }).check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tree", { name: "Spans" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page.getByText("Stopped at a span of that name")).toBeVisible();
  await step(page, 4);
  await page.keyboard.press("Space");
  await expect(page.getByText("Stopped at an error")).toBeVisible();
  await step(page, 7);
});

test("is played beside another of its operation, and tells which of two spans came first", async ({ page }) => {
  await open(page, failed());
  await page.getByRole("button", { name: "Play another of this operation beside it" }).click();
  await page.getByRole("menuitem").filter({ hasText: "slow" }).first().click();
  const together = page.getByRole("region", { name: "Played together" });
  await expect(together.getByText("not begun").or(together.getByText(/span.* open/))).toBeVisible();
  await page.getByRole("slider", { name: "Moment of the trace" }).press("End");
  await page.getByRole("treeitem").filter({ hasText: "POST /orders" }).click();
  await page.getByRole("button", { name: /which came first/ }).click();
  await page.getByRole("treeitem").filter({ hasText: "SELECT payments" }).click();
  await expect(page.getByRole("region", { name: "Which came first" })).toContainText(
    /POST \/orders called .*SELECT payments, through .*pay and .*POST \/payments: it began first/,
  );
});

test("brings clocks together that are an hour apart, and shows them as sent when asked", async ({ page }) => {
  const hourMs = 3_600_000;
  const id = await sendTrace(
    [
      { spanId: spanId(1), name: "GET /far", kind: 2, service: "near", fromMs: 0, toMs: 400 },
      { spanId: spanId(2), parentSpanId: spanId(1), name: "ask", kind: 3, service: "near", fromMs: 50, toMs: 350 },
      {
        ...{ spanId: spanId(3), parentSpanId: spanId(2), name: "answer", kind: 2, service: "far" },
        ...{ fromMs: 100 - hourMs, toMs: 300 - hourMs },
      },
    ],
    Date.now() - 120_000,
  );
  await open(page, `/traces/${id}?tab=replay`);
  const moment = page.getByRole("status").filter({ hasText: /step \d of 6/ });
  await expect(moment).toContainText("step 0 of 6");
  for (const [played, at] of [
    [1, "+0"],
    [2, "+50\\sms"],
    [3, "+100\\sms"],
  ] as const) {
    await page.keyboard.press("ArrowRight");
    await expect(moment).toHaveText(new RegExp(`^\\${at}.*step ${played} of 6`));
  }
  await expect(lastSaid(page)).toContainText("answer");
  await page.getByRole("button", { name: "Show as sent" }).click();
  await expect(page).toHaveURL(/adjusted=false/);
  await expect(lastSaid(page)).toContainText(/its clock said 1\sh.* earlier/);
  await page.getByRole("button", { name: "Adjust" }).click();
  await expect(page).not.toHaveURL(/adjusted/);
  await expect(lastSaid(page)).not.toContainText("earlier");
});
