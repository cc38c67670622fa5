/**
 * `npm test`: installs what only tests need, then format and lint, types, unit and integration tests on real Postgres, the build,
 * and the browser tests against the real product. Every step's output is shown as it comes; a step that fails does not keep the
 * next from running. The last line is `N passed, N failed` over everything, where a check of the whole tree counts as one test.
 * Plain JavaScript on Node alone, like bootstrap.mjs, which calls it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BROWSER = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const CLUSTER_CONFIG = "/etc/postgresql-common/createcluster.conf";

const isRoot = () => process.getuid?.() === 0;
const hasApt = () => existsSync("/usr/bin/apt-get");

function run(root, command, args, environment = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }), ...environment },
  });
  if (done.error) process.stdout.write(`${done.error.message}\n`);
  return done.status === 0;
}

function title(words) {
  process.stdout.write(`\n== ${words}\n`);
}

/** Debian packages that are missing; false when they cannot be had. */
function installDebian(root, names) {
  if (!isRoot() || !hasApt()) return false;
  const environment = { DEBIAN_FRONTEND: "noninteractive" };
  const install = () =>
    run(root, "apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], environment);
  return install() || (run(root, "apt-get", ["update", "-qq"]) && install());
}

function installBrowser(root) {
  if (existsSync(BROWSER)) return;
  title("install Chromium");
  if (installDebian(root, ["chromium"]) && existsSync(BROWSER)) return;
  run(root, process.execPath, [join(root, "node_modules/@playwright/test/cli.js"), "install", "chromium"]);
}

/** Debian's own server, for the tests of DATABASE_URL; without it they say that they are skipped. No cluster is made or started. */
function installPostgres(root) {
  if (existsSync("/usr/lib/postgresql") || !isRoot() || !hasApt()) return;
  title("install Debian's PostgreSQL for the tests of DATABASE_URL");
  if (!existsSync(CLUSTER_CONFIG)) {
    mkdirSync(join(CLUSTER_CONFIG, ".."), { recursive: true });
    writeFileSync(CLUSTER_CONFIG, "create_main_cluster = false\n");
  }
  installDebian(root, ["postgresql"]);
}

const bin = (root, path) => join(root, "node_modules", path);

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** Counts of a step that reports by file; a step that failed without naming a test counts as one failure. */
function counted(ok, counts) {
  const { passed, failed, late = 0 } = counts ?? { passed: 0, failed: 0 };
  return { passed, failed: !ok && failed === 0 ? 1 : failed, late };
}

function countVitest(report) {
  if (!report) return null;
  const unloadable = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length };
}

/** `late` passed at their second try only. */
function countPlaywright(report) {
  if (!report) return null;
  const { expected, flaky, unexpected } = report.stats;
  return { passed: expected + flaky, failed: unexpected, late: flaky };
}

const check = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 });

function steps(root, out) {
  const node = process.execPath;
  const unit = join(out, "vitest.json");
  const browser = join(out, "playwright.json");
  return [
    ["format and lint", () => check(run(root, node, [bin(root, "@biomejs/biome/bin/biome"), "ci"]))],
    ["types", () => check(run(root, node, [bin(root, "typescript/bin/tsc"), "--noEmit", "-p", "tsconfig.json"]))],
    [
      "types of the pure core",
      () => check(run(root, node, [bin(root, "typescript/bin/tsc"), "-p", "tsconfig.core.json", "--noEmit"])),
    ],
    [
      "unit and integration",
      () => {
        // Tests that kill, wait and measure are late now and then on a busy machine; the report marks what needed a second try.
        const args = ["run", "--retry=1", "--reporter=default", "--reporter=json", `--outputFile.json=${unit}`];
        const ok = run(root, node, [bin(root, "vitest/vitest.mjs"), ...args]);
        return counted(ok, countVitest(readJson(unit)));
      },
    ],
    ["build", () => check(run(root, node, [join(root, "server/bootstrap.mjs"), "build"]))],
    [
      "browser",
      () => {
        const args = ["test", "--reporter=list,json"];
        const ok = run(root, node, [bin(root, "@playwright/test/cli.js"), ...args], {
          PLAYWRIGHT_JSON_OUTPUT_NAME: browser,
          CHROMIUM_PATH: existsSync(BROWSER) ? BROWSER : "",
        });
        return counted(ok, countPlaywright(readJson(browser)));
      },
    ],
  ];
}

/** Runs everything, or the steps whose title contains one of the words given. Resolves to the exit code. */
export async function runTests(root, words) {
  const out = join(root, ".build", "tests");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  installBrowser(root);
  installPostgres(root);
  const totals = { passed: 0, failed: 0 };
  const table = [];
  for (const [name, step] of steps(root, out)) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    title(name);
    const began = performance.now();
    const { passed, failed, late = 0 } = step();
    totals.passed += passed;
    totals.failed += failed;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const second = late > 0 ? `, ${late} at the second try` : "";
    table.push(`${failed === 0 ? "ok  " : "FAIL"} ${name}: ${passed} passed${second}, ${failed} failed (${seconds} s)`);
  }
  title("summary");
  process.stdout.write(`${table.join("\n")}\n${totals.passed} passed, ${totals.failed} failed\n`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}
