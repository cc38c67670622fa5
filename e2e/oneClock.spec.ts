/**
 * The one clock at work, told as a story: a partition of two hours ago is found on the time bar, opened by its mark and played; two pins
 * tell it from what was before, exactly as the simulator's own truth has it; a link shows another person the same pixels; one trace of
 * the cascade is stepped to its first error; and all of it where clocks are set otherwise.
 */
import type { Page } from "@playwright/test";
import { expect, test } from "./demoProduct.ts";
import {
  addressMs,
  ask,
  findTrouble,
  group,
  isBad,
  MINUTE_MS,
  marks,
  openMark,
  PARTITION,
  partitionOf,
  REGION,
  toldBad,
} from "./partition.ts";
import { differingPixels } from "./pixels.ts";
import { instant } from "./shop.ts";
import { open, settled } from "./test.ts";

// One demo for all; what fails stops the story, and starts no second demo.
test.describe.configure({ mode: "serial", timeout: 120_000 });

interface ToldDifference {
  readonly thing: string;
  readonly change: string;
  readonly after: unknown;
}

test("the simulator's truth is what the API tells", async ({ demo }) => {
  const truth = demo.truths.find(({ name }) => name === PARTITION);
  const { startMs } = partitionOf(demo);
  expect(demo.scenarios.find(({ name }) => name === PARTITION)).toMatchObject({
    startedAt: truth?.startedAt,
    endedAt: truth?.endedAt,
    affected: truth?.affected,
  });
  expect(truth?.affected.length).toBeGreaterThan(3);
  expect(Date.now() - startMs).toBeGreaterThan(115 * MINUTE_MS);
});

test("it is found on the health strip, and its mark leads to where it began", async ({ page, request, demo }) => {
  const { affected } = partitionOf(demo);
  const [first] = (await toldBad(request, demo, "service")).filter(({ problem }) => problem);
  if (!first) throw new Error("history tells of no trouble");
  await open(page, "/map?window=1h");
  await findTrouble(page, affected.length);
  await page.mouse.wheel(0, -550);
  await page.mouse.wheel(0, -550);
  await expect(page).toHaveURL(/strip=[2-5]\dm/);
  await expect(marks(page).first()).toBeVisible();
  await openMark(page, first.title);
  await expect.poll(() => addressMs(page)).toBe(Date.parse(first.at));
  await settled(page);
  await expect(page.locator(".clock-face")).toContainText(first.at.slice(11, 19));
});

test("what fired then fires at that instant, two clicks from the span that fails, beside the budgets of then", async ({
  page,
  demo,
}) => {
  const { insideMs } = partitionOf(demo);
  const then = `at=${instant(insideMs)}`;
  await open(page, `/?${then}`);
  await expect(page.getByRole("link", { name: "Checkouts succeed", exact: true })).toBeVisible();
  const shown = page.getByRole("region", { name: "Traces that show it" }).getByRole("link").first();
  await expect(async () => {
    await open(page, `/alerts?${then}`);
    await page
      .getByRole("main")
      .getByRole("link", { name: /^inventory fails/ })
      .first()
      .click();
    await expect(shown).toBeVisible();
  }, "its evidence is gathered").toPass({ timeout: 60_000 });
  await shown.click();
  await expect(page).toHaveURL(/\/traces\/[0-9a-f]{32}\?.*span=[0-9a-f]{16}/);
});

/** Notes, for every drawing, which services of a region it shows in trouble for the first time, and what it says of the region afterwards. */
function watchTrouble(page: Page, region: string): Promise<void> {
  return page.evaluate((where) => {
    const seen = new Set<string>();
    const drawings: string[][] = [];
    const groups: string[] = [];
    const look = () => {
      const words = [...document.querySelectorAll("section[aria-label='Map of the system'] button")].flatMap((box) =>
        box.textContent?.startsWith(`Group ${where}:`) ? [box.textContent] : [],
      );
      if (seen.size > 0) groups.push(...words);
      const names = [...document.querySelectorAll("section[aria-label='Map of the system'] button")].flatMap((box) => {
        const [, name = "", place] = /^(\S+) in (\S+), (?:fails|degraded)/.exec(box.textContent ?? "") ?? [];
        return place === where && !seen.has(name) ? [name] : [];
      });
      if (names.length === 0) return;
      for (const name of names) seen.add(name);
      drawings.push(names);
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { turnedBad: drawings, saidOfRegion: groups });
  }, region);
}
const turnedBad = (page: Page) => page.evaluate(() => (window as unknown as { turnedBad: string[][] }).turnedBad);
const saidOfRegion = (page: Page) =>
  page.evaluate(() => (window as unknown as { saidOfRegion: string[] }).saidOfRegion);

