/** What axe finds on a page: all its rules in the dark theme, and in the light one those that look at colours, since nothing else changes. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** Serious and critical findings, one line each. */
export async function seriousFindings(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
}

/** Until no colour is on its way from one theme to the other. */
async function coloursRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });
}

/** Leaves the page in the light theme. */
export async function findingsInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    await coloursRest(page);
    const findings = await seriousFindings(page, colorScheme === "light" ? COLOUR_RULES : undefined);
    found.push(...findings.map((finding) => `${colorScheme}: ${finding}`));
  }
  return found;
}
