/** Traces that cannot be right are shown for what they are, and never break the page; a great one is drawn at once. */
import type { Page } from "@playwright/test";
import { type RawSpan, sendTrace, spanId } from "./rawSender.ts";
import { expect, open, settled, test } from "./test.ts";

const AGO_MS = 120_000;
const rows = (page: Page) => page.getByRole("treeitem");
const span = (
  id: number,
  parent: number | null,
  fromMs: number,
  toMs: number,
  more: Partial<RawSpan> = {},
): RawSpan => ({
  spanId: spanId(id),
  ...(parent !== null && { parentSpanId: spanId(parent) }),
  name: `step ${id}`,
  fromMs,
  toMs,
  ...more,
});

test("a span whose parent never arrived stands below a place for it", async ({ page }) => {
  const id = await sendTrace([span(1, null, 0, 100), span(2, 1, 10, 90), span(3, 77, 20, 60)], Date.now() - AGO_MS);
  await open(page, `/traces/${id}`);
  await expect(page.getByText("1 span names a parent that never arrived")).toBeVisible();
  await expect(rows(page).filter({ hasText: "step 3" })).toBeVisible();
  await rows(page).filter({ hasText: "never arrived" }).click();
  await expect(page.getByRole("complementary", { name: "Span" })).toContainText("no such span arrived");
});

test("a trace without its root still has a page and a row in the list", async ({ page }) => {
  const service = `rootless-${spanId(Date.now())}`;
  const id = await sendTrace([span(2, 1, 10, 90, { service }), span(3, 2, 20, 60, { service })], Date.now() - AGO_MS);
  await open(page, `/traces?window=5m&service=${service}`);
  await page
    .getByRole("table", { name: "Traces" })
    .getByRole("link", { name: /root never arrived/ })
    .click();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("root never arrived");
  await expect(rows(page)).toHaveCount(3);
});

test("a ring of parents is cut and named", async ({ page }) => {
  const id = await sendTrace([span(1, 3, 0, 100), span(2, 1, 10, 90), span(3, 2, 20, 60)], Date.now() - AGO_MS);
  await open(page, `/traces/${id}`);
  await expect(page.getByText(/1 ring of parents/)).toBeVisible();
  for (const n of [1, 2, 3]) await expect(rows(page).filter({ hasText: `step ${n}` })).toBeVisible();
});

test("a span that is its own parent is shown once", async ({ page }) => {
  const id = await sendTrace([span(1, 1, 0, 100)], Date.now() - AGO_MS);
  await open(page, `/traces/${id}`);
  await expect(rows(page).filter({ hasText: "step 1" })).toHaveCount(1);
});

test("a span that ends before it starts is shown as what it is", async ({ page }) => {
  const id = await sendTrace([span(1, null, 0, 100), span(2, 1, 50, 20)], Date.now() - AGO_MS);
  await open(page, `/traces/${id}`);
  await expect(page.getByText("1 span ends before it starts")).toBeVisible();
  await expect(rows(page).filter({ hasText: "step 2" })).toHaveAccessibleName(/Ends before it starts/);
});

test("a server whose clock is behind is named, adjusted when asked and put back", async ({ page }) => {
  const spans = [
    span(1, null, 0, 100, { kind: 2, service: "caller" }),
    span(2, 1, 10, 90, { kind: 3, service: "caller" }),
    span(3, 2, -5000, -4940, { kind: 2, service: "callee" }),
  ];
  const id = await sendTrace(spans, Date.now() - AGO_MS);
  await open(page, `/traces/${id}`);
  const skew = page.getByText(/1 span does not fit the caller: clocks apart by about 5.0\d.s/);
  await expect(skew).toBeVisible();
  await page.getByRole("button", { name: "Adjust" }).click();
  await expect(page).toHaveURL(/adjusted=true/);
  await page.getByRole("button", { name: "Show as sent" }).click();
  await expect(page).not.toHaveURL(/adjusted=true/);
  await expect(rows(page)).toHaveCount(3);
});

