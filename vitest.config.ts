/** Unit and integration tests. Browser tests live in e2e/ and run under Playwright. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["server/**/*.test.ts", "components/**/*.test.ts", "demo/**/*.test.ts", "bench/**/*.test.ts"],
    globalSetup: ["server/testing/databaseServer.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
