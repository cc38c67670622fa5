/**
 * The film of the README: the partition of two hours ago, found on the strip, played, compared and followed into one trace, as
 * `public/film-one-clock.webp`. Made anew with `FILM=1 npx playwright test`; no part of the usual run. Captions and the pointer are
 * drawn into the page, since a screenshot has neither. Put together by the sharp that Next brings.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./demoProduct.ts";
import {
  addressMs,
  findTrouble,
  group,
  MINUTE_MS,
  marks,
  openMark,
  partitionOf,
  REGION,
  toldBad,
} from "./partition.ts";
import { instant } from "./shop.ts";
import { open, settled } from "./test.ts";

const require = createRequire(import.meta.url);
const sharp = createRequire(require.resolve("next/package.json"))("sharp") as typeof import("sharp").default;

const OUT = "public/film-one-clock.webp";
const MOST_BYTES = 1_000_000;
const SIZE = { width: 1200, height: 750 };

test.use({ viewport: SIZE, colorScheme: "dark", actionTimeout: 20_000 });

/** Frames and how long each is seen, in ms. A picture equal to the one before only lasts longer. */
class Film {
  private readonly frames: Buffer[] = [];
  private readonly delays: number[] = [];
  private caption: readonly [words: string, place: "top" | "bottom"] = ["", "top"];

  constructor(private readonly page: Page) {}

  async take(ms: number): Promise<void> {
    await this.page.evaluate(showWords, this.caption);
    const frame = await this.page.screenshot({ animations: "disabled", caret: "hide" });
    const last = this.frames.length - 1;
    if (this.frames[last]?.equals(frame)) this.delays[last] = (this.delays[last] ?? 0) + ms;
    else {
      this.frames.push(frame);
      this.delays.push(ms);
    }
  }

  say(words: string, place: "top" | "bottom" = "bottom"): void {
    this.caption = [words, place];
  }

  /** The pointer on its way, seen. */
  async point(x: number, y: number, steps: number): Promise<void> {
    const [fromX, fromY] = await this.page.evaluate(pointed);
    for (let i = 1; i <= steps; i++) {
      const share = 1 - (1 - i / steps) ** 2;
      await this.page.mouse.move(fromX + (x - fromX) * share, fromY + (y - fromY) * share);
      await this.take(70);
    }
  }

  async write(path: string): Promise<number> {
    for (const quality of [82, 74, 66, 58, 50]) {
      const webp = await sharp(this.frames, { join: { animated: true } })
        .webp({ delay: this.delays, quality, effort: 6, minSize: true, smartSubsample: true, loop: 0 })
        .toBuffer();
      if (webp.length > MOST_BYTES) continue;
      writeFileSync(path, webp);
      return webp.length;
    }
    throw new Error(`${this.frames.length} frames do not fit into ${MOST_BYTES} bytes`);
  }

  keep(folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const [i, frame] of this.frames.entries())
      writeFileSync(join(folder, `${String(i).padStart(3, "0")}-${this.delays[i]}.png`), frame);
  }
}

/** Runs in the page: the caption, above everything and in nobody's way. */
function showWords([words, place]: readonly [string, "top" | "bottom"]): void {
  const caption = document.getElementById("film-words") ?? document.createElement("div");
  caption.id = "film-words";
  caption.textContent = words;
  caption.style.cssText = `position:fixed;left:50%;${place === "top" ? "top:92px" : "bottom:104px"};transform:translateX(-50%);z-index:9999;padding:9px 18px;border-radius:8px;
    background:rgb(240 243 248);color:#10141b;font:600 17px/22px "Inter Variable",sans-serif;box-shadow:0 4px 24px rgb(0 0 0/.55);
    pointer-events:none;white-space:nowrap;display:${words ? "block" : "none"}`;
  document.body.append(caption);
}

/** Runs in the page before its own code: an arrow where the mouse is. */
function showPointer(): void {
  const draw = () => {
    const arrow = document.createElement("div");
    arrow.style.cssText = "position:fixed;left:-40px;top:0;z-index:10000;pointer-events:none";
    arrow.innerHTML =
      '<svg width="20" height="24" viewBox="0 0 20 24"><path d="M2 1.5v17l4.4-4 2.9 7 3.1-1.3-2.9-6.8h6z" fill="#fff" stroke="#000" stroke-width="1.3"/></svg>';
    document.documentElement.append(arrow);
    addEventListener(
      "pointermove",
      ({ clientX, clientY }) => {
        Object.assign(window, { pointed: [clientX, clientY] });
        arrow.style.left = `${clientX - 2}px`;
        arrow.style.top = `${clientY - 1}px`;
      },
      true,
    );
  };
  if (document.documentElement) draw();
  else addEventListener("DOMContentLoaded", draw);
}

const pointed = () => (window as unknown as { pointed: [number, number] }).pointed;

