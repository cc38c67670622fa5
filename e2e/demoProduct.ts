/**
 * The demo as a person starts it, on free ports with a data directory of its own, for the tests of one worker: its past written, and
 * its history told beyond the last scenario of it. The past is shorter than usual: long enough for what lies two hours back, with a calm
 * half hour before it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type APIRequestContext, request as newRequest } from "@playwright/test";
import { startDemo } from "./demoProcess.ts";
import { test as base, expect } from "./test.ts";

export interface Scenario {
  readonly name: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly affected: readonly string[];
}
export interface Demo {
  readonly url: string;
  /** Scenarios of the past as the API tells them. */
  readonly scenarios: readonly Scenario[];
  /** The same as the simulator wrote them down. */
  readonly truths: readonly Scenario[];
}

const PAST = "150m";
const START_MS = 240_000;
/** A scenario's aftermath: what was wrong is well again. */
const AFTERMATH_MS = 5 * 60_000;
const ASK_EVERY = { timeout: START_MS, intervals: [1_000] };

async function answer<T>(from: APIRequestContext, path: string): Promise<T | null> {
  const got = await from.get(path).catch(() => null);
  return got?.ok() ? ((await got.json()) as T) : null;
}

/** Whether rules are evaluated live: over the past they were judged before. */
async function watches(from: APIRequestContext): Promise<boolean> {
  const rules = await answer<{ data: { groups: { lastEvaluation: string }[] } }>(from, "/api/prometheus/api/v1/rules");
  return rules?.data.groups.some(({ lastEvaluation }) => Date.parse(lastEvaluation) > 0) ?? false;
}

/** Until the past is written, told and judged, as the product itself says. */
async function written(from: APIRequestContext): Promise<Scenario[]> {
  const scenarios = async () => (await answer<Scenario[]>(from, "/api/demo/scenarios")) ?? [];
  await expect
    .poll(async () => (await scenarios()).length, { message: "the past is written", ...ASK_EVERY })
    .toBeGreaterThan(0);
  const all = await scenarios();
  const untilMs = Math.max(...all.map(({ endedAt }) => Date.parse(endedAt))) + AFTERMATH_MS;
  const toldMs = async () =>
    Date.parse((await answer<{ toldUntil: string | null }>(from, "/api/state/at"))?.toldUntil ?? "") || 0;
  await expect.poll(toldMs, { message: "history is told", ...ASK_EVERY }).toBeGreaterThan(untilMs);
  await expect.poll(() => watches(from), { message: "rules were judged over the past", ...ASK_EVERY }).toBe(true);
  return all;
}

/** Pages and requests of such a test go to the demo. */
export const test = base.extend<object, { demo: Demo }>({
  demo: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures asked for from this pattern.
    async ({}, use) => {
      const running = await startDemo({ past: PAST });
      const from = await newRequest.newContext({ baseURL: running.url });
      try {
        const scenarios = await written(from);
        const truths = JSON.parse(readFileSync(join(running.dataDir, "demo", "scenarios.json"), "utf8")) as Scenario[];
        await use({ url: running.url, scenarios, truths });
      } finally {
        await from.dispose();
        await running.stop();
      }
    },
    { scope: "worker", timeout: 2 * START_MS },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
});
export { expect };