test("played, its region turns bad on the map, service by service as history tells it", async ({
  page,
  request,
  demo,
}) => {
  const { startMs, affected } = partitionOf(demo);
  const told = new Map<string, number>();
  for (const { at, thing } of await toldBad(request, demo, "placement")) {
    const [service = "", region] = thing.replace("placement:", "").split("/");
    expect(region, `${service} fails where all is well`).toBe(REGION);
    if (!told.has(service)) told.set(service, Date.parse(at));
  }
  const services = [...told.keys()].sort();
  expect(affected).toEqual(expect.arrayContaining(services));
  expect(services.length).toBeGreaterThan(affected.length / 2);

  await open(page, `/map?at=${instant(startMs)}&window=15m&strip=30m@${instant(startMs + 20 * MINUTE_MS)}`);
  await expect(group(page, REGION)).toHaveText(/services(?!.*(?:fail|degraded))/);
  await page.keyboard.press("[");
  await expect(page.getByRole("button", { name: "Speed of playing" })).toHaveText("30×");
  await watchTrouble(page, REGION);
  expect(await turnedBad(page)).toEqual([]);
  await page.keyboard.press("Space");
  await expect.poll(async () => (await turnedBad(page)).flat().length, { timeout: 60_000 }).toBe(services.length);
  const before = (await saidOfRegion(page)).length;
  await page.keyboard.press("Space");
  await expect.poll(() => addressMs(page)).toBeGreaterThan(startMs);

  const drawings = await turnedBad(page);
  expect(drawings.flat().sort()).toEqual(services);
  const order = drawings.flatMap((names) => names.map((name) => told.get(name) ?? 0).sort((x, y) => x - y));
  expect(order).toEqual([...order].sort((x, y) => x - y));
  expect(drawings.length, "they turn bad one after the other").toBeGreaterThan(1);
  await settled(page);
  await expect(group(page, REGION)).toContainText(/fail|degraded/);
  const since = (await saidOfRegion(page)).slice(before);
  expect(
    since.filter((words) => !/fail|degraded/.test(words)),
    "nothing of before is shown again",
  ).toEqual([]);
  for (const other of ["eu-west", "us-east"]) await expect(group(page, other)).not.toContainText(/fail|degraded/);
});

/** What the differences say, all of them: the list draws only those in sight. */
async function differences(page: Page): Promise<string[]> {
  const list = page.getByRole("list", { name: "Differences" });
  const rows = new Set<string>();
  for (;;) {
    for (const text of await list.getByRole("button").allInnerTexts()) rows.add(text.replace(/\s+/g, " "));
    const isAtEnd = await list.locator("..").evaluate((scroller) => {
      const before = scroller.scrollTop;
      scroller.scrollTop += scroller.clientHeight / 2;
      return scroller.scrollTop === before;
    });
    if (isAtEnd) return [...rows];
  }
}

let link = "";
test("pin A before and pin B inside differ by the truth, and by nothing else", async ({ page, request, demo }) => {
  const { startMs, insideMs, affected } = partitionOf(demo);
  const beforeMs = startMs - 4 * MINUTE_MS;
  const told = await ask<{ differences: ToldDifference[] }>(
    request,
    `/api/state/diff?a=${instant(beforeMs)}&b=${instant(insideMs)}`,
  );
  const bad = (kind: string) =>
    told.differences.filter(
      ({ thing, change, after }) => thing.startsWith(`${kind}:`) && change === "health" && isBad(after),
    );
  expect(
    bad("service")
      .map(({ thing }) => thing.slice("service:".length))
      .sort(),
  ).toEqual([...affected].sort());
  for (const { thing } of bad("placement"))
    expect(affected.map((service) => `placement:${service}/${REGION}`)).toContain(thing);

  await open(page, `/replay?at=${instant(beforeMs)}&window=1h`);
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/[?&]a=/);
  const later = new URL(page.url());
  later.searchParams.set("at", instant(insideMs));
  await open(page, later.toString());
  await page.keyboard.press("b");
  await expect(page).toHaveURL(/[?&]b=/);
  await expect(page.getByRole("button", { name: /^Pin A: / })).toBeVisible();
  await page.getByRole("group", { name: "Which differences" }).getByRole("button", { name: "Health" }).click();
  await expect(page.getByRole("list", { name: "Differences" }).getByRole("button").first()).toBeVisible();
  const rows = (await differences(page)).filter((row) => !/→|calls from/.test(row));
  const shown = rows.flatMap((row) => {
    const [, service, region = REGION] =
      /(\S+)(?: in (\S+))? (?:healthy|no data|unknown) (?:degraded|failed)/.exec(row) ?? [];
    return service ? [`${service} in ${region}`] : [];
  });
  expect([...new Set(shown)].sort(), rows.join("\n")).toEqual(
    affected.map((service) => `${service} in ${REGION}`).sort(),
  );
  link = page.url();
});