test("the film of one clock", async ({ page, request, demo }) => {
  test.setTimeout(400_000);
  const { startMs, insideMs, affected } = partitionOf(demo);
  const [first] = (await toldBad(request, demo, "service")).filter(({ problem }) => problem);
  if (!first) throw new Error("history tells of no trouble");
  await page.addInitScript(showPointer);
  const film = new Film(page);

  await open(page, "/map?window=1h");
  await page.getByRole("button", { name: "Collapse the rail" }).click();
  await settled(page);
  await page.mouse.move(600, 420);
  film.say("Live, and all is well. Two hours ago it was not", "top");
  await film.take(1800);
  await findTrouble(page, affected.length);
  const [endX, y] = await page.evaluate(pointed);
  await page.mouse.move(600, 420);
  // It was found from the right: its middle is further on.
  await film.point(endX - 12, y, 7);
  film.say("The health strip remembers: six services in trouble", "top");
  await film.take(1500);
  for (let i = 0; i < 4; i++) {
    await page.mouse.wheel(0, -275);
    await expect(marks(page).first()).toBeVisible();
    await film.take(160);
  }
  film.say("Closer: its marks say what happened", "top");
  await openMark(page, first.title, async (line) => {
    const box = await line.boundingBox();
    if (box) await film.point(box.x + 90, box.y + box.height / 2, 4);
    await film.take(1600);
  });
  await expect.poll(() => addressMs(page)).toBe(Date.parse(first.at));
  await settled(page);
  film.say("One click, and every page stands at that instant");
  await film.take(1700);

  const stripEnd = instant(startMs + 22 * MINUTE_MS);
  await open(page, `/map?at=${instant(startMs + 5_000)}&window=15m&strip=30m@${stripEnd}`);
  await page.keyboard.press("[");
  await page.keyboard.press("[");
  await expect(group(page, REGION)).toHaveText(/services(?!.*(?:fail|degraded))/);
  film.say("Play it");
  await film.take(1200);
  await page.keyboard.press("Space");
  const turns = new Map(
    (await toldBad(request, demo, "placement")).reverse().map(({ thing, at }) => [thing, Date.parse(at)]),
  );
  const untilMs = Math.min(Math.max(...turns.values()) + 20_000, startMs + 3 * MINUTE_MS);
  film.say("The region turns bad, in order");
  for (let [seenMs, atMs] = [0, 0]; atMs < untilMs; atMs = await shownMs(page)) {
    if (atMs < seenMs + 3_000) continue;
    seenMs = atMs;
    await film.take(220);
  }
  await page.keyboard.press("Space");
  await settled(page);
  await film.take(1500);

  const pins = `a=${instant(startMs - 4 * MINUTE_MS)}&b=${instant(insideMs)}`;
  await open(page, `/replay?at=${instant(insideMs)}&window=1h&strip=1h@${instant(startMs + 35 * MINUTE_MS)}&${pins}`);
  const differences = page.getByRole("list", { name: "Differences" });
  await expect(differences.getByRole("button").first()).toBeVisible();
  film.say("Pin A before, pin B inside: what differs, and what came first");
  await film.take(2600);
  await page.getByRole("group", { name: "Which differences" }).getByRole("button", { name: "Health" }).click();
  await film.take(600);
  for (let i = 0; i < 4; i++) {
    await differences.locator("..").evaluate((scroller) => scroller.scrollBy(0, 47));
    await film.take(240);
  }
  await film.take(1200);

  await open(page, `/traces?at=${instant(insideMs)}&window=10m&service=checkout&status=error&order=mostErrors`);
  const found = page.getByRole("table", { name: "Traces" }).getByRole("link").first();
  await expect(found).toBeVisible();
  const traceId = /\/traces\/([0-9a-f]{32})/.exec((await found.getAttribute("href")) ?? "")?.[1];
  await open(page, `/traces/${traceId}?tab=replay&at=${instant(insideMs)}&window=10m`);
  film.say("One of its traces, on its own clock");
  await film.take(1500);
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press("ArrowRight");
    await film.take(260);
  }
  film.say("Stepped to its first error");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.getByText("step 6 of")).toHaveCount(0);
  await film.take(3200);

  if (process.env.FILM_FRAMES) film.keep(process.env.FILM_FRAMES);
  const bytes = await film.write(OUT);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

const DAY_MS = 24 * 60 * MINUTE_MS;

/** The instant on the clock's face, which tells no day: the last time that it was so late, in UTC. */
async function shownMs(page: Page): Promise<number> {
  const time = /\d\d:\d\d:\d\d/.exec((await page.locator(".clock-face").textContent()) ?? "")?.[0];
  const today = Date.parse(`${new Date().toISOString().slice(0, 10)}T${time}Z`);
  return today > Date.now() ? today - DAY_MS : today;
}
