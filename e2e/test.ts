/**
 * Playwright's test, with a page that may not complain: a console error, an uncaught exception or a failed hydration fails the test
 * that saw it. What a test provokes on purpose it names with `expectedComplaints`.
 */
import { test as base, expect, type Page } from "@playwright/test";

interface Watch {
  /** Patterns of complaints that the test provokes. */
  readonly expectedComplaints: RegExp[];
}

export function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${page.url()} ${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()} ${error.stack ?? error.message}`));
  return complaints;
}

export const test = base.extend<Watch>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures asked for from this pattern.
  expectedComplaints: async ({}, use) => use([]),
  page: async ({ page, expectedComplaints }, use) => {
    const complaints = collectComplaints(page);
    await use(page);
    const unexpected = complaints.filter((said) => !expectedComplaints.some((pattern) => pattern.test(said)));
    expect(unexpected, "what the page complained about").toEqual([]);
  },
});
export { expect };

/** Goes to a page of the console and waits until what it asked has been answered. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** The page takes keys and clicks (its clock is drawn, which the browser alone can do), and nothing of it is on its way. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("slider", { name: "Clock" }).locator("svg")).toBeVisible();
  await expect(page.locator("main [aria-busy=true], main .skeleton")).toHaveCount(0);
}
