/**
 * The demo's partition of two hours ago, as tests and the film go about it: what history tells of it, and where it is found on the
 * time bar and on the map.
 */
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { type Demo, expect, type Scenario } from "./demoProduct.ts";
import { instant } from "./shop.ts";

export const MINUTE_MS = 60_000;
export const PARTITION = "region-partition";
export const REGION = "ap-south";
/** A part of the strip without marks, measured from its top. */
const BARS_PX = 56;

interface ToldEvent {
  readonly at: string;
  readonly thing: string;
  readonly title: string;
  readonly problem: boolean;
  readonly detail: { readonly to?: string };
}

export function partitionOf({ scenarios }: Demo): Scenario & { readonly startMs: number; readonly insideMs: number } {
  const found = scenarios.find(({ name }) => name === PARTITION);
  if (!found) throw new Error(`the demo placed no ${PARTITION}`);
  const [startMs, endMs] = [Date.parse(found.startedAt), Date.parse(found.endedAt)];
  return { ...found, startMs, insideMs: startMs + 0.7 * (endMs - startMs) };
}

export async function ask<T>(request: APIRequestContext, path: string): Promise<T> {
  const answer = await request.get(path);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as T;
}

export const isBad = (health: unknown) => health === "degraded" || health === "failed";

/** Changes of health for the worse of things of a kind, as history tells them, oldest first. */
export async function toldBad(request: APIRequestContext, demo: Demo, kind: string): Promise<ToldEvent[]> {
  const { startMs, insideMs } = partitionOf(demo);
  const path = `/api/state/events?from=${instant(startMs)}&to=${instant(insideMs)}&kind=health&order=oldest&limit=1000`;
  const { events } = await ask<{ events: ToldEvent[] }>(request, path);
  return events.filter(({ thing, detail }) => thing.startsWith(`${kind}:`) && isBad(detail.to));
}

const timeBar = (page: Page) => page.getByLabel("Time bar");
export const strip = (page: Page) => page.getByRole("slider", { name: "Clock" }).filter({ visible: true });
export const marks = (page: Page) => page.getByRole("group", { name: "Events" }).getByRole("button");
export const addressMs = (page: Page) => Date.parse(new URL(page.url()).searchParams.get("at") ?? "");
/** Boxes and groups as the list beside the picture has them. */
const boxes = (page: Page) =>
  page.getByRole("region", { name: "Map of the system", exact: true }).getByRole("button", { includeHidden: true });
export const group = (page: Page, name: string) => boxes(page).filter({ hasText: `Group ${name}:` });

/** Moves the pointer from now into the past until the strip says that this many services are in trouble. */
export async function findTrouble(page: Page, services: number): Promise<void> {
  const box = await strip(page).boundingBox();
  if (!box) throw new Error("the strip has no place");
  const said = timeBar(page).getByText(`worst of ${services} services`);
  for (let x = box.x + box.width - 4; x > box.x; x -= 3) {
    await page.mouse.move(x, box.y + BARS_PX);
    if ((await said.count()) > 0) return;
  }
  throw new Error(`the strip shows no instant at which ${services} services are in trouble`);
}

/** Opens the mark of an event: alone, or from the list of those it stands together with; `seen` is called before its line is pressed. */
export async function openMark(page: Page, title: string, seen?: (line: Locator) => Promise<void>): Promise<void> {
  const alone = page.getByRole("group", { name: "Events" }).getByRole("button", { name: title, exact: true });
  if ((await alone.count()) > 0) return alone.first().click();
  const list = page.getByRole("dialog", { name: "Events at this place" });
  for (const mark of await page.getByRole("button", { name: /^\d+ events, \d+ of them trouble$/ }).all()) {
    await mark.click();
    await expect(list.getByRole("button").first()).toBeVisible();
    const line = list.getByRole("button", { name: title }).first();
    if ((await line.count()) > 0) {
      await seen?.(line);
      return line.click();
    }
    await page.keyboard.press("Escape");
    await expect(list).toHaveCount(0);
  }
  throw new Error(`no mark of the strip holds "${title}"`);
}