test("10,000 spans are on the screen in a moment, and scroll to the last", async ({ page }) => {
  const count = 10_000;
  const spans = Array.from({ length: count }, (_, i) =>
    span(i + 1, i === 0 ? null : Math.floor((i - 1) / 4) + 1, i === 0 ? 0 : i / 10, i === 0 ? 2000 : i / 10 + 20, {
      service: `part-${i % 7}`,
    }),
  );
  const id = await sendTrace(spans, Date.now() - AGO_MS);
  await open(page, "/traces?window=5m");
  await page.getByRole("link", { name: "Traces" }).first().focus();
  const began = Date.now();
  await page.goto(`/traces/${id}`);
  await expect(rows(page).first()).toBeVisible();
  const tookMs = Date.now() - began;
  test
    .info()
    .annotations.push({ type: "10,000 spans on the screen after", description: `${tookMs} ms, page load included` });
  await settled(page);
  // The goal is 0.3 s on a quiet machine, and is measured by the benchmark; this bound only tells a defect from a slow machine.
  expect(tookMs).toBeLessThan(5_000);
  await expect(page.getByText("10 k spans").or(page.getByText("10,000 spans")).first()).toBeVisible();
  // Rows in sight alone are in the document.
  expect(await rows(page).count()).toBeLessThan(150);
  await page.getByRole("tree", { name: "Spans" }).focus();
  await page.keyboard.press("End");
  await expect(page.getByRole("treeitem", { selected: true })).toBeInViewport();
  await expect(page.getByRole("tree", { name: "Spans" })).toHaveJSProperty("scrollLeft", 0);
  expect(await page.getByRole("tree", { name: "Spans" }).evaluate((tree) => tree.scrollTop)).toBeGreaterThan(100_000);
  await page.keyboard.press("Home");
  await expect(rows(page).first()).toHaveText(/step 1$/);
});

test("a great trace's first rows stand in the page itself, around the span that the address names", async ({
  page,
}) => {
  const spans = Array.from({ length: 3_000 }, (_, i) => span(i + 1, i === 0 ? null : 1, i, i === 0 ? 3_000 : i + 1));
  const id = await sendTrace(spans, Date.now() - AGO_MS);
  const names = async (address: string) =>
    [...(await (await page.request.get(address)).text()).matchAll(/aria-label="broken (step \d+), /g)].map(
      ([, name]) => name,
    );
  expect(await names(`/traces/${id}`)).toEqual(expect.arrayContaining(["step 1", "step 2", "step 20"]));
  const address = `/traces/${id}?span=${spanId(2_001)}`;
  expect(await names(address)).toEqual(expect.arrayContaining(["step 1999", "step 2001", "step 2010"]));
  await open(page, address);
  await expect(page.getByRole("treeitem", { selected: true })).toHaveText(/step 2001$/);
  await expect(page.getByRole("treeitem", { selected: true })).toBeInViewport();
  await page.getByRole("searchbox", { name: "Search in this trace" }).fill("step 2999");
  await expect(page.getByText("– of 1")).toBeVisible();
});

test("a small trace stands whole in its pane, also around a span near its end", async ({ page }) => {
  const spans = Array.from({ length: 19 }, (_, i) => span(i + 1, i === 0 ? null : 1, i, i === 0 ? 100 : i + 5));
  const id = await sendTrace(spans, Date.now() - AGO_MS);
  await open(page, `/traces/${id}?span=${spanId(19)}`);
  await expect(page.getByRole("treeitem", { selected: true })).toHaveText(/step 19$/);
  const tree = page.getByRole("tree", { name: "Spans" });
  const belowTop = async (row: number) =>
    ((
      await rows(page)
        .filter({ hasText: `step ${row}` })
        .last()
        .boundingBox()
    )?.y ?? 0) - ((await tree.boundingBox())?.y ?? 0);
  await expect(rows(page)).toHaveCount(19);
  const topPx = await tree.evaluate((node) => node.scrollTop);
  expect(await belowTop(19)).toBeCloseTo(18 * 22 - topPx, 0);
  await tree.focus();
  await page.keyboard.press("Home");
  await expect(rows(page).first()).toHaveText(/step 1$/);
  await expect(rows(page).first()).toBeInViewport();
});

test("a root that runs backwards says by how much, and a NUL in a name shows", async ({ page }) => {
  const service = `backwards-${spanId(Date.now())}`;
  const spans = [span(1, null, 5, 0, { name: "nul\0name", service }), span(2, 1, 0, 5, { service })];
  const id = await sendTrace(spans, Date.now() - AGO_MS);
  await open(page, `/traces/${id}`);
  await expect(page.getByText(/^ends 5(\.00)?\sms before it starts$/)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("nul\ufffdname");
  await expect(rows(page).first()).toContainText("nul\ufffdname");
  await open(page, `/services/${service}?window=5m`);
  await expect(
    page.getByRole("table", { name: `Operations of ${service}` }).getByRole("link", { name: "nul\ufffdname" }),
  ).toBeVisible();
});