test("the link shows the same pixels in another browser", async ({ page, browser, baseURL }) => {
  const context = await browser.newContext({ viewport: page.viewportSize(), ...(baseURL && { baseURL }) });
  try {
    const other = await context.newPage();
    const look = (one: Page) => one.locator("main").screenshot({ animations: "disabled", caret: "hide" });
    for (const one of [page, other]) {
      await open(one, link);
      await expect(one.getByRole("list", { name: "Differences" }).getByRole("button").first()).toBeVisible();
      await expect(one.locator("[data-graph=drawn]")).toHaveAttribute("data-boxes", /[1-9]/);
      await one.mouse.move(0, 0);
    }
    await expect
      .poll(async () => differingPixels(page, await look(page), await look(other)), { timeout: 20_000 })
      .toBe(0);
  } finally {
    await context.close();
  }
});

test("a trace of the cascade is stepped to its first error", async ({ page, demo }) => {
  const { insideMs, affected } = partitionOf(demo);
  const clock = `at=${instant(insideMs)}&window=10m`;
  await open(page, `/traces?${clock}&service=checkout&status=error&order=mostErrors`);
  const found = page.getByRole("table", { name: "Traces" }).getByRole("link").first();
  await expect(found).toBeVisible();
  const traceId = /\/traces\/([0-9a-f]{32})/.exec((await found.getAttribute("href")) ?? "")?.[1];
  await open(page, `/traces/${traceId}?tab=replay&${clock}`);
  await expect(page.getByText(/^.*step 0 of \d+/)).toBeVisible();
  const said = page.getByRole("complementary", { name: "What happened up to this moment" }).getByRole("listitem");
  const errors = said.filter({ has: page.locator("svg") });
  for (let step = 1; step <= 3; step++) {
    await page.keyboard.press("ArrowRight");
    await expect(said).toHaveCount(step);
  }
  await expect(errors).toHaveCount(0);
  await page.keyboard.press("Shift+ArrowRight");
  await expect(errors).toHaveCount(1);
  await expect(said.last()).toContainText(/fails|exception|error|time/i);
  await expect(said.last()).toContainText(new RegExp(affected.join("|")));
  await page.keyboard.press("ArrowLeft");
  await expect(errors).toHaveCount(0);
});

test.describe("in New York", () => {
  test.use({ timezoneId: "America/New_York" });
  const local = (ms: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", timeZone: "America/New_York", ...options }).format(ms);

  test("the same instant is told in local time", async ({ page, demo }) => {
    const { startMs, insideMs } = partitionOf(demo);
    const wall = (ms: number) => local(ms, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    await open(page, link);
    const face = page.locator(".clock-face");
    await expect(face).toContainText(`${wall(insideMs)}local`);
    await expect(face).toContainText(
      local(insideMs, { weekday: "short", day: "numeric", month: "short" }).replace(",", ""),
    );
    expect(wall(insideMs)).not.toBe(instant(insideMs).slice(11, 19));
    await expect(page.getByRole("button", { name: /^Pin A: / })).toHaveText(wall(startMs - 4 * MINUTE_MS));
    await expect(page.getByRole("button", { name: /^Pin B: / })).toHaveText(wall(insideMs));
    await page.keyboard.press("z");
    await expect(face).toContainText(`${instant(insideMs).slice(11, 19)}UTC`);
  });

  test("in the hour that the clocks repeat nothing is known, and the page says so calmly", async ({ page }) => {
    // 01:30 comes twice on 2026-11-01: at 05:30 UTC, and again at 06:30 UTC.
    for (const [hour, offset] of [
      ["05", "UTC−4"],
      ["06", "UTC−5"],
    ] as const) {
      await open(page, `/replay?at=2026-11-01T${hour}:30:00Z&window=1h`);
      await expect(page.locator(".clock-face")).toContainText(`01:30:00${offset}`);
      await expect(page.locator(".clock-face")).toContainText("Sun 1 Nov");
      await expect(page.getByRole("heading", { name: /^The history begins at/ })).toBeVisible();
      await expect(page.locator("main").getByRole("alert")).toHaveCount(0);
      expect(addressMs(page)).toBe(Date.parse(`2026-11-01T${hour}:30:00Z`));
    }
    await page.getByRole("button", { name: "To its beginning" }).click();
    await settled(page);
    await expect(page.getByRole("heading", { name: /^The history begins at/ })).toHaveCount(0);
  });
});
