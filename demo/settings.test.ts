/** Where the demo's programs find the product. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lengthOption, readSettings } from "./settings.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "chronoscope-settings-"));
  vi.stubEnv("CHRONOSCOPE_DATA_DIR", dataDir);
  vi.stubEnv("PORT", "");
});
afterEach(() => vi.unstubAllEnvs());

test("links lead to the console that runs on the data directory, whatever its port", () => {
  expect(readSettings([]).console).toBe("http://127.0.0.1:3000");
  writeFileSync(join(dataDir, "console-url"), "http://127.0.0.1:15510\n");
  expect(readSettings([]).console).toBe("http://127.0.0.1:15510");
});

test("what is said at the call or in the environment comes first", () => {
  writeFileSync(join(dataDir, "console-url"), "http://127.0.0.1:15510\n");
  vi.stubEnv("PORT", "4000");
  expect(readSettings([]).console).toBe("http://127.0.0.1:4000");
  expect(readSettings(["--console", "https://watch.example"]).console).toBe("https://watch.example");
});

test("a past of another length is told in minutes or hours, and what is neither is refused", () => {
  expect(readSettings([]).pastMs).toBe(6 * 3_600_000);
  vi.stubEnv("CHRONOSCOPE_DEMO_PAST", "150m");
  expect(readSettings([]).pastMs).toBe(150 * 60_000);
  for (const wrong of ["0m", "-5m", "150", "1.5h", "2 days"]) {
    vi.stubEnv("CHRONOSCOPE_DEMO_PAST", wrong);
    expect(() => readSettings([])).toThrow("write minutes or hours");
  }
});

test("a past may be calm", () => {
  expect(readSettings([]).isCalm).toBe(false);
  vi.stubEnv("CHRONOSCOPE_DEMO_CALM", "1");
  expect(readSettings([]).isCalm).toBe(true);
});

test("a length that is given as an option is read alike", () => {
  expect(lengthOption(["scenario", "bad-deploy", "--lasts", "3m"], "lasts")).toBe(180_000);
  expect(lengthOption(["scenario", "bad-deploy"], "lasts")).toBeNull();
  expect(() => lengthOption(["--lasts=soon"], "lasts")).toThrow('--lasts is "soon"');
});
