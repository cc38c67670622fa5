/**
 * Browser tests: the real product, built, on free ports with a data directory of its own, seen by a real browser.
 * Tests find the OTLP ports in e2e/product.ts. Chromium is Debian's when it is there (CHROMIUM_PATH overrides).
 * `FILM=1` makes the film of the README in place of testing (e2e/film.ts), from a demo of its own.
 */
import { chmodSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { chooseProduct } from "./e2e/product.ts";

const product = await chooseProduct(() => {
  const folder = mkdtempSync(join(tmpdir(), "chronoscope-e2e-"));
  chmodSync(folder, 0o755);
  return folder;
});
const chromium = process.env.CHROMIUM_PATH || "/usr/bin/chromium";
const isFilm = Boolean(process.env.FILM);
const start = {
  command: "exec node server/bootstrap.mjs start",
  url: `${product.webUrl}/readyz`,
  timeout: 180_000,
  env: { ...product.environment, CHRONOSCOPE_RULES: "e2e/rules" },
  stdout: "ignore",
  stderr: "ignore",
  gracefulShutdown: { signal: "SIGTERM", timeout: 12_000 },
} as const;

const STORIES = ["**/promises.spec.ts", "**/oneClock.spec.ts"];

export default defineConfig({
  testDir: "e2e",
  testMatch: isFilm ? "film.ts" : "**/*.spec.ts",
  outputDir: "test-results",
  workers: 2,
  // A browser on two busy cores is late now and then; what passes only at the second try is named as flaky in the report.
  retries: 1,
  timeout: 45_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    baseURL: product.webUrl,
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: {
      ...(existsSync(chromium) ? { executablePath: chromium } : {}),
      // Flags that a closed network and a container need.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  // Stories wait for a demo and for minutes to pass; they begin first, beside the others.
  ...(isFilm
    ? {}
    : {
        webServer: start,
        projects: [
          { name: "stories", testMatch: STORIES },
          { name: "pages", testIgnore: STORIES },
        ],
      }),
});
